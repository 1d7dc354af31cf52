//! Going to the customer (P3.2.b, P3.3.b): dispatch, arrivals, and the waiver for those who cannot be there in time.

use domain::ticket::{Dispatch, GrantWaiver, RecordArrival, RefuseRequest, RequestWaiver};
use events_schema::facts::ticket::{Dispatched, WaiverReason};
use events_schema::values::TicketClass;
use events_schema::{Duration, Role};

use super::mishaps::{self, Mishap};
use super::{Now, Step, Story, Wait, emergency, important};
use crate::simulation::directory::id;
use crate::simulation::staff::StaffMember;

/// 特殊情况.
const CIRCUMSTANCES: [(WaiverReason, &str); 4] = [
    (WaiverReason::CustomersWish, "客户要求避开生产高峰再到场"),
    (WaiverReason::Distance, "客户距最近服务站超过120公里"),
    (WaiverReason::Distance, "海岛客户,须等候轮渡班次"),
    (WaiverReason::Weather, "暴雨导致高速公路封闭"),
];

/// How a journey goes.
#[derive(Clone, Copy)]
enum Journey {
    InTime,
    Late,
    /// Too far, or the weather is against it: a waiver is asked for.
    Special,
}

/// The expert and a service engineer set out.
pub(super) fn dispatch(story: &mut Story, now: &Now<'_>) -> Option<Step> {
    if !now.is_open() {
        return None;
    }
    let journey = match (story.mishap, story.chance.below::<u64>(100)) {
        (Some(Mishap::LateArrival), _) | (_, 0..=84) => Journey::InTime,
        (_, 85..=89) => Journey::Late,
        (_, _) => Journey::Special,
    };
    let (first, second): (Wait, Wait) = match (story.class, journey) {
        (TicketClass::Emergency, Journey::InTime) => ((15, 15), (1, 8)),
        (TicketClass::Emergency, Journey::Late) => ((50, 30), (5, 15)),
        (TicketClass::Emergency, Journey::Special) => ((90, 200), (5, 30)),
        (TicketClass::General | TicketClass::Important, Journey::InTime) => ((120, 700), (5, 240)),
        (TicketClass::General | TicketClass::Important, Journey::Late) => ((1_300, 300), (120, 240)),
        (TicketClass::General | TicketClass::Important, Journey::Special) => ((1_450, 600), (30, 300)),
    };
    if let Journey::Special = journey {
        story.aside((3, 12), request_waiver);
    }
    story.then(first, arrive_fitter);
    story.then(second, arrive_expert);
    let sent = |who: &StaffMember| Dispatched { person: who.person.clone(), role: who.role };
    let people = vec![sent(&story.cast.fitters[0]), sent(&story.cast.expert)];
    let expected_arrival = Some(now.at + Duration::from_minutes(first.0 + second.0));
    let dispatch = Dispatch { dispatched_at: None, people, expected_arrival };
    let sender = match story.class {
        TicketClass::General | TicketClass::Important => now.staff.head(now.at),
        TicketClass::Emergency => &story.cast.agent,
    };
    Some(Step::by(sender.actor(), "dispatch", dispatch))
}

fn arrive_fitter(story: &mut Story, now: &Now<'_>) -> Option<Step> {
    now.is_handled().then(|| Step::by(story.cast.fitters[0].actor(), "record-arrival", arrival()))
}

fn arrival() -> RecordArrival {
    RecordArrival { arrived_at: None, person: None, role: None }
}

/// With the expert everybody is there who has to be. In the hurry the entry may be forgotten until hours later.
fn arrive_expert(story: &mut Story, now: &Now<'_>) -> Option<Step> {
    if !now.is_open() {
        return None;
    }
    let is_forgotten = story.mishap == Some(Mishap::LateArrival) && story.round == 1;
    if is_forgotten {
        story.memory.happened = Some(now.at);
        let wait = match story.class {
            TicketClass::Emergency => (90, 400),
            TicketClass::General | TicketClass::Important => (1_000, 900),
        };
        story.aside(wait, mishaps::enter_arrival);
    }
    match story.class {
        TicketClass::General | TicketClass::Important => important::write_on_site(story),
        TicketClass::Emergency => emergency::write_on_site(story),
    }
    (!is_forgotten).then(|| Step::by(story.cast.expert.actor(), "record-arrival", arrival()))
}

/// 特殊情况除外: somebody asks, the head or a deputy decides (open point 2).
fn request_waiver(story: &mut Story, now: &Now<'_>) -> Option<Step> {
    if !now.is_open() {
        return None;
    }
    story.memory.request = Some(now.event());
    // The head is not always at hand, so that a few waivers come after the deadline.
    let wait = match story.class {
        TicketClass::General | TicketClass::Important => story.mostly(90, (10, 120), (1_500, 300)),
        TicketClass::Emergency => story.mostly(80, (3, 20), (60, 90)),
    };
    story.aside(wait, decide_waiver);
    // In an emergency no customer wishes to wait.
    let possible = match story.class {
        TicketClass::General | TicketClass::Important => &CIRCUMSTANCES[..],
        TicketClass::Emergency => &CIRCUMSTANCES[1..],
    };
    let (reason, explanation) = *story.chance.one_of(possible);
    let request = RequestWaiver { reason, explanation: id(explanation) };
    Some(Step::by(story.cast.fitters[0].actor(), "request-waiver", request))
}

fn decide_waiver(story: &mut Story, now: &Now<'_>) -> Option<Step> {
    let request = story.memory.request.take()?;
    let head = now.staff.in_charge(Role::HeadOfAfterSales, None, now.at).actor();
    Some(if story.chance.percent(78) {
        Step::by(head, "grant-waiver", GrantWaiver { request, remark: None })
    } else {
        let reason = id("附近有服务站可以支援,不属于特殊情况");
        Step::by(head, "refuse-request", RefuseRequest { request, reason })
    })
}
