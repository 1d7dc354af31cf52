//! What a fold is given: a recorded event, decoded once.

use events_schema::facts::appraisal::AppraisalFact;
use events_schema::facts::cause_analysis::CauseAnalysisFact;
use events_schema::facts::corrective_action::CorrectiveActionFact;
use events_schema::facts::course::CourseFact;
use events_schema::facts::emergency_plan::EmergencyPlanFact;
use events_schema::facts::improvement::ImprovementFact;
use events_schema::facts::periodic_report::PeriodicReportFact;
use events_schema::facts::qualification::QualificationFact;
use events_schema::facts::quality_record::QualityRecordFact;
use events_schema::facts::responsibility::ResponsibilityFact;
use events_schema::facts::reward::RewardFact;
use events_schema::facts::supplier::SupplierFact;
use events_schema::facts::supplier_evaluation::SupplierEvaluationFact;
use events_schema::facts::supplier_notice::SupplierNoticeFact;
use events_schema::facts::supplier_standing::SupplierStandingFact;
use events_schema::facts::ticket::TicketFact;
use events_schema::facts::training_need::TrainingNeedFact;
use events_schema::facts::training_plan::TrainingPlanFact;
use events_schema::facts::training_session::TrainingSessionFact;
use events_schema::ids::{
    AppraisalId, CauseAnalysisId, CorrectiveActionId, CourseId, ImprovementId, NotAnId, PeriodicReportId, PlanId,
    QualificationId, QualityRecordId, ResponsibilityId, RewardId, SupplierEvaluationId, SupplierId, SupplierNoticeId,
    SupplierStandingId, TicketId, TrainingNeedId, TrainingPlanId, TrainingSessionId,
};
use events_schema::{DecodeError, Entry, FactSet, RecordedEvent};

/// An event of one of the streams that read models are folded from.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// Something happened to a ticket.
    Ticket(TicketId, Entry<TicketFact>),
    /// Something happened about responsibility.
    Responsibility(ResponsibilityId, Entry<ResponsibilityFact>),
    /// Something happened to an improvement measure.
    Improvement(ImprovementId, Entry<ImprovementFact>),
    /// Something happened to an appraisal.
    Appraisal(AppraisalId, Entry<AppraisalFact>),
    /// Something happened to a reward.
    Reward(RewardId, Entry<RewardFact>),
    /// Something was recorded of a record of production or quality control.
    Quality(QualityRecordId, Box<Entry<QualityRecordFact>>),
    /// Something happened to an emergency plan.
    Plan(PlanId, Entry<EmergencyPlanFact>),
    /// Something happened to a supplier.
    Supplier(SupplierId, Entry<SupplierFact>),
    /// Something happened to a notice to a supplier.
    SupplierNotice(SupplierNoticeId, Entry<SupplierNoticeFact>),
    /// Something happened to a corrective action of a supplier.
    CorrectiveAction(CorrectiveActionId, Entry<CorrectiveActionFact>),
    /// A supplier was evaluated, or something happened to an evaluation.
    SupplierEvaluation(SupplierEvaluationId, Box<Entry<SupplierEvaluationFact>>),
    /// Something happened to how a supplier stands.
    SupplierStanding(SupplierStandingId, Entry<SupplierStandingFact>),
    /// Something happened to a course.
    Course(CourseId, Entry<CourseFact>),
    /// Something happened to a training need.
    TrainingNeed(TrainingNeedId, Entry<TrainingNeedFact>),
    /// Something happened to a training plan.
    TrainingPlan(TrainingPlanId, Entry<TrainingPlanFact>),
    /// Something happened to a training session.
    TrainingSession(TrainingSessionId, Entry<TrainingSessionFact>),
    /// Something happened to a cause-and-effect analysis.
    CauseAnalysis(CauseAnalysisId, Box<Entry<CauseAnalysisFact>>),
    /// A periodic report was made, or something happened to one.
    PeriodicReport(PeriodicReportId, Entry<PeriodicReportFact>),
    /// Something happened to how a person stands in a course.
    Qualification(QualificationId, Entry<QualificationFact>),
}

/// Why an event cannot be folded. It stops the read models that want it, for what is not understood is never skipped.
#[derive(Debug, thiserror::Error)]
pub enum Poison {
    /// Its type, its version or its bytes are not known.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// The stream's key is not an id of its category.
    #[error("the key of its stream cannot be read")]
    Key(#[from] NotAnId),
}

impl Event {
    /// Decodes an event; `None` if no read model is folded from streams of this category.
    ///
    /// # Errors
    /// If it belongs to such a stream and cannot be read.
    pub fn decode(recorded: &RecordedEvent) -> Result<Option<Self>, Poison> {
        let key = recorded.stream.key();
        Ok(Some(match recorded.stream.category() {
            TicketFact::CATEGORY => Self::Ticket(key.parse()?, Entry::decode(recorded)?),
            ResponsibilityFact::CATEGORY => Self::Responsibility(key.parse()?, Entry::decode(recorded)?),
            ImprovementFact::CATEGORY => Self::Improvement(key.parse()?, Entry::decode(recorded)?),
            AppraisalFact::CATEGORY => Self::Appraisal(key.parse()?, Entry::decode(recorded)?),
            RewardFact::CATEGORY => Self::Reward(key.parse()?, Entry::decode(recorded)?),
            QualityRecordFact::CATEGORY => Self::Quality(key.parse()?, Box::new(Entry::decode(recorded)?)),
            EmergencyPlanFact::CATEGORY => Self::Plan(key.parse()?, Entry::decode(recorded)?),
            SupplierFact::CATEGORY => Self::Supplier(key.parse()?, Entry::decode(recorded)?),
            SupplierNoticeFact::CATEGORY => Self::SupplierNotice(key.parse()?, Entry::decode(recorded)?),
            CorrectiveActionFact::CATEGORY => Self::CorrectiveAction(key.parse()?, Entry::decode(recorded)?),
            SupplierEvaluationFact::CATEGORY => {
                Self::SupplierEvaluation(key.parse()?, Box::new(Entry::decode(recorded)?))
            }
            SupplierStandingFact::CATEGORY => Self::SupplierStanding(key.parse()?, Entry::decode(recorded)?),
            CourseFact::CATEGORY => Self::Course(key.parse()?, Entry::decode(recorded)?),
            TrainingNeedFact::CATEGORY => Self::TrainingNeed(key.parse()?, Entry::decode(recorded)?),
            TrainingPlanFact::CATEGORY => Self::TrainingPlan(key.parse()?, Entry::decode(recorded)?),
            TrainingSessionFact::CATEGORY => Self::TrainingSession(key.parse()?, Entry::decode(recorded)?),
            CauseAnalysisFact::CATEGORY => Self::CauseAnalysis(key.parse()?, Box::new(Entry::decode(recorded)?)),
            PeriodicReportFact::CATEGORY => Self::PeriodicReport(key.parse()?, Entry::decode(recorded)?),
            QualificationFact::CATEGORY => Self::Qualification(key.parse()?, Entry::decode(recorded)?),
            _ => return Ok(None),
        }))
    }
}

impl Event {
    /// The ticket that it concerns, by itself or by its case.
    #[must_use]
    pub const fn concerns(&self) -> Option<TicketId> {
        if let Self::Responsibility(case, _) = self {
            return Some(case.ticket());
        }
        let Self::Ticket(ticket, _) = self else { return None };
        Some(*ticket)
    }

    /// The ticket that something happened to, and what.
    #[must_use]
    pub const fn of_ticket(&self) -> Option<(TicketId, &Entry<TicketFact>)> {
        let Self::Ticket(ticket, entry) = self else { return None };
        Some((*ticket, entry))
    }
}

/// A recorded event and what it says, decoded once for all read models that fold it.
pub(crate) struct Decoded {
    pub(crate) recorded: RecordedEvent,
    event: Option<Event>,
    is_poison: bool,
}

impl Decoded {
    pub(crate) fn of(recorded: RecordedEvent) -> Self {
        match Event::decode(&recorded) {
            Ok(event) => Self { recorded, event, is_poison: false },
            Err(_) => Self { recorded, event: None, is_poison: true },
        }
    }

    /// What it says; `None` if no read model is folded from streams of its category.
    pub(crate) fn event(&self) -> Result<Option<&Event>, Poison> {
        if self.is_poison {
            // What is wrong with it is found out again by each read model that stops there.
            Event::decode(&self.recorded)?;
        }
        Ok(self.event.as_ref())
    }
}
