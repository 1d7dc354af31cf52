use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::actor::Role;
use crate::fact::fact;
use crate::ids::PersonId;
use crate::text::{Code, Line};
use crate::time::Timestamp;

/// A version of an emergency plan was published (P3.3.a). Tickets keep the version that they started.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PlanPublished {
    /// The number of this version, from 1.
    pub version: u32,
    /// What people call it.
    #[schemars(example = &"发动机起火应急预案")]
    pub title: Line,
    /// From when on it is in force, instead of the version before.
    pub in_force_from: Timestamp,
    /// Who is told, beside those whom the policy names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notify: Vec<Role>,
    /// What there is to do in the team.
    pub team_roles: Vec<PlanRole>,
    /// What has to be done, in this order.
    pub checklist: Vec<Line>,
    /// Parts, tools and vehicles that stand ready.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub resources: Vec<Line>,
    /// The second person who approved it.
    pub approved_by: PersonId,
}

fact!(PlanPublished, "emergency_plan.published", 1);

/// A role in an emergency team.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanRole {
    /// Its code.
    #[schemars(example = &"repair")]
    pub code: Code,
    /// What people call it.
    #[schemars(example = &"抢修")]
    pub title: Line,
}
