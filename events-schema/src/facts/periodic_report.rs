//! Periodic reports (定期报告), one for each month, quarter and year (P5.3).

mod acknowledged;
mod made;
mod requested;
mod submitted;

pub use acknowledged::PeriodicReportAcknowledged;
pub use made::{MadeBecause, PeriodicReportMade};
pub use requested::PeriodicReportRequested;
pub use submitted::PeriodicReportSubmitted;

use crate::fact::fact_set;

fact_set! {
    /// The facts of `periodic_report-*` streams.
    PeriodicReportFact in "periodic_report" {
        Requested(PeriodicReportRequested),
        Made(PeriodicReportMade),
        Submitted(PeriodicReportSubmitted),
        Acknowledged(PeriodicReportAcknowledged),
    }
}
