//! Handling ended: the time begins in which responsibility is determined (P4.2.a).

use domain::responsibility::{COMMANDS, OpenRound};
use events_schema::facts::ticket::TicketFact;
use events_schema::{Entry, Origin, RecordedEvent};
use futures_util::FutureExt;

use super::{Reaction, ReactionError, send};
use crate::app::App;
use crate::commands::named;

const NAME: &str = "open-round";

pub(super) const CLOSED: Reaction = Reaction { on: "ticket.closed", react: |app, event| react(app, event).boxed() };
pub(super) const CLOSED_UNCONFIRMED: Reaction =
    Reaction { on: "ticket.closed_unconfirmed", react: |app, event| react(app, event).boxed() };

async fn react(app: &App, event: &RecordedEvent) -> Result<(), ReactionError> {
    let entry = Entry::<TicketFact>::decode(event)?;
    let Ok(ticket) = event.stream.as_str().parse() else { return Ok(()) };
    if let Origin::Import { .. } = entry.envelope.origin {
        // History that was brought in starts nothing by itself; the head of after-sales can open a case where one is wanted.
        return Ok(());
    }
    let command = OpenRound { ticket, closing: event.id, closed_at: entry.envelope.occurred_at };
    send(app, NAME, event, &entry.envelope, (named(COMMANDS, NAME), None, &command)).await
}
