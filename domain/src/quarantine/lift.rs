use events_schema::StreamName;
use events_schema::facts::quarantine::{QuarantineFact, QuarantineLifted};
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Quarantine, QuarantineRefusal};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Lets a read model take in a stream again that it left out (P5.1). What it has left out comes in with a rebuild, whose rows
/// differ from those that are shown: `replace` shows them.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LiftQuarantine {
    /// The stream.
    #[schemars(example = &"ticket-0b6c6a7e-52f1-5c1a-8f0e-2a9d3b4c5d6e")]
    pub stream: StreamName,
    /// Why.
    pub reason: Paragraph,
}

impl Decide<Quarantine> for LiftQuarantine {
    fn decide(&self, state: &Quarantine, _: &Context<'_>) -> Result<Vec<QuarantineFact>, Refused> {
        let stream = self.stream.clone();
        if !state.0.contains_key(&stream) {
            return Err(QuarantineRefusal::NotPlaced(stream).into());
        }
        Ok(vec![QuarantineLifted { stream, reason: self.reason.clone() }.into()])
    }
}
