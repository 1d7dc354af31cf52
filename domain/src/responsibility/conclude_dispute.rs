use std::collections::BTreeSet;

use events_schema::EventId;
use events_schema::facts::responsibility::{Conclusion, DisputeConcluded, ObjectionPeriod, ResponsibilityFact};
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use super::parties::check_actor_has_no_side;
use super::shares::checked;
use super::{Responsibility, ResponsibilityRefusal};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Ends the investigation, as its lead, and with it the dispute (P4.2.b). What it says is final, unless it holds somebody
/// responsible who was not in this dispute: those may object first (P4.1).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConcludeDispute {
    /// What it comes to.
    pub conclusion: Conclusion,
    /// What was found.
    #[schemars(example = &"检验报告表明来料硬度不合格")]
    pub findings: Paragraph,
    /// The evidence that it rests on, by the events that recorded it.
    pub evidence: BTreeSet<EventId>,
}

impl Decide<Responsibility> for ConcludeDispute {
    fn decide(&self, state: &Responsibility, cx: &Context<'_>) -> Result<Vec<ResponsibilityFact>, Refused> {
        let determination = state.disputed()?;
        let investigation = determination.investigation.as_ref().ok_or(ResponsibilityRefusal::NoInvestigation)?;
        if cx.actor.person() != Some(&investigation.lead) {
            return Err(ResponsibilityRefusal::NotTheLead(investigation.lead.clone()).into());
        }
        check_actor_has_no_side(determination, cx)?;
        if self.evidence.is_empty() {
            return Err(ResponsibilityRefusal::NoEvidence.into());
        }
        if let Some(unknown) = self.evidence.iter().find(|event| !determination.evidence.contains(event)) {
            return Err(ResponsibilityRefusal::UnknownEvidence(*unknown).into());
        }
        let conclusion = match &self.conclusion {
            Conclusion::Changed { shares } => {
                let shares = checked(shares, cx)?;
                let sorted = |shares: &[_]| shares.iter().cloned().collect::<BTreeSet<_>>();
                if sorted(&shares) == sorted(&determination.shares) {
                    return Err(ResponsibilityRefusal::ChangesNothing.into());
                }
                Conclusion::Changed { shares }
            }
            as_it_is @ (Conclusion::Upheld | Conclusion::Withdrawn) => as_it_is.clone(),
        };
        let names_others = match &conclusion {
            Conclusion::Changed { shares } => shares.iter().any(|of| !determination.holds(&of.party)),
            Conclusion::Upheld | Conclusion::Withdrawn => false,
        };
        Ok(vec![
            DisputeConcluded {
                determination: determination.said_by(),
                conclusion,
                findings: self.findings.clone(),
                evidence: self.evidence.iter().copied().collect(),
                objections: names_others.then(|| objection_period(cx)),
            }
            .into(),
        ])
    }
}

fn objection_period(cx: &Context<'_>) -> ObjectionPeriod {
    let policy = cx.reference.policy_at(cx.now);
    ObjectionPeriod { until: cx.now + policy.open.objection_period, policy_version: policy.version }
}
