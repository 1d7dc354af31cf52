use events_schema::facts::supplier_standing::{StandingOpened, SupplierStandingFact};
use events_schema::ids::{SupplierId, SupplierStandingId};
use events_schema::{CommandId, StreamName};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{StandingRefusal, SupplierStanding};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Opens the course of a supplier's standing, as approved (open point 9). The first proposal opens it too.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenStanding {
    /// The supplier.
    pub supplier: SupplierId,
}

impl Decide<SupplierStanding> for OpenStanding {
    fn opens(&self, _: CommandId) -> Option<StreamName> {
        Some(SupplierStandingId::of(&self.supplier).stream())
    }

    fn decide(&self, state: &SupplierStanding, cx: &Context<'_>) -> Result<Vec<SupplierStandingFact>, Refused> {
        if cx.reference.supplier(&self.supplier).is_none() {
            return Err(StandingRefusal::UnknownSupplier(self.supplier.clone()).into());
        }
        if state.supplier.is_some() {
            return Ok(Vec::new());
        }
        Ok(vec![StandingOpened { supplier: self.supplier.clone() }.into()])
    }
}
