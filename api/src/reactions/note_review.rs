//! It was looked at who is responsible: the clock of the close stops (P4.2.a).

use domain::ticket::{COMMANDS, NoteReview};
use events_schema::facts::responsibility::ResponsibilityFact;
use events_schema::facts::ticket::ReviewOutcome;
use events_schema::ids::ResponsibilityId;
use events_schema::{Entry, RecordedEvent};
use futures_util::FutureExt;

use super::{Reaction, ReactionError, send};
use crate::app::App;
use crate::commands::named;

const NAME: &str = "note-review";

pub(super) const MEETING: Reaction =
    Reaction { on: "responsibility.meeting_held", react: |app, event| react(app, event).boxed() };
pub(super) const NO_CAUSE: Reaction =
    Reaction { on: "responsibility.no_cause_decided", react: |app, event| react(app, event).boxed() };

async fn react(app: &App, event: &RecordedEvent) -> Result<(), ReactionError> {
    let entry = Entry::<ResponsibilityFact>::decode(event)?;
    let outcome = match entry.fact {
        ResponsibilityFact::MeetingHeld(_) => ReviewOutcome::MeetingHeld,
        _ => ReviewOutcome::NoCause,
    };
    let Ok(case) = event.stream.as_str().parse::<ResponsibilityId>() else { return Ok(()) };
    let command = NoteReview { reviewed_at: entry.envelope.occurred_at, review: event.id, outcome };
    send(app, NAME, event, &entry.envelope, (named(COMMANDS, NAME), Some(case.ticket().stream()), &command)).await
}
