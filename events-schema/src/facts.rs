//! The facts, one file each, in a folder named after the streams that hold them.

pub mod access;
pub mod appraisal;
pub mod appraisal_scheme;
pub mod calendar;
pub mod cause_analysis;
pub mod characteristic;
pub mod corrective_action;
pub mod course;
pub mod customer;
pub mod department;
pub mod emergency_plan;
pub mod group;
pub mod improvement;
pub mod inbox;
pub mod issue_type;
pub mod metric;
pub mod notification_rules;
pub mod periodic_report;
pub mod person;
pub mod qualification;
pub mod quality_record;
pub mod quarantine;
pub mod responsibility;
pub mod reward;
pub mod roster;
pub mod sla_policy;
pub mod supplier;
pub mod supplier_evaluation;
pub mod supplier_notice;
pub mod supplier_scheme;
pub mod supplier_standing;
pub mod ticket;
pub mod training_need;
pub mod training_plan;
pub mod training_session;

use crate::fact::{FactSet, FactSpec};

/// Every type of fact that the log may hold, with every version ever written.
#[must_use]
pub fn catalogue() -> Vec<FactSpec> {
    [
        ticket::TicketFact::catalogue(),
        customer::CustomerFact::catalogue(),
        responsibility::ResponsibilityFact::catalogue(),
        improvement::ImprovementFact::catalogue(),
        appraisal::AppraisalFact::catalogue(),
        reward::RewardFact::catalogue(),
        supplier::SupplierFact::catalogue(),
        supplier_notice::SupplierNoticeFact::catalogue(),
        corrective_action::CorrectiveActionFact::catalogue(),
        supplier_evaluation::SupplierEvaluationFact::catalogue(),
        supplier_standing::SupplierStandingFact::catalogue(),
        quality_record::QualityRecordFact::catalogue(),
        characteristic::CharacteristicFact::catalogue(),
        course::CourseFact::catalogue(),
        training_need::TrainingNeedFact::catalogue(),
        training_plan::TrainingPlanFact::catalogue(),
        training_session::TrainingSessionFact::catalogue(),
        qualification::QualificationFact::catalogue(),
        periodic_report::PeriodicReportFact::catalogue(),
        cause_analysis::CauseAnalysisFact::catalogue(),
        person::PersonFact::catalogue(),
        department::DepartmentFact::catalogue(),
        group::GroupFact::catalogue(),
        roster::RosterFact::catalogue(),
        issue_type::IssueTypeFact::catalogue(),
        metric::MetricFact::catalogue(),
        quarantine::QuarantineFact::catalogue(),
        sla_policy::SlaPolicyFact::catalogue(),
        notification_rules::NotificationRulesFact::catalogue(),
        inbox::InboxFact::catalogue(),
        appraisal_scheme::AppraisalSchemeFact::catalogue(),
        supplier_scheme::SupplierSchemeFact::catalogue(),
        calendar::CalendarFact::catalogue(),
        emergency_plan::EmergencyPlanFact::catalogue(),
        access::AccessFact::catalogue(),
    ]
    .into_iter()
    .flatten()
    .collect()
}
