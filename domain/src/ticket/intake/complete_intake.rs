use events_schema::facts::ticket::{IntakeCompleted, TicketFact};
use events_schema::text::{Line, Paragraph};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::ticket::state::Known;
use crate::ticket::{ReportedContact, Ticket, TicketRefusal};

/// Adds what a report lacked (P2.1): a WeChat conversation or an on-site entry may start incomplete. What is known already
/// is changed by a correction.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CompleteIntake {
    /// The customer's company.
    #[serde(default)]
    #[schemars(example = &"潍坊客运公司")]
    pub organisation: Option<Line>,
    /// The engine model (发动机型号).
    #[serde(default)]
    #[schemars(example = &"WP12")]
    pub engine_model: Option<Line>,
    /// The fault symptom (故障现象).
    #[serde(default)]
    pub symptom: Option<Paragraph>,
    /// The usage scenario (使用场景).
    #[serde(default)]
    #[schemars(example = &"bus, -20 °C")]
    pub usage_scenario: Option<Paragraph>,
    /// The customer's contact data (客户联系方式). They are stored sealed.
    #[serde(default)]
    pub contact: Option<ReportedContact>,
}

impl Decide<Ticket> for CompleteIntake {
    fn decide(&self, ticket: &Ticket, cx: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        let intake = ticket.not_withdrawn()?;
        if let Some(contact) = &self.contact {
            contact.check(cx)?;
        }
        let completed = IntakeCompleted {
            organisation: self.organisation.clone(),
            engine_model: self.engine_model.clone(),
            symptom: self.symptom.clone(),
            usage_scenario: self.usage_scenario.clone(),
            contact: self.contact.as_ref().map(|contact| Box::new(contact.about(intake.customer))),
        };
        let sent = Known::from(&completed);
        if let Some(known) = sent.there().find(|field| !intake.missing.contains(field)) {
            return Err(TicketRefusal::AlreadyKnown(known).into());
        }
        match self.organisation {
            Some(_) if intake.organisation_known => Err(TicketRefusal::AlreadyKnown("organisation").into()),
            None if sent.there().next().is_none() => Err(TicketRefusal::NothingToAdd.into()),
            Some(_) | None => Ok(vec![completed.into()]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{given, reported, withdrawn};

    #[test]
    fn refusals_in_order_of_precedence() {
        let empty = CompleteIntake {
            organisation: None,
            engine_model: None,
            symptom: None,
            usage_scenario: None,
            contact: None,
        };
        let model = CompleteIntake { engine_model: Some("WP13".parse().unwrap()), ..empty.clone() };
        given([reported(), withdrawn()]).when(&empty).refused(&TicketRefusal::Withdrawn);
        given([reported()]).when(&model).refused(&TicketRefusal::AlreadyKnown("engine_model"));
        given([reported()]).when(&empty).refused(&TicketRefusal::NothingToAdd);
    }
}
