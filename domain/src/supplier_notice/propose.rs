use events_schema::facts::supplier_notice::{NoticeContent, NoticeProposed, SupplierNoticeFact};
use events_schema::facts::ticket::TicketFact;
use events_schema::ids::{SupplierId, SupplierNoticeId, TicketId};
use events_schema::{CommandId, Entry, EventId, StreamName};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{NoticeRefusal, SupplierNotice};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::ticket::{Engine, Ticket};

/// Proposes a notice to a supplier whose part seems to be the cause (P7.1). What the content lacks is taken from the ticket. A
/// diagnosis that names a supplier's part proposes one by itself.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProposeNotice {
    /// The supplier.
    pub supplier: SupplierId,
    /// The ticket.
    pub ticket: TicketId,
    /// The diagnosis that names the part.
    #[serde(default)]
    pub diagnosis: Option<EventId>,
    /// What the notice says, as far as it is known.
    #[serde(default)]
    pub content: Option<NoticeContent>,
}

impl Decide<SupplierNotice> for ProposeNotice {
    fn opens(&self, command: CommandId) -> Option<StreamName> {
        Some(SupplierNoticeId::from_uuid(command.derive("supplier_notice")).stream())
    }

    fn other_ticket(&self) -> Option<TicketId> {
        Some(self.ticket)
    }

    fn decide(&self, _: &SupplierNotice, cx: &Context<'_>) -> Result<Vec<SupplierNoticeFact>, Refused> {
        if cx.reference.supplier(&self.supplier).is_none() {
            return Err(NoticeRefusal::UnknownSupplier(self.supplier.clone()).into());
        }
        let Some(ticket) = cx.other else { return Err(NoticeRefusal::UnknownTicket(self.ticket).into()) };
        let content = completed(self.content.clone().unwrap_or_default(), &ticket.is);
        check_parts(&content)?;
        let (supplier, diagnosis) = (self.supplier.clone(), self.diagnosis);
        Ok(vec![NoticeProposed { supplier, ticket: ticket.id, diagnosis, content }.into()])
    }
}

/// The most parts of a notice.
const MOST: usize = 50;

pub(super) fn check_parts(content: &NoticeContent) -> Result<(), NoticeRefusal> {
    if content.parts.len() > MOST { Err(NoticeRefusal::TooManyParts(content.parts.len())) } else { Ok(()) }
}

/// What a notice says, with what the ticket knows of the rest.
fn completed(content: NoticeContent, ticket: &Ticket) -> NoticeContent {
    let learnt = |entry: &Entry<TicketFact>| match &entry.fact {
        TicketFact::Reported(fact) => Some((fact.engine_model.clone(), fact.symptom.clone())),
        TicketFact::IntakeCompleted(fact) => Some((fact.engine_model.clone(), fact.symptom.clone())),
        _ => None,
    };
    let (models, symptoms): (Vec<_>, Vec<_>) = ticket.entries().filter_map(learnt).unzip();
    let engine_serial = match &ticket.state().engine {
        Engine::Identified(serial) => Some(serial.clone()),
        Engine::Unidentified | Engine::Unreadable => None,
    };
    NoticeContent {
        class: content.class.or(ticket.state().class()),
        engine_model: content.engine_model.or(models.into_iter().flatten().next_back()),
        engine_serial: content.engine_serial.or(engine_serial),
        symptom: content.symptom.or(symptoms.into_iter().flatten().next_back()),
        arose_at: content.arose_at.or(ticket.state().intake.as_ref().map(|intake| intake.received_at)),
        ..content
    }
}
