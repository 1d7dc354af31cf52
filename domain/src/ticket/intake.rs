//! Receipt and class: sections P2 and open point 6 of the policy.

mod approve_class_change;
mod classify;
mod complete_intake;
mod correct_class;
mod identify_engine;
mod propose_class_change;
mod report;
mod withdraw;

pub use approve_class_change::ApproveClassChange;
pub use classify::Classify;
pub use complete_intake::CompleteIntake;
pub use correct_class::CorrectClass;
pub use identify_engine::IdentifyEngine;
pub use propose_class_change::ProposeClassChange;
pub use report::{Report, ReportedContact};
pub use withdraw::Withdraw;
