//! Histories as they can be written down in a test, and the entries that they stand for.

use std::fmt;
use std::sync::LazyLock;

use domain::Reference;
use domain::sla_policy::{default_policy, policy_id};
use events_schema::facts::sla_policy::{ClockKind, HoldReason, HoldRule, PolicyPublished, UrgentStart};
use events_schema::facts::ticket::*;
use events_schema::ids::{CustomerId, ImportRun, PersonId, TicketId};
use events_schema::values::{
    ContactMethod, EffectOnProduction, EffectOnUse, Grounds, IntakeChannel, SafetyHazard, TicketClass, Verdict,
};
use events_schema::{
    Actor, Channel, CommandId, Duration, Entry, Envelope, EventId, Fact, FactSet, Origin, Position, RecordedEvent,
    Revision, Role, Timestamp,
};
use uuid::Uuid;

/// An entry of a history. Times are minutes after the call; the number is what others name it by.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Step {
    pub(crate) number: usize,
    pub(crate) at: i64,
    pub(crate) recorded: i64,
    pub(crate) is_imported: bool,
    pub(crate) says: Said,
}

/// What a fact says, as far as clocks want to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Said {
    Reported(u32),
    Classified(TicketClass, u32),
    ClassWasWrong(TicketClass, u32),
    ClassChanged { class: TicketClass, changed: i64, version: u32 },
    Assigned(u32),
    Reached,
    Notified(Role),
    Acknowledged(Role),
    AnalysisHeld,
    PlanActive,
    Team { leader: u8 },
    Dispatched(u32),
    Arrived(u8, Role, u32),
    NoVisit,
    Progress,
    Solved(u32),
    SummaryFiled,
    Evaluated,
    Closed(u32),
    Reviewed,
    Refused,
    Reopened,
    Withdrawn,
    Merged,
    Held(HoldReason),
    Released(usize),
    Waived(ClockKind, u32, u32),
    Reassessed(ClockKind, u32, u32, Verdict),
    Corrected(usize, Inner, Option<i64>),
    Retracted(usize),
    MovedOut(usize),
    MovedIn(Inner),
    Noted,
}

/// What a correction or a moved entry says.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Inner(pub(crate) Box<Said>);

pub(crate) fn inner(said: Said) -> Inner {
    Inner(Box::new(said))
}

pub(crate) const fn step(number: usize, at: i64, recorded: i64, says: Said) -> Step {
    Step { number, at, recorded, is_imported: false, says }
}

pub(crate) const fn imported(number: usize, at: i64, recorded: i64, says: Said) -> Step {
    Step { number, at, recorded, is_imported: true, says }
}

impl fmt::Debug for Inner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "inner({:?})", self.0)
    }
}

impl fmt::Debug for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let how = if self.is_imported { "imported" } else { "step" };
        write!(f, "{how}({}, {}, {}, {:?})", self.number, self.at, self.recorded, self.says)
    }
}

/// So many minutes after the customer called.
pub(crate) fn at(minute: i64) -> Timestamp {
    Timestamp::from_micros(1_772_414_100_000_000) + Duration::from_minutes(minute)
}

const COMMAND: CommandId = CommandId::from_uuid(Uuid::from_u128(7));

fn event(number: usize) -> EventId {
    EventId::of(COMMAND, number)
}

fn elsewhere() -> TicketId {
    TicketId::from_uuid(Uuid::from_u128(2))
}

fn person(number: u8) -> PersonId {
    format!("e{number}").parse().expect("it is a code")
}

fn actor() -> Actor {
    let Ok(id) = "person-e1042".parse() else { unreachable!("it is the name of a person") };
    Actor::new(id, Role::HotlineAgent, Channel::Http)
}

fn why<T: std::str::FromStr>() -> T {
    let Ok(text) = "because".parse() else { unreachable!("it is a text and a code") };
    text
}

const GROUNDS: Grounds = Grounds {
    effect_on_use: EffectOnUse::Little,
    safety_hazard: SafetyHazard::None,
    effect_on_production: EffectOnProduction::None,
};

/// The entries as they would be read back.
pub(crate) fn entries(history: &[Step]) -> Vec<Entry<TicketFact>> {
    let entry = |(index, step): (usize, &Step)| Entry {
        position: None,
        id: event(step.number),
        revision: Revision(index as u64),
        envelope: envelope(step),
        fact: fact(&step.says, history),
    };
    history.iter().enumerate().map(entry).collect()
}

fn envelope(step: &Step) -> Envelope {
    let import = Origin::Import { run: ImportRun::from_uuid(Uuid::from_u128(1)), unproven: Vec::new() };
    Envelope {
        occurred_at: at(step.at),
        recorded_at: at(step.recorded),
        actor: actor(),
        command: COMMAND,
        causation: None,
        correlation: COMMAND,
        fingerprint: None,
        origin: if step.is_imported { import } else { Origin::Live },
        trace: None,
        previous: None,
    }
}

fn fact(says: &Said, history: &[Step]) -> TicketFact {
    let version = |policy_version: &u32| *policy_version;
    match says {
        Said::Reported(policy) => reported(*policy).into(),
        Said::Classified(class, policy) => {
            let (class, policy_version) = (*class, version(policy));
            TicketClassified { class, grounds: None, issue_type: None, policy_version }.into()
        }
        Said::ClassWasWrong(class, policy) => {
            let (class, policy_version) = (*class, version(policy));
            ClassCorrected { class, grounds: GROUNDS, issue_type: None, reason: why(), policy_version }.into()
        }
        Said::ClassChanged { class, changed, version } => ClassChangeApproved {
            request: event(usize::MAX),
            class: *class,
            grounds: GROUNDS,
            issue_type: None,
            changed_at: at(*changed),
            policy_version: *version,
        }
        .into(),
        Said::Assigned(policy) => {
            TicketAssigned { group: why(), group_revision: Revision::FIRST, policy_version: version(policy) }.into()
        }
        Said::Reached => CustomerReached { method: None, summary: None }.into(),
        Said::Notified(role) => RoleNotified { role: *role, person: person(0), method: ContactMethod::Phone }.into(),
        Said::Acknowledged(role) => NotificationAcknowledged { role: *role }.into(),
        Said::AnalysisHeld => FirstAnalysisHeld { attendees: Vec::new(), first_measures: Vec::new() }.into(),
        Said::PlanActive => PlanActivated { plan: why(), version: 1 }.into(),
        Said::Team { leader } => TeamFormed { leader: person(*leader), members: Vec::new() }.into(),
        Said::Dispatched(policy) => {
            StaffDispatched { people: Vec::new(), expected_arrival: None, policy_version: version(policy) }.into()
        }
        Said::Arrived(who, role, policy) => {
            StaffArrived { person: person(*who), role: *role, policy_version: version(policy) }.into()
        }
        Said::NoVisit => NoVisitApproved { request: event(usize::MAX), remark: None }.into(),
        Said::Progress => ProgressReported { progress: why() }.into(),
        Said::Solved(policy) => {
            SolutionFinished { solution: None, summary: None, policy_version: version(policy) }.into()
        }
        Said::SummaryFiled => SummaryFiled { root_cause: why(), preventive_measures: Vec::new() }.into(),
        Said::Evaluated => ResponseEvaluated { assessment: why(), plan_findings: PlanFindings::NoChange }.into(),
        Said::Closed(policy) => TicketClosed { result: None, policy_version: version(policy) }.into(),
        Said::Reviewed => {
            ResponsibilityReviewed { review: event(usize::MAX), outcome: ReviewOutcome::MeetingHeld }.into()
        }
        Said::Refused => SatisfactionRefused { rating: None, reason: None, on_behalf: None }.into(),
        Said::Reopened => TicketReopened { reason: None }.into(),
        Said::Withdrawn => TicketWithdrawn { reason: None }.into(),
        Said::Merged => TicketMerged { into: elsewhere(), reason: why() }.into(),
        Said::Held(reason) => HoldPlaced { reason: *reason, explanation: None, expected_until: None }.into(),
        Said::Released(hold) => HoldReleased { hold: event(*hold) }.into(),
        Said::Noted => NoteAdded { text: why() }.into(),
        Said::Waived(..) | Said::Reassessed(..) => decision(says),
        Said::Corrected(..) | Said::Retracted(_) | Said::MovedOut(_) | Said::MovedIn(_) => amendment(says, history),
    }
}

fn reported(policy_version: u32) -> TicketReported {
    TicketReported {
        channel: IntakeChannel::OnSite,
        customer: CustomerId::from_uuid(Uuid::from_u128(4711)),
        organisation: None,
        engine_model: None,
        engine_serial: None,
        symptom: None,
        usage_scenario: None,
        contact: None,
        policy_version,
    }
}

/// What somebody decided about a clock.
fn decision(says: &Said) -> TicketFact {
    match says {
        Said::Reassessed(clock, episode, number, verdict) => ClockReassessed {
            request: event(usize::MAX),
            clock: *clock,
            episode: *episode,
            number: *number,
            before: Verdict::Breached,
            verdict: *verdict,
            evidence: event(usize::MAX),
            grounds: why(),
        }
        .into(),
        Said::Waived(clock, episode, number) => WaiverGranted {
            request: event(usize::MAX),
            clock: *clock,
            episode: *episode,
            number: *number,
            remark: None,
        }
        .into(),
        other => unreachable!("{other:?} decides nothing about a clock"),
    }
}

/// What is said of another entry.
fn amendment(says: &Said, history: &[Step]) -> TicketFact {
    match says {
        Said::Corrected(entry, to, happened) => EntryCorrected {
            corrects: event(*entry),
            replacement: Replacement(Box::new(fact(&to.0, history))),
            happened_at: happened.map(at),
            reason: why(),
        }
        .into(),
        Said::Retracted(entry) => {
            let named = history.iter().find(|step| step.number == *entry).filter(|step| step.says != *says);
            let kind = named.map_or("", |step| fact(&step.says, history).kind()).to_owned();
            EntryRetracted { retracts: event(*entry), kind, reason: why() }.into()
        }
        Said::MovedOut(entry) => EntryMovedOut {
            moved: event(*entry),
            to: elsewhere(),
            fact: Replacement(Box::new(fact(&Said::Reached, history))),
            happened_at: at(0),
            author: actor(),
            reason: why(),
        }
        .into(),
        Said::MovedIn(said) => EntryMovedIn {
            from: elsewhere(),
            moved: event(usize::MAX),
            fact: Replacement(Box::new(fact(&said.0, history))),
            author: actor(),
        }
        .into(),
        other => unreachable!("{other:?} amends nothing"),
    }
}

/// Version 0 is the default. Version 1 has other open targets, and a missing part makes arrivals and summaries stand still;
/// version 2 starts urgent clocks at the receipt, and no hold pauses anything but a first contact.
pub(crate) static RULES: LazyLock<Reference> = LazyLock::new(|| {
    let mut rules = Reference::default();
    let hold = |reason, clocks: &[ClockKind]| HoldRule { reason, clocks: clocks.to_vec() };
    let mut first = PolicyPublished { version: 1, ..default_policy() };
    for rule in &mut first.clocks {
        match rule.clock {
            ClockKind::Notification | ClockKind::PlanActivation => rule.target = Duration::from_minutes(10),
            ClockKind::SummaryReport | ClockKind::Evaluation | ClockKind::ResponsibilityMeeting => {
                rule.target = Duration::from_hours(3);
            }
            _ => {}
        }
    }
    first.open.holds = vec![
        hold(HoldReason::CustomerAskedForLater, &ClockKind::ALL),
        hold(
            HoldReason::MissingPart,
            &[
                ClockKind::ArrivalImportant,
                ClockKind::ArrivalEmergency,
                ClockKind::SummaryReport,
                ClockKind::ProgressReport,
            ],
        ),
    ];
    let mut second = PolicyPublished { version: 2, ..default_policy() };
    second.open.urgent_start = UrgentStart::Received;
    second.open.holds = vec![hold(HoldReason::MissingPart, &[ClockKind::FirstContact])];
    for policy in [first, second] {
        rules.apply(&published(&policy)).expect("a policy is read as it was written");
    }
    rules
});

fn published(policy: &PolicyPublished) -> RecordedEvent {
    let stands = step(0, 0, 0, Said::Noted);
    RecordedEvent {
        position: Position(0),
        stream: policy_id().stream(),
        revision: Revision(u64::from(policy.version) - 1),
        id: event(0),
        kind: PolicyPublished::TYPE.into(),
        version: PolicyPublished::VERSION,
        metadata: serde_json::to_vec(&envelope(&stands)).expect("an envelope is JSON").into(),
        data: serde_json::to_vec(policy).expect("a policy is JSON").into(),
    }
}
