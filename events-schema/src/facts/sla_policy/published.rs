use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::facts::training_need::NeedRule;
use crate::ids::{CalendarId, PersonId};
use crate::text::Line;
use crate::time::Duration;

/// A version of the clock policy came into force. Clocks that run keep the version that they started with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PolicyPublished {
    /// The number of this version, from 1.
    pub version: u32,
    /// The rules of the clocks, one for each kind that the policy knows.
    pub clocks: Vec<ClockRule>,
    /// The values that the policy text leaves open.
    pub open: OpenValues,
    /// What entitles this version to change what the policy text fixes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deviation: Option<Deviation>,
}

fact!(PolicyPublished, "sla_policy.published", 1);

/// A clock of the policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClockKind {
    /// Received to classified (P2.2).
    Triage,
    /// Assigned to a group to customer reached, general issues (P3.1.b).
    FirstContact,
    /// Classified to everybody told who has to know, important issues and emergencies (P3.2.a, P3.3.a).
    Notification,
    /// Classified to the first analysis meeting held, important issues (P3.2.a).
    FirstAnalysis,
    /// Classified to expert and service engineer on site, important issues (P3.2.b).
    ArrivalImportant,
    /// Each slot of the grid that starts on site, important issues: the report to the head (P3.2.c).
    ProgressReport,
    /// Solved to the summary report filed, important issues (P3.2.d).
    SummaryReport,
    /// Classified to plan active and team formed, emergencies (P3.3.a).
    PlanActivation,
    /// Classified to team leader and expert on site, emergencies (P3.3.b).
    ArrivalEmergency,
    /// Solved to the response evaluated, emergencies (P3.3.d).
    Evaluation,
    /// Closed to the responsibility meeting held, or the decision that there is no internal or supplier cause (P4.2.a).
    ResponsibilityMeeting,
    /// Supplier's cause confirmed to the notice sent (P7.1).
    SupplierNotice,
    /// Notice received by the supplier to the response (P7.2).
    SupplierResponse,
    /// Notice received to the solution that was accepted, less the time of our reviews (P7.2).
    SupplierSolution,
}

impl ClockKind {
    /// All clocks, in the order of the policy.
    pub const ALL: [Self; 14] = [
        Self::Triage,
        Self::FirstContact,
        Self::Notification,
        Self::FirstAnalysis,
        Self::ArrivalImportant,
        Self::ProgressReport,
        Self::SummaryReport,
        Self::PlanActivation,
        Self::ArrivalEmergency,
        Self::Evaluation,
        Self::ResponsibilityMeeting,
        Self::SupplierNotice,
        Self::SupplierResponse,
        Self::SupplierSolution,
    ];

    /// The clocks of tickets, in the order of the policy; the others are those of notices to suppliers.
    pub const OF_TICKETS: [Self; 11] = [
        Self::Triage,
        Self::FirstContact,
        Self::Notification,
        Self::FirstAnalysis,
        Self::ArrivalImportant,
        Self::ProgressReport,
        Self::SummaryReport,
        Self::PlanActivation,
        Self::ArrivalEmergency,
        Self::Evaluation,
        Self::ResponsibilityMeeting,
    ];

    /// The name of the clock in paths and JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Triage => "triage",
            Self::FirstContact => "first_contact",
            Self::Notification => "notification",
            Self::FirstAnalysis => "first_analysis",
            Self::ArrivalImportant => "arrival_important",
            Self::ProgressReport => "progress_report",
            Self::SummaryReport => "summary_report",
            Self::PlanActivation => "plan_activation",
            Self::ArrivalEmergency => "arrival_emergency",
            Self::Evaluation => "evaluation",
            Self::ResponsibilityMeeting => "responsibility_meeting",
            Self::SupplierNotice => "supplier_notice",
            Self::SupplierResponse => "supplier_response",
            Self::SupplierSolution => "supplier_solution",
        }
    }
}

impl std::fmt::Display for ClockKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

/// How long a clock may run, and when time counts for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClockRule {
    /// The clock.
    pub clock: ClockKind,
    /// How long it may run.
    pub target: Duration,
    /// The calendar whose open hours count; absent: around the clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar: Option<CalendarVersion>,
}

/// A calendar as one of its versions has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CalendarVersion {
    /// The calendar.
    pub calendar: CalendarId,
    /// Its version, from 1.
    pub version: u32,
}

/// What the policy text leaves open, as this version sets it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenValues {
    /// The shares of a target at which a running clock warns, in per cent, rising.
    #[schemars(extend("examples" = [[50, 75, 90, 100]]))]
    pub warn_at: Vec<u8>,
    /// How far back a person may date an entry without somebody else.
    pub backdating_limit: Duration,
    /// When the clocks of important issues and emergencies start.
    pub urgent_start: UrgentStart,
    /// Which hold makes which clocks stand still; of the progress grid the slots that lie wholly in it.
    pub holds: Vec<HoldRule>,
    /// How long those who are held responsible may object (open point 12).
    pub objection_period: Duration,
    /// How long after it was sent a notice counts as received by the supplier, if nothing shows that he had it before (P7.2).
    pub receipt_presumed_after: Duration,
    /// What measures go by (P4.3.a, P6.1).
    pub measures: MeasureRules,
}

/// What measures go by where the policy text gives no number (open point 12).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MeasureRules {
    /// How long after a solution the same fault of the same engine counts as come back, rising; the first of them decides
    /// whether the first visit was enough.
    #[schemars(extend("examples" = [["PT720H", "PT2160H", "PT8760H"]]))]
    pub recurrence_windows: Vec<Duration>,
    /// How long after it happened an entry is a late one.
    pub late_entry_after: Duration,
    /// From which share of a target on a hold or a lower class is a sign of gaming, in per cent.
    #[schemars(range(min = 1, max = 100))]
    pub near_deadline: u8,
    /// How soon after its close a ticket that is opened again is one.
    pub reopened_soon: Duration,
    /// How often a confirmed cause has to be met in a quarter for a training need to be proposed.
    pub frequent_cause: NeedRule,
}

/// When the clocks of important issues and emergencies start (open point 4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum UrgentStart {
    /// When the issue is classified, but never later than triage was due, so that late triage buys no time.
    Classified,
    /// When the issue was received.
    Received,
}

/// Which clocks a hold makes stand still (open point 3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HoldRule {
    /// For what the issue waits.
    pub reason: HoldReason,
    /// The clocks that stand still by it.
    pub clocks: Vec<ClockKind>,
}

/// For what an issue waits (open point 3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum HoldReason {
    /// 客户要求改期: the customer asked for later.
    CustomerAskedForLater,
    /// 等待客户资料: something that only the customer has.
    CustomersInformation,
    /// 等待配件: a part.
    MissingPart,
    /// 等待供应商: the supplier.
    Supplier,
    /// Anything else; the explanation says what.
    Other,
}

/// What entitles a version to change what the policy text fixes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Deviation {
    /// The text that says so.
    #[schemars(example = &"after-sales policy, 2026-01-01")]
    pub source: Line,
    /// The second person who approved it.
    pub approved_by: PersonId,
}

impl HoldReason {
    /// The name of the reason in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::CustomerAskedForLater => "customer_asked_for_later",
            Self::CustomersInformation => "customers_information",
            Self::MissingPart => "missing_part",
            Self::Supplier => "supplier",
            Self::Other => "other",
        }
    }
}
