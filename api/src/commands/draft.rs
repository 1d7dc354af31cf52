//! A stretch of one stream's history, decided in memory and appended in one go: for imports and simulations, which decide
//! thousands of commands whose times lie in the past.

use domain::attachments::Kept;
use domain::context::OtherTicket;
use domain::{Aggregate, CommandSpec, Context, Decide, Gate, Judged, Reference, judge};
use event_store::{Append, AppendError, Appended, EventStore, Expected, PendingAppend};
use events_schema::ids::CustomerId;
use events_schema::{Actor, CommandId, Digest256, EventId, NewEvent, Origin, Revision, StreamName, Timestamp};

use super::loaded::{Loaded, Stamp};
use super::request::Failed;
use crate::keys::{self, KeyStore};

/// The stream as it is stored, and what was decided on top of it.
#[derive(Clone)]
pub struct Draft<A: Aggregate> {
    stream: StreamName,
    stored: Option<Revision>,
    loaded: Loaded<A>,
    events: Vec<NewEvent>,
}

/// A command of a draft.
pub struct Drafted<'a, A: Aggregate> {
    /// The row of the table that it comes from.
    pub spec: &'a CommandSpec<A>,
    /// The command.
    pub command: &'a dyn Decide<A>,
    /// Its id.
    pub id: CommandId,
    /// Who did it.
    pub actor: &'a Actor,
    /// When it is recorded.
    pub recorded_at: Timestamp,
    /// When it happened; as the command says, or when it is recorded, if absent.
    pub occurred_at: Option<Timestamp>,
    /// The customer whom it brings, if it brings one.
    pub reporter: Option<CustomerId>,
    /// The other ticket that it names, as it stands.
    pub other: Option<&'a OtherTicket>,
    /// The event that it follows from, if it is a reaction.
    pub causation: Option<EventId>,
    /// The files that it refers to.
    pub files: &'a [(Digest256, Kept)],
    /// Where the history comes from.
    pub origin: &'a Origin,
    /// The gates that an import passes.
    pub unproven: &'a [Gate],
}

impl<A: Aggregate> Draft<A> {
    /// A stream that does not exist yet.
    #[must_use]
    pub fn new(stream: StreamName) -> Self {
        Self { stream, stored: None, loaded: Loaded::assumed_new(0), events: Vec::new() }
    }

    /// A stream as it is stored.
    ///
    /// # Errors
    /// If it cannot be read.
    pub async fn read(stream: StreamName, store: &dyn EventStore) -> Result<Self, Failed> {
        let loaded = Loaded::read(0, &stream, store).await?;
        Ok(Self { stream, stored: loaded.revision, loaded, events: Vec::new() })
    }

    /// The state after everything that was decided.
    #[must_use]
    pub fn state(&self) -> &A {
        &self.loaded.state
    }

    /// Whether a command has been carried out on the stream, before or in this draft.
    #[must_use]
    pub fn has(&self, command: CommandId) -> bool {
        self.loaded.commands.contains_key(&command)
    }

    /// Where the last event is, stored or drafted.
    #[must_use]
    pub fn last(&self) -> Option<(StreamName, Revision)> {
        Some((self.stream.clone(), self.loaded.revision?))
    }

    /// The id of the last event, stored or drafted.
    #[must_use]
    pub fn last_event(&self) -> Option<EventId> {
        self.events.last().map(|event| event.id)
    }

    /// How many events wait to be appended.
    #[must_use]
    pub fn pending(&self) -> usize {
        self.events.len()
    }

    /// Decides a command; says how many events it brought.
    ///
    /// # Errors
    /// If the policy says no, or personal data cannot be sealed.
    pub fn perform(
        &mut self,
        drafted: &Drafted<'_, A>,
        reference: &Reference,
        keys: &KeyStore,
    ) -> Result<usize, Failed> {
        let at = drafted.occurred_at.or(drafted.command.happened_at()).unwrap_or(drafted.recorded_at);
        let question = drafted.command.question().map(|sql| projections::sql::check(sql, drafted.actor.role));
        let context = Context {
            stream: &self.stream,
            command: drafted.id,
            at,
            now: drafted.recorded_at,
            actor: drafted.actor,
            reference,
            reporter: drafted.reporter,
            other: drafted.other,
            improvement: None,
            question: question.as_ref(),
            files: drafted.files,
            origin: drafted.origin,
            unproven: drafted.unproven,
        };
        let judged = judge(drafted.spec, drafted.command, self.loaded.existing(), &context);
        let Judged { mut facts, actor } = judged.map_err(Failed::Refused)?;
        for (index, (_, fact)) in facts.iter_mut().enumerate() {
            keys::seal(fact, EventId::of(drafted.id, index), keys)?;
        }
        let stamp = Stamp {
            command: drafted.id,
            actor: &actor,
            recorded_at: drafted.recorded_at,
            causation: drafted.causation,
            fingerprint: None,
            origin: drafted.origin,
            trace: None,
        };
        let events = self.loaded.record(&self.stream, &stamp, facts)?;
        let count = events.len();
        self.events.extend(events);
        Ok(count)
    }

    /// Queues what was decided and goes on; `None` if nothing was. Whoever drops the answer does not learn of a failure.
    pub fn queue(&mut self, store: &dyn EventStore) -> Option<PendingAppend> {
        if self.events.is_empty() {
            return None;
        }
        let (expected, events) = (Expected::after(self.stored), std::mem::take(&mut self.events));
        self.stored = self.loaded.revision;
        Some(store.append(Append { stream: self.stream.clone(), expected, events }))
    }

    /// Appends what was decided; nothing if nothing was.
    ///
    /// # Errors
    /// If it is not known to be written.
    pub async fn append(mut self, store: &dyn EventStore) -> Result<Option<Appended>, AppendError> {
        match self.queue(store) {
            Some(pending) => pending.await.map(Some),
            None => Ok(None),
        }
    }
}
