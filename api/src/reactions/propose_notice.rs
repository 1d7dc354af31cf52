//! A diagnosis names the part of a supplier: a notice to him is proposed (P7.1). Somebody who can judge it confirms the cause.

use domain::supplier_notice::{COMMANDS, ProposeNotice};
use events_schema::facts::supplier_notice::{InvolvedPart, NoticeContent};
use events_schema::facts::ticket::{DiagnosisConcluded, TicketFact};
use events_schema::ids::TicketId;
use events_schema::{Entry, Envelope, EventId, RecordedEvent};
use futures_util::FutureExt;

use super::{Reaction, ReactionError, send, survivor};
use crate::app::App;
use crate::commands::named;

const NAME: &str = "propose";

pub(super) const DIAGNOSED: Reaction =
    Reaction { on: "ticket.diagnosis_concluded", react: |app, event| react(app, event).boxed() };
pub(super) const CORRECTED: Reaction =
    Reaction { on: "ticket.entry_corrected", react: |app, event| react(app, event).boxed() };

async fn react(app: &App, event: &RecordedEvent) -> Result<(), ReactionError> {
    let entry = Entry::<TicketFact>::decode(event)?;
    let Ok(ticket) = event.stream.as_str().parse() else { return Ok(()) };
    match &entry.fact {
        TicketFact::DiagnosisConcluded(fact) => propose(app, event, &entry.envelope, (ticket, event.id), fact).await,
        TicketFact::EntryCorrected(correction) => match &*correction.replacement.0 {
            TicketFact::DiagnosisConcluded(fact) => {
                propose(app, event, &entry.envelope, (ticket, correction.corrects), fact).await
            }
            _ => Ok(()),
        },
        _ => Ok(()),
    }
}

/// History that was brought in starts nothing by itself.
async fn propose(
    app: &App,
    event: &RecordedEvent,
    envelope: &Envelope,
    (ticket, diagnosis): (TicketId, EventId),
    fact: &DiagnosisConcluded,
) -> Result<(), ReactionError> {
    let Some(part) = fact.part.as_ref().filter(|_| !envelope.origin.is_import()) else { return Ok(()) };
    let reference = app.directory.now().reference;
    let at = envelope.recorded_at;
    let Some(supplier) = reference.maker_of(&part.number, part.supplier.as_ref(), at) else { return Ok(()) };
    let content = NoticeContent {
        parts: vec![InvolvedPart { number: part.number.clone(), batch: part.batch.clone(), quantity: None }],
        failure_code: Some(fact.failure_code.clone()),
        finding: Some(fact.root_cause.clone()),
        ..NoticeContent::default()
    };
    let ticket = survivor(app, ticket, NAME, event).await?;
    let command =
        ProposeNotice { supplier: supplier.clone(), ticket, diagnosis: Some(diagnosis), content: Some(content) };
    send(app, NAME, event, envelope, (named(COMMANDS, NAME), None, &command)).await
}
