//! Emergency plans (应急预案): drafted, approved by another person, in force from a time. A ticket keeps the version that it
//! started (P3.3.a), and what its evaluation teaches is in the next draft (P3.3.d).

mod approve;
mod commands;
mod draft;
mod draft_improvement;
mod refusal;
mod return_draft;

pub use approve::ApprovePlan;
pub use commands::COMMANDS;
pub use draft::DraftPlan;
pub use draft_improvement::DraftImprovement;
pub use refusal::PlanRefusal;
pub use return_draft::ReturnDraft;

use std::collections::BTreeSet;

use events_schema::facts::emergency_plan::{EmergencyPlanFact, Lesson, PlanContent};
use events_schema::{Entry, EventId, PrincipalId, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::command::Aggregate;
use crate::duty::behind;

/// A plan with all its versions, and the draft of the next one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EmergencyPlan {
    versions: Vec<PlanVersion>,
    draft: Option<PlanDraft>,
}

/// A version of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PlanVersion {
    /// Its number, from 1.
    pub version: u32,
    /// What it says.
    pub content: PlanContent,
    /// From when on it is in force, instead of the version before.
    pub in_force_from: Timestamp,
    /// Who drafted it last.
    pub drafted_by: PrincipalId,
    /// Who approved it.
    pub approved_by: PrincipalId,
    /// What emergencies have taught that it takes in (P3.3.d).
    pub lessons: Vec<Lesson>,
}

/// A draft that nobody has approved yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PlanDraft {
    /// The event by which it was drafted; an approval names it.
    pub draft: EventId,
    /// The number of the version that it is to be.
    pub version: u32,
    /// What it says.
    pub content: PlanContent,
    /// Who drafted it last.
    pub drafted_by: PrincipalId,
    /// Everybody who drafted it or taught it something since the last approval; somebody else approves.
    pub authors: BTreeSet<PrincipalId>,
    /// When.
    pub drafted_at: Timestamp,
    /// What emergencies have taught that it is to take in (P3.3.d).
    pub lessons: Vec<Lesson>,
    /// Whether it was returned: nobody approves it, and another one takes its place.
    pub is_returned: bool,
}

impl EmergencyPlan {
    /// All versions, in order.
    #[must_use]
    pub fn versions(&self) -> &[PlanVersion] {
        &self.versions
    }

    /// The draft of the next version.
    #[must_use]
    pub fn draft(&self) -> Option<&PlanDraft> {
        self.draft.as_ref()
    }

    /// The version that is in force at an instant.
    #[must_use]
    pub fn in_force_at(&self, at: Timestamp) -> Option<&PlanVersion> {
        self.versions.iter().rfind(|version| version.in_force_from <= at)
    }

    /// The plan as this version, from 1, has it.
    #[must_use]
    pub fn version(&self, version: u32) -> Option<&PlanContent> {
        self.versions.iter().find(|known| known.version == version).map(|known| &known.content)
    }

    /// The number of the version that a draft is to be.
    fn next_version(&self) -> u32 {
        self.versions.last().map_or(0, |last| last.version) + 1
    }

    /// The draft that somebody has read, and wants to decide about.
    fn draft_to_decide(&self, read: EventId) -> Result<&PlanDraft, PlanRefusal> {
        let draft = self.draft.as_ref().ok_or(PlanRefusal::NoDraft)?;
        match draft.draft == read {
            true if draft.is_returned => Err(PlanRefusal::Returned),
            true => Ok(draft),
            false => Err(PlanRefusal::AnotherDraft(draft.draft)),
        }
    }
}

impl Aggregate for EmergencyPlan {
    type Fact = EmergencyPlanFact;
    const COLLECTION: &'static str = "emergency-plans";

    fn evolve(&mut self, entry: &Entry<EmergencyPlanFact>) {
        match &entry.fact {
            EmergencyPlanFact::Drafted(fact) => {
                let author = behind(&entry.envelope.actor).clone();
                let mut authors = self.draft.take().map(|draft| draft.authors).unwrap_or_default();
                authors.insert(author.clone());
                self.draft = Some(PlanDraft {
                    draft: entry.id,
                    authors,
                    version: fact.version,
                    content: fact.content.clone(),
                    drafted_by: author,
                    drafted_at: entry.envelope.recorded_at,
                    lessons: fact.lessons.clone(),
                    is_returned: false,
                });
            }
            EmergencyPlanFact::Approved(fact) => {
                if let Some(draft) = self.draft.take() {
                    self.versions.push(PlanVersion {
                        version: fact.version,
                        content: draft.content,
                        in_force_from: fact.in_force_from,
                        drafted_by: draft.drafted_by,
                        approved_by: entry.envelope.actor.id.clone(),
                        lessons: draft.lessons,
                    });
                }
            }
            // What it was to take in is still to be taken in: the next draft is made of it.
            EmergencyPlanFact::DraftReturned(_) => {
                if let Some(draft) = &mut self.draft {
                    draft.is_returned = true;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{as_expert, as_head, at, event, happened, plan_content, ticket_id};
    use events_schema::facts::emergency_plan::{PlanApproved, PlanDrafted};

    fn drafted(version: u32, lessons: Vec<Lesson>) -> EmergencyPlanFact {
        PlanDrafted { version, content: plan_content("疏散人员"), lessons }.into()
    }

    #[test]
    fn versions_come_into_force_at_their_time() {
        let mut plan = EmergencyPlan::default();
        for (version, from) in [(1, 60), (2, 90), (3, 90)] {
            plan.evolve(&happened(60, drafted(version, Vec::new())));
            assert_eq!(plan.in_force_at(at(59)), None, "a draft is not in force");
            plan.evolve(&happened(60, PlanApproved { draft: event(0), version, in_force_from: at(from) }.into()));
        }
        let in_force = |minute| plan.in_force_at(at(minute)).map(|version| version.version);
        assert_eq!([59, 60, 89, 90].map(in_force), [None, Some(1), Some(1), Some(3)]);
        assert_eq!(plan.version(2), Some(&plan_content("疏散人员")));
    }

    #[test]
    fn a_version_says_who_drafted_and_approved_it_and_what_taught_it() {
        let proposal = "增加灭火器".parse().unwrap();
        let lesson = Lesson { ticket: ticket_id(1), evaluation: event(3), proposal };
        let mut plan = EmergencyPlan::default();
        let mut draft = happened(60, drafted(1, vec![lesson.clone()]));
        draft.envelope.actor = as_expert();
        let mut approval = happened(70, PlanApproved { draft: event(0), version: 1, in_force_from: at(70) }.into());
        approval.envelope.actor = as_head();
        plan.evolve(&draft);
        plan.evolve(&approval);
        let [version] = plan.versions() else { panic!("{plan:?}") };
        assert_eq!((&version.drafted_by, &version.approved_by), (&as_expert().id, &as_head().id));
        assert_eq!((&version.lessons, plan.draft()), (&vec![lesson], None));
    }
}
