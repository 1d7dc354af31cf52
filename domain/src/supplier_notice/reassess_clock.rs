use events_schema::facts::sla_policy::ClockKind;
use events_schema::facts::supplier_notice::{NoticeClockReassessed, SupplierNoticeFact};
use events_schema::text::Paragraph;
use events_schema::{Digest256, PrincipalId};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{CLOCKS, NoticeRefusal, SupplierNotice};
use crate::attachments::Uploaded;
use crate::command::Decide;
use crate::context::Context;
use crate::duty::is_another;
use crate::refusal::Refused;

/// Gives a clock the verdict that late evidence shows, as another person than entered it (open point 8). The first verdict stays
/// in the history.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReassessClock {
    /// The clock.
    pub clock: ClockKind,
    /// On what that rests.
    pub grounds: Paragraph,
    /// The proof as a file.
    #[serde(default)]
    pub file: Option<Uploaded>,
}

impl Decide<SupplierNotice> for ReassessClock {
    fn files(&self) -> Vec<Digest256> {
        self.file.iter().map(|file| file.hash).collect()
    }

    fn decide(&self, state: &SupplierNotice, cx: &Context<'_>) -> Result<Vec<SupplierNoticeFact>, Refused> {
        if !CLOCKS.contains(&self.clock) {
            return Err(NoticeRefusal::NoSuchClock(self.clock).into());
        }
        let clocks = state.clocks(cx.now, cx.reference)?;
        let clock = clocks.iter().find(|clock| clock.clock == self.clock);
        let says = clock.and_then(|clock| clock.contested).ok_or(NoticeRefusal::NothingContested(self.clock))?;
        if !state.entered(self.clock).all(|by| is_another(by, cx)) {
            return Err(NoticeRefusal::Own.into());
        }
        let attachment = self.file.as_ref().map(|file| file.attachment(cx)).transpose()?;
        let (clock, grounds) = (self.clock, self.grounds.clone());
        Ok(vec![NoticeClockReassessed { clock, verdict: says, grounds, attachment }.into()])
    }
}

impl SupplierNotice {
    /// Who entered what a clock goes by.
    fn entered(&self, clock: ClockKind) -> impl Iterator<Item = &PrincipalId> {
        let is_of_response = clock == ClockKind::SupplierResponse;
        let is_of_solution = clock == ClockKind::SupplierSolution;
        let receipts = self.receipts.iter().filter(move |_| is_of_response || is_of_solution);
        let responses = self.responses.iter().map(|(said, _)| said).filter(move |_| is_of_response);
        let solutions = self.solutions.iter().map(|solution| &solution.given).filter(move |_| is_of_solution);
        receipts.chain(responses).chain(solutions).map(|said| &said.by)
    }
}
