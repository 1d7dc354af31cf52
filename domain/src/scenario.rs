//! Given facts, when a command, then facts or the exact refusal.

mod courses;
mod directory;
mod facts;

pub(crate) use courses::*;
pub(crate) use directory::*;
pub(crate) use facts::*;

use std::borrow::Borrow;
use std::error::Error;

use events_schema::facts::ticket::TicketFact;
use events_schema::ids::{CustomerId, ImportRun, TicketId};
use events_schema::{
    Actor, Channel, CommandId, Digest256, Duration, Entry, Envelope, EventId, Origin, Revision, Role, Timestamp,
};
use uuid::Uuid;

use crate::attachments::Kept;
use crate::command::{Aggregate, CommandSpec, Decide, Judged, judge};
use crate::context::{Context, OtherTicket};
use crate::refusal::{Refuse, Refused};
use crate::ticket::{AddNote, COMMANDS, Ticket};

/// So many minutes after the customer called.
pub(crate) fn at(minute: i64) -> Timestamp {
    "2026-03-02T01:15:00Z".parse::<Timestamp>().unwrap() + Duration::from_minutes(minute)
}

/// The id of the `index`-th fact of a given history.
pub(crate) fn event(index: usize) -> EventId {
    EventId::of(COMMAND, index)
}

/// The id of the first fact that the command under test records.
pub(crate) fn new_event() -> EventId {
    EventId::of(DECIDED, 0)
}

const COMMAND: CommandId = CommandId::from_uuid(Uuid::from_u128(7));
const DECIDED: CommandId = CommandId::from_uuid(Uuid::from_u128(8));

pub(crate) fn customer() -> CustomerId {
    CustomerId::from_uuid(Uuid::from_u128(4711))
}

/// The ticket under test has the number 1.
pub(crate) fn ticket_id(number: u128) -> TicketId {
    TicketId::from_uuid(Uuid::from_u128(number))
}

pub(crate) fn envelope(at: Timestamp) -> Envelope {
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

/// A fact of any stream that was recorded as it happened.
pub(crate) fn happened<F>(minute: i64, fact: F) -> Entry<F> {
    Entry { position: None, id: event(0), revision: Revision::FIRST, envelope: envelope(at(minute)), fact }
}

/// An hour after the call, what somebody may know who does something to a stream.
pub(crate) fn in_context<T>(stream: &str, actor: &Actor, look: impl FnOnce(&Context<'_>) -> T) -> T {
    let (stream, now) = (stream.parse().unwrap(), at(60));
    look(&Context {
        stream: &stream,
        command: DECIDED,
        at: now,
        now,
        actor,
        reference: &REFERENCE,
        reporter: None,
        other: None,
        improvement: None,
        question: None,
        files: &[],
        origin: &Origin::Live,
        unproven: &[],
    })
}

/// An entry as it would be read back, the `index`-th of its history, a minute apart.
pub(crate) fn entry(index: usize, fact: TicketFact) -> Entry<TicketFact> {
    let revision = Revision(index as u64);
    Entry { position: None, id: event(index), revision, envelope: envelope(at(index as i64)), fact }
}

pub(crate) fn entries(history: impl IntoIterator<Item = TicketFact>) -> Vec<Entry<TicketFact>> {
    history.into_iter().enumerate().map(|(index, fact)| entry(index, fact)).collect()
}

pub(crate) fn ticket<E: Borrow<Entry<TicketFact>>>(history: impl IntoIterator<Item = E>) -> Ticket {
    let mut ticket = Ticket::default();
    for entry in history {
        ticket.evolve(entry.borrow());
    }
    ticket
}

pub(crate) struct Given {
    ticket: Ticket,
    actor: Actor,
    now: Timestamp,
    spec: CommandSpec<Ticket>,
    other: Option<OtherTicket>,
    files: Vec<(Digest256, Kept)>,
    origin: Origin,
}

pub(crate) struct Outcome(Result<Judged<TicketFact>, Refused>);

pub(crate) fn given(history: impl IntoIterator<Item = TicketFact>) -> Given {
    given_entries(entries(history))
}

/// An hour after the call, the hotline, in a role that may.
pub(crate) fn given_entries(history: Vec<Entry<TicketFact>>) -> Given {
    let any: &'static [Role] = &Role::ALL;
    let spec = CommandSpec { may: any, ..CommandSpec::on::<AddNote>("any", "P5.1", any) };
    let (actor, origin) = (actor(Role::HotlineAgent), Origin::Live);
    Given { ticket: ticket(history), actor, now: at(60), spec, other: None, files: Vec::new(), origin }
}

impl Given {
    pub(crate) fn by(self, actor: Actor) -> Self {
        Self { actor, ..self }
    }

    pub(crate) fn at_minute(self, minute: i64) -> Self {
        Self { now: at(minute), ..self }
    }

    /// Only by those who may by the table of commands.
    pub(crate) fn by_the_table(self, name: &str) -> Self {
        let row = COMMANDS.iter().find(|row| row.name == name).unwrap();
        Self { spec: CommandSpec { ..*row }, ..self }
    }

    /// Beside another ticket.
    pub(crate) fn beside(self, number: u128, history: &[Entry<TicketFact>]) -> Self {
        Self { other: Some(OtherTicket { id: ticket_id(number), is: ticket(history) }), ..self }
    }

    /// With a file that somebody uploaded.
    pub(crate) fn with_file(mut self, hash: Digest256, kept: Kept) -> Self {
        self.files.push((hash, kept));
        self
    }

    /// In an import.
    pub(crate) fn imported(self) -> Self {
        Self { origin: Origin::Import { run: ImportRun::from_uuid(Uuid::nil()), unproven: Vec::new() }, ..self }
    }

    pub(crate) fn when(self, command: &dyn Decide<Ticket>) -> Outcome {
        let stream = ticket_id(1).stream();
        let cx = Context {
            stream: &stream,
            command: DECIDED,
            at: command.happened_at().unwrap_or(self.now),
            now: self.now,
            actor: &self.actor,
            reference: &REFERENCE,
            reporter: None,
            other: self.other.as_ref(),
            improvement: None,
            question: None,
            files: &self.files,
            origin: &self.origin,
            unproven: &[],
        };
        Outcome(judge(&self.spec, command, Some(&self.ticket), &cx))
    }
}

impl Outcome {
    #[track_caller]
    pub(crate) fn facts(self) -> Vec<TicketFact> {
        self.judged().facts.into_iter().map(|(_, fact)| fact).collect()
    }

    /// The role in which it was done, and for whom.
    #[track_caller]
    pub(crate) fn actor(self) -> Actor {
        self.judged().actor
    }

    #[track_caller]
    fn judged(self) -> Judged<TicketFact> {
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
