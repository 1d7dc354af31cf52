//! A ticket was merged into an earlier one: that one says so too (P5.1).

use domain::ticket::{AbsorbDuplicate, COMMANDS};
use events_schema::facts::ticket::TicketFact;
use events_schema::{Entry, RecordedEvent};
use futures_util::FutureExt;

use super::{Reaction, ReactionError, send, survivor};
use crate::app::App;
use crate::commands::named;

const NAME: &str = "absorb-duplicate";

pub(super) const REACTION: Reaction = Reaction { on: "ticket.merged", react: |app, event| react(app, event).boxed() };

async fn react(app: &App, event: &RecordedEvent) -> Result<(), ReactionError> {
    let entry = Entry::<TicketFact>::decode(event)?;
    let (TicketFact::Merged(merged), Ok(duplicate)) = (entry.fact, event.stream.as_str().parse()) else {
        return Ok(());
    };
    let into = survivor(app, merged.into, NAME, event).await?;
    let command = AbsorbDuplicate { duplicate, merge: event.id };
    send(app, NAME, event, &entry.envelope, (named(COMMANDS, NAME), Some(into.stream()), &command)).await
}
