//! Cause-and-effect analyses (因果图): what may have led to an effect, what speaks for and against it, what was found (P5.2).

mod cause_added;
mod cause_judged;
mod cause_withdrawn;
mod concluded;
mod evidence_added;
mod opened;
mod reopened;

pub use cause_added::CauseAdded;
pub use cause_judged::{CauseJudged, CauseVerdict};
pub use cause_withdrawn::CauseWithdrawn;
pub use concluded::CauseAnalysisConcluded;
pub use evidence_added::{CauseEvidenceAdded, EvidenceSide};
pub use opened::{AnalysisScope, CauseAnalysisOpened};
pub use reopened::CauseAnalysisReopened;

use crate::fact::fact_set;

fact_set! {
    /// The facts of `cause_analysis-*` streams.
    CauseAnalysisFact in "cause_analysis" {
        Opened(CauseAnalysisOpened),
        CauseAdded(CauseAdded),
        EvidenceAdded(CauseEvidenceAdded),
        CauseJudged(CauseJudged),
        CauseWithdrawn(CauseWithdrawn),
        Concluded(CauseAnalysisConcluded),
        Reopened(CauseAnalysisReopened),
    }
}
