use events_schema::facts::responsibility::{NoCauseDecided, ResponsibilityFact};
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Responsibility, ResponsibilityRefusal, Stage};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Decides that neither the factory nor a supplier caused the issue: nobody is held responsible, and no meeting is needed
/// (P4.2.a), unless a round before held somebody responsible, whom that would acquit.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DecideNoCause {
    /// On what that rests.
    #[schemars(example = &"客户加注了不合格柴油")]
    pub grounds: Paragraph,
}

impl Decide<Responsibility> for DecideNoCause {
    fn decide(&self, state: &Responsibility, _: &Context<'_>) -> Result<Vec<ResponsibilityFact>, Refused> {
        state.in_a_round()?;
        match state.stage {
            Stage::MeetingDue if !state.stood.shares.is_empty() => Err(ResponsibilityRefusal::StoodBefore.into()),
            Stage::MeetingDue | Stage::MeetingHeld => Ok(vec![NoCauseDecided { grounds: self.grounds.clone() }.into()]),
            Stage::NoCause => Ok(Vec::new()),
            Stage::Unopened | Stage::Suspended | Stage::Provisional | Stage::Disputed | Stage::Final => {
                Err(ResponsibilityRefusal::AlreadyDecided.into())
            }
        }
    }
}
