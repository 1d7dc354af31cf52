//! Given facts, when a command, then facts or the exact refusal.

use std::error::Error;
use std::sync::LazyLock;

use events_schema::facts::group::GroupFormed;
use events_schema::facts::issue_type::IssueTypeDefined;
use events_schema::facts::person::PersonRegistered;
use events_schema::facts::ticket::{
    ContactAttempted, CustomerReached, EngineIdentified, FailedAttempt, SatisfactionConfirmed, SolutionApproved,
    SolutionFinished, SolutionProposed, TicketAssigned, TicketClassified, TicketClosed, TicketFact, TicketReported,
    TicketWithdrawn,
};
use events_schema::ids::{CustomerId, PersonId, TicketId};
use events_schema::values::{
    Contact, ContactMethod, EffectOnProduction, EffectOnUse, Grounds, IntakeChannel, SafetyHazard, SolutionKind,
    TicketClass,
};
use events_schema::{
    Actor, Channel, CommandId, Digest256, Duration, Entry, Envelope, EventId, Fact, Origin, Personal, Position,
    RecordedEvent, Revision, Role, Sealed, StreamName, Timestamp,
};
use uuid::Uuid;

use crate::command::{Aggregate, CommandSpec, Decide, judge};
use crate::context::Context;
use crate::reference::Reference;
use crate::refusal::{Refuse, Refused};
use crate::ticket::{AddNote, Ticket};

/// So many minutes after the customer called.
pub(crate) fn at(minute: i64) -> Timestamp {
    "2026-03-02T01:15:00Z".parse::<Timestamp>().unwrap() + Duration::from_minutes(minute)
}

/// The id of the `index`-th fact of a given history.
pub(crate) fn event(index: usize) -> EventId {
    EventId::of(COMMAND, index)
}

const COMMAND: CommandId = CommandId::from_uuid(Uuid::from_u128(7));

pub(crate) fn customer() -> CustomerId {
    CustomerId::from_uuid(Uuid::from_u128(4711))
}

pub(crate) fn grounds() -> Grounds {
    Grounds {
        effect_on_use: EffectOnUse::Little,
        safety_hazard: SafetyHazard::None,
        effect_on_production: EffectOnProduction::None,
    }
}

fn sealed(label: &str) -> Personal {
    let (subject, label) = (customer().stream(), label.to_owned());
    Personal::Sealed(Sealed { subject, event: event(0), label, sealed: "c2VhbGVk".to_owned() })
}

pub(crate) fn reported() -> TicketFact {
    TicketReported {
        channel: IntakeChannel::Hotline,
        customer: customer(),
        organisation: None,
        engine_model: Some("WP12.460".parse().unwrap()),
        engine_serial: None,
        symptom: Some("启动困难".parse().unwrap()),
        usage_scenario: Some("装载机".parse().unwrap()),
        contact: Some(Box::new(Contact {
            name: sealed("contact.name"),
            phone: sealed("contact.phone"),
            wechat: None,
            address: None,
        })),
        policy_version: 0,
    }
    .into()
}

pub(crate) fn classified() -> TicketFact {
    let (class, grounds) = (TicketClass::General, Some(grounds()));
    TicketClassified { class, grounds, issue_type: Some("starting".parse().unwrap()), policy_version: 0 }.into()
}

pub(crate) fn assigned() -> TicketFact {
    TicketAssigned { group: "starters".parse().unwrap(), group_revision: Revision::FIRST, policy_version: 0 }.into()
}

pub(crate) fn reached() -> TicketFact {
    CustomerReached { method: Some(ContactMethod::Phone), summary: None }.into()
}

pub(crate) fn attempted() -> TicketFact {
    ContactAttempted { method: ContactMethod::Phone, outcome: FailedAttempt::NoAnswer }.into()
}

pub(crate) fn reported_on_site() -> TicketFact {
    TicketReported {
        channel: IntakeChannel::OnSite,
        customer: customer(),
        organisation: None,
        engine_model: None,
        engine_serial: None,
        symptom: None,
        usage_scenario: None,
        contact: None,
        policy_version: 0,
    }
    .into()
}

pub(crate) fn identified() -> TicketFact {
    EngineIdentified { serial: Some("WP12-2025-004711".parse().unwrap()), unreadable: None }.into()
}

pub(crate) fn proposed() -> TicketFact {
    SolutionProposed { kind: SolutionKind::ReplaceParts, description: "更换水泵".parse().unwrap() }.into()
}

/// Of a proposal that is the second fact.
pub(crate) fn approved() -> TicketFact {
    SolutionApproved { solution: event(1), remark: None }.into()
}

pub(crate) fn solved() -> TicketFact {
    SolutionFinished { solution: None, summary: None, policy_version: 0 }.into()
}

pub(crate) fn satisfied() -> TicketFact {
    SatisfactionConfirmed { rating: Some(5.try_into().unwrap()), comment: None, on_behalf: None }.into()
}

pub(crate) fn closed() -> TicketFact {
    TicketClosed { result: Some("已解决".parse().unwrap()) }.into()
}

pub(crate) fn withdrawn() -> TicketFact {
    TicketWithdrawn { reason: None }.into()
}

fn envelope(at: Timestamp) -> Envelope {
    Envelope {
        occurred_at: at,
        recorded_at: at,
        actor: actor(Role::HotlineAgent),
        command: COMMAND,
        causation: None,
        correlation: COMMAND,
        fingerprint: None,
        origin: Origin::Live,
        trace: None,
        previous: None::<Digest256>,
    }
}

pub(crate) fn actor(role: Role) -> Actor {
    Actor::new("person-e1042".parse().unwrap(), role, Channel::Http)
}

pub(crate) fn recorded<F: Fact>(stream: &StreamName, revision: u64, fact: &F) -> RecordedEvent {
    RecordedEvent {
        position: Position(0),
        stream: stream.clone(),
        revision: Revision(revision),
        id: event(0),
        kind: F::TYPE.into(),
        version: F::VERSION,
        metadata: serde_json::to_vec(&envelope(at(0))).unwrap().into(),
        data: serde_json::to_vec(fact).unwrap().into(),
    }
}

/// A catalogue of two types, and groups for them.
pub(crate) static REFERENCE: LazyLock<Reference> = LazyLock::new(|| {
    let mut reference = Reference::default();
    for (code, group) in [("starting", "starters"), ("starting", "crankers"), ("paint", "painters")] {
        let defined = IssueTypeDefined { title: code.parse().unwrap(), description: None };
        let stream = format!("issue_type-{code}").parse().unwrap();
        reference.apply(&recorded(&stream, 0, &defined)).unwrap();
        let formed = GroupFormed { title: group.parse().unwrap(), issue_types: vec![code.parse().unwrap()] };
        let stream = format!("group-{group}").parse().unwrap();
        reference.apply(&recorded(&stream, 0, &formed)).unwrap();
    }
    let superior = |number: &str| Some(number.parse().unwrap());
    let people: [(&str, Role, Option<PersonId>); 4] = [
        ("e1042", Role::HotlineAgent, superior("e3001")),
        ("e2001", Role::SupportEngineer, superior("e3001")),
        ("e3001", Role::SupportLead, None),
        ("e3002", Role::SupportLead, None),
    ];
    for (number, role, superior) in people {
        let groups = if role == Role::SupportEngineer { vec!["starters".parse().unwrap()] } else { Vec::new() };
        let registered = PersonRegistered { name: sealed("name"), roles: vec![role], groups, superior };
        let stream = format!("person-{number}").parse().unwrap();
        reference.apply(&recorded(&stream, 0, &registered)).unwrap();
    }
    reference
});

/// An entry as it would be read back, the `index`-th of its history, a minute apart.
pub(crate) fn entry(index: usize, fact: TicketFact) -> Entry<TicketFact> {
    let revision = Revision(index as u64);
    Entry { position: None, id: event(index), revision, envelope: envelope(at(index as i64)), fact }
}

pub(crate) struct Given {
    ticket: Ticket,
    actor: Actor,
}

pub(crate) struct Outcome(Result<Vec<TicketFact>, Refused>);

pub(crate) fn given(history: impl IntoIterator<Item = TicketFact>) -> Given {
    given_entries(entries(history))
}

pub(crate) fn entries(history: impl IntoIterator<Item = TicketFact>) -> Vec<Entry<TicketFact>> {
    history.into_iter().enumerate().map(|(index, fact)| entry(index, fact)).collect()
}

pub(crate) fn given_entries(history: Vec<Entry<TicketFact>>) -> Given {
    let mut ticket = Ticket::default();
    for entry in history {
        ticket.evolve(&entry);
    }
    Given { ticket, actor: actor(Role::HotlineAgent) }
}

/// The superior of the one who proposes solutions.
pub(crate) fn as_lead() -> Actor {
    Actor::new("person-e3001".parse().unwrap(), Role::SupportLead, Channel::Http)
}

/// The superior of somebody else.
pub(crate) fn as_lead_of_others() -> Actor {
    Actor::new("person-e3002".parse().unwrap(), Role::SupportLead, Channel::Http)
}

impl Given {
    pub(crate) fn by(self, actor: Actor) -> Self {
        Self { actor, ..self }
    }

    /// An hour after the call, by a role that may.
    pub(crate) fn when(self, command: &dyn Decide<Ticket>) -> Outcome {
        let now = at(60);
        let by = self.actor;
        let any: &'static [Role] = &Role::ALL;
        let spec = CommandSpec { may: any, ..CommandSpec::on::<AddNote>("any", "P5.1", any) };
        let stream = TicketId::from_uuid(Uuid::from_u128(1)).stream();
        let cx = Context {
            stream: &stream,
            command: COMMAND,
            at: command.happened_at().unwrap_or(now),
            now,
            actor: &by,
            reference: &REFERENCE,
            reporter: None,
            other: None,
            origin: &Origin::Live,
            unproven: &[],
        };
        Outcome(judge(&spec, command, Some(&self.ticket), &cx).map(|judged| judged.facts))
    }
}

impl Outcome {
    #[track_caller]
    pub(crate) fn facts(self) -> Vec<TicketFact> {
        self.0.unwrap_or_else(|refusal| panic!("refused: {refusal}"))
    }

    #[track_caller]
    pub(crate) fn nothing(self) {
        assert_eq!(self.facts(), []);
    }

    #[track_caller]
    pub(crate) fn refused<R: Refuse + PartialEq>(self, expected: &R) {
        let refusal = self.0.expect_err("should be refused");
        let refusal: &(dyn Error + 'static) = &*refusal;
        assert_eq!(refusal.downcast_ref::<R>(), Some(expected), "{refusal}");
    }
}
