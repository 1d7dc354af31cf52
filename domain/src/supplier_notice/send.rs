use events_schema::Duration;
use events_schema::facts::sla_policy::ClockKind;
use events_schema::facts::supplier_notice::{NoticeContent, NoticeSent, SupplierNoticeFact};
use events_schema::text::Line;
use schemars::JsonSchema;
use serde::Deserialize;

use super::propose::check_parts;
use super::{NoticeRefusal, Stage, SupplierNotice};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Sends the notice to the supplier, with engine model, symptom, time and parts (P7.1). He sees it with his own login; where he
/// has none, say by what other way he got it.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SendNotice {
    /// What it says, if other than proposed.
    #[serde(default)]
    pub content: Option<NoticeContent>,
    /// Until how long after its receipt a solution is to be given; by the policy if absent.
    #[serde(default)]
    pub solution_within: Option<Duration>,
    /// By what other way than his own login the supplier gets it, and where that can be looked up.
    #[serde(default)]
    #[schemars(example = &"mail 2026-03-02-017")]
    pub by: Option<Line>,
}

impl Decide<SupplierNotice> for SendNotice {
    fn decide(&self, state: &SupplierNotice, cx: &Context<'_>) -> Result<Vec<SupplierNoticeFact>, Refused> {
        let (Stage::Confirmed, Some((supplier, ticket))) = (state.stage, &state.about) else {
            return Err(NoticeRefusal::NotConfirmed(state.stage).into());
        };
        let content = self.content.clone().unwrap_or_else(|| state.content.clone());
        let lacks = [
            (content.engine_model.is_none(), "engine_model"),
            (content.symptom.is_none(), "symptom"),
            (content.arose_at.is_none(), "arose_at"),
            (content.parts.is_empty(), "parts"),
        ];
        let lacks: Vec<_> = lacks.into_iter().filter(|(lacks, _)| *lacks).map(|(_, name)| name).collect();
        if !lacks.is_empty() {
            return Err(NoticeRefusal::Incomplete(lacks).into());
        }
        check_parts(&content)?;
        let policy_version = cx.reference.policy().version;
        let by_policy = cx.reference.clock_rule(policy_version, ClockKind::SupplierSolution)?.target;
        let solution_within = self.solution_within.unwrap_or(by_policy);
        if solution_within <= Duration::ZERO || solution_within > YEAR {
            return Err(NoticeRefusal::SolutionTime.into());
        }
        let (supplier, ticket, by) = (supplier.clone(), *ticket, self.by.clone());
        Ok(vec![NoticeSent { supplier, ticket, content, solution_within, by, policy_version }.into()])
    }
}

const YEAR: Duration = Duration::from_hours(8760);
