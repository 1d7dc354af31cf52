use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::ids::PersonId;
use crate::text::Code;

/// The emergency team (应急处理小组) was formed, or formed anew (P3.3.a).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TeamFormed {
    /// Who leads it.
    pub leader: PersonId,
    /// Everybody else of the team.
    pub members: Vec<TeamMember>,
}

fact!(TeamFormed, "ticket.team_formed", 1);

/// A member of an emergency team.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TeamMember {
    /// Who.
    pub person: PersonId,
    /// What he does there, by the code of a team role of the plan.
    #[schemars(example = &"repair")]
    pub team_role: Code,
}
