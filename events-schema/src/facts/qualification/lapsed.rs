use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::time::Timestamp;

/// A pass holds no longer: it is time to be trained again (P6.1, regularly).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct QualificationLapsed {
    /// Until when it held.
    pub valid_until: Timestamp,
}

fact!(QualificationLapsed, "qualification.lapsed", 1);
