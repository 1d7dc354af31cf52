use events_schema::facts::corrective_action::{ActionLevel, ActionRequested, CorrectiveActionFact, GateDue};
use events_schema::ids::{CorrectiveActionId, SupplierId, SupplierNoticeId};
use events_schema::text::Paragraph;
use events_schema::{CommandId, StreamName};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{ActionRefusal, CorrectiveAction, check_gates};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::supplier_scheme::gates_of;

/// Asks a supplier for a corrective action, gate by gate (P7.2). Without gates of its own the usual ones of its level are due.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestAction {
    /// The supplier.
    pub supplier: SupplierId,
    /// The notices that it comes from.
    #[serde(default)]
    pub notices: Vec<SupplierNoticeId>,
    /// How grave it is.
    pub level: ActionLevel,
    /// What must not happen again.
    #[schemars(example = &"起动机线圈短路,三个月内两次")]
    pub problem: Paragraph,
    /// The gates, each with its time; the usual ones of the level if none is named.
    #[serde(default)]
    pub gates: Vec<GateDue>,
}

impl Decide<CorrectiveAction> for RequestAction {
    fn opens(&self, command: CommandId) -> Option<StreamName> {
        Some(CorrectiveActionId::from_uuid(command.derive("corrective_action")).stream())
    }

    fn decide(&self, _: &CorrectiveAction, cx: &Context<'_>) -> Result<Vec<CorrectiveActionFact>, Refused> {
        if cx.reference.supplier(&self.supplier).is_none() {
            return Err(ActionRefusal::UnknownSupplier(self.supplier.clone()).into());
        }
        if self.notices.len() > MOST {
            return Err(ActionRefusal::TooManyNotices(self.notices.len()).into());
        }
        let gates = if self.gates.is_empty() { self.usual(cx) } else { self.gates.clone() };
        check_gates(&gates, cx)?;
        let (supplier, notices) = (self.supplier.clone(), self.notices.clone());
        Ok(vec![ActionRequested { supplier, notices, level: self.level, problem: self.problem.clone(), gates }.into()])
    }
}

/// The most notices of an action.
const MOST: usize = 100;

impl RequestAction {
    /// The usual gates of its level, by the scheme in force.
    fn usual(&self, cx: &Context<'_>) -> Vec<GateDue> {
        let usual = gates_of(cx.reference.supplier_scheme(), self.level);
        usual.iter().map(|of| GateDue { gate: of.gate, due_at: cx.now + of.within }).collect()
    }
}
