//! The directory's technical support groups (技术支持小组).

mod dissolved;
mod formed;
mod scope_set;

pub use dissolved::GroupDissolved;
pub use formed::GroupFormed;
pub use scope_set::GroupScopeSet;

use crate::fact::fact_set;

fact_set! {
    /// The facts of `group-*` streams.
    GroupFact in "group" {
        Formed(GroupFormed),
        ScopeSet(GroupScopeSet),
        Dissolved(GroupDissolved),
    }
}
