use events_schema::facts::responsibility::{ResponsibilityDetermined, ResponsibilityFact, ShareOf};
use events_schema::text::Paragraph;
use events_schema::values::CauseCategory;
use schemars::JsonSchema;
use serde::Deserialize;

use super::shares::checked;
use super::{Responsibility, ResponsibilityRefusal, Stage};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Determines cause and responsibility after the meeting, each with a share (P4.2.a, open point 10). It is provisional until
/// nobody can object any more; until somebody does, it can be determined anew.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Determine {
    /// The cause (问题原因).
    #[schemars(example = &"油管接头装配力矩不足")]
    pub cause: Paragraph,
    /// Its category.
    #[serde(default)]
    pub category: Option<CauseCategory>,
    /// Who answers for it: departments, people and suppliers; together 100 per cent.
    pub shares: Vec<ShareOf>,
    /// On what that rests (P4.1).
    #[schemars(example = &"拆检记录与装配扭矩记录一致")]
    pub grounds: Paragraph,
}

impl Decide<Responsibility> for Determine {
    fn decide(&self, state: &Responsibility, cx: &Context<'_>) -> Result<Vec<ResponsibilityFact>, Refused> {
        state.in_a_round()?;
        if state.due_at().is_some_and(|due_at| due_at <= cx.now) {
            return Err(ResponsibilityRefusal::AlreadyDecided.into());
        }
        match state.stage {
            Stage::Provisional if state.is_concluded() => return Err(ResponsibilityRefusal::AlreadyDecided.into()),
            Stage::MeetingHeld | Stage::Provisional => {}
            Stage::MeetingDue => return Err(ResponsibilityRefusal::NoMeeting.into()),
            Stage::Disputed => return Err(ResponsibilityRefusal::InDispute.into()),
            Stage::Unopened | Stage::Suspended | Stage::NoCause | Stage::Final => {
                return Err(ResponsibilityRefusal::AlreadyDecided.into());
            }
        }
        let shares = checked(&self.shares, cx)?;
        let policy = cx.reference.policy_at(cx.now);
        Ok(vec![
            ResponsibilityDetermined {
                cause: self.cause.clone(),
                category: self.category,
                shares,
                grounds: self.grounds.clone(),
                objections_until: cx.now + policy.open.objection_period,
                policy_version: policy.version,
            }
            .into(),
        ])
    }
}
