//! A stream in memory, as far as decisions need it.

use std::collections::HashMap;

use domain::Aggregate;
use event_store::{AppendError, Appended, EventStore};
use events_schema::{
    Actor, CommandId, DecodeError, Digest256, Entry, Envelope, EventId, FactSet, NewEvent, Origin, Revision,
    StreamName, Timestamp,
};
use futures_util::future::{BoxFuture, Shared};

use super::request::Failed;

/// The outcome of an append that several callers wait for.
pub(super) type Outcome = Shared<BoxFuture<'static, Result<Appended, AppendError>>>;

/// The folded state of a stream and its end.
#[derive(Clone)]
pub(super) struct Loaded<A: Aggregate> {
    /// Which loading of the stream this is, so that whoever finds it wrong drops this one and not its successor.
    pub(super) generation: u64,
    /// How it got here.
    pub(super) basis: Basis,
    /// The state, everything that was decided included.
    pub(super) state: A,
    /// The last revision.
    pub(super) revision: Option<Revision>,
    /// The last revision that the watch did not write: what people mean when they have seen the stream.
    pub(super) seen: Option<Revision>,
    /// When the last event was recorded.
    pub(super) recorded_at: Option<Timestamp>,
    /// The hash of the last event.
    pub(super) hash: Option<Digest256>,
    /// The commands that have been carried out here.
    pub(super) commands: HashMap<CommandId, Carried>,
    /// The last append that is not known to be durable.
    pub(super) pending: Option<Outcome>,
}

/// How a state got into memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Basis {
    /// It was read from the log.
    Read,
    /// The stream was taken to be new without a look. A conflict or a refusal makes us look.
    AssumedNew,
}

/// Where the events of a command stand.
#[derive(Debug, Clone, Copy)]
pub(super) struct Carried {
    pub(super) first: Revision,
    pub(super) last: Revision,
    pub(super) fingerprint: Option<Digest256>,
}

/// What all events of a command share.
pub(super) struct Stamp<'a> {
    pub(super) command: CommandId,
    pub(super) actor: &'a Actor,
    pub(super) recorded_at: Timestamp,
    pub(super) causation: Option<EventId>,
    pub(super) fingerprint: Option<Digest256>,
    pub(super) origin: &'a Origin,
    pub(super) trace: Option<&'a str>,
}

const PAGE: usize = 500;

impl<A: Aggregate> Loaded<A> {
    pub(super) fn assumed_new(generation: u64) -> Self {
        Self {
            generation,
            basis: Basis::AssumedNew,
            state: A::default(),
            revision: None,
            seen: None,
            recorded_at: None,
            hash: None,
            commands: HashMap::new(),
            pending: None,
        }
    }

    pub(super) async fn read(generation: u64, stream: &StreamName, store: &dyn EventStore) -> Result<Self, Failed> {
        let mut loaded = Self { basis: Basis::Read, ..Self::assumed_new(generation) };
        loop {
            let page = store.read_stream(stream, Revision::after(loaded.revision), PAGE).await?;
            for event in &page {
                let entry = Entry::decode(event).map_err(|error: DecodeError| Failed::from(error))?;
                loaded.take_in(&entry, event.hash());
            }
            if page.len() < PAGE {
                return Ok(loaded);
            }
        }
    }

    /// Turns sealed facts into the next events of the stream, chained, and takes them in.
    pub(super) fn record(
        &mut self,
        stream: &StreamName,
        stamp: &Stamp<'_>,
        facts: Vec<(Timestamp, A::Fact)>,
    ) -> Result<Vec<NewEvent>, serde_json::Error> {
        let mut events = Vec::with_capacity(facts.len());
        let mut entries = Vec::with_capacity(facts.len());
        let (mut revision, mut previous) = (Revision::after(self.revision), self.hash);
        for (index, (occurred_at, fact)) in facts.into_iter().enumerate() {
            let envelope = Envelope {
                occurred_at,
                recorded_at: stamp.recorded_at,
                actor: stamp.actor.clone(),
                command: stamp.command,
                causation: stamp.causation,
                correlation: stamp.command,
                fingerprint: stamp.fingerprint.filter(|_| index == 0),
                origin: stamp.origin.clone(),
                trace: stamp.trace.map(str::to_owned),
                previous,
            };
            let id = EventId::of(stamp.command, index);
            let (kind, version) = (fact.kind(), fact.version());
            let event = NewEvent { id, kind, version, metadata: serde_json::to_vec(&envelope)?, data: fact.encode()? };
            let hash = event.hash(stream, revision);
            entries.push((Entry { position: None, id, revision, envelope, fact }, hash));
            events.push(event);
            (revision, previous) = (revision.next(), Some(hash));
        }
        for (entry, hash) in &entries {
            self.take_in(entry, *hash);
        }
        Ok(events)
    }

    pub(super) fn take_in(&mut self, entry: &Entry<A::Fact>, hash: Digest256) {
        self.state.evolve(entry);
        self.revision = Some(entry.revision);
        if entry.envelope.actor != Actor::system(crate::watch::NAME) {
            self.seen = Some(entry.revision);
        }
        self.recorded_at = self.recorded_at.max(Some(entry.envelope.recorded_at));
        self.hash = Some(hash);
        let fingerprint = entry.envelope.fingerprint;
        let carried = self.commands.entry(entry.envelope.command);
        carried.and_modify(|carried| carried.last = entry.revision).or_insert(Carried {
            first: entry.revision,
            last: entry.revision,
            fingerprint,
        });
    }

    /// The state, if the stream exists.
    pub(super) fn existing(&self) -> Option<&A> {
        self.revision.map(|_| &self.state)
    }
}
