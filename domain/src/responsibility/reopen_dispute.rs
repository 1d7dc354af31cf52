use events_schema::facts::responsibility::{DisputeReopened, ResponsibilityFact};
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Responsibility, ResponsibilityRefusal, Stage};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Opens a dispute about what is final already, as management, because something came to light (open point 11). Until it is over
/// the determination counts nowhere. That there was no cause is taken back in the same way.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReopenDispute {
    /// Why, so late.
    #[schemars(example = &"新发现的检验报告与认定不符")]
    pub reason: Paragraph,
}

impl Decide<Responsibility> for ReopenDispute {
    fn decide(&self, state: &Responsibility, _: &Context<'_>) -> Result<Vec<ResponsibilityFact>, Refused> {
        if state.is_handled_again {
            return Err(ResponsibilityRefusal::HandledAgain.into());
        }
        match state.stage {
            Stage::NoCause => Ok(vec![DisputeReopened { reason: self.reason.clone() }.into()]),
            Stage::Final if state.determination.is_some() => {
                Ok(vec![DisputeReopened { reason: self.reason.clone() }.into()])
            }
            Stage::Disputed => Ok(Vec::new()),
            Stage::Unopened
            | Stage::MeetingDue
            | Stage::MeetingHeld
            | Stage::Provisional
            | Stage::Final
            | Stage::Suspended => Err(ResponsibilityRefusal::NotFinal.into()),
        }
    }
}
