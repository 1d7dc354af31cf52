//! How suppliers stand (供应商资格, open point 9): preferred with more business, approved, warned, probation, suspended,
//! disqualified; with the rewards and penalties that followed (P7.3).
//!
//! All begin as approved. The score of a period proposes one step towards the standing of its band, a person decides, and the
//! supplier may object. What an objection overturns is taken back by an event; where a score is better after all than the step
//! that was decided because of it, the step back is proposed (open point 11).

mod answer_objection;
mod commands;
mod decide;
mod decline_proposal;
mod object;
mod open;
mod propose;
mod record_penalty;
mod record_reward;
mod refusal;
mod step;
#[cfg(test)]
mod tests;
mod withdraw_consequence;

pub use answer_objection::AnswerStandingObjection;
pub use commands::COMMANDS;
pub use decide::DecideStanding;
pub use decline_proposal::DeclineProposal;
pub use object::ObjectToStanding;
pub use open::OpenStanding;
pub use propose::ProposeStanding;
pub use record_penalty::RecordPenalty;
pub use record_reward::RecordReward;
pub use refusal::StandingRefusal;
pub use step::{is_one_step, towards};
pub use withdraw_consequence::WithdrawStandingConsequence;

use std::collections::{BTreeMap, BTreeSet};

use events_schema::facts::supplier_standing::{Business, StandingDecided, SupplierStandingFact, SupplierStep};
use events_schema::ids::{SupplierEvaluationId, SupplierId};
use events_schema::{Actor, Entry, EventId, Period, PrincipalId, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::command::Aggregate;
use crate::context::Context;
use crate::duty::{behind, is_another};
use crate::queries::{QuerySpec, SHOW_SUPPLIERS};

/// How a supplier stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SupplierStanding {
    /// Who.
    pub supplier: Option<SupplierId>,
    /// The step.
    pub step: SupplierStep,
    /// Whether he gets more business.
    pub business: Business,
    /// The proposal that waits for a decision.
    pub proposal: Option<Proposal>,
    /// The last decision.
    pub decision: Option<Decision>,
    /// What became of the last objection.
    pub objection: Option<Objection>,
    /// Rewards and penalties, by the events that recorded them.
    pub consequences: BTreeMap<EventId, Consequence>,
    /// The periods by whose scores he has moved: none moves him twice, but back where a later score says so.
    pub moved_by: BTreeSet<Period>,
    /// The scores of which the proposal was declined, lapsed, or was set aside by another decision: they propose nothing again.
    pub settled: BTreeSet<EventId>,
    /// The latest period of a proposal: an earlier one proposes nothing any more.
    pub latest: Option<Period>,
}

impl Default for SupplierStanding {
    fn default() -> Self {
        Self {
            supplier: None,
            step: SupplierStep::Approved,
            business: Business::AsBefore,
            proposal: None,
            decision: None,
            objection: None,
            consequences: BTreeMap::new(),
            moved_by: BTreeSet::new(),
            settled: BTreeSet::new(),
            latest: None,
        }
    }
}

/// A step that a score proposes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// The event.
    pub event: EventId,
    /// Who had the program propose it, or the program itself.
    pub by: PrincipalId,
    /// The next step.
    pub to: SupplierStep,
    /// The period.
    pub period: Period,
    /// The evaluation of that period.
    pub evaluation: SupplierEvaluationId,
    /// The event that holds the score.
    pub score_event: EventId,
}

/// A decision, and what was before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// The event.
    pub event: EventId,
    /// How he stood.
    pub from: SupplierStep,
    /// Whether he got more business then.
    pub business_before: Business,
    /// The period whose score proposed it, if one did.
    pub because_of: Option<Period>,
    /// Until when he may object.
    pub objections_until: Timestamp,
}

/// An objection to a decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Objection {
    /// The event.
    pub event: EventId,
    /// The decision.
    pub decision: EventId,
    /// Who recorded it.
    pub by: PrincipalId,
    /// What became of it.
    pub is: Answer,
}

/// What became of an objection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// It waits for an answer.
    Open,
    /// The supplier is right.
    Upheld,
    /// He is not.
    Rejected,
}

/// A reward or a penalty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consequence {
    /// Which of both.
    pub kind: ConsequenceKind,
    /// Who recorded it.
    pub by: PrincipalId,
    /// Whether it was withdrawn.
    pub is_withdrawn: bool,
}

/// What follows for a supplier beside how he stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ConsequenceKind {
    /// 奖励: something good.
    Reward,
    /// 处罚: something bad.
    Penalty,
}

impl SupplierStanding {
    /// The proposal of this id that waits for a decision, by another person than had it proposed.
    fn to_be_decided(&self, proposal: EventId, cx: &Context<'_>) -> Result<&Proposal, StandingRefusal> {
        let open = self.proposal.as_ref().filter(|open| open.event == proposal);
        let open = open.ok_or(StandingRefusal::NotProposed)?;
        if is_another(&open.by, cx) { Ok(open) } else { Err(StandingRefusal::Own) }
    }

    /// The proposal that waits for a decision, if this step is proposed.
    fn proposed(&self, to: SupplierStep) -> Option<EventId> {
        self.proposal.as_ref().filter(|open| open.to == to).map(|open| open.event)
    }

    /// The objection that waits for an answer.
    #[must_use]
    pub fn open_objection(&self) -> Option<&Objection> {
        self.objection.as_ref().filter(|objection| objection.is == Answer::Open)
    }

    /// How many rewards or penalties stand.
    #[must_use]
    pub fn standing(&self, kind: ConsequenceKind) -> usize {
        self.consequences.values().filter(|of| of.kind == kind && !of.is_withdrawn).count()
    }

    fn settle(&mut self) {
        self.settled.extend(self.proposal.take().map(|proposal| proposal.score_event));
    }

    fn decided(&mut self, event: EventId, fact: &StandingDecided) {
        let mut because_of = None;
        if self.proposed(fact.to).is_some() && fact.objection.is_none() {
            because_of = self.proposal.take().map(|proposal| proposal.period);
            self.moved_by.extend(because_of);
        } else if fact.objection.is_none() {
            self.settle();
        } else {
            // What was proposed from where he stood before is void, but nobody has decided about its score.
            self.proposal = None;
        }
        let (from, business_before, objections_until) = (fact.from, self.business, fact.objections_until);
        (self.step, self.business) = (fact.to, fact.business);
        self.decision = Some(Decision { event, from, business_before, because_of, objections_until });
    }

    fn follows(&mut self, kind: ConsequenceKind, entry: &Entry<SupplierStandingFact>) {
        let by = entry.envelope.actor.id.clone();
        self.consequences.insert(entry.id, Consequence { kind, by, is_withdrawn: false });
    }
}

impl Aggregate for SupplierStanding {
    type Fact = SupplierStandingFact;
    const COLLECTION: &'static str = "supplier-standings";
    const HISTORY: &'static QuerySpec = &SHOW_SUPPLIERS;

    fn evolve(&mut self, entry: &Entry<SupplierStandingFact>) {
        let (event, actor) = (entry.id, &entry.envelope.actor);
        match &entry.fact {
            SupplierStandingFact::Opened(fact) => self.supplier = Some(fact.supplier.clone()),
            SupplierStandingFact::Proposed(fact) => {
                let (to, period, evaluation) = (fact.to, fact.period, fact.evaluation);
                let (by, score_event) = (behind(actor).clone(), fact.score_event);
                self.proposal = Some(Proposal { event, by, to, period, evaluation, score_event });
                let is_later = |latest: &Period| latest.month_after() > period.month_after();
                self.latest = self.latest.filter(is_later).or(Some(period));
            }
            SupplierStandingFact::ProposalDeclined(_) | SupplierStandingFact::ProposalLapsed(_) => self.settle(),
            SupplierStandingFact::Decided(fact) => self.decided(event, fact),
            SupplierStandingFact::Objected(fact) => {
                let (decision, by) = (fact.decision, actor.id.clone());
                self.objection = Some(Objection { event, decision, by, is: Answer::Open });
            }
            SupplierStandingFact::ObjectionAnswered(fact) => {
                if let Some(objection) = &mut self.objection {
                    objection.is = Answer::from(fact.ruling);
                }
            }
            SupplierStandingFact::RewardRecorded(_) => self.follows(ConsequenceKind::Reward, entry),
            SupplierStandingFact::PenaltyRecorded(_) => self.follows(ConsequenceKind::Penalty, entry),
            SupplierStandingFact::ConsequenceWithdrawn(fact) => {
                if let Some(consequence) = self.consequences.get_mut(&fact.of) {
                    consequence.is_withdrawn = true;
                }
            }
        }
    }

    fn belongs_to(&self, actor: &Actor) -> bool {
        self.supplier.as_ref().is_some_and(|supplier| actor.supplier() == Some(supplier))
    }
}
