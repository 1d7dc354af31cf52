use events_schema::Timestamp;
use events_schema::facts::ticket::{TicketClassified, TicketFact};
use events_schema::ids::IssueTypeId;
use events_schema::values::{Grounds, TicketClass};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::ticket::{Ticket, TicketRefusal};

/// Sorts and classifies the issue on its effect on use, safety hazard and effect on the customer's production (P2.2).
/// Due within 1 h of receipt.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Classify {
    /// When it was classified; now if absent.
    #[serde(default)]
    pub classified_at: Option<Timestamp>,
    /// How urgent it is.
    pub class: TicketClass,
    /// What was weighed. The class may be higher than the grounds imply, never lower.
    #[serde(default)]
    pub grounds: Option<Grounds>,
    /// The type of issue, by which the group is found.
    #[serde(default)]
    pub issue_type: Option<IssueTypeId>,
}

impl Decide<Ticket> for Classify {
    fn happened_at(&self) -> Option<Timestamp> {
        self.classified_at
    }

    fn decide(&self, ticket: &Ticket, cx: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        ticket.handled()?;
        if let Some(classification) = &ticket.state().classification {
            return Err(TicketRefusal::AlreadyClassified(classification.class).into());
        }
        let classified = TicketClassified {
            class: self.class,
            grounds: self.grounds,
            issue_type: self.issue_type.clone(),
            policy_version: cx.reference.policy_at(cx.at).version,
        };
        Ok(vec![classified.into()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{given, grounds, reported};
    use events_schema::values::{EffectOnProduction, EffectOnUse, SafetyHazard};

    fn general() -> Classify {
        Classify {
            classified_at: None,
            class: TicketClass::General,
            grounds: Some(grounds()),
            issue_type: Some("starting".parse().unwrap()),
        }
    }

    #[test]
    fn refusals_in_order_of_precedence() {
        let classified = given([reported()]).when(&general()).facts();
        let hazard = Grounds { safety_hazard: SafetyHazard::Possible, ..grounds() };
        let rows: [(Vec<TicketFact>, Classify, TicketRefusal); 5] = [
            (
                vec![reported(), classified[0].clone()],
                Classify { grounds: None, ..general() },
                TicketRefusal::AlreadyClassified(TicketClass::General),
            ),
            (
                vec![reported()],
                Classify { grounds: None, issue_type: None, ..general() },
                TicketRefusal::GroundsMissing,
            ),
            (
                vec![reported()],
                Classify { grounds: Some(hazard), issue_type: None, ..general() },
                TicketRefusal::ClassBelowGrounds { class: TicketClass::General, implied: TicketClass::Emergency },
            ),
            (vec![reported()], Classify { issue_type: None, ..general() }, TicketRefusal::IssueTypeMissing),
            (
                vec![reported()],
                Classify { issue_type: Some("unheard-of".parse().unwrap()), ..general() },
                TicketRefusal::UnknownIssueType("unheard-of".parse().unwrap()),
            ),
        ];
        for (history, command, refusal) in rows {
            given(history).when(&command).refused(&refusal);
        }
    }

    #[test]
    fn a_class_above_the_grounds_is_welcome() {
        let command = Classify { class: TicketClass::Emergency, ..general() };
        assert_eq!(given([reported()]).when(&command).facts().len(), 1);
    }

    #[test]
    fn grounds_imply_the_class_of_the_policy() {
        use TicketClass::{Emergency, General, Important};
        let class = |effect_on_use, safety_hazard, effect_on_production| {
            Grounds { effect_on_use, safety_hazard, effect_on_production }.implied_class()
        };
        assert_eq!(class(EffectOnUse::Little, SafetyHazard::None, EffectOnProduction::None), General);
        assert_eq!(class(EffectOnUse::Affected, SafetyHazard::None, EffectOnProduction::Limited), Important);
        assert_eq!(class(EffectOnUse::Little, SafetyHazard::Possible, EffectOnProduction::None), Emergency);
        assert_eq!(class(EffectOnUse::Little, SafetyHazard::None, EffectOnProduction::Serious), Emergency);
    }
}
