use events_schema::facts::supplier::{SupplierContactRemoved, SupplierFact};
use events_schema::ids::SupplierContactId;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Supplier, SupplierRefusal};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Removes somebody who is not reached at a supplier any more (P7.1).
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RemoveContact {
    /// The contact.
    pub contact: SupplierContactId,
}

impl Decide<Supplier> for RemoveContact {
    fn decide(&self, state: &Supplier, _: &Context<'_>) -> Result<Vec<SupplierFact>, Refused> {
        let register = state.register.as_ref().ok_or(SupplierRefusal::Unknown)?;
        if !register.contacts.contains(&self.contact) {
            return Err(SupplierRefusal::UnknownContact(self.contact).into());
        }
        Ok(vec![SupplierContactRemoved { contact: self.contact }.into()])
    }
}
