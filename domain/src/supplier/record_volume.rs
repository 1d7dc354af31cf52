use events_schema::Period;
use events_schema::facts::supplier::{SupplierFact, SupplierVolumeRecorded, Turnover};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Supplier, SupplierRefusal, Volume};
use crate::command::Decide;
use crate::context::Context;
use crate::factory_time::is_over;
use crate::refusal::Refused;

/// Records what a supplier delivered in a month that is over (P7.3): scores are normalised by it. A later figure for the same
/// month replaces it; what was computed by the one before says so.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordVolume {
    /// The month.
    #[schemars(example = &"2026-01")]
    pub month: Period,
    /// How many parts.
    pub delivered: u64,
    /// For how much.
    #[serde(default)]
    pub turnover: Option<Turnover>,
}

impl Decide<Supplier> for RecordVolume {
    fn decide(&self, state: &Supplier, cx: &Context<'_>) -> Result<Vec<SupplierFact>, Refused> {
        let register = state.register.as_ref().ok_or(SupplierRefusal::Unknown)?;
        if !self.month.is_month() {
            return Err(SupplierRefusal::NotAMonth(self.month).into());
        }
        if !is_over(self.month, cx.now) {
            return Err(SupplierRefusal::MonthNotOver(self.month).into());
        }
        let volume = Volume { delivered: self.delivered, turnover: self.turnover };
        if register.volumes.get(&self.month) == Some(&volume) {
            return Ok(Vec::new());
        }
        let Self { month, delivered, turnover } = *self;
        Ok(vec![SupplierVolumeRecorded { month, delivered, turnover }.into()])
    }
}
