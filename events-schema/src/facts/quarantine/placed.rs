use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::stream::{Revision, StreamName};
use crate::text::Paragraph;

/// A read model leaves out a stream from an event on, live and in every rebuild.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct QuarantinePlaced {
    /// The stream.
    #[schemars(example = &"ticket-0b6c6a7e-52f1-5c1a-8f0e-2a9d3b4c5d6e")]
    pub stream: StreamName,
    /// The first event that is left out.
    pub from: Revision,
    /// Why.
    pub reason: Paragraph,
}

fact!(QuarantinePlaced, "quarantine.placed", 1);
