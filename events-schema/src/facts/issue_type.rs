//! The catalogue of issue types (问题类型).

mod defined;
mod retired;

pub use defined::IssueTypeDefined;
pub use retired::IssueTypeRetired;

use crate::fact::fact_set;

fact_set! {
    /// The facts of `issue_type-*` streams.
    IssueTypeFact in "issue_type" {
        Defined(IssueTypeDefined),
        Retired(IssueTypeRetired),
    }
}
