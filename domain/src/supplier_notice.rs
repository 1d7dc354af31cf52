//! Notices to suppliers (供应商通知): a part of theirs caused an issue (P7.1); they respond, give a solution, and bear what they
//! are liable for (P7.2).
//!
//! A notice begins as a proposal. It is sent once somebody who can judge it has confirmed the cause, and counts from then on,
//! unless it is withdrawn or what stands of the ticket's case says that the supplier does not answer for it (open points 10
//! and 11).

mod accept_solution;
mod add_evidence;
mod agree_liability;
mod clocks;
mod close;
mod commands;
mod confirm_cause;
mod dismiss;
mod dispute_liability;
mod give_solution;
mod liability;
mod note_responsibility;
mod propose;
mod propose_liability;
mod reassess_clock;
mod record_clocks;
mod record_receipt;
mod record_recovery;
mod refusal;
mod respond;
mod return_solution;
mod send;
#[cfg(test)]
mod tests;
mod waive_liability;
mod withdraw;

pub use accept_solution::AcceptSolution;
pub use add_evidence::AddEvidence;
pub use agree_liability::AgreeLiability;
pub use clocks::CLOCKS;
pub use close::CloseNotice;
pub use commands::COMMANDS;
pub use confirm_cause::ConfirmCause;
pub use dismiss::DismissNotice;
pub use dispute_liability::DisputeLiability;
pub use give_solution::GiveSolution;
pub use liability::{Claim, Liability};
pub use note_responsibility::NoteResponsibility;
pub use propose::ProposeNotice;
pub use propose_liability::{ProposeLiability, RepairShare};
pub use reassess_clock::ReassessClock;
pub use record_clocks::RecordClocks;
pub use record_receipt::{NoteOpened, RecordReceipt};
pub use record_recovery::RecordRecovery;
pub use refusal::NoticeRefusal;
pub use respond::Respond;
pub use return_solution::ReturnSolution;
pub use send::SendNotice;
pub use waive_liability::WaiveLiability;
pub use withdraw::WithdrawNotice;

use std::collections::{BTreeMap, BTreeSet};

use events_schema::facts::responsibility::Share;
use events_schema::facts::sla_policy::ClockKind;
use events_schema::facts::supplier_notice::{NoticeContent, ResponseIs, SupplierNoticeFact};
use events_schema::ids::{SupplierId, TicketId};
use events_schema::values::{OnBehalf, Verdict};
use events_schema::{Actor, ActorKind, Duration, Entry, EventId, Origin, PrincipalId, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::clocks::{ClockId, Noticed};
use crate::command::{Aggregate, Inadmissible};
use crate::context::Context;
use crate::duty::is_another;
use crate::queries::{QuerySpec, SHOW_SUPPLIER_NOTICES};

/// A notice as it stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SupplierNotice {
    /// How far it is.
    pub stage: Stage,
    /// To whom, and about which ticket.
    pub about: Option<(SupplierId, TicketId)>,
    /// The diagnosis that names the part.
    pub diagnosis: Option<EventId>,
    /// What it says.
    pub content: NoticeContent,
    /// That the supplier is the cause, and by which version of the policy the notice is due.
    pub confirmed: Option<(Said, u32)>,
    /// That it was sent, and on which terms.
    pub sent: Option<(Said, Terms)>,
    /// What shows that the supplier has it.
    pub receipts: Vec<Said>,
    /// What he responded.
    pub responses: Vec<(Said, ResponseIs)>,
    /// The solutions that he gave, in the order of recording.
    pub solutions: Vec<Solution>,
    /// What he is to bear.
    pub liability: Liability,
    /// What stands of the ticket's case about him: by which event, and the share.
    pub responsibility: Option<(EventId, Option<Share>)>,
    /// How it ended.
    pub ended: Option<Said>,
    /// How many files go with it.
    pub evidence: u32,
    rulings: BTreeMap<ClockKind, (EventId, Verdict)>,
    noticed: BTreeSet<Noticed>,
    imported: bool,
}

/// How far a notice is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// There is no such notice.
    #[default]
    Unproposed,
    /// It waits for somebody who confirms the cause.
    Proposed,
    /// The supplier is the cause; the notice is to be sent.
    Confirmed,
    /// He is not, or it is not worth it.
    Dismissed,
    /// The supplier is to respond, and to give a solution.
    Sent,
    /// Everything is settled.
    Closed,
    /// It was taken back.
    Withdrawn,
}

/// That something was said: when it happened, when it was recorded, by whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// By which event.
    pub event: EventId,
    /// When it happened.
    pub at: Timestamp,
    /// When it was recorded.
    pub known_at: Timestamp,
    /// Who recorded it.
    pub by: PrincipalId,
}

/// On which terms a notice was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// Until how long after its receipt a solution is to be given.
    pub solution_within: Duration,
    /// The version of the clock policy.
    pub policy_version: u32,
}

/// A solution that a supplier gave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Solution {
    /// When it was given.
    pub given: Said,
    /// What became of it.
    pub review: Review,
}

/// What became of a solution.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Review {
    /// It is being looked at.
    Open,
    /// It is one.
    Accepted(Said),
    /// It is none.
    Returned(Said),
}

impl Said {
    fn of(entry: &Entry<SupplierNoticeFact>) -> Self {
        let envelope = &entry.envelope;
        // What was imported was recorded elsewhere as it happened, as far as anybody can tell.
        let known_at = match envelope.origin {
            Origin::Live | Origin::Simulation => envelope.recorded_at,
            Origin::Import { .. } => envelope.occurred_at,
        };
        Self { event: entry.id, at: envelope.occurred_at, known_at, by: envelope.actor.id.clone() }
    }
}

impl SupplierNotice {
    /// The supplier.
    #[must_use]
    pub fn supplier(&self) -> Option<&SupplierId> {
        self.about.as_ref().map(|(supplier, _)| supplier)
    }

    /// The solution that was given last.
    #[must_use]
    pub fn last_solution(&self) -> Option<&Solution> {
        self.solutions.last()
    }

    /// When the solution was given that was accepted.
    #[must_use]
    pub fn solved_at(&self) -> Option<Timestamp> {
        let last = self.solutions.last().filter(|solution| matches!(solution.review, Review::Accepted(_)));
        last.map(|solution| solution.given.at)
    }

    /// What stands of the ticket's case says that the supplier does not answer for it (P4.1).
    #[must_use]
    pub fn is_refuted(&self) -> bool {
        matches!(self.responsibility, Some((_, None)))
    }

    /// Whether it counts for or against the supplier.
    #[must_use]
    pub fn counts(&self) -> bool {
        matches!(self.stage, Stage::Sent | Stage::Closed) && !self.is_refuted()
    }

    /// Refuses while the notice is not with the supplier.
    fn with_the_supplier(&self) -> Result<&Said, NoticeRefusal> {
        match (self.stage, &self.sent) {
            (Stage::Sent, Some((sent, _))) => Ok(sent),
            (stage, _) => Err(NoticeRefusal::NotSent(stage)),
        }
    }

    /// Refuses what the supplier is said to have done before he could: the notice was sent then.
    fn after_sending(&self, cx: &Context<'_>) -> Result<(), Box<dyn crate::refusal::Refuse>> {
        not_before(self.with_the_supplier()?, cx)
    }

    /// The same for what is told late: of a closed notice staff tell, with a proof, what was before it was closed, so that its
    /// clocks can be reassessed (open point 8).
    fn after_sending_or_closed_since(
        &self,
        on_behalf: Option<&OnBehalf>,
        cx: &Context<'_>,
    ) -> Result<(), Box<dyn crate::refusal::Refuse>> {
        let was_closed_since = self.stage == Stage::Closed && self.ended.as_ref().is_some_and(|said| cx.at < said.at);
        match &self.sent {
            Some((sent, _)) if was_closed_since && on_behalf.is_some() => not_before(sent, cx),
            Some(_) | None => self.after_sending(cx),
        }
    }

    /// The solution that waits for a review, by another person than recorded it.
    fn under_review(&self, cx: &Context<'_>) -> Result<EventId, NoticeRefusal> {
        self.with_the_supplier()?;
        let last = self.solutions.last().filter(|solution| solution.review == Review::Open);
        let given = &last.ok_or(NoticeRefusal::NoSolutionToReview)?.given;
        if is_another(&given.by, cx) { Ok(given.event) } else { Err(NoticeRefusal::Own) }
    }

    fn review(&mut self, solution: EventId, review: Review) {
        if let Some(of) = self.solutions.iter_mut().find(|of| of.given.event == solution) {
            of.review = review;
        }
    }

    fn ends(&mut self, stage: Stage, entry: &Entry<SupplierNoticeFact>) {
        (self.stage, self.ended) = (stage, Some(Said::of(entry)));
    }
}

fn not_before(sent: &Said, cx: &Context<'_>) -> Result<(), Box<dyn crate::refusal::Refuse>> {
    if cx.at < sent.at {
        return Err(Inadmissible::BeforeCause { at: cx.at, what: "the notice was sent", since: sent.at }.into());
    }
    Ok(())
}

impl Aggregate for SupplierNotice {
    type Fact = SupplierNoticeFact;
    const COLLECTION: &'static str = "supplier-notices";
    const HISTORY: &'static QuerySpec = &SHOW_SUPPLIER_NOTICES;

    fn evolve(&mut self, entry: &Entry<SupplierNoticeFact>) {
        let of = |clock| ClockId { clock, episode: 1, number: 1 };
        match &entry.fact {
            SupplierNoticeFact::Proposed(fact) => {
                self.stage = Stage::Proposed;
                self.about = Some((fact.supplier.clone(), fact.ticket));
                (self.diagnosis, self.content) = (fact.diagnosis, fact.content.clone());
                self.imported = entry.envelope.origin.is_import();
            }
            SupplierNoticeFact::CauseConfirmed(fact) => {
                (self.stage, self.confirmed) = (Stage::Confirmed, Some((Said::of(entry), fact.policy_version)));
            }
            SupplierNoticeFact::Dismissed(_) => self.ends(Stage::Dismissed, entry),
            SupplierNoticeFact::EvidenceAdded(_) => self.evidence += 1,
            SupplierNoticeFact::Sent(fact) => {
                (self.stage, self.content) = (Stage::Sent, fact.content.clone());
                let (solution_within, policy_version) = (fact.solution_within, fact.policy_version);
                self.sent = Some((Said::of(entry), Terms { solution_within, policy_version }));
            }
            SupplierNoticeFact::Received(_) => self.receipts.push(Said::of(entry)),
            SupplierNoticeFact::Responded(fact) => self.responses.push((Said::of(entry), fact.response)),
            SupplierNoticeFact::SolutionGiven(_) => {
                self.solutions.push(Solution { given: Said::of(entry), review: Review::Open });
            }
            SupplierNoticeFact::SolutionAccepted(fact) => {
                self.review(fact.solution, Review::Accepted(Said::of(entry)));
            }
            SupplierNoticeFact::SolutionReturned(fact) => {
                self.review(fact.solution, Review::Returned(Said::of(entry)));
            }
            SupplierNoticeFact::LiabilityProposed(fact) => {
                self.liability.propose(entry.id, &entry.envelope.actor.id, fact);
            }
            SupplierNoticeFact::LiabilityAgreed(_) => self.liability.agree(),
            SupplierNoticeFact::LiabilityDisputed(_) => self.liability.dispute(),
            SupplierNoticeFact::LiabilityWaived(_) => self.liability.waive(),
            SupplierNoticeFact::CostRecovered(fact) => self.liability.recover(&fact.recovered),
            SupplierNoticeFact::ResponsibilityNoted(fact) => {
                self.responsibility = Some((fact.standing, fact.share));
                if fact.share.is_none() {
                    self.liability.lapse();
                }
            }
            SupplierNoticeFact::Withdrawn(_) => {
                self.ends(Stage::Withdrawn, entry);
                self.liability.lapse();
            }
            SupplierNoticeFact::Closed(_) => self.ends(Stage::Closed, entry),
            SupplierNoticeFact::ClockWarned(fact) => {
                let (clock, due_at, threshold) = (of(fact.clock), fact.due_at, fact.threshold);
                self.noticed.insert(Noticed { clock, due_at, threshold });
            }
            SupplierNoticeFact::ClockBreached(fact) => {
                let (clock, due_at, threshold) = (of(fact.clock), fact.due_at, Noticed::BREACH);
                self.noticed.insert(Noticed { clock, due_at, threshold });
            }
            SupplierNoticeFact::ClockReassessed(fact) => {
                self.rulings.insert(fact.clock, (entry.id, fact.verdict));
            }
        }
    }

    /// What is told of a closed notice has a proof, and changes a verdict only once another person takes it into account (open
    /// point 8); by then the limit has passed for most of it.
    fn may_date_back(&self, actor: &Actor, _: Timestamp, _: Timestamp) -> bool {
        self.stage == Stage::Closed && actor.kind == ActorKind::Staff
    }

    /// The supplier's own, from when it was sent.
    fn belongs_to(&self, actor: &Actor) -> bool {
        self.sent.is_some() && actor.supplier().is_some_and(|supplier| self.supplier() == Some(supplier))
    }
}
