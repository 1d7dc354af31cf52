//! What goes wrong with records: wrong classes, late entries, wrong tickets, duplicates, mistakes (open points 6 and 8, P5.1).

use domain::ticket::{
    AbsorbDuplicate, AddNote, AllowLateEntry, ApproveClassChange, ApproveReassessment, Correct, CorrectClass, Merge,
    MoveEntry, ProposeClassChange, ReachCustomer, ReceiveEntry, RecordArrival, RefuseRequest, RequestKind, Retract,
    Stage, Ticket,
};
use events_schema::Duration;
use events_schema::facts::ticket::Replacement;
use events_schema::values::TicketClass;
use serde_json::json;

use super::intake::grounds;
use super::{Now, Step, Story, general};
use crate::simulation::chance::Chance;
use crate::simulation::directory::id;

/// At most one thing goes wrong with a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mishap {
    /// It is classified wrongly at first.
    Misjudged(TicketClass),
    /// It gets worse than it was when it was classified.
    Worsening,
    /// The first call is recorded hours later.
    LateCall,
    /// The first call is recorded days later.
    VeryLateCall,
    /// An arrival is recorded hours later.
    LateArrival,
    /// The customer had reported it before.
    Duplicate,
    /// Something is recorded here that belongs to another ticket.
    WrongTicket,
    /// A cost is entered twice.
    EnteredTwice,
}

impl Mishap {
    pub(super) fn drawn(chance: &mut Chance, class: TicketClass, neighbour: Option<&Story>) -> Option<Self> {
        let drawn: u64 = chance.below(1_000);
        let is_told_again = neighbour.is_some_and(|story| {
            story.mishap.is_none() && story.class != TicketClass::Emergency && class != TicketClass::Emergency
        });
        match (class, drawn) {
            (_, 0..=14) if is_told_again => Some(Self::Duplicate),
            (TicketClass::General, 15..=34) => Some(Self::Misjudged(TicketClass::Important)),
            (TicketClass::General, 35..=69) => Some(Self::LateCall),
            (TicketClass::General, 70..=79) => Some(Self::VeryLateCall),
            (TicketClass::General, 80..=99) if neighbour.is_some() => Some(Self::WrongTicket),
            (TicketClass::General, 100..=119) => Some(Self::EnteredTwice),
            (TicketClass::Important, 15..=39) => Some(Self::Misjudged(TicketClass::General)),
            (TicketClass::Important, 40..=89) => Some(Self::Worsening),
            (TicketClass::Important, 90..=119) => Some(Self::LateArrival),
            (TicketClass::Emergency, 15..=44) => Some(Self::Misjudged(TicketClass::Important)),
            (TicketClass::Emergency, 45..=114) => Some(Self::LateArrival),
            _ => None,
        }
    }
}

/// Somebody looks at it again soon, and the class turns out to have been wrong from the beginning.
pub(super) fn write_misjudged(story: &mut Story) {
    story.then((3, 12), correct_class);
}

fn correct_class(story: &mut Story, _: &Now<'_>) -> Option<Step> {
    story.write_course();
    let reason = id(match story.class {
        TicketClass::General => "复核后确认不影响正常使用",
        TicketClass::Important => "复核后确认已影响正常使用",
        TicketClass::Emergency => "复核后发现存在安全隐患",
    });
    let correct = CorrectClass { class: story.class, grounds: Some(grounds(story.class)), issue_type: None, reason };
    Some(Step::by(story.cast.expert.actor(), "correct-class", correct))
}

/// 情况变化: the engineer says so, another person decides.
pub(super) fn propose_change(story: &mut Story, now: &Now<'_>) -> Option<Step> {
    story.memory.request = Some(now.event());
    story.then((1, 4), decide_change);
    let class = TicketClass::Important;
    let reason = id("故障加重,发动机已不能正常使用");
    let propose = ProposeClassChange { changed_at: None, class, grounds: grounds(class), issue_type: None, reason };
    Some(Step::by(story.cast.engineer.actor(), "propose-class-change", propose))
}

fn decide_change(story: &mut Story, now: &Now<'_>) -> Option<Step> {
    let request = story.memory.request.take()?;
    let superior = now.staff.superior_of(&story.cast.engineer, now.at).actor();
    if story.chance.percent(70) {
        story.class = TicketClass::Important;
        story.write_course();
        return Some(Step::by(superior, "approve-class-change", ApproveClassChange { request }));
    }
    general::write_repair(story);
    let reason = id("客户仍可降负荷使用,按一般问题处理");
    Some(Step::by(superior, "refuse-request", RefuseRequest { request, reason }))
}

/// The call was made in time and is entered long after.
pub(super) fn enter_call(story: &mut Story, now: &Now<'_>) -> Option<Step> {
    let reached_at = story.memory.happened.take().filter(|_| stands(now.ticket))?;
    story.aside((30, 900), settle_reassessment);
    let call = ReachCustomer { reached_at: Some(reached_at), ..general::call() };
    Some(Step::by(story.cast.engineer.actor(), "reach-customer", call))
}

/// So late that another person has to allow it first.
pub(super) fn allow_call(story: &mut Story, now: &Now<'_>) -> Option<Step> {
    let back_to = story.memory.happened.filter(|_| stands(now.ticket))? - Duration::from_minutes(5);
    story.aside((10, 120), enter_call);
    let reason = id("通话记录核对后补录,工程师出差期间漏记");
    let allow = AllowLateEntry { person: story.cast.engineer.person.clone(), back_to, reason };
    let superior = now.staff.superior_of(&story.cast.engineer, now.at);
    Some(Step::by(superior.actor(), "allow-late-entry", allow))
}

/// The hotline agent enters an arrival that nobody had time to enter; not any more once they have set out again.
pub(super) fn enter_arrival(story: &mut Story, now: &Now<'_>) -> Option<Step> {
    let arrived_at = story.memory.happened.take().filter(|_| stands(now.ticket) && story.round == 1)?;
    story.aside((30, 900), settle_reassessment);
    let arrival =
        RecordArrival { arrived_at: Some(arrived_at), person: Some(story.cast.expert.person.clone()), role: None };
    Some(Step::by(story.cast.agent.actor(), "record-arrival", arrival))
}

/// Another person looks at what speaks against a verdict.
fn settle_reassessment(story: &mut Story, now: &Now<'_>) -> Option<Step> {
    let mut open = now.ticket.state().requests.open();
    let request = open.find(|request| request.kind == RequestKind::Reassessment)?.id;
    story.aside((1, 5), settle_reassessment);
    let head = now.staff.head(now.at).actor();
    Some(if story.chance.percent(70) {
        let grounds = id("通话录音与定位记录可证实");
        Step::by(head, "approve-reassessment", ApproveReassessment { request, grounds })
    } else {
        Step::by(head, "refuse-request", RefuseRequest { request, reason: id("没有录音或定位记录佐证") })
    })
}

pub(super) fn is_handled(ticket: &Ticket) -> bool {
    matches!(ticket.state().stage, Stage::Open | Stage::Solved { .. } | Stage::Satisfied { .. })
}

fn stands(ticket: &Ticket) -> bool {
    match ticket.state().stage {
        Stage::Open | Stage::Solved { .. } | Stage::Satisfied { .. } | Stage::Closed { .. } => true,
        Stage::Unreported | Stage::Withdrawn { .. } | Stage::Merged { .. } => false,
    }
}

/// Somebody will notice soon. If not, it is handled like any other.
pub(super) fn write_duplicate(story: &mut Story) {
    story.then((2, 4), merge);
}

fn merge(story: &mut Story, now: &Now<'_>) -> Option<Step> {
    let received = |ticket: &Ticket| ticket.state().intake.as_ref().map(|intake| intake.received_at);
    // What is open goes on in what is open, or nobody would ask the customer.
    let is_earlier = |other: &Ticket| is_handled(other) && received(other) < received(now.ticket);
    let Some((into, _)) = now.neighbour.filter(|(_, other)| is_earlier(other)) else {
        story.write_course();
        return None;
    };
    story.end_here();
    let absorb = AbsorbDuplicate { duplicate: now.id, merge: now.event() };
    let merge = Merge { into, reason: id("同一客户同一台发动机,重复报修") };
    Some(Step::by(story.cast.agent.actor(), "merge", merge).followed_by("absorb-duplicate", absorb))
}

/// The engineer has two tickets open, and takes the wrong one.
pub(super) fn misplace(story: &mut Story, now: &Now<'_>) -> Option<Step> {
    let symptom = now.neighbour?.1.report()?.symptom.clone()?;
    story.memory.misplaced = Some(now.event());
    story.aside((10, 120), put_right);
    let note = AddNote { text: id(&format!("客户补充说明:{}", symptom.as_str())) };
    Some(Step::by(story.cast.engineer.actor(), "add-note", note))
}

fn put_right(story: &mut Story, now: &Now<'_>) -> Option<Step> {
    let (to, _) = now.neighbour.filter(|(_, right)| stands(right))?;
    let entry = now.ticket.entry(story.memory.misplaced?)?;
    let (moved, happened_at) = (entry.id, entry.envelope.occurred_at);
    let (fact, author) = (Replacement(Box::new(entry.fact.clone())), entry.envelope.actor.clone());
    let receive = ReceiveEntry { from: now.id, moved, fact, happened_at, author };
    let put_right = MoveEntry { event: moved, to, reason: id("误记到本工单") };
    let step = Step::by(story.cast.engineer.actor(), "move-entry", put_right);
    Some(step.followed_by("receive-entry", receive))
}

/// A digit was misread.
pub(super) fn correct_serial(story: &mut Story, now: &Now<'_>) -> Option<Step> {
    let event = story.memory.engine.filter(|_| stands(now.ticket))?;
    let right = super::repair::serial(story);
    let set = serde_json::Map::from_iter([("serial".to_owned(), json!(right))]);
    let correct = Correct { event, set, happened_at: None, reason: id("铭牌号码抄录错误") };
    Some(Step::by(story.cast.engineer.actor(), "correct", correct))
}

pub(super) fn retract_cost(story: &mut Story, now: &Now<'_>) -> Option<Step> {
    let event = story.memory.cost.take().filter(|_| stands(now.ticket))?;
    let retract = Retract { event, reason: id("费用重复录入") };
    Some(Step::by(story.cast.engineer.actor(), "retract", retract))
}
