//! An entry was moved away from the wrong ticket: the right one takes it in (P5.1).

use domain::ticket::{COMMANDS, ReceiveEntry};
use events_schema::facts::ticket::TicketFact;
use events_schema::{Entry, RecordedEvent};
use futures_util::FutureExt;

use super::{Reaction, ReactionError, send, survivor};
use crate::app::App;
use crate::commands::named;

const NAME: &str = "receive-entry";

pub(super) const REACTION: Reaction =
    Reaction { on: "ticket.entry_moved_out", react: |app, event| react(app, event).boxed() };

async fn react(app: &App, event: &RecordedEvent) -> Result<(), ReactionError> {
    let entry = Entry::<TicketFact>::decode(event)?;
    let (TicketFact::EntryMovedOut(moved), Ok(from)) = (entry.fact, event.stream.as_str().parse()) else {
        return Ok(());
    };
    let to = survivor(app, moved.to, NAME, event).await?;
    let command = ReceiveEntry {
        from,
        moved: moved.moved,
        fact: moved.fact,
        happened_at: moved.happened_at,
        author: moved.author,
    };
    send(app, NAME, event, &entry.envelope, (named(COMMANDS, NAME), Some(to.stream()), &command)).await
}
