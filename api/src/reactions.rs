//! What must follow in another stream: a command there for an event here.
//!
//! A reaction is idempotent: its command's id derives from the causing event, so that it is carried out once, however often
//! the event is seen, here or on another replica. A place in the log is kept only so that a start does not read all of it.

mod absorb_duplicate;
mod draft_improvement;
pub(crate) mod evaluate;
mod note_consequences;
mod note_review;
pub(crate) mod note_suppliers;
mod open_responsibility;
mod place;
pub(crate) mod propose_notice;
mod propose_reward;
mod receive_entry;
pub(crate) mod register_customer;
mod report;
mod resume_handling;
mod train;
mod withdraw_consequences;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use domain::context::OtherTicket;
use domain::duty::behind;
use domain::{Aggregate, CommandSpec, Decide};
use event_store::{Message, ReadError, Subscription};
use events_schema::ids::TicketId;
use events_schema::{Actor, CommandId, DecodeError, Envelope, Origin, Position, RecordedEvent, StreamName};
use futures_util::future::BoxFuture;

use crate::app::{App, Holds};
use crate::commands::{Failed, Request, other_ticket};
use place::Place;

/// Nobody waits for what follows.
const REST: Duration = Duration::from_millis(100);

/// A rule that something follows from an event.
struct Reaction {
    /// The type of event that it answers.
    on: &'static str,
    /// Sends the command.
    react: for<'a> fn(&'a App, &'a RecordedEvent) -> BoxFuture<'a, Result<(), ReactionError>>,
}

/// A reaction to an event.
type Due<'a> = (&'static Reaction, &'a RecordedEvent);

/// All reactions.
static REACTIONS: &[&[Reaction]] = &[&OF_TICKETS, &train::REACTIONS, &evaluate::REACTIONS, &[report::REACTION]];

/// What follows from tickets, and from what follows from them.
static OF_TICKETS: [Reaction; 23] = [
    register_customer::REACTION,
    absorb_duplicate::REACTION,
    receive_entry::REACTION,
    draft_improvement::REACTION,
    open_responsibility::CLOSED,
    open_responsibility::CLOSED_UNCONFIRMED,
    propose_notice::DIAGNOSED,
    propose_notice::CORRECTED,
    note_suppliers::BECAME_FINAL,
    note_suppliers::CONCLUDED,
    note_suppliers::NO_CAUSE,
    note_suppliers::SENT,
    propose_reward::SOLVED,
    propose_reward::VERIFIED,
    resume_handling::REACTION,
    note_review::MEETING,
    note_review::NO_CAUSE,
    note_consequences::ASSESSED,
    note_consequences::PROPOSED,
    withdraw_consequences::CONCLUDED,
    withdraw_consequences::NO_CAUSE,
    withdraw_consequences::BECAME_FINAL,
    withdraw_consequences::NOTED,
];

/// Why reactions stand still. They are tried again, from where they stood.
#[derive(Debug, thiserror::Error)]
pub enum ReactionError {
    /// The log cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// An event cannot be read.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// A command was not carried out.
    #[error("the reaction {reaction} to event {event} was not carried out")]
    Failed {
        /// The reaction.
        reaction: &'static str,
        /// The event.
        event: events_schema::EventId,
        /// Why.
        #[source]
        source: Box<Failed>,
    },
    /// A read model cannot be read.
    #[error(transparent)]
    Unreadable(#[from] projections::Unreadable),
    /// A read model does not see what is in the log.
    #[error(transparent)]
    Behind(#[from] projections::Behind),
    /// A read model has no such column.
    #[error(transparent)]
    NoColumn(#[from] projections::NoCondition),
    /// A supplier cannot be evaluated.
    #[error(transparent)]
    NotEvaluated(#[from] crate::evaluation::NotEvaluated),
    /// A report cannot be made.
    #[error(transparent)]
    NotKept(#[from] crate::report::NotKept),
    /// A version of a scheme is missing.
    #[error(transparent)]
    Version(#[from] domain::reference::UnknownVersion),
    /// The place in the log cannot be kept.
    #[error("the place of the reactions cannot be kept")]
    Place(#[from] rusqlite::Error),
}

/// Reacts until the task is ended.
pub async fn run(app: Arc<App>, folder: std::path::PathBuf) {
    loop {
        let Err(error) = follow(&app, &folder).await;
        let again = app.background.reactions.failed("the reactions", &error, app.clock.now());
        app.clock.reaches(again).await;
    }
}

fn reactions_to(event: &RecordedEvent) -> impl Iterator<Item = &'static Reaction> {
    REACTIONS.iter().copied().flatten().filter(|reaction| reaction.on == &*event.kind)
}

/// Does what follows from one event.
pub(crate) async fn react(app: &App, event: &RecordedEvent) -> Result<(), ReactionError> {
    for reaction in reactions_to(event) {
        (reaction.react)(app, event).await?;
    }
    Ok(())
}

/// Keeps in mind that everything has followed that follows from the log as it is: whoever wrote it saw to that.
pub(crate) fn has_followed(app: &App, folder: &Path) -> Result<(), ReactionError> {
    Ok(place(app, folder)?.keep(Position(*app.store.length().borrow()))?)
}

fn place(app: &App, folder: &Path) -> rusqlite::Result<Place> {
    Place::open(&folder.join("reactions.db"), &*app.store)
}

async fn follow(app: &App, folder: &Path) -> Result<std::convert::Infallible, ReactionError> {
    let place = place(app, folder)?;
    let mut subscription = Subscription::new(Arc::clone(&app.store), place.next()?).resting(REST);
    loop {
        let events = match subscription.next().await? {
            Message::Events(events) => events,
            Message::CaughtUp => {
                app.background.reactions.gets_on();
                continue;
            }
        };
        let mut streams = BTreeMap::<&str, Vec<Due<'_>>>::new();
        for event in &events {
            for reaction in reactions_to(event) {
                streams.entry(event.stream.as_str()).or_default().push((reaction, event));
            }
        }
        // Streams side by side, so that their appends share commits; the events of one in order, for what follows from a later
        // one may rest on what follows from an earlier one. The place moves when all of them are durable.
        let streams = streams.into_values().map(async |due| {
            for (reaction, event) in due {
                (reaction.react)(app, event).await?;
            }
            Ok::<(), ReactionError>(())
        });
        futures_util::future::try_join_all(streams).await?;
        if let Some(last) = events.last() {
            place.keep(last.position.next())?;
        }
    }
}

/// Sends what follows from an event. The command's id derives from the event and the reaction, so that it is carried out once.
async fn send<A: Aggregate>(
    app: &App,
    reaction: &'static str,
    event: &RecordedEvent,
    envelope: &Envelope,
    command: (&CommandSpec<A>, Option<StreamName>, &dyn Decide<A>),
) -> Result<(), ReactionError>
where
    App: Holds<A>,
{
    send_as(app, (reaction, CommandId::following(event.id, reaction)), event, envelope, command).await
}

/// The same for a reaction that sends several commands: the id of each says which one it is.
async fn send_as<A: Aggregate>(
    app: &App,
    (reaction, id): (&'static str, CommandId),
    event: &RecordedEvent,
    envelope: &Envelope,
    (spec, stream, command): (&CommandSpec<A>, Option<StreamName>, &dyn Decide<A>),
) -> Result<(), ReactionError>
where
    App: Holds<A>,
{
    let request = Request {
        causation: Some(event.id),
        origin: match &envelope.origin {
            Origin::Import { run, .. } => Origin::Import { run: *run, unproven: Vec::new() },
            live @ (Origin::Live | Origin::Simulation) => live.clone(),
        },
        ..Request::live(spec, command, stream, id, for_whom(&envelope.actor))
    };
    let failed = |source| ReactionError::Failed { reaction, event: event.id, source: Box::new(source) };
    app.streams().perform(&request).await.map(|_| ()).map_err(failed)
}

/// The program, for whoever caused it: he answers for it there too, however many reactions lie between, so that nobody approves
/// there what he asked for here.
pub(crate) fn for_whom(actor: &Actor) -> Actor {
    Actor { on_behalf_of: Some(behind(actor).clone()), ..Actor::system("reactions") }
}

/// The ticket that goes on with a ticket: itself, or the one into which it was merged meanwhile.
async fn survivor(
    app: &App,
    ticket: TicketId,
    reaction: &'static str,
    event: &RecordedEvent,
) -> Result<TicketId, ReactionError> {
    let survivor = survivor_as_it_stands(app, ticket, reaction, event).await?;
    Ok(survivor.map_or(ticket, |survivor| survivor.id))
}

/// The same with what has become of it.
async fn survivor_as_it_stands(
    app: &App,
    ticket: TicketId,
    reaction: &'static str,
    event: &RecordedEvent,
) -> Result<Option<OtherTicket>, ReactionError> {
    let failed = |source| ReactionError::Failed { reaction, event: event.id, source: Box::new(source) };
    other_ticket(ticket, &*app.store).await.map_err(failed)
}

#[cfg(test)]
mod tests {
    use events_schema::{Channel, PrincipalId, Role};

    use super::*;

    #[test]
    fn the_person_is_known_after_one_reaction_and_after_two() {
        let person = PrincipalId::Person("e2001".parse().unwrap());
        let head = Actor::new(person.clone(), Role::HeadOfAfterSales, Channel::Http);
        let first = for_whom(&head);
        assert_eq!(first.on_behalf_of, Some(person.clone()));
        assert_eq!(for_whom(&first).on_behalf_of, Some(person));
        let watch = Actor::system("watch");
        assert_eq!(for_whom(&watch).on_behalf_of, Some(watch.id));
    }
}
