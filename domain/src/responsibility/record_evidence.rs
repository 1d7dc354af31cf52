use events_schema::Digest256;
use events_schema::facts::responsibility::{EvidenceKind, EvidenceRecorded, ResponsibilityFact};
use events_schema::text::{Line, Paragraph};
use schemars::JsonSchema;
use serde::Deserialize;

use super::parties::check_actor_has_no_side;
use super::{Responsibility, ResponsibilityRefusal};
use crate::attachments::Uploaded;
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Puts evidence before the investigation, as one who investigates: a production record, an inspection report, a repair record
/// (P4.2.b). The file is referred to by its hash, so that nobody can change it afterwards.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordEvidence {
    /// What it is.
    pub kind: EvidenceKind,
    /// The file.
    pub file: Uploaded,
    /// Where the original is.
    #[serde(default)]
    #[schemars(example = &"检验档案 QC-2026-0311")]
    pub reference: Option<Line>,
    /// What it shows.
    #[schemars(example = &"该工位扭矩记录合格")]
    pub finding: Paragraph,
}

impl Decide<Responsibility> for RecordEvidence {
    fn files(&self) -> Vec<Digest256> {
        vec![self.file.hash]
    }

    fn decide(&self, state: &Responsibility, cx: &Context<'_>) -> Result<Vec<ResponsibilityFact>, Refused> {
        let determination = state.disputed()?;
        let investigation = determination.investigation.as_ref().ok_or(ResponsibilityRefusal::NoInvestigation)?;
        if !cx.actor.person().is_some_and(|person| investigation.has(person)) {
            return Err(ResponsibilityRefusal::NotInvestigating.into());
        }
        check_actor_has_no_side(determination, cx)?;
        let (attachment, reference) = (self.file.attachment(cx)?, self.reference.clone());
        Ok(vec![EvidenceRecorded { kind: self.kind, attachment, reference, finding: self.finding.clone() }.into()])
    }
}
