use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::ids::PersonId;

/// Quality control began to investigate a dispute (调查核实; P4.2.b). Neither lead nor members are party to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct InvestigationOpened {
    /// Who leads it, of quality control.
    pub lead: PersonId,
    /// Who else investigates.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<PersonId>,
}

fact!(InvestigationOpened, "responsibility.investigation_opened", 1);
