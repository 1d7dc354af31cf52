//! A KurrentDB cluster behind the `eventstore` crate, as thin as it can be: what was asked, and what came of it.
//!
//! This is not an engine behind the port yet. The positions of the port are the ordinals of our own events, which a
//! cluster does not know: they come from the local copy of the log, and that copy, with whoever follows the cluster into
//! it and replaces clients that have died, comes with the cluster engine.

use bytes::Bytes;
use events_schema::{EventId, NewEvent, Revision, StreamName};
use eventstore::{
    AppendToStreamOptions, Client, ClientSettings, CurrentRevision, Error, EventData, ExpectedRevision,
    ReadStreamOptions, StreamPosition, SubscribeToAllOptions, SubscriptionEvent, SubscriptionFilter,
};

use crate::port::{Append, AppendError, Expected, MAX_APPEND_BYTES, ReadError, Refused, check};

/// How many events the server looks at between two checkpoints of a filtered subscription, in units of its own.
const FILTER_WINDOW: u32 = 1000;

/// A log on a cluster.
pub struct ClusterLog {
    client: Client,
}

/// Where an event stands in the cluster's own log: neither dense nor the same as our positions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ClusterPosition {
    /// The place of its transaction.
    pub commit: u64,
    /// Its own place.
    pub prepare: u64,
}

/// An append that a majority of the cluster holds. Whether this call wrote it, or a call before, the server does not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClusterAppended {
    /// The revision of its last event.
    pub revision: Revision,
    /// Where it stands; for a repetition, where it stood the first time.
    pub position: ClusterPosition,
}

/// An event as the cluster returns it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClusterEvent {
    /// Its place in the cluster's log.
    pub position: ClusterPosition,
    /// Its stream.
    pub stream: StreamName,
    /// Its place in the stream.
    pub revision: Revision,
    /// Its id.
    pub id: EventId,
    /// The name of its type.
    pub kind: String,
    /// The version of its shape.
    pub version: u32,
    /// The canonical envelope, byte for byte as it was appended.
    pub metadata: Bytes,
    /// The fact, byte for byte as it was appended.
    pub data: Bytes,
}

/// What a subscription to a cluster says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClusterMessage {
    /// The next event.
    Event(ClusterEvent),
    /// The reader has everything up to a moment ago.
    CaughtUp,
}

/// A reader that follows a cluster. Silence is no sign of life: a server that stops politely says nothing.
pub struct ClusterSubscription {
    inner: eventstore::Subscription,
}

impl ClusterLog {
    /// Prepares a client for a connection string like `esdb://node1:2113,node2:2113?tls=true`. Nothing is sent yet.
    ///
    /// # Errors
    ///
    /// The connection string cannot be used.
    pub fn new(connection: &str) -> Result<Self, ReadError> {
        let settings: ClientSettings = connection
            .parse()
            .map_err(|error: eventstore::ClientSettingsParseError| ReadError(error.to_string().into()))?;
        Ok(Self { client: Client::new(settings).map_err(broken)? })
    }

    /// Appends, and ends when a majority holds the events. After `Unknown` the very same append may be sent again, to this
    /// client or another: the server knows the ids.
    ///
    /// # Errors
    ///
    /// As the port says.
    pub async fn append(&self, append: Append) -> Result<ClusterAppended, AppendError> {
        check(&append)?;
        let size = append.events.iter().map(NewEvent::size).sum();
        let options = AppendToStreamOptions::default().expected_revision(match append.expected {
            Expected::NoStream => ExpectedRevision::NoStream,
            Expected::Exact(revision) => ExpectedRevision::Exact(revision.0),
        });
        let events: Vec<_> = append.events.into_iter().map(outgoing).collect();
        let result = self.client.append_to_stream(append.stream.as_str(), &options, events).await;
        let result = result.map_err(|error| outcome(&error, size))?;
        Ok(ClusterAppended { revision: Revision(result.next_expected_version), position: position(result.position) })
    }

    /// At most `limit` events of a stream, from a revision on. A stream that does not exist has no events.
    ///
    /// # Errors
    ///
    /// The cluster does not answer, or holds something that is not ours.
    pub async fn read_stream(
        &self,
        stream: &StreamName,
        from: Revision,
        limit: usize,
    ) -> Result<Vec<ClusterEvent>, ReadError> {
        let options = ReadStreamOptions::default().position(StreamPosition::Position(from.0)).max_count(limit);
        let mut reading = self.client.read_stream(stream.as_str(), &options).await.map_err(broken)?;
        let mut events = Vec::new();
        loop {
            match reading.next().await {
                Ok(Some(event)) => events.push(incoming(event.get_original_event())?),
                Ok(None) | Err(Error::ResourceNotFound) => return Ok(events),
                Err(error) => return Err(broken(error)),
            }
        }
    }

    /// Follows all events but the server's own, from behind a position on.
    pub async fn subscribe(&self, after: Option<ClusterPosition>) -> ClusterSubscription {
        let after = after.map_or(StreamPosition::Start, |after| {
            StreamPosition::Position(eventstore::Position { commit: after.commit, prepare: after.prepare })
        });
        let filter = SubscriptionFilter::on_stream_name().exclude_system_events().max(FILTER_WINDOW);
        let options = SubscribeToAllOptions::default().position(after).filter(filter);
        ClusterSubscription { inner: self.client.subscribe_to_all(&options).await }
    }
}

impl ClusterSubscription {
    /// The next message.
    ///
    /// # Errors
    ///
    /// The connection is lost. A new client, from the last position that the caller has kept, goes on.
    pub async fn next(&mut self) -> Result<ClusterMessage, ReadError> {
        loop {
            match self.inner.next_subscription_event().await.map_err(broken)? {
                SubscriptionEvent::EventAppeared(event) => {
                    return incoming(event.get_original_event()).map(ClusterMessage::Event);
                }
                SubscriptionEvent::CaughtUp => return Ok(ClusterMessage::CaughtUp),
                SubscriptionEvent::Confirmed(_)
                | SubscriptionEvent::Checkpoint(_)
                | SubscriptionEvent::FirstStreamPosition(_)
                | SubscriptionEvent::LastStreamPosition(_)
                | SubscriptionEvent::LastAllPosition(_)
                | SubscriptionEvent::FellBehind => {}
            }
        }
    }
}

/// Envelope and fact are stored as they are, since a hash covers their bytes. The version of the shape has no place beside
/// them but the name of the type, `ticket.reported@2`. The fact goes as binary although it is JSON: the crate encodes
/// JSON again.
fn outgoing(event: NewEvent) -> EventData {
    EventData::binary(format!("{}@{}", event.kind, event.version), event.data.into())
        .id(event.id.as_uuid())
        .metadata(event.metadata.into())
}

fn incoming(event: &eventstore::RecordedEvent) -> Result<ClusterEvent, ReadError> {
    let foreign = || {
        let eventstore::RecordedEvent { event_type, stream_id, revision, .. } = event;
        ReadError(format!("`{event_type}` at {revision} of `{stream_id}` was not written by Flywheel").into())
    };
    let (kind, version) = event.event_type.rsplit_once('@').ok_or_else(foreign)?;
    Ok(ClusterEvent {
        position: position(event.position),
        stream: event.stream_id.parse().map_err(|_| foreign())?,
        revision: Revision(event.revision),
        id: EventId::from_uuid(event.id),
        kind: kind.to_owned(),
        version: version.parse().map_err(|_| foreign())?,
        metadata: event.custom_metadata.clone(),
        data: event.data.clone(),
    })
}

fn position(position: eventstore::Position) -> ClusterPosition {
    ClusterPosition { commit: position.commit, prepare: position.prepare }
}

fn broken(error: Error) -> ReadError {
    ReadError(Box::new(error))
}

/// What an error says about the append. Only what the server is known to say before it writes is a refusal; everything
/// else, a lost connection, a deadline, a leader that has changed, leaves it open.
fn outcome(error: &Error, size: usize) -> AppendError {
    match error {
        Error::WrongExpectedVersion { current, .. } => AppendError::Conflict {
            current: match current {
                CurrentRevision::Current(revision) => Some(Revision(*revision)),
                CurrentRevision::NoStream => None,
            },
        },
        // gRPC's INVALID_ARGUMENT and RESOURCE_EXHAUSTED: the server's own limit is lower than ours.
        Error::Grpc { code, .. } if matches!(*code as i32, 3 | 8) => {
            tracing::warn!(%error, "the cluster refuses an append as too large");
            Refused::TooLarge { size, limit: MAX_APPEND_BYTES }.into()
        }
        Error::AccessDenied | Error::ResourceDeleted | Error::UnsupportedFeature => {
            tracing::warn!(%error, "the cluster refuses an append");
            Refused::NotWritable.into()
        }
        _ => AppendError::Unknown { reason: error.to_string() },
    }
}
