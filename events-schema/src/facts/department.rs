//! Departments (部门) of the factory.

mod dissolved;
mod formed;
mod head_named;

pub use dissolved::DepartmentDissolved;
pub use formed::DepartmentFormed;
pub use head_named::DepartmentHeadNamed;

use crate::fact::fact_set;

fact_set! {
    /// The facts of `department-*` streams.
    DepartmentFact in "department" {
        Formed(DepartmentFormed),
        HeadNamed(DepartmentHeadNamed),
        Dissolved(DepartmentDissolved),
    }
}
