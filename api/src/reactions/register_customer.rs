//! A ticket tells of a customer: he gets a stream of his own (P2.1).

use domain::customer::{COMMANDS, RegisterCustomer};
use events_schema::facts::ticket::TicketFact;
use events_schema::{Entry, RecordedEvent};
use futures_util::FutureExt;

use super::{Reaction, ReactionError, send};
use crate::app::App;
use crate::commands::named;

pub(crate) const NAME: &str = "register-customer";

pub(super) const REACTION: Reaction = Reaction { on: "ticket.reported", react: |app, event| react(app, event).boxed() };

async fn react(app: &App, event: &RecordedEvent) -> Result<(), ReactionError> {
    let entry = Entry::<TicketFact>::decode(event)?;
    let (TicketFact::Reported(report), Ok(first_ticket)) = (entry.fact, event.stream.as_str().parse()) else {
        return Ok(());
    };
    let command = RegisterCustomer { customer: report.customer, first_ticket, organisation: report.organisation };
    send(app, NAME, event, &entry.envelope, (named(COMMANDS, "register"), None, &command)).await
}
