use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::ids::PersonId;
use crate::text::Paragraph;

/// The head of after-sales held the first analysis meeting (问题分析会议), which set first measures (P3.2.a).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FirstAnalysisHeld {
    /// Who took part.
    pub attendees: Vec<PersonId>,
    /// The first measures (初步应对措施).
    pub first_measures: Vec<Paragraph>,
}

fact!(FirstAnalysisHeld, "ticket.first_analysis_held", 1);
