use events_schema::facts::supplier_notice::{NoticeClockBreached, NoticeClockWarned, SupplierNoticeFact};
use schemars::JsonSchema;
use serde::Deserialize;

use super::SupplierNotice;
use crate::clocks::{Noticed, Outstanding};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Records what the clocks of a notice have come to (P7.1, P7.2). The watch sends it; asking early or twice does no harm.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordClocks {}

impl Decide<SupplierNotice> for RecordClocks {
    fn decide(&self, state: &SupplierNotice, cx: &Context<'_>) -> Result<Vec<SupplierNoticeFact>, Refused> {
        let outstanding = state.outstanding(cx.now, cx.reference)?;
        Ok(outstanding.into_iter().map(fact).collect())
    }
}

fn fact(Outstanding { reached_at, is: Noticed { clock, due_at, threshold }, .. }: Outstanding) -> SupplierNoticeFact {
    let clock = clock.clock;
    if threshold == Noticed::BREACH {
        NoticeClockBreached { clock, due_at }.into()
    } else {
        NoticeClockWarned { clock, threshold, due_at, reached_at }.into()
    }
}
