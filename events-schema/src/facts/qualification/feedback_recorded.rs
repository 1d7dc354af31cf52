use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::ids::{EventId, TicketId};
use crate::time::Timestamp;
use crate::values::Rating;

/// A customer's rating counts in the assessment of whoever worked on his issue after the training (P6.3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct QualificationFeedbackRecorded {
    /// The ticket.
    pub ticket: TicketId,
    /// The entry there that has the rating.
    pub entry: EventId,
    /// The rating, as it stands there.
    pub rating: Rating,
    /// When the customer gave it.
    pub given_at: Timestamp,
}

fact!(QualificationFeedbackRecorded, "qualification.feedback_recorded", 1);
