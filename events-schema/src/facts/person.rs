//! The directory's people (人员名录).

mod contact_set;
mod department_set;
mod deputy_named;
mod deputy_recalled;
mod groups_set;
mod left;
mod registered;
mod roles_set;
mod superior_named;

pub use contact_set::PersonContactSet;
pub use department_set::PersonDepartmentSet;
pub use deputy_named::{Absence, DeputyNamed};
pub use deputy_recalled::DeputyRecalled;
pub use groups_set::PersonGroupsSet;
pub use left::PersonLeft;
pub use registered::PersonRegistered;
pub use roles_set::PersonRolesSet;
pub use superior_named::SuperiorNamed;

use crate::fact::fact_set;

fact_set! {
    /// The facts of `person-*` streams.
    PersonFact in "person" {
        Registered(PersonRegistered),
        RolesSet(PersonRolesSet),
        GroupsSet(PersonGroupsSet),
        DepartmentSet(PersonDepartmentSet),
        ContactSet(PersonContactSet),
        SuperiorNamed(SuperiorNamed),
        DeputyNamed(DeputyNamed),
        DeputyRecalled(DeputyRecalled),
        Left(PersonLeft),
    }
}
