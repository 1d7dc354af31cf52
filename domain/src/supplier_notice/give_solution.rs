use events_schema::facts::supplier_notice::{NoticeSolutionGiven, SupplierNoticeFact};
use events_schema::text::Paragraph;
use events_schema::values::OnBehalf;
use events_schema::{Digest256, Timestamp};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{NoticeRefusal, Review, SupplierNotice};
use crate::attachments::Uploaded;
use crate::command::{Decide, Inadmissible};
use crate::context::Context;
use crate::duty::speaks_for_supplier;
use crate::refusal::Refused;

/// Gives a solution (P7.2), as the supplier or for him. Another person accepts or returns it; while it is reviewed the clock
/// stands still.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GiveSolution {
    /// When; now if absent. Only staff say so.
    #[serde(default)]
    pub given_at: Option<Timestamp>,
    /// What he proposes to do, or did.
    #[schemars(example = &"更换同批次起动机并加严来料检验")]
    pub solution: Paragraph,
    /// The files that go with it; at most ten.
    #[serde(default)]
    pub files: Vec<Uploaded>,
    /// How the supplier said so, where staff record it for him.
    #[serde(default)]
    pub on_behalf: Option<OnBehalf>,
}

impl Decide<SupplierNotice> for GiveSolution {
    fn happened_at(&self) -> Option<Timestamp> {
        self.given_at
    }

    fn files(&self) -> Vec<Digest256> {
        self.files.iter().map(|file| file.hash).collect()
    }

    fn decide(&self, state: &SupplierNotice, cx: &Context<'_>) -> Result<Vec<SupplierNoticeFact>, Refused> {
        state.after_sending(cx)?;
        speaks_for_supplier(self.on_behalf.as_ref(), cx)?;
        match state.last_solution().map(|last| &last.review) {
            Some(Review::Open) => return Err(NoticeRefusal::UnderReview.into()),
            Some(Review::Accepted(_)) => return Err(NoticeRefusal::AlreadySolved.into()),
            Some(Review::Returned(returned)) if cx.at < returned.at => {
                let (what, since) = ("the solution before it was returned", returned.at);
                return Err(Inadmissible::BeforeCause { at: cx.at, what, since }.into());
            }
            Some(Review::Returned(_)) | None => {}
        }
        if self.files.len() > MOST {
            return Err(NoticeRefusal::TooManyFiles(self.files.len()).into());
        }
        let attachments = self.files.iter().map(|file| file.attachment(cx)).collect::<Result<_, _>>()?;
        let (solution, on_behalf) = (self.solution.clone(), self.on_behalf.clone());
        Ok(vec![NoticeSolutionGiven { solution, attachments, on_behalf }.into()])
    }
}

/// The most files of a solution.
const MOST: usize = 10;
