//! An analysis as the diagram shows it.

use std::cmp::Reverse;

use events_schema::facts::cause_analysis::{CauseVerdict, EvidenceSide};
use events_schema::text::Line;
use events_schema::values::CauseCategory;
use schemars::JsonSchema;
use serde::Serialize;

use super::{Cause, CauseAnalysis};

/// An effect with its possible causes, without those that were withdrawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CauseTree {
    /// What is to be explained.
    pub effect: Line,
    /// All six categories, in the order 人机料法环测.
    pub categories: Vec<CausesOfCategory>,
}

/// A category with its possible causes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CausesOfCategory {
    /// The category.
    pub category: CauseCategory,
    /// Those of the effect itself: confirmed ones first, then open ones, then rejected ones, each by number.
    pub causes: Vec<CauseNode>,
}

/// A possible cause with those below it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CauseNode {
    /// Its number.
    pub number: u32,
    /// What it is.
    pub text: Line,
    /// What was found.
    pub verdict: CauseVerdict,
    /// Whether the analysis was concluded with it as a root cause.
    pub is_root_cause: bool,
    /// How much evidence there is.
    pub evidence: EvidenceCount,
    /// The failure code under which it is counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure_code: Option<Line>,
    /// The part number under which it is counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<Line>,
    /// Its own possible causes, in the same order.
    pub causes: Vec<Self>,
}

/// How many pieces of evidence there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct EvidenceCount {
    /// For the cause.
    #[serde(rename = "for")]
    pub in_favour: usize,
    /// Against it.
    pub against: usize,
}

impl CauseAnalysis {
    /// The analysis as a tree; `None` where there is none.
    #[must_use]
    pub fn tree(&self) -> Option<CauseTree> {
        let effect = self.opened.as_ref()?.effect.clone();
        let categories = CauseCategory::ALL.map(|category| {
            let causes = self.nodes(|cause| cause.added.parent.is_none() && cause.added.category == category);
            CausesOfCategory { category, causes }
        });
        Some(CauseTree { effect, categories: categories.into() })
    }

    fn nodes(&self, are_meant: impl Fn(&Cause) -> bool) -> Vec<CauseNode> {
        let meant = self.causes.values().filter(|cause| are_meant(cause));
        let mut nodes: Vec<CauseNode> = meant.filter_map(|cause| Some(self.node(cause, cause.verdict?))).collect();
        nodes.sort_by_key(|node| (Reverse(weight(node.verdict)), node.number));
        nodes
    }

    fn node(&self, Cause { added, evidence, .. }: &Cause, verdict: CauseVerdict) -> CauseNode {
        let number = added.number;
        let count = |side: EvidenceSide| evidence.iter().filter(|piece| piece.side == side).count();
        CauseNode {
            number,
            text: added.text.clone(),
            verdict,
            is_root_cause: self.root_causes.contains(&number),
            evidence: EvidenceCount { in_favour: count(EvidenceSide::For), against: count(EvidenceSide::Against) },
            failure_code: added.failure_code.clone(),
            part: added.part.clone(),
            // What is below is younger, so that the tree has an end whatever the history says.
            causes: self.nodes(|below| below.added.parent == Some(number) && below.added.number > number),
        }
    }
}

/// What is found stands before what is looked for, and that before what was ruled out.
const fn weight(verdict: CauseVerdict) -> u8 {
    match verdict {
        CauseVerdict::Rejected => 0,
        CauseVerdict::Open => 1,
        CauseVerdict::Confirmed => 2,
    }
}
