use events_schema::Personal;
use events_schema::facts::supplier::{Reached, SupplierContactAdded, SupplierFact};
use events_schema::ids::SupplierContactId;
use events_schema::personal::PersonalText;
use events_schema::text::Line;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Supplier, SupplierRefusal};
use crate::command::Decide;
use crate::context::Context;
use crate::person::{is_address, is_number};
use crate::refusal::Refused;

/// Adds somebody who is reached at a supplier (P7.1). Name, number and address are stored sealed, each contact under a key of
/// his own, so that one can be erased alone.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddContact {
    /// For what.
    #[schemars(example = &"质量")]
    pub duty: Line,
    /// The name.
    #[schemars(example = &"contact of supplier A")]
    pub name: PersonalText,
    /// The telephone number.
    #[serde(default)]
    #[schemars(example = &"+86 536 000 0000")]
    pub phone: Option<PersonalText>,
    /// The e-mail address.
    #[serde(default)]
    #[schemars(example = &"quality@example.com")]
    pub email: Option<PersonalText>,
}

/// The most contacts of a supplier.
const MOST: usize = 50;

impl Decide<Supplier> for AddContact {
    fn decide(&self, state: &Supplier, cx: &Context<'_>) -> Result<Vec<SupplierFact>, Refused> {
        if state.delivering()?.contacts.len() >= MOST {
            return Err(SupplierRefusal::TooManyContacts.into());
        }
        if self.phone.as_ref().is_some_and(|phone| !is_number(phone.as_str())) {
            return Err(SupplierRefusal::NotANumber.into());
        }
        if self.email.as_ref().is_some_and(|email| !is_address(email.as_str())) {
            return Err(SupplierRefusal::NotAnAddress.into());
        }
        let contact = SupplierContactId::from_uuid(cx.command.derive("supplier_contact"));
        let sealed = |text: &PersonalText| Personal::open(contact.stream(), text.clone());
        let reached = Box::new(Reached {
            name: sealed(&self.name),
            phone: self.phone.as_ref().map(sealed),
            email: self.email.as_ref().map(sealed),
        });
        Ok(vec![SupplierContactAdded { contact, duty: self.duty.clone(), reached }.into()])
    }
}
