//! Histories for tests: facts as the program would record them, made from a seed.

use std::collections::HashMap;
use std::sync::Arc;

use domain::sla_policy::default_policy;
use event_store::{Append, EventStore, Expected, MemoryStore};
use events_schema::facts::sla_policy::{ClockKind, HoldReason, SlaPolicyFact};
use events_schema::facts::ticket::{
    ClockBreached, ContactAttempted, CustomerReached, Dispatched, EntryCorrected, EntryRetracted, FailedAttempt,
    HoldPlaced, HoldReleased, NoVisitProposed, NotificationAcknowledged, ProgressReported, Replacement, RequestRefused,
    SatisfactionConfirmed, SolutionFinished, SolutionProposed, StaffArrived, StaffDispatched, TeamFormed,
    TicketAssigned, TicketClassified, TicketClosed, TicketFact, TicketReassigned, TicketReopened, TicketReported,
};
use events_schema::ids::{CustomerId, GroupId, ImportRun, PersonId, TicketId};
use events_schema::values::{ContactMethod, IntakeChannel, SolutionKind, TicketClass};
use events_schema::{
    Actor, Channel, CommandId, Duration, Envelope, EventId, FactSet, NewEvent, Origin, Position, RecordedEvent,
    Revision, Role, StreamName, Timestamp,
};
use uuid::Uuid;

/// A log that is being written.
pub(crate) struct World {
    pub(crate) store: Arc<MemoryStore>,
    chance: Chance,
    /// Logs of different seeds have different events.
    seed: u64,
    pub(crate) now: Timestamp,
    revisions: HashMap<StreamName, Revision>,
    tickets: Vec<Open>,
    policies: u32,
    origin: Origin,
}

/// A ticket that goes on.
struct Open {
    ticket: TicketId,
    entries: Vec<(EventId, TicketFact)>,
}

/// SplitMix64: the next of a sequence of numbers that a seed determines.
pub(crate) struct Chance(pub(crate) u64);

impl Chance {
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % end as u64).expect("smaller than an index")
    }

    pub(crate) fn one_of<T: Copy>(&mut self, these: &[T]) -> T {
        these[self.below(these.len())]
    }
}

pub(crate) const SYMPTOMS: [&str; 6] = [
    "启动困难,排气管冒黑烟",
    "机油压力低,怠速不稳",
    "漏油",
    "Turbo whistles at 2200 rpm, 增压器异响",
    "水温高,功率不足",
    "启动后自动熄火",
];

/// As often as they come.
const CLASSES: [TicketClass; 4] =
    [TicketClass::General, TicketClass::General, TicketClass::Important, TicketClass::Emergency];

impl World {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            store: Arc::new(MemoryStore::new()),
            chance: Chance(seed),
            seed,
            now: "2026-03-02T01:15:00Z".parse().expect("an instant"),
            revisions: HashMap::new(),
            tickets: Vec::new(),
            policies: 0,
            origin: Origin::Live,
        }
    }

    pub(crate) fn length(&self) -> u64 {
        *self.store.length().borrow()
    }

    /// The position of the last event.
    pub(crate) fn last(&self) -> Position {
        Position(self.length() - 1)
    }

    pub(crate) fn after(&mut self, minutes: i64) -> &mut Self {
        self.now = self.now + Duration::from_minutes(minutes);
        self
    }

    /// Records a fact now, and says the id of its event.
    pub(crate) fn record<F: FactSet>(&mut self, stream: &StreamName, fact: &F) -> EventId {
        let data = fact.encode().expect("a fact can be written");
        self.write(stream, fact.kind(), fact.version(), data)
    }

    /// Records what no program of this version can read.
    pub(crate) fn record_unheard_of(&mut self, stream: &str) -> EventId {
        self.write(&stream.parse().expect("a stream"), "it.unheard_of", 1, b"{}".to_vec())
    }

    fn write(&mut self, stream: &StreamName, kind: &'static str, version: u32, data: Vec<u8>) -> EventId {
        let command = CommandId::from_uuid(Uuid::from_u128(u128::from(self.length()) << 64 | u128::from(self.seed)));
        let id = EventId::of(command, 0);
        let envelope = Envelope {
            occurred_at: self.now,
            recorded_at: self.now,
            actor: Actor::new("person-e1042".parse().expect("a person"), Role::HotlineAgent, Channel::Http),
            command,
            causation: None,
            correlation: command,
            fingerprint: None,
            origin: self.origin.clone(),
            trace: None,
            previous: None,
        };
        let metadata = serde_json::to_vec(&envelope).expect("an envelope can be written");
        let expected = Expected::after(self.revisions.get(stream).copied());
        let events = vec![NewEvent { id, kind, version, metadata, data }];
        // The log in memory has written when the call returns; only the answer is in the future.
        drop(self.store.append(Append { stream: stream.clone(), expected, events }));
        self.revisions.insert(stream.clone(), expected.first());
        id
    }

    /// A customer calls.
    pub(crate) fn report(&mut self, symptom: &str) -> TicketId {
        let ticket = TicketId::from_uuid(Uuid::from_u128(u128::from(self.length()) << 32 | 1));
        let serial = format!("WP12-{:06}", self.chance.below(50));
        let fact = TicketFact::from(TicketReported {
            channel: self.chance.one_of(&[IntakeChannel::Hotline, IntakeChannel::Website, IntakeChannel::OnSite]),
            customer: CustomerId::from_uuid(Uuid::from_u128(self.chance.below(20) as u128)),
            organisation: None,
            engine_model: Some("WP12.460".parse().expect("a line")),
            engine_serial: Some(serial.parse().expect("a serial number")),
            symptom: Some(symptom.parse().expect("a paragraph")),
            usage_scenario: None,
            contact: None,
            policy_version: self.policies,
        });
        self.tickets.push(Open { ticket, entries: Vec::new() });
        self.enter(self.tickets.len() - 1, fact);
        ticket
    }

    /// The same from another system, when all was long over.
    pub(crate) fn imported(&mut self, symptom: &str) -> TicketId {
        self.origin = Origin::Import { run: ImportRun::from_uuid(Uuid::from_u128(1)), unproven: Vec::new() };
        let ticket = self.report(symptom);
        self.origin = Origin::Live;
        ticket
    }

    /// Something is recorded of a ticket.
    pub(crate) fn add(&mut self, ticket: TicketId, fact: impl Into<TicketFact>) -> EventId {
        let at = self.tickets.iter().position(|open| open.ticket == ticket).expect("a ticket that was reported");
        self.enter(at, fact.into())
    }

    fn enter(&mut self, at: usize, fact: TicketFact) -> EventId {
        let id = self.record(&self.tickets[at].ticket.stream(), &fact);
        self.tickets[at].entries.push((id, fact));
        id
    }

    /// The whole log.
    pub(crate) async fn events(&self) -> Vec<RecordedEvent> {
        self.store.read_all(Position(0), 1_000_000).await.expect("a log in memory")
    }

    /// The entries of a ticket.
    pub(crate) fn entries(&self, ticket: TicketId) -> &[(EventId, TicketFact)] {
        self.tickets.iter().find(|open| open.ticket == ticket).map_or(&[], |open| &open.entries)
    }

    /// A version of the policy comes into force, with other thresholds of warning.
    pub(crate) fn publish_policy(&mut self) {
        self.policies += 1;
        let mut policy = default_policy();
        policy.version = self.policies;
        policy.open.warn_at = vec![u8::try_from(10 + self.policies % 80).expect("a share"), 100];
        for rule in &mut policy.clocks {
            rule.target = Duration::from_minutes(20 + i64::from(self.policies));
        }
        self.record(&"sla_policy-after-sales".parse().expect("a stream"), &SlaPolicyFact::from(policy));
    }

    /// So many events of a working day: most carry an open ticket on.
    pub(crate) fn go_on(&mut self, events: usize) {
        for _ in 0..events {
            let minutes = i64::try_from(self.chance.below(9)).expect("a few");
            self.after(minutes);
            match self.chance.below(20) {
                0 if self.chance.below(4) == 0 => self.publish_policy(),
                0..=3 => {
                    let symptom = self.chance.one_of(&SYMPTOMS);
                    match self.chance.below(8) {
                        0 => self.imported(symptom),
                        _ => self.report(symptom),
                    };
                }
                _ if self.tickets.is_empty() => self.publish_policy(),
                _ => {
                    // The young ones have most to do.
                    let young = self.tickets.len().min(200);
                    let at = self.tickets.len() - 1 - self.chance.below(young);
                    let fact = self.next_fact(at);
                    self.enter(at, fact);
                }
            }
        }
    }

    fn next_fact(&mut self, at: usize) -> TicketFact {
        let count = self.tickets[at].entries.len();
        let policy_version = self.policies;
        let group = |chance: &mut Chance| chance.one_of(&["electrical", "fuel", "cooling"]).parse::<GroupId>();
        match (count, self.chance.below(12)) {
            (1, _) | (_, 0) => {
                let class = self.chance.one_of(&CLASSES);
                let issue_type = self.chance.one_of(&["starting", "leak"]).parse().ok();
                TicketClassified { class, grounds: None, issue_type, policy_version }.into()
            }
            (2, _) => {
                let group = group(&mut self.chance).expect("a group");
                TicketAssigned { group, group_revision: Revision::FIRST, policy_version }.into()
            }
            (_, 1) => {
                let (from, to) = (group(&mut self.chance), group(&mut self.chance));
                let (from, to) = (from.expect("a group"), to.expect("a group"));
                TicketReassigned { from, to, group_revision: Revision::FIRST, reason: None }.into()
            }
            (_, 2 | 3) => CustomerReached { method: Some(ContactMethod::Phone), summary: None }.into(),
            (_, 4 | 5) => ContactAttempted { method: ContactMethod::Phone, outcome: FailedAttempt::Busy }.into(),
            (_, 6) => ClockBreached { clock: ClockKind::Triage, episode: 1, number: 1, due_at: self.now }.into(),
            (_, 7) => self.correction(at),
            (_, 8) => self.on_site(),
            (_, 9) => self.towards_the_end(),
            (_, 10) => self.waiting(at),
            (_, _) => {
                let retracts = self.tickets[at].entries[1 + self.chance.below(count - 1)].0;
                EntryRetracted {
                    retracts,
                    kind: "ticket.customer_reached".to_owned(),
                    reason: "wrong ticket".parse().expect("a reason"),
                }
                .into()
            }
        }
    }

    /// Alarm and visit.
    fn on_site(&mut self) -> TicketFact {
        let policy_version = self.policies;
        let (number, role) = self.chance.one_of(&[
            ("e2001", Role::TechnicalExpert),
            ("e2002", Role::OnSiteEngineer),
            ("e3001", Role::HeadOfAfterSales),
        ]);
        let person: PersonId = number.parse().expect("a person");
        match self.chance.below(6) {
            0 | 1 => NotificationAcknowledged { role }.into(),
            2 => TeamFormed { leader: person, members: Vec::new() }.into(),
            3 => StaffDispatched { people: vec![Dispatched { person, role }], expected_arrival: None, policy_version }
                .into(),
            4 => StaffArrived { person, role, policy_version }.into(),
            _ => ProgressReported { progress: "half".parse().expect("a progress") }.into(),
        }
    }

    /// Solution, the customer's word, close, reopening.
    fn towards_the_end(&mut self) -> TicketFact {
        let policy_version = self.policies;
        match self.chance.below(6) {
            0 | 1 => {
                let description = "replace the pump".parse().expect("a solution");
                SolutionProposed { kind: SolutionKind::ReplaceParts, description }.into()
            }
            2 => SolutionFinished { solution: None, summary: None, policy_version }.into(),
            3 => SatisfactionConfirmed { rating: None, comment: None, on_behalf: None }.into(),
            4 => TicketClosed { result: None, policy_version: 0 }.into(),
            _ => TicketReopened { reason: None }.into(),
        }
    }

    /// Holds, and what is asked for, each released or decided some time.
    fn waiting(&mut self, at: usize) -> TicketFact {
        let answered = |wanted: fn(&TicketFact) -> bool, entries: &[(EventId, TicketFact)]| {
            entries.iter().rfind(|(_, fact)| wanted(fact)).map(|(id, _)| *id)
        };
        let entries = &self.tickets[at].entries;
        let hold = answered(|fact| matches!(fact, TicketFact::HoldPlaced(_)), entries);
        let request = answered(|fact| matches!(fact, TicketFact::NoVisitProposed(_)), entries);
        let because = || "because".parse().expect("a reason");
        match (self.chance.below(4), hold, request) {
            (0, Some(hold), _) => HoldReleased { hold }.into(),
            (1, _, Some(request)) => RequestRefused { request, reason: because() }.into(),
            (0 | 2, _, _) => {
                let reason = HoldReason::CustomerAskedForLater;
                HoldPlaced { reason, explanation: None, expected_until: Some(self.now) }.into()
            }
            (_, _, _) => NoVisitProposed { reason: because() }.into(),
        }
    }

    fn correction(&mut self, at: usize) -> TicketFact {
        let of_any = self.chance.below(self.tickets[at].entries.len());
        let (corrects, mut fact) = self.tickets[at].entries[of_any].clone();
        if let TicketFact::Reported(report) = &mut fact {
            report.symptom = self.chance.one_of(&SYMPTOMS).parse().ok();
        }
        let happened_at = (self.chance.below(2) == 0).then(|| self.now + Duration::from_minutes(-5));
        let reason = "mistyped".parse().expect("a reason");
        EntryCorrected { corrects, replacement: Replacement(Box::new(fact)), happened_at, reason }.into()
    }
}
