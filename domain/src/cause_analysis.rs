//! Cause-and-effect analyses (因果图), each of one effect: possible causes by category and by "why?", evidence for and against
//! them, the verdicts of somebody else, and the root causes in the end (P5.2).

mod add_cause;
mod add_evidence;
mod commands;
mod conclude;
mod judge_cause;
mod open;
mod refusal;
mod reopen;
#[cfg(test)]
mod tests;
mod tree;
mod withdraw_cause;

pub use add_cause::AddCause;
pub use add_evidence::AddCauseEvidence;
pub use commands::COMMANDS;
pub use conclude::ConcludeCauseAnalysis;
pub use judge_cause::JudgeCause;
pub use open::OpenCauseAnalysis;
pub use refusal::CauseAnalysisRefusal;
pub use reopen::ReopenCauseAnalysis;
pub use tree::{CauseNode, CauseTree, CausesOfCategory, EvidenceCount};
pub use withdraw_cause::WithdrawCause;

use std::collections::{BTreeMap, BTreeSet};
use std::iter::successors;

use events_schema::facts::cause_analysis::{
    CauseAdded, CauseAnalysisFact, CauseAnalysisOpened, CauseEvidenceAdded, CauseVerdict, EvidenceSide,
};
use events_schema::text::Line;
use events_schema::values::CauseCategory;
use events_schema::{Entry, PrincipalId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::command::Aggregate;
use crate::duty::behind;

/// An analysis as it stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CauseAnalysis {
    /// How far it is.
    pub stage: Stage,
    /// What it was opened as.
    pub opened: Option<CauseAnalysisOpened>,
    /// All causes that were added, by their numbers from 1.
    pub causes: BTreeMap<u32, Cause>,
    /// The root causes, while it is concluded.
    pub root_causes: BTreeSet<u32>,
}

/// How far an analysis is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// There is no such analysis.
    #[default]
    Unopened,
    /// Causes are being looked for and judged.
    Open,
    /// The root causes are named.
    Concluded,
}

/// A possible cause as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cause {
    /// What it was added as.
    pub added: CauseAdded,
    /// Who added it.
    pub by: PrincipalId,
    /// What was found last; `None` where it was withdrawn.
    pub verdict: Option<CauseVerdict>,
    /// The evidence, in the order in which it was added.
    pub evidence: Vec<Evidence>,
}

/// A piece of evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// What it speaks for.
    pub side: EvidenceSide,
    /// A name made from what it says, so that the same is known again.
    pub name: Uuid,
}

/// A confirmed cause with what ties it to what is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConfirmedCause<'a> {
    /// Its number in the analysis.
    pub number: u32,
    /// Its category.
    pub category: CauseCategory,
    /// The failure code under which it is counted.
    pub failure_code: Option<&'a Line>,
    /// The part number under which it is counted.
    pub part: Option<&'a Line>,
    /// Whether the analysis was concluded with it as a root cause.
    pub is_root_cause: bool,
}

impl Evidence {
    fn of(fact: &CauseEvidenceAdded) -> Self {
        let said = serde_json::to_vec(fact).expect("a fact can be written");
        Self { side: fact.side, name: Uuid::new_v5(&Uuid::NAMESPACE_OID, &said) }
    }
}

impl CauseAnalysis {
    /// The confirmed causes by number, for the Pareto chart (P5.2).
    pub fn confirmed_causes(&self) -> impl Iterator<Item = ConfirmedCause<'_>> {
        let confirmed = self.causes.values().filter(|cause| cause.verdict == Some(CauseVerdict::Confirmed));
        confirmed.map(|Cause { added, .. }| ConfirmedCause {
            number: added.number,
            category: added.category,
            failure_code: added.failure_code.as_ref(),
            part: added.part.as_ref(),
            is_root_cause: self.root_causes.contains(&added.number),
        })
    }

    fn in_progress(&self) -> Result<(), CauseAnalysisRefusal> {
        match self.stage {
            Stage::Open => Ok(()),
            stage @ (Stage::Unopened | Stage::Concluded) => Err(CauseAnalysisRefusal::NotOpen(stage)),
        }
    }

    fn cause(&self, number: u32) -> Result<&Cause, CauseAnalysisRefusal> {
        let causes = self.causes.len();
        self.causes.get(&number).ok_or(CauseAnalysisRefusal::NoSuchCause { cause: number, causes })
    }

    /// A cause that was not withdrawn, with its verdict.
    fn standing(&self, number: u32) -> Result<(&Cause, CauseVerdict), CauseAnalysisRefusal> {
        let cause = self.cause(number)?;
        let verdict = cause.verdict.ok_or(CauseAnalysisRefusal::Withdrawn(number))?;
        Ok((cause, verdict))
    }

    /// A cause and those above it, up to one of the effect itself. A parent is older than what it is asked about, so the way
    /// up has an end whatever the history says.
    fn upwards(&self, number: u32) -> impl Iterator<Item = u32> {
        successors(Some(number), |number| {
            let parent = self.causes.get(number)?.added.parent?;
            (parent < *number).then_some(parent)
        })
    }

    /// The first confirmed one of a cause and those below it.
    fn confirmed_from(&self, number: u32) -> Option<u32> {
        let confirmed = self.confirmed_causes().map(|cause| cause.number);
        confirmed.into_iter().find(|confirmed| self.upwards(*confirmed).any(|above| above == number))
    }

    fn withdraw(&mut self, number: u32) {
        let numbers = self.causes.keys().copied();
        let below: Vec<u32> = numbers.filter(|below| self.upwards(*below).any(|above| above == number)).collect();
        for number in below {
            if let Some(cause) = self.causes.get_mut(&number) {
                cause.verdict = None;
            }
        }
    }
}

impl Aggregate for CauseAnalysis {
    type Fact = CauseAnalysisFact;
    const COLLECTION: &'static str = "cause-analyses";

    fn evolve(&mut self, entry: &Entry<CauseAnalysisFact>) {
        match &entry.fact {
            CauseAnalysisFact::Opened(fact) => (self.stage, self.opened) = (Stage::Open, Some(fact.clone())),
            CauseAnalysisFact::CauseAdded(fact) => {
                let by = behind(&entry.envelope.actor).clone();
                let verdict = Some(CauseVerdict::Open);
                self.causes.insert(fact.number, Cause { added: fact.clone(), by, verdict, evidence: Vec::new() });
            }
            CauseAnalysisFact::EvidenceAdded(fact) => {
                if let Some(cause) = self.causes.get_mut(&fact.cause) {
                    cause.evidence.push(Evidence::of(fact));
                }
            }
            CauseAnalysisFact::CauseJudged(fact) => {
                if let Some(cause) = self.causes.get_mut(&fact.cause) {
                    cause.verdict = Some(fact.verdict);
                }
            }
            CauseAnalysisFact::CauseWithdrawn(fact) => self.withdraw(fact.cause),
            CauseAnalysisFact::Concluded(fact) => {
                (self.stage, self.root_causes) = (Stage::Concluded, fact.root_causes.clone());
            }
            CauseAnalysisFact::Reopened(_) => (self.stage, self.root_causes) = (Stage::Open, BTreeSet::new()),
        }
    }
}
