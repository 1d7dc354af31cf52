use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::ids::SupplierContactId;
use crate::personal::Personal;
use crate::text::Line;

/// Somebody is reached at a supplier (P7.1). Name, number and address are sealed, each person under a key of his own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SupplierContactAdded {
    /// The contact.
    pub contact: SupplierContactId,
    /// For what.
    #[schemars(example = &"质量")]
    pub duty: Line,
    /// How he is reached.
    pub reached: Box<Reached>,
}

fact!(SupplierContactAdded, "supplier.contact_added", 1, {
    fn personal(&mut self) -> Vec<(&'static str, &mut Personal)> {
        let reached = &mut *self.reached;
        let name = Some(("contact.name", &mut reached.name));
        let phone = reached.phone.as_mut().map(|phone| ("contact.phone", phone));
        let email = reached.email.as_mut().map(|email| ("contact.email", email));
        name.into_iter().chain(phone).chain(email).collect()
    }
});

/// How somebody is reached at a supplier, sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reached {
    /// The name, sealed.
    pub name: Personal,
    /// The telephone number, sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<Personal>,
    /// The e-mail address, sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<Personal>,
}
