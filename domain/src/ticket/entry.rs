//! The table of entries: one row for each type, with everything that holds for it whoever records, corrects, moves or shows
//! it. What an entry has to say, and what has to be so where it stands, are the rules of `ground.rs`.

use std::sync::Arc;

use events_schema::facts::ticket::TicketFact;
use events_schema::ids::PersonId;
use events_schema::{Entry, EventId, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Solution, Stage, State, TicketRefusal};

/// What holds for a type of entry.
#[derive(Debug, Clone, Copy)]
pub struct EntrySpec<'a> {
    /// Where it stands among the details of a ticket.
    pub section: Section,
    /// The life stage that it brings, as lists show it.
    pub brings: Option<StageName>,
    pub(super) answers: Answers<'a>,
    pub(super) amendable: Option<Amendable>,
    /// Whether it can be moved to the ticket where it belongs: nothing that is said elsewhere rests on it.
    pub(super) is_movable: bool,
}

/// The parts of a ticket, as people look for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Section {
    /// 报修: the report, and what it lacked.
    Report,
    /// 分级.
    Classification,
    /// 分配: groups and persons.
    Assignment,
    /// 联系: calls, attempts, messages, and what the customer was told.
    Contact,
    /// 通知与会议: who was told, the first analysis, the emergency plan and its team.
    Alarm,
    /// 现场: dispatch, arrivals, safety, containment, progress.
    OnSite,
    /// 诊断: the engine, steps and conclusions.
    Diagnosis,
    /// 方案: solutions from proposal to end, temporary ones, and what they needed.
    Solution,
    /// 停机: when the engine was out of service.
    Service,
    /// 费用.
    Cost,
    /// 结果: what the customer said, how it ended, follow-ups, summary and evaluation.
    Outcome,
    /// 时限: holds, waivers and verdicts.
    Clock,
    /// 备注.
    Note,
    /// 更正: corrections, retractions, moves, merges.
    Record,
}

/// The life stages of a ticket, as lists show them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum StageName {
    /// It is being handled.
    #[default]
    Open,
    /// Technical support says that it is solved.
    Solved,
    /// The customer says so too.
    Satisfied,
    /// It is over.
    Closed,
    /// It is over; the customer could not be reached, and does not count as satisfied.
    ClosedUnconfirmed,
    /// The customer took it back.
    Withdrawn,
    /// It is the same issue as an earlier ticket, which goes on.
    Merged,
}

/// What an entry answers: it cannot have happened before.
#[derive(Debug, Clone, Copy)]
pub(super) enum Answers<'a> {
    Nothing,
    Receipt,
    Classification,
    /// The class that stands, also where it was corrected or had changed.
    Class,
    Assignment,
    /// The last proposal, approval or start.
    Solution,
    /// The last thing that was said of the end.
    Outcome,
    Solved,
    OutOfService,
    BackInService,
    /// The dispatch of this person, if he was dispatched.
    Dispatch(&'a PersonId),
    PlanActivation,
    /// The entry that it names.
    Entry(EventId),
}

/// What may be done to an entry afterwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Amendable {
    /// The fields that stay as they are, because there is a command for their change.
    pub(super) fixed: &'static [&'static str],
    /// Whether it may be taken out.
    pub(super) is_retractable: bool,
}

const fn entry(section: Section, answers: Answers<'_>) -> EntrySpec<'_> {
    EntrySpec { section, brings: None, answers, amendable: None, is_movable: false }
}

impl EntrySpec<'_> {
    const fn correctable(self, fixed: &'static [&'static str]) -> Self {
        Self { amendable: Some(Amendable { fixed, is_retractable: false }), ..self }
    }

    const fn retractable(self, fixed: &'static [&'static str]) -> Self {
        Self { amendable: Some(Amendable { fixed, is_retractable: true }), ..self }
    }

    const fn movable(self) -> Self {
        Self { is_movable: true, ..self.retractable(&[]) }
    }

    const fn bringing(self, stage: StageName) -> Self {
        Self { brings: Some(stage), ..self }
    }
}

/// The row of an entry. What was requested or approved must stay what was approved: it is replaced by another one.
#[rustfmt::skip]
#[must_use]
pub fn entry_spec(fact: &TicketFact) -> EntrySpec<'_> {
    use Answers as After;
    use Section as In;
    use TicketFact as F;
    match fact {
        F::Reported(_) => entry(In::Report, After::Nothing).correctable(&["customer", "channel", "policy_version"]).bringing(StageName::Open),
        F::IntakeCompleted(_) => entry(In::Report, After::Receipt).retractable(&[]),
        F::Classified(_) => entry(In::Classification, After::Receipt).correctable(&["class", "policy_version"]),
        F::ClassCorrected(_) => entry(In::Classification, After::Classification).correctable(&["class", "policy_version"]),
        F::ClassChangeProposed(_) => entry(In::Classification, After::Class),
        F::ClassChangeApproved(fact) => entry(In::Classification, After::Entry(fact.request)),
        F::Assigned(_) => entry(In::Assignment, After::Classification).correctable(&["group", "group_revision", "policy_version"]),
        F::Reassigned(_) => entry(In::Assignment, After::Assignment).correctable(&["from", "to", "group_revision"]),
        F::TakenOver(_) => entry(In::Assignment, After::Assignment).retractable(&["person"]),
        F::CustomerReached(_) | F::ContactAttempted(_) => entry(In::Contact, After::Assignment).movable(),
        F::MessageExchanged(_) => entry(In::Contact, After::Nothing).movable(),
        F::ProgressTold(_) => entry(In::Contact, After::Receipt).movable(),
        F::ProgressRelayed(fact) => entry(In::Contact, After::Entry(fact.report)).retractable(&["report"]),
        F::RoleNotified(_) => entry(In::Alarm, After::Classification).retractable(&[]),
        F::NotificationAcknowledged(_) => entry(In::Alarm, After::Classification).retractable(&["role"]),
        F::FirstAnalysisHeld(_) => entry(In::Alarm, After::Classification).retractable(&[]),
        F::PlanActivated(_) => entry(In::Alarm, After::Classification).correctable(&["plan", "version"]),
        F::TeamFormed(_) => entry(In::Alarm, After::Classification).retractable(&[]),
        F::ChecklistItemDone(_) => entry(In::Alarm, After::PlanActivation).retractable(&["item"]),
        F::StaffDispatched(_) => entry(In::OnSite, After::Classification).retractable(&["policy_version"]),
        F::StaffArrived(fact) => entry(In::OnSite, After::Dispatch(&fact.person)).retractable(&["policy_version"]),
        F::NoVisitProposed(_) => entry(In::OnSite, After::Classification),
        F::NoVisitApproved(fact) => entry(In::OnSite, After::Entry(fact.request)),
        F::SafetyConfirmed(_) | F::DangerContained(_) | F::ProgressReported(_) => entry(In::OnSite, After::Receipt).retractable(&[]),
        F::EngineIdentified(_) => entry(In::Diagnosis, After::Receipt).retractable(&[]),
        F::DiagnosisStepRecorded(_) => entry(In::Diagnosis, After::Receipt).movable(),
        F::DiagnosisConcluded(_) => entry(In::Diagnosis, After::Receipt).retractable(&[]),
        F::TemporarySolutionApplied(_) => entry(In::Solution, After::Receipt).retractable(&[]),
        F::ResourceRequested(_) => entry(In::Solution, After::Receipt).retractable(&[]),
        F::ResourceProvided(fact) => entry(In::Solution, After::Entry(fact.request)).retractable(&["request"]),
        F::SolutionProposed(_) => entry(In::Solution, After::Receipt),
        F::SolutionApproved(_) | F::SolutionReturned(_) | F::SolutionStarted(_) => entry(In::Solution, After::Solution).correctable(&["solution"]),
        F::SolutionFinished(_) => entry(In::Solution, After::Solution).retractable(&["solution", "policy_version"]).bringing(StageName::Solved),
        F::EngineOutOfService(_) => entry(In::Service, After::BackInService).movable(),
        F::EngineBackInService(_) => entry(In::Service, After::OutOfService).movable(),
        F::CostRecorded(_) => entry(In::Cost, After::Nothing).movable(),
        F::SatisfactionConfirmed(_) => entry(In::Outcome, After::Outcome).retractable(&[]).bringing(StageName::Satisfied),
        F::SatisfactionRefused(_) => entry(In::Outcome, After::Outcome).retractable(&[]).bringing(StageName::Open),
        F::Closed(_) => entry(In::Outcome, After::Outcome).correctable(&["policy_version"]).bringing(StageName::Closed),
        F::ClosedUnconfirmed(_) => entry(In::Outcome, After::Outcome).correctable(&["policy_version"]).bringing(StageName::ClosedUnconfirmed),
        F::Reopened(_) => entry(In::Outcome, After::Outcome).correctable(&[]).bringing(StageName::Open),
        F::Withdrawn(_) => entry(In::Outcome, After::Receipt).retractable(&[]).bringing(StageName::Withdrawn),
        F::FollowedUp(_) => entry(In::Outcome, After::Receipt).retractable(&[]),
        F::ResponsibilityReviewed(_) => entry(In::Outcome, After::Nothing),
        F::SummaryFiled(_) | F::ResponseEvaluated(_) => entry(In::Outcome, After::Solved).retractable(&[]),
        F::HoldPlaced(_) => entry(In::Clock, After::Receipt).retractable(&["reason"]),
        F::HoldReleased(fact) => entry(In::Clock, After::Entry(fact.hold)).retractable(&["hold"]),
        F::WaiverRequested(_) => entry(In::Clock, After::Classification),
        F::WaiverGranted(fact) => entry(In::Clock, After::Entry(fact.request)),
        F::RequestRefused(fact) => entry(In::Clock, After::Entry(fact.request)),
        F::ClockReassessed(fact) => entry(In::Clock, After::Entry(fact.request)),
        F::ReassessmentOpened(_) | F::ClockWarned(_) | F::ClockBreached(_) => entry(In::Clock, After::Nothing),
        F::NoteAdded(_) | F::AttachmentAdded(_) | F::AttachmentShared(_) => entry(In::Note, After::Nothing).movable(),
        F::LateEntryAllowed(_) => entry(In::Record, After::Nothing),
        F::Merged(_) => entry(In::Record, After::Receipt).bringing(StageName::Merged),
        F::DuplicateAbsorbed(_) | F::EntryMovedOut(_) | F::EntryMovedIn(_) | F::EntryCorrected(_) | F::EntryRetracted(_) => entry(In::Record, After::Nothing),
    }
}

/// What a change of class answers.
pub(super) const CLASS: &str = "the class that it changes";

/// What an entry answers, and when that was.
///
/// # Errors
/// If it names an entry that is not there.
pub(super) fn cause(
    fact: &TicketFact,
    state: &State,
    entries: &[Arc<Entry<TicketFact>>],
) -> Result<Option<(&'static str, Timestamp)>, TicketRefusal> {
    let receipt = || state.intake.as_ref().map(|intake| ("the receipt", intake.received_at));
    let classification = || {
        let classified = state.classification.as_ref().map(|classified| ("the classification", classified.first_at));
        classified.or_else(receipt)
    };
    let named = |id: EventId| {
        let named = entries.iter().find(|entry| entry.id == id).ok_or(TicketRefusal::UnknownEntry(id))?;
        Ok(Some(("what it answers", named.envelope.occurred_at)))
    };
    Ok(match entry_spec(fact).answers {
        Answers::Nothing => None,
        Answers::Receipt => receipt(),
        Answers::Classification => classification(),
        Answers::Class => state.classification.as_ref().map(|classified| (CLASS, classified.given_at)).or_else(receipt),
        Answers::Assignment => state.assignment.as_ref().map(|assignment| ("the assignment", assignment.since)),
        Answers::OutOfService => state.out_of_service_since.map(|at| ("the end of service", at)),
        Answers::BackInService => state.back_in_service_at.map(|at| ("its return to service", at)),
        Answers::Dispatch(person) => state.visit.dispatched_at(person).map(|at| ("the dispatch", at)).or_else(receipt),
        Answers::PlanActivation => state.emergency.plan.as_ref().map(|plan| ("the start of the plan", plan.since)),
        Answers::Solved => state.solved_at.map(|at| ("the solution", at)),
        Answers::Solution => match &state.solution {
            Solution::None => receipt(),
            Solution::Proposed(proposal) => Some(("the proposal", proposal.at)),
            Solution::Approved(_, at) => Some(("the approval", *at)),
            Solution::Started(_, at) => Some(("its beginning", *at)),
        },
        Answers::Outcome => match state.stage {
            Stage::Unreported | Stage::Open => receipt(),
            Stage::Solved { at } => Some(("the solution", at)),
            Stage::Satisfied { at } => Some(("the confirmation", at)),
            Stage::Closed { at } => Some(("the close", at)),
            Stage::Withdrawn { at } => Some(("the withdrawal", at)),
            Stage::Merged { at, .. } => Some(("the merge", at)),
        },
        Answers::Entry(id) => named(id)?,
    })
}

/// Whether an approval rests on an entry: whoever approved should look again when that is changed afterwards.
#[must_use]
pub fn rests_on(approval: &TicketFact, ground: EventId, said: &TicketFact) -> bool {
    let is_examination = matches!(entry_spec(said).section, Section::Report | Section::Diagnosis);
    match approval {
        TicketFact::SolutionApproved(_) | TicketFact::NoVisitApproved(_) => is_examination,
        TicketFact::ClassChangeApproved(_) => {
            is_examination || matches!(said, TicketFact::Classified(_) | TicketFact::ClassCorrected(_))
        }
        TicketFact::WaiverGranted(_) => matches!(said, TicketFact::StaffDispatched(_)),
        TicketFact::ClockReassessed(reassessed) => reassessed.evidence == ground,
        _ => false,
    }
}
