//! Who is told of what happens, and by which ways (P2.1.b, P3.2.a, P3.3.a, P4.2): rules as data, in versions, and what follows from
//! them. To be told stops nothing: only what somebody does is a fact.

mod commands;
mod happening;
mod publish;
mod reader;
mod records;
mod refusal;
#[cfg(test)]
mod tests;
mod words;

pub use commands::COMMANDS;
pub use happening::{Course, Told, Whom};
pub use publish::PublishNotificationRules;
pub use reader::Reader;
pub use refusal::NotificationRefusal;
pub use words::title;

use events_schema::facts::notification_rules::{
    Addressee, NotificationRule, NotificationRulesFact, NotificationRulesPublished, Repeat,
};
use events_schema::ids::NotificationRulesId;
use events_schema::text::Code;
use events_schema::values::{IntakeChannel, TicketClass};
use events_schema::{Duration, Entry, Position, Role};

use crate::command::Aggregate;

/// All versions of the rules.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NotificationRules {
    versions: Vec<(Option<Position>, NotificationRulesPublished)>,
}

impl NotificationRules {
    /// The version that is in force.
    #[must_use]
    pub fn in_force(&self) -> Option<&NotificationRulesPublished> {
        self.versions.last().map(|(_, rules)| rules)
    }

    /// The version that was in force when the log had come to a position.
    #[must_use]
    pub fn in_force_at(&self, position: Position) -> Option<&NotificationRulesPublished> {
        self.versions.iter().rfind(|(since, _)| *since <= Some(position)).map(|(_, rules)| rules)
    }
}

impl Aggregate for NotificationRules {
    type Fact = NotificationRulesFact;
    const COLLECTION: &'static str = "notification-rules";

    fn evolve(&mut self, entry: &Entry<NotificationRulesFact>) {
        match &entry.fact {
            NotificationRulesFact::Published(fact) => self.versions.push((entry.position, fact.clone())),
        }
    }
}

/// The factory has one set of rules.
///
/// # Panics
/// Never: the name is a code.
#[must_use]
pub fn rules_id() -> NotificationRulesId {
    "after-sales".parse().expect("the name is a code")
}

/// The facts of which somebody can be told, and those that end a repetition. What a fold keeps counts them by their place: a
/// new one stands at the end.
pub const TELLABLE: [&str; 75] = [
    "ticket.reported",
    "ticket.intake_completed",
    "ticket.classified",
    "ticket.class_corrected",
    "ticket.class_change_proposed",
    "ticket.class_change_approved",
    "ticket.assigned",
    "ticket.reassigned",
    "ticket.taken_over",
    "ticket.role_notified",
    "ticket.notification_acknowledged",
    "ticket.plan_activated",
    "ticket.no_visit_proposed",
    "ticket.resource_requested",
    "ticket.solution_proposed",
    "ticket.solution_returned",
    "ticket.message_exchanged",
    "ticket.satisfaction_refused",
    "ticket.closed",
    "ticket.closed_unconfirmed",
    "ticket.withdrawn",
    "ticket.reopened",
    "ticket.merged",
    "ticket.waiver_requested",
    "ticket.request_refused",
    "clock.warned",
    "clock.breached",
    "clock.reassessment_opened",
    "responsibility.opened",
    "responsibility.meeting_held",
    "responsibility.no_cause_decided",
    "responsibility.determined",
    "responsibility.objected",
    "responsibility.investigation_opened",
    "responsibility.dispute_concluded",
    "responsibility.became_final",
    "responsibility.dispute_reopened",
    "responsibility.report_submitted",
    "responsibility.report_returned",
    "improvement.opened",
    "improvement.owner_changed",
    "improvement.became_overdue",
    "improvement.done",
    "improvement.verified",
    "appraisal.assessed",
    "appraisal.objected",
    "appraisal.objection_answered",
    "appraisal.approved",
    "appraisal.result_withdrawn",
    "reward.proposed",
    "reward.approved",
    "reward.granted",
    "reward.withdrawn",
    "supplier_notice.proposed",
    "supplier_notice.responded",
    "supplier_notice.solution_given",
    "supplier_notice.liability_disputed",
    "supplier_notice.clock_breached",
    "corrective_action.gate_answered",
    "corrective_action.gate_became_overdue",
    "supplier_evaluation.objected",
    "supplier_standing.proposed",
    "supplier_standing.objected",
    "training_need.proposed",
    "training_plan.item_became_overdue",
    "training_session.planned",
    "training_session.invited",
    "training_session.moved",
    "training_session.cancelled",
    "qualification.required",
    "qualification.assessed",
    "qualification.lapsed",
    "cause_analysis.opened",
    "periodic_report.made",
    "periodic_report.submitted",
];

/// What the appraised have to know of their results (P4.1, P4.3).
const APPRAISED: [&str; 4] =
    ["appraisal.assessed", "appraisal.objection_answered", "appraisal.approved", "appraisal.result_withdrawn"];

/// What is nobody else's affair leaves by no channel that others read.
fn inbox_only() -> Option<Vec<Code>> {
    Some(Vec::new())
}

/// Version 0, in force until somebody publishes version 1: what the policy itself asks for, by every channel that is set up.
#[must_use]
pub fn default_rules() -> NotificationRulesPublished {
    let again = |until: &[&str]| {
        let until = until.iter().map(|kind| (*kind).to_owned()).collect();
        Some(Repeat { every: Duration::from_minutes(5), until })
    };
    let classified = ["ticket.classified", "ticket.class_corrected", "ticket.class_change_approved"];
    let urgent = |name: &str, class, told: &[Role]| NotificationRule {
        classes: vec![class],
        repeat: again(&["ticket.notification_acknowledged", "ticket.role_notified"]),
        ..rule(name, &classified, roles(told))
    };
    let (head, expert, production) = (Role::HeadOfAfterSales, Role::TechnicalExpert, Role::ProductionHead);
    let rules = vec![
        NotificationRule {
            intake: vec![IntakeChannel::Website, IntakeChannel::Wechat],
            repeat: again(&["ticket.classified", "ticket.taken_over"]),
            ..rule("self-service", &["ticket.reported"], roles(&[Role::HotlineAgent]))
        },
        urgent("important", TicketClass::Important, &[head, expert]),
        urgent("emergency", TicketClass::Emergency, &[head, expert, production]),
        rule("assigned", &["ticket.assigned", "ticket.reassigned"], vec![Addressee::Group]),
        rule("breached", &["clock.breached"], [roles(&[head]), vec![Addressee::PersonInCharge]].concat()),
        rule("meeting-due", &["responsibility.opened"], roles(&[head])),
        rule(
            "held-responsible",
            &["responsibility.determined", "responsibility.dispute_concluded"],
            vec![Addressee::Concerned],
        ),
        rule(
            "disputed",
            &["responsibility.objected", "responsibility.dispute_reopened"],
            [roles(&[Role::QualityEngineer]), vec![Addressee::Concerned]].concat(),
        ),
        rule("report", &["responsibility.report_submitted"], roles(&[Role::Management])),
        rule("measure", &["improvement.opened", "improvement.owner_changed"], vec![Addressee::PersonInCharge]),
        rule(
            "measure-overdue",
            &["improvement.became_overdue"],
            [vec![Addressee::PersonInCharge], roles(&[Role::QualityEngineer])].concat(),
        ),
        rule("measure-done", &["improvement.done"], roles(&[Role::QualityEngineer])),
        NotificationRule { by: inbox_only(), ..rule("appraised", &APPRAISED, vec![Addressee::Concerned]) },
        NotificationRule {
            by: inbox_only(),
            ..rule("appraisal-objected", &["appraisal.objected"], roles(&[Role::Hr]))
        },
        rule("reward-proposed", &["reward.proposed"], roles(&[Role::Management])),
        rule("reward-approved", &["reward.approved"], roles(&[Role::Hr])),
        rule("rewarded", &["reward.granted", "reward.withdrawn"], vec![Addressee::Concerned]),
    ];
    let rules = [rules, of_suppliers(), of_training(), of_quality()].concat();
    NotificationRulesPublished { version: 0, rules }
}

/// Quality control deals with suppliers, management decides how they stand (P7).
fn of_suppliers() -> Vec<NotificationRule> {
    let (quality, head, management) = (Role::QualityEngineer, Role::HeadOfAfterSales, Role::Management);
    vec![
        rule("supplier-cause", &["supplier_notice.proposed"], roles(&[quality])),
        rule(
            "supplier-answered",
            &["supplier_notice.responded", "supplier_notice.solution_given", "supplier_notice.liability_disputed"],
            roles(&[quality]),
        ),
        rule("action-answered", &["corrective_action.gate_answered"], roles(&[quality])),
        rule(
            "supplier-late",
            &["supplier_notice.clock_breached", "corrective_action.gate_became_overdue"],
            roles(&[quality, head]),
        ),
        rule("supplier-standing", &["supplier_standing.proposed"], roles(&[management])),
        rule(
            "supplier-objected",
            &["supplier_evaluation.objected", "supplier_standing.objected"],
            roles(&[quality, management]),
        ),
    ]
}

/// Whoever is invited, and whoever plans (P6). What somebody came to in an exam is nobody else's affair.
fn of_training() -> Vec<NotificationRule> {
    let invited = ["planned", "invited", "moved", "cancelled"].map(|what| format!("training_session.{what}"));
    let invited: Vec<&str> = invited.iter().map(String::as_str).collect();
    vec![
        rule("training-need", &["training_need.proposed"], roles(&[Role::Trainer])),
        rule(
            "training-overdue",
            &["training_plan.item_became_overdue"],
            roles(&[Role::Trainer, Role::HeadOfAfterSales]),
        ),
        rule("invited", &invited, vec![Addressee::Concerned]),
        NotificationRule {
            by: inbox_only(),
            ..rule(
                "trained",
                &["qualification.required", "qualification.assessed", "qualification.lapsed"],
                vec![Addressee::Concerned],
            )
        },
    ]
}

/// Analyses and reports (P5.2, P5.3).
fn of_quality() -> Vec<NotificationRule> {
    vec![
        rule("analysis", &["cause_analysis.opened"], vec![Addressee::PersonInCharge]),
        rule("report-made", &["periodic_report.made"], roles(&[Role::HeadOfAfterSales])),
        rule("report-submitted", &["periodic_report.submitted"], roles(&[Role::Management])),
    ]
}

fn roles(roles: &[Role]) -> Vec<Addressee> {
    roles.iter().map(|role| Addressee::Role { role: *role }).collect()
}

/// A rule that tells of facts of every kind of ticket, by every channel that is set up.
fn rule(name: &str, on: &[&str], tell: Vec<Addressee>) -> NotificationRule {
    NotificationRule {
        rule: name.parse().expect("the names of the default rules are codes"),
        on: on.iter().map(|kind| (*kind).to_owned()).collect(),
        classes: Vec::new(),
        intake: Vec::new(),
        tell,
        by: None,
        repeat: None,
    }
}
