use events_schema::facts::improvement::{
    Addressed, ImprovementFact, ImprovementKind, ImprovementOpened, ImprovementSource,
};
use events_schema::ids::{ImprovementId, PersonId, TicketId};
use events_schema::text::{Line, Paragraph};
use events_schema::{CommandId, StreamName, Timestamp};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Improvement, ImprovementRefusal, ahead, owner};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Opens an improvement measure, from whatever asks for it (P1.3).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenImprovement {
    /// What kind it is.
    pub kind: ImprovementKind,
    /// What people call it.
    #[schemars(example = &"油管接头扭矩复检")]
    pub title: Line,
    /// What is to be done.
    pub description: Paragraph,
    /// Where it comes from.
    pub source: ImprovementSource,
    /// What it is to put an end to, as far as that is known: by this recurrence before and after is told.
    #[serde(default)]
    pub addresses: Option<Addressed>,
    /// Who answers for it.
    pub owner: PersonId,
    /// Until when it is to be done.
    #[schemars(example = &"2100-01-01T00:00:00Z")]
    pub due_at: Timestamp,
    /// The steps to it, in this order.
    #[serde(default)]
    pub steps: Vec<Line>,
}

/// The most steps of a measure.
const MOST: usize = 100;

impl Decide<Improvement> for OpenImprovement {
    fn opens(&self, command: CommandId) -> Option<StreamName> {
        Some(ImprovementId::from_uuid(command.derive("improvement")).stream())
    }

    fn other_ticket(&self) -> Option<TicketId> {
        self.source.ticket()
    }

    fn decide(&self, _: &Improvement, cx: &Context<'_>) -> Result<Vec<ImprovementFact>, Refused> {
        self.check_source(cx)?;
        let department = owner(&self.owner, cx)?;
        ahead(self.due_at, cx)?;
        if self.steps.len() > MOST {
            return Err(ImprovementRefusal::TooManySteps(self.steps.len()).into());
        }
        let says_nothing = |of: &Addressed| of.failure_code.is_none() && of.part.is_none() && of.engine_model.is_none();
        if self.addresses.as_ref().is_some_and(says_nothing) {
            return Err(ImprovementRefusal::AddressesNothing.into());
        }
        Ok(vec![
            ImprovementOpened {
                kind: self.kind,
                title: self.title.clone(),
                description: self.description.clone(),
                source: self.source.clone(),
                addresses: self.addresses.clone(),
                owner: self.owner.clone(),
                department,
                due_at: self.due_at,
                steps: self.steps.clone(),
            }
            .into(),
        ])
    }
}

impl OpenImprovement {
    /// A ticket that is named is there, and so is its entry; where it was merged, the entries are looked up by whoever reads.
    fn check_source(&self, cx: &Context<'_>) -> Result<(), ImprovementRefusal> {
        let Some(named) = self.source.ticket() else { return Ok(()) };
        let Some(ticket) = cx.other else { return Err(ImprovementRefusal::UnknownTicket(named)) };
        let entry = match &self.source {
            ImprovementSource::Ticket { entry, .. } => *entry,
            ImprovementSource::EmergencyEvaluation { evaluation, .. } => Some(*evaluation),
            ImprovementSource::ResponsibilityReport { .. }
            | ImprovementSource::Supplier { .. }
            | ImprovementSource::Other { .. } => None,
        };
        match entry.filter(|_| ticket.id == named) {
            Some(entry) if ticket.is.entry(entry).is_none() => Err(ImprovementRefusal::UnknownEntry(entry)),
            Some(_) | None => Ok(()),
        }
    }
}
