//! A ticket tells of a customer: he gets a stream of his own (P2.1).

use domain::customer::{COMMANDS, RegisterCustomer};
use events_schema::facts::ticket::TicketFact;
use events_schema::{Actor, CommandId, Entry, Origin, RecordedEvent};
use futures_util::FutureExt;

use super::{Reaction, ReactionError};
use crate::app::{App, Holds};
use crate::commands::Request;

const NAME: &str = "register-customer";

pub(super) const REACTION: Reaction = Reaction { on: "ticket.reported", react: |app, event| react(app, event).boxed() };

async fn react(app: &App, event: &RecordedEvent) -> Result<(), ReactionError> {
    let entry = Entry::<TicketFact>::decode(event)?;
    let (TicketFact::Reported(report), Ok(first_ticket)) = (entry.fact, event.stream.as_str().parse()) else {
        return Ok(());
    };
    let command = RegisterCustomer { customer: report.customer, first_ticket, organisation: report.organisation };
    let origin = match entry.envelope.origin {
        Origin::Import { run, .. } => Origin::Import { run, unproven: Vec::new() },
        live @ (Origin::Live | Origin::Simulation) => live,
    };
    let request = Request {
        spec: &COMMANDS[0],
        command: &command,
        stream: None,
        id: CommandId::following(event.id, NAME),
        actor: Actor::system("reactions"),
        fingerprint: None,
        if_match: None,
        causation: Some(event.id),
        trace: None,
        origin,
        unproven: &[],
    };
    let failed = |source| ReactionError::Failed { reaction: NAME, event: event.id, source: Box::new(source) };
    app.streams().perform(&request).await.map(|_| ()).map_err(failed)
}
