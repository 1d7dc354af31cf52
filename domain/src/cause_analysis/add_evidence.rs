use events_schema::Digest256;
use events_schema::facts::cause_analysis::{CauseAnalysisFact, CauseEvidenceAdded, EvidenceSide};
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{CauseAnalysis, CauseAnalysisRefusal, Evidence};
use crate::attachments::Uploaded;
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Adds evidence to a possible cause, for it or against it (P5.2): a finding, files, or both.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddCauseEvidence {
    /// The cause, by its number.
    #[schemars(example = 1)]
    pub cause: u32,
    /// Whether it speaks for the cause or against it.
    pub side: EvidenceSide,
    /// What it shows.
    #[serde(default)]
    #[schemars(example = &"抽检 20 台,3 台力矩低于下限")]
    pub text: Option<Paragraph>,
    /// The files that go with it; at most ten.
    #[serde(default)]
    pub files: Vec<Uploaded>,
}

/// The most pieces of evidence of a cause.
const MOST: usize = 20;

/// The most files of a piece of evidence.
const MOST_FILES: usize = 10;

impl Decide<CauseAnalysis> for AddCauseEvidence {
    fn files(&self) -> Vec<Digest256> {
        self.files.iter().map(|file| file.hash).collect()
    }

    fn decide(&self, state: &CauseAnalysis, cx: &Context<'_>) -> Result<Vec<CauseAnalysisFact>, Refused> {
        state.in_progress()?;
        let (cause, _) = state.standing(self.cause)?;
        if self.text.is_none() && self.files.is_empty() {
            return Err(CauseAnalysisRefusal::EmptyEvidence.into());
        }
        if self.files.len() > MOST_FILES {
            return Err(CauseAnalysisRefusal::TooManyFiles(self.files.len()).into());
        }
        let attachments = self.files.iter().map(|file| file.attachment(cx)).collect::<Result<_, _>>()?;
        let (side, text) = (self.side, self.text.clone());
        let added = CauseEvidenceAdded { cause: self.cause, side, text, attachments };
        if cause.evidence.contains(&Evidence::of(&added)) {
            return Ok(Vec::new());
        }
        if cause.evidence.len() >= MOST {
            return Err(CauseAnalysisRefusal::TooMuchEvidence(self.cause).into());
        }
        Ok(vec![added.into()])
    }
}
