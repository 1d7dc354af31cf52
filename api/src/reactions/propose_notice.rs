//! A diagnosis names the part of a supplier: a notice to him is proposed (P7.1). Somebody who can judge it confirms the cause.

use domain::Reference;
use domain::supplier_notice::{COMMANDS, ProposeNotice};
use events_schema::facts::supplier_notice::{InvolvedPart, NoticeContent};
use events_schema::facts::ticket::{DiagnosisConcluded, TicketFact};
use events_schema::ids::{SupplierId, TicketId};
use events_schema::{CommandId, Entry, Envelope, EventId, RecordedEvent, Timestamp};
use futures_util::FutureExt;

use super::{Reaction, ReactionError, send_as, survivor};
use crate::app::App;
use crate::commands::named;

pub(crate) const NAME: &str = "propose";

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
    if envelope.origin.is_import() {
        return Ok(());
    }
    let reference = app.directory.now().reference;
    let Some(proposal) = proposal(&reference, (ticket, diagnosis), fact, envelope.recorded_at) else { return Ok(()) };
    let command = ProposeNotice { ticket: survivor(app, ticket, NAME, event).await?, ..proposal };
    let id = proposing(diagnosis, &command.supplier);
    send_as(app, (NAME, id), event, envelope, (named(COMMANDS, NAME), None, &command)).await
}

/// The command by which a diagnosis proposes a notice to a supplier: one, however often the diagnosis is corrected.
pub(crate) fn proposing(diagnosis: EventId, supplier: &SupplierId) -> CommandId {
    CommandId::following(diagnosis, &format!("{NAME} {supplier}"))
}

/// What a diagnosis proposes, if it names the part of somebody who was a supplier by then.
pub(crate) fn proposal(
    reference: &Reference,
    (ticket, diagnosis): (TicketId, EventId),
    fact: &DiagnosisConcluded,
    at: Timestamp,
) -> Option<ProposeNotice> {
    let part = fact.part.as_ref()?;
    let supplier = reference.maker_of(&part.number, part.supplier.as_ref(), at)?.clone();
    let content = NoticeContent {
        parts: vec![InvolvedPart { number: part.number.clone(), batch: part.batch.clone(), quantity: None }],
        failure_code: Some(fact.failure_code.clone()),
        finding: Some(fact.root_cause.clone()),
        ..NoticeContent::default()
    };
    Some(ProposeNotice { supplier, ticket, diagnosis: Some(diagnosis), content: Some(content) })
}
