use events_schema::EventId;
use events_schema::facts::responsibility::Share;
use events_schema::facts::supplier_notice::{NoticeResponsibilityNoted, SupplierNoticeFact};
use events_schema::ids::ResponsibilityId;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Stage, SupplierNotice};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Notes what stands of the ticket's case about the supplier (P4.1, open point 11).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NoteResponsibility {
    /// The case.
    pub case: ResponsibilityId,
    /// The event by which it stands.
    pub standing: EventId,
    /// The share of the supplier; absent: none.
    #[serde(default)]
    pub share: Option<Share>,
}

impl Decide<SupplierNotice> for NoteResponsibility {
    fn decide(&self, state: &SupplierNotice, _: &Context<'_>) -> Result<Vec<SupplierNoticeFact>, Refused> {
        let Self { case, standing, share } = *self;
        match state.stage {
            Stage::Unproposed | Stage::Dismissed | Stage::Withdrawn => return Ok(Vec::new()),
            Stage::Proposed | Stage::Confirmed | Stage::Sent | Stage::Closed => {}
        }
        if state.responsibility == Some((standing, share)) {
            return Ok(Vec::new());
        }
        Ok(vec![NoticeResponsibilityNoted { case, standing, share }.into()])
    }
}
