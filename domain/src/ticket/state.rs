//! What decisions need to know of a ticket: its life stage, and beside it parts that change on their own.

mod emergency;
mod requests;
mod visit;

pub use emergency::{ActivePlan, Emergency};
pub use requests::{Request, RequestKind, RequestRefusal, Requests};
pub use visit::Visit;

use events_schema::facts::sla_policy::HoldReason;
use events_schema::facts::ticket::{IntakeCompleted, TicketFact, TicketReported};
use events_schema::ids::{CustomerId, GroupId, IssueTypeId, PersonId, TicketId};
use events_schema::values::{EngineSerial, Grounds, TicketClass};
use events_schema::{Entry, EventId, PrincipalId, Role, Timestamp};
use serde::{Deserialize, Serialize};

/// What a ticket has come to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct State {
    /// The life stage.
    pub stage: Stage,
    /// What is known of report and reporter.
    pub intake: Option<Intake>,
    /// What is known of the engine.
    pub engine: Engine,
    /// The class and the type, once it is classified.
    pub classification: Option<Classification>,
    /// The group, once it is assigned.
    pub assignment: Option<Assignment>,
    /// The solution on its way.
    pub solution: Solution,
    /// Who declared the issue solved.
    pub solved_by: Option<PrincipalId>,
    /// Whether another report of the issue was merged into this one.
    pub has_duplicates: bool,
    /// When that was, in this episode.
    pub solved_at: Option<Timestamp>,
    /// Failed attempts to reach the customer since the issue was solved and since he was last reached.
    pub attempts_since_solved: Vec<Timestamp>,
    /// Since when the engine is out of service.
    pub out_of_service_since: Option<Timestamp>,
    /// When it was back in service last.
    pub back_in_service_at: Option<Timestamp>,
    /// Who was sent to the customer, and who is there.
    pub visit: Visit,
    /// What decisions need of an emergency.
    pub emergency: Emergency,
    /// Who has said that he knows of it, in which role.
    pub acknowledged: Vec<(Role, PrincipalId)>,
    /// What was asked for, and waits for another person.
    pub requests: Requests,
    /// For what it waits.
    pub holds: Vec<Hold>,
    /// Who may enter late what happened long ago.
    pub permits: Vec<Permit>,
}

/// The life stages of a ticket.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Stage {
    /// Nothing was reported.
    #[default]
    Unreported,
    /// It is being handled.
    Open,
    /// Technical support says that it is solved; the customer has not said so.
    Solved {
        /// Since when.
        at: Timestamp,
    },
    /// The customer says so too; the result is to be recorded.
    Satisfied {
        /// Since when.
        at: Timestamp,
    },
    /// It is over.
    Closed {
        /// Since when.
        at: Timestamp,
    },
    /// The customer took it back.
    Withdrawn {
        /// When.
        at: Timestamp,
    },
    /// It is the same issue as an earlier ticket, which goes on.
    Merged {
        /// Since when.
        at: Timestamp,
        /// The ticket that goes on.
        into: TicketId,
    },
}

/// Something that the issue waits for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    /// The event that says so.
    pub id: EventId,
    /// For what.
    pub reason: HoldReason,
}

/// A second person's word that somebody may enter late what happened long ago.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Permit {
    /// Who may.
    pub person: PersonId,
    /// How far back.
    pub back_to: Timestamp,
    /// Until when he has to have done it.
    pub until: Timestamp,
}

/// What decisions need of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Intake {
    /// The customer.
    pub customer: CustomerId,
    /// When it was received.
    pub received_at: Timestamp,
    /// Which of the four fields of P2.1.a are not known yet, by their names.
    pub missing: Vec<&'static str>,
    /// Whether the customer's company is known.
    pub organisation_known: bool,
}

/// What is known of the engine.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Engine {
    /// Nobody has looked.
    #[default]
    Unidentified,
    /// Its serial number.
    Identified(EngineSerial),
    /// Somebody looked and could not read it.
    Unreadable,
}

/// What decisions need of a classification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Classification {
    /// The class.
    pub class: TicketClass,
    /// The issue type; unknown only in imported history.
    pub issue_type: Option<IssueTypeId>,
    /// What was weighed; unknown only in imported history.
    pub grounds: Option<Grounds>,
    /// When it was classified first.
    pub first_at: Timestamp,
    /// From when on the clocks of the class count: classified first, or changed.
    pub since: Timestamp,
    /// When the class was given or corrected last, or had changed.
    pub given_at: Timestamp,
}

/// What decisions need of an assignment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    /// The group that has the ticket.
    pub group: GroupId,
    /// When a group got it first: from then on the customer waits for a call.
    pub since: Timestamp,
}

/// A solution on its way through proposal, approval and work (P3.1.d).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Solution {
    /// Nobody has proposed one, or the last one was returned.
    #[default]
    None,
    /// It waits for a superior.
    Proposed(Proposal),
    /// It may be carried out.
    Approved(Proposal, Timestamp),
    /// It is being carried out.
    Started(Option<EventId>, Timestamp),
}

/// What decisions need of a proposal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// The event that proposed it.
    pub id: EventId,
    /// Who proposed it, and so may not approve it.
    pub author: PrincipalId,
    /// When it was proposed.
    pub at: Timestamp,
}

impl State {
    /// What is so after this entry.
    #[must_use]
    #[expect(clippy::too_many_lines, reason = "one row for each fact, so that a new one stops the compiler here")]
    pub fn evolve(mut self, entry: &Entry<TicketFact>) -> Self {
        let at = entry.envelope.occurred_at;
        match &entry.fact {
            TicketFact::Reported(fact) => self.begin(fact, at),
            TicketFact::IntakeCompleted(fact) => self.complete(fact),
            TicketFact::EngineIdentified(fact) => {
                self.engine = fact.serial.clone().map_or(Engine::Unreadable, Engine::Identified);
            }
            TicketFact::Classified(fact) => {
                let (class, issue_type, grounds) = (fact.class, fact.issue_type.clone(), fact.grounds);
                let (first_at, since, given_at) = (at, at, at);
                self.classification = Some(Classification { class, issue_type, grounds, first_at, since, given_at });
            }
            TicketFact::ClassCorrected(fact) => {
                self.reclassify((fact.class, fact.grounds, fact.issue_type.as_ref()), at);
            }
            TicketFact::ClassChangeApproved(fact) => {
                self.requests.decide(fact.request);
                self.reclassify((fact.class, fact.grounds, fact.issue_type.as_ref()), fact.changed_at);
                if let Some(classification) = &mut self.classification {
                    classification.since = fact.changed_at;
                }
                // Whoever knew of the issue has to know that it is another one now.
                self.acknowledged.clear();
            }
            TicketFact::Assigned(fact) => {
                self.assignment = Some(Assignment { group: fact.group.clone(), since: at });
            }
            TicketFact::Reassigned(fact) => {
                if let Some(assignment) = &mut self.assignment {
                    assignment.group = fact.to.clone();
                }
            }
            TicketFact::ContactAttempted(_) => {
                if matches!(self.stage, Stage::Solved { at: solved_at } if at >= solved_at) {
                    self.attempts_since_solved.push(at);
                }
            }
            TicketFact::CustomerReached(_) => self.attempts_since_solved.retain(|attempt| *attempt > at),
            TicketFact::EngineOutOfService(_) => self.out_of_service_since = Some(at),
            TicketFact::EngineBackInService(_) => {
                (self.out_of_service_since, self.back_in_service_at) = (None, Some(at));
            }
            TicketFact::SolutionProposed(_) => {
                self.solution =
                    Solution::Proposed(Proposal { id: entry.id, author: entry.envelope.actor.id.clone(), at });
            }
            TicketFact::SolutionApproved(_) => self.solution = std::mem::take(&mut self.solution).approved(at),
            TicketFact::SolutionReturned(_) => self.solution = Solution::None,
            TicketFact::SolutionStarted(fact) => self.solution = Solution::Started(fact.solution, at),
            TicketFact::SolutionFinished(_) => {
                self.solution = Solution::None;
                self.stage = Stage::Solved { at };
                (self.solved_by, self.solved_at) = (Some(entry.envelope.actor.id.clone()), Some(at));
                self.attempts_since_solved.clear();
            }
            TicketFact::SatisfactionConfirmed(_) => self.stage = Stage::Satisfied { at },
            TicketFact::SatisfactionRefused(_) => self.begin_episode(at),
            // What was withdrawn goes on where it stood, as its clocks do.
            TicketFact::Reopened(_) if matches!(self.stage, Stage::Withdrawn { .. }) => self.stage = Stage::Open,
            TicketFact::Reopened(_) => self.begin_episode(at),
            TicketFact::Closed(_) | TicketFact::ClosedUnconfirmed(_) => self.stage = Stage::Closed { at },
            TicketFact::Withdrawn(_) => self.stage = Stage::Withdrawn { at },
            TicketFact::Merged(fact) => self.stage = Stage::Merged { at, into: fact.into },
            TicketFact::StaffDispatched(_) | TicketFact::StaffArrived(_) => self.visit.evolve(entry),
            TicketFact::PlanActivated(_)
            | TicketFact::TeamFormed(_)
            | TicketFact::SafetyConfirmed(_)
            | TicketFact::FollowedUp(_)
            | TicketFact::ResourceRequested(_)
            | TicketFact::ResourceProvided(_) => self.emergency.evolve(entry),
            TicketFact::ClassChangeProposed(_)
            | TicketFact::NoVisitProposed(_)
            | TicketFact::NoVisitApproved(_)
            | TicketFact::WaiverRequested(_)
            | TicketFact::WaiverGranted(_)
            | TicketFact::ReassessmentOpened(_)
            | TicketFact::ClockReassessed(_)
            | TicketFact::RequestRefused(_) => self.requests.evolve(entry),
            TicketFact::NotificationAcknowledged(fact) => {
                self.acknowledged.push((fact.role, entry.envelope.actor.id.clone()));
            }
            TicketFact::DuplicateAbsorbed(_) => self.has_duplicates = true,
            TicketFact::HoldPlaced(fact) => self.holds.push(Hold { id: entry.id, reason: fact.reason }),
            TicketFact::HoldReleased(fact) => self.holds.retain(|hold| hold.id != fact.hold),
            TicketFact::LateEntryAllowed(fact) => {
                let (person, back_to, until) = (fact.person.clone(), fact.back_to, fact.until);
                self.permits.push(Permit { person, back_to, until });
            }
            TicketFact::RoleNotified(_)
            | TicketFact::FirstAnalysisHeld(_)
            | TicketFact::ProgressReported(_)
            | TicketFact::ProgressRelayed(_)
            | TicketFact::SummaryFiled(_)
            | TicketFact::ResponsibilityReviewed(_)
            | TicketFact::ChecklistItemDone(_)
            | TicketFact::DangerContained(_)
            | TicketFact::TemporarySolutionApplied(_)
            | TicketFact::ResponseEvaluated(_)
            | TicketFact::EntryMovedOut(_)
            | TicketFact::EntryMovedIn(_)
            | TicketFact::TakenOver(_)
            | TicketFact::NoteAdded(_)
            | TicketFact::AttachmentAdded(_)
            | TicketFact::AttachmentShared(_)
            | TicketFact::MessageExchanged(_)
            | TicketFact::DiagnosisStepRecorded(_)
            | TicketFact::DiagnosisConcluded(_)
            | TicketFact::CostRecorded(_)
            | TicketFact::ProgressTold(_)
            | TicketFact::EntryCorrected(_)
            | TicketFact::EntryRetracted(_)
            | TicketFact::ClockWarned(_)
            | TicketFact::ClockBreached(_) => {}
        }
        self
    }

    fn begin(&mut self, fact: &TicketReported, at: Timestamp) {
        self.stage = Stage::Open;
        let (missing, organisation_known) = (Known::from(fact).missing(), fact.organisation.is_some());
        self.intake = Some(Intake { customer: fact.customer, received_at: at, missing, organisation_known });
        if let Some(serial) = &fact.engine_serial {
            self.engine = Engine::Identified(serial.clone());
        }
    }

    fn complete(&mut self, fact: &IntakeCompleted) {
        let Some(intake) = &mut self.intake else { return };
        let unknown = Known::from(fact).missing();
        intake.missing.retain(|field| unknown.contains(field));
        intake.organisation_known |= fact.organisation.is_some();
    }

    /// Not satisfied, or reopened: back to diagnosis (`policy.md`, open point 5).
    fn begin_episode(&mut self, at: Timestamp) {
        self.stage = Stage::Open;
        self.solution = Solution::None;
        (self.solved_by, self.solved_at) = (None, None);
        self.attempts_since_solved.clear();
        self.visit.begin_episode(at);
        self.emergency.begin_episode();
    }

    /// The class, once it is classified.
    #[must_use]
    pub fn class(&self) -> Option<TicketClass> {
        self.classification.as_ref().map(|classification| classification.class)
    }

    fn reclassify(
        &mut self,
        (class, grounds, issue_type): (TicketClass, Grounds, Option<&IssueTypeId>),
        at: Timestamp,
    ) {
        let Some(classification) = &mut self.classification else { return };
        classification.given_at = at;
        (classification.class, classification.grounds) = (class, Some(grounds));
        classification.issue_type = issue_type.cloned().or(classification.issue_type.take());
    }
}

impl Solution {
    fn approved(self, at: Timestamp) -> Self {
        match self {
            Self::Proposed(proposal) => Self::Approved(proposal, at),
            Self::None | Self::Approved(..) | Self::Started(..) => self,
        }
    }
}

/// The four fields of P2.1.a, as far as somebody brings them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Known {
    pub(crate) engine_model: bool,
    pub(crate) symptom: bool,
    pub(crate) usage_scenario: bool,
    pub(crate) contact: bool,
}

macro_rules! known {
    ($($Fact:ty),*) => {$(
        impl From<&$Fact> for Known {
            fn from(fact: &$Fact) -> Self {
                Self {
                    engine_model: fact.engine_model.is_some(),
                    symptom: fact.symptom.is_some(),
                    usage_scenario: fact.usage_scenario.is_some(),
                    contact: fact.contact.is_some(),
                }
            }
        }
    )*};
}

known!(TicketReported, IntakeCompleted);

impl Known {
    fn fields(&self) -> [(&'static str, bool); 4] {
        [
            ("engine_model", self.engine_model),
            ("symptom", self.symptom),
            ("usage_scenario", self.usage_scenario),
            ("contact", self.contact),
        ]
    }

    pub(crate) fn there(&self) -> impl Iterator<Item = &'static str> {
        self.fields().into_iter().filter(|(_, known)| *known).map(|(name, _)| name)
    }

    pub(crate) fn missing(&self) -> Vec<&'static str> {
        self.fields().into_iter().filter(|(_, known)| !known).map(|(name, _)| name).collect()
    }
}
