use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::ids::PersonId;
use crate::time::Timestamp;

/// Somebody acts for the person for some time (代理人), in every role that the person has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DeputyNamed {
    /// Who acts for the person.
    pub deputy: PersonId,
    /// From when on.
    pub from: Timestamp,
    /// Until when.
    pub until: Timestamp,
    /// Why.
    pub absence: Absence,
}

fact!(DeputyNamed, "person.deputy_named", 1);

/// Why somebody is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Absence {
    /// 休假: not there. That somebody is ill is nobody's business here, and nothing is ever deleted.
    Leave,
    /// 出差: travelling for the factory.
    Travel,
    /// 轮值: not absent; the deputy is on duty.
    Duty,
}
