use events_schema::facts::corrective_action::{ActionGateAnswered, CorrectiveActionFact, EightD};
use events_schema::text::Paragraph;
use events_schema::values::OnBehalf;
use events_schema::{Digest256, Timestamp};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{ActionRefusal, CorrectiveAction};
use crate::attachments::Uploaded;
use crate::command::Decide;
use crate::context::Context;
use crate::duty::speaks_for_supplier;
use crate::refusal::Refused;

/// Answers a gate (P7.2), as the supplier or for him.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerGate {
    /// When; now if absent. Only staff say so.
    #[serde(default)]
    pub answered_at: Option<Timestamp>,
    /// The gate.
    pub gate: EightD,
    /// What he answers.
    #[schemars(example = &"封存同批次库存 320 件")]
    pub answer: Paragraph,
    /// From when on what was carried out works; of D6.
    #[serde(default)]
    pub effective_from: Option<Timestamp>,
    /// The files that go with it; at most ten.
    #[serde(default)]
    pub files: Vec<Uploaded>,
    /// How the supplier said so, where staff record it for him.
    #[serde(default)]
    pub on_behalf: Option<OnBehalf>,
}

impl Decide<CorrectiveAction> for AnswerGate {
    fn happened_at(&self) -> Option<Timestamp> {
        self.answered_at
    }

    fn files(&self) -> Vec<Digest256> {
        self.files.iter().map(|file| file.hash).collect()
    }

    fn decide(&self, state: &CorrectiveAction, cx: &Context<'_>) -> Result<Vec<CorrectiveActionFact>, Refused> {
        if !state.gate(self.gate)?.is_open() {
            return Err(ActionRefusal::AlreadyAnswered(self.gate).into());
        }
        speaks_for_supplier(self.on_behalf.as_ref(), cx)?;
        if self.effective_from.is_some() != (self.gate == EightD::D6) {
            return Err(ActionRefusal::EffectiveFrom.into());
        }
        if self.files.len() > MOST {
            return Err(ActionRefusal::TooManyFiles(self.files.len()).into());
        }
        let attachments = self.files.iter().map(|file| file.attachment(cx)).collect::<Result<_, _>>()?;
        let answered = ActionGateAnswered {
            gate: self.gate,
            answer: self.answer.clone(),
            effective_from: self.effective_from,
            attachments,
            on_behalf: self.on_behalf.clone(),
        };
        Ok(vec![answered.into()])
    }
}

/// The most files of an answer.
const MOST: usize = 10;
