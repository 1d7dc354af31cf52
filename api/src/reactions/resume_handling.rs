//! A closed ticket was reopened: what its case has not brought to an end lapses (open point 5).

use domain::responsibility::{COMMANDS, ResumeHandling};
use events_schema::facts::ticket::TicketFact;
use events_schema::ids::{ResponsibilityId, TicketId};
use events_schema::{Entry, RecordedEvent, Revision};
use futures_util::FutureExt;

use super::{Reaction, ReactionError, send};
use crate::app::App;
use crate::commands::named;

const NAME: &str = "resume-handling";

pub(super) const REACTION: Reaction = Reaction { on: "ticket.reopened", react: |app, event| react(app, event).boxed() };

async fn react(app: &App, event: &RecordedEvent) -> Result<(), ReactionError> {
    let entry = Entry::<TicketFact>::decode(event)?;
    let Ok(ticket) = event.stream.as_str().parse::<TicketId>() else { return Ok(()) };
    let case = ResponsibilityId::of(ticket).stream();
    if app.store.read_stream(&case, Revision::FIRST, 1).await?.is_empty() {
        // A ticket that was brought in has a case only if somebody opened it.
        return Ok(());
    }
    let command = ResumeHandling { reopening: event.id, reopened_at: entry.envelope.occurred_at };
    send(app, NAME, event, &entry.envelope, (named(COMMANDS, NAME), Some(case), &command)).await
}
