use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::ids::SupplierContactId;

/// Somebody is not reached at a supplier any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SupplierContactRemoved {
    /// The contact.
    pub contact: SupplierContactId,
}

fact!(SupplierContactRemoved, "supplier.contact_removed", 1);
