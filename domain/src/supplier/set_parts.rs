use std::collections::HashSet;

use events_schema::facts::supplier::{SuppliedPart, SupplierFact, SupplierPartsSet};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Supplier, SupplierRefusal};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Sets which parts a supplier makes (P7.1): by them a diagnosis that names no supplier finds him.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetParts {
    /// All of them.
    pub parts: Vec<SuppliedPart>,
}

/// The most parts of a supplier.
const MOST: usize = 5_000;

impl Decide<Supplier> for SetParts {
    fn decide(&self, state: &Supplier, _: &Context<'_>) -> Result<Vec<SupplierFact>, Refused> {
        let register = state.delivering()?;
        if self.parts.len() > MOST {
            return Err(SupplierRefusal::TooManyParts(self.parts.len()).into());
        }
        let mut numbers = HashSet::new();
        if let Some(twice) = self.parts.iter().find(|part| !numbers.insert(part.number.as_str())) {
            return Err(SupplierRefusal::PartTwice(twice.number.clone()).into());
        }
        if register.parts == self.parts {
            return Ok(Vec::new());
        }
        Ok(vec![SupplierPartsSet { parts: self.parts.clone() }.into()])
    }
}
