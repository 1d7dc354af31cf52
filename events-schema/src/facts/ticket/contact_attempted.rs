use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::values::ContactMethod;

/// Somebody tried to reach the customer and failed. It stops no clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-visible" = ["customer"]))]
pub struct ContactAttempted {
    /// How it was tried.
    #[schemars(extend("x-visible" = ["customer"]))]
    pub method: ContactMethod,
    /// Why it failed.
    #[schemars(extend("x-visible" = ["customer"]))]
    pub outcome: FailedAttempt,
}

/// Why an attempt to reach somebody failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FailedAttempt {
    /// Nobody answered.
    NoAnswer,
    /// The line was busy.
    Busy,
    /// The number or address does not exist.
    Unreachable,
    /// It was not recorded: the attempt is of the time before version 2.
    Unrecorded,
}

/// The shape before the reason was recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-visible" = ["customer"]))]
pub struct ContactAttemptedV1 {
    /// How it was tried.
    #[schemars(extend("x-visible" = ["customer"]))]
    pub method: ContactMethod,
}

impl From<ContactAttemptedV1> for ContactAttempted {
    fn from(before: ContactAttemptedV1) -> Self {
        Self { method: before.method, outcome: FailedAttempt::Unrecorded }
    }
}

fact!(ContactAttemptedV1, "ticket.contact_attempted", 1);
fact!(ContactAttempted, "ticket.contact_attempted", 2, from ContactAttemptedV1);
