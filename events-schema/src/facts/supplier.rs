//! The register of suppliers (供应商): what they make, and who is reached there (P7.1).

mod contact_added;
mod contact_removed;
mod parts_set;
mod registered;
mod renamed;
mod retired;
mod volume_recorded;

pub use contact_added::{Reached, SupplierContactAdded};
pub use contact_removed::SupplierContactRemoved;
pub use parts_set::{SuppliedPart, SupplierPartsSet};
pub use registered::SupplierRegistered;
pub use renamed::SupplierRenamed;
pub use retired::SupplierRetired;
pub use volume_recorded::{SupplierVolumeRecorded, Turnover};

use crate::fact::fact_set;

fact_set! {
    /// The facts of `supplier-*` streams.
    SupplierFact in "supplier" {
        Registered(SupplierRegistered),
        Renamed(SupplierRenamed),
        PartsSet(SupplierPartsSet),
        ContactAdded(SupplierContactAdded),
        ContactRemoved(SupplierContactRemoved),
        VolumeRecorded(SupplierVolumeRecorded),
        Retired(SupplierRetired),
    }
}
