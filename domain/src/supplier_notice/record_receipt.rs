use events_schema::facts::supplier_notice::{NoticeReceived, Receipt, SupplierNoticeFact};
use events_schema::values::OnBehalf;
use events_schema::{ActorKind, Timestamp};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Stage, SupplierNotice};
use crate::command::Decide;
use crate::context::Context;
use crate::duty::speaks_for_supplier;
use crate::refusal::Refused;

/// Records that the supplier has the notice (P7.2): by himself, or by staff with a proof. From then on he has 24 h to respond.
/// A closed notice takes what staff can prove of the time before.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordReceipt {
    /// When; now if absent. Only staff say so.
    #[serde(default)]
    pub received_at: Option<Timestamp>,
    /// How the supplier said so, where staff record it for him.
    #[serde(default)]
    pub on_behalf: Option<OnBehalf>,
}

impl Decide<SupplierNotice> for RecordReceipt {
    fn happened_at(&self) -> Option<Timestamp> {
        self.received_at
    }

    fn decide(&self, state: &SupplierNotice, cx: &Context<'_>) -> Result<Vec<SupplierNoticeFact>, Refused> {
        state.after_sending_or_closed_since(self.on_behalf.as_ref(), cx)?;
        speaks_for_supplier(self.on_behalf.as_ref(), cx)?;
        let receipt = match cx.actor.kind {
            ActorKind::Supplier => Receipt::Acknowledged,
            ActorKind::Staff | ActorKind::System | ActorKind::Customer => Receipt::Recorded,
        };
        if state.receipts.iter().any(|known| known.at <= cx.at) {
            return Ok(Vec::new());
        }
        Ok(vec![NoticeReceived { receipt, on_behalf: self.on_behalf.clone() }.into()])
    }
}

/// Notes that the supplier opened the notice with his own login (P7.2).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NoteOpened {}

impl Decide<SupplierNotice> for NoteOpened {
    fn decide(&self, state: &SupplierNotice, _: &Context<'_>) -> Result<Vec<SupplierNoticeFact>, Refused> {
        if state.stage != Stage::Sent || !state.receipts.is_empty() {
            return Ok(Vec::new());
        }
        Ok(vec![NoticeReceived { receipt: Receipt::Opened, on_behalf: None }.into()])
    }
}
