use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::actor::Role;
use crate::fact::fact;
use crate::ids::{EventId, TicketId};
use crate::text::{Code, Line, Paragraph};

/// The next version of an emergency plan was drafted, instead of any draft before (P3.3.a, P3.3.d). It is in force only when
/// another person has approved it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PlanDrafted {
    /// The number of the version that it is to be, from 1.
    pub version: u32,
    /// What the plan says.
    pub content: PlanContent,
    /// What emergencies have taught that it is to take in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lessons: Vec<Lesson>,
}

fact!(PlanDrafted, "emergency_plan.drafted", 1);

/// What an emergency plan says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanContent {
    /// What people call it.
    #[schemars(example = &"发动机起火应急预案")]
    pub title: Line,
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
}

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

/// What an emergency taught about the plan (P3.3.d).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Lesson {
    /// The ticket.
    pub ticket: TicketId,
    /// The evaluation of the response there.
    pub evaluation: EventId,
    /// How the plan is to be improved.
    #[schemars(example = &"检查清单增加:确认客户消防值班室电话")]
    pub proposal: Paragraph,
}
