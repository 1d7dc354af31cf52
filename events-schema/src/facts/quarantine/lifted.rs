use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::stream::StreamName;
use crate::text::Paragraph;

/// A stream is left out no longer, once the read model is rebuilt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct QuarantineLifted {
    /// The stream.
    #[schemars(example = &"ticket-0b6c6a7e-52f1-5c1a-8f0e-2a9d3b4c5d6e")]
    pub stream: StreamName,
    /// Why.
    pub reason: Paragraph,
}

fact!(QuarantineLifted, "quarantine.lifted", 1);
