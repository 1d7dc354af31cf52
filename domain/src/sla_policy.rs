//! The clock policy (时限规则) and its versions: targets, calendars and open values (`policy.md`, Clocks and Open points).

mod commands;
mod publish;
mod refusal;

pub use commands::COMMANDS;
pub use publish::PublishPolicy;
pub use refusal::PolicyRefusal;

use events_schema::facts::sla_policy::{
    ClockKind, ClockRule, HoldReason, HoldRule, MeasureRules, OpenValues, PolicyPublished, SlaPolicyFact, UrgentStart,
};
use events_schema::ids::PolicyId;
use events_schema::{Duration, Entry, Timestamp};

use crate::command::Aggregate;
use crate::training::needs::default_rule;

/// All versions of the policy.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SlaPolicy {
    versions: Vec<(Timestamp, PolicyPublished)>,
}

impl SlaPolicy {
    /// The version that clocks start under today.
    #[must_use]
    pub fn in_force(&self) -> Option<&PolicyPublished> {
        self.versions.last().map(|(_, policy)| policy)
    }

    /// The version that was in force at an instant.
    #[must_use]
    pub fn in_force_at(&self, instant: Timestamp) -> Option<&PolicyPublished> {
        self.versions.iter().rfind(|(published_at, _)| *published_at <= instant).map(|(_, policy)| policy)
    }

    /// The policy as this version, from 1, has it.
    #[must_use]
    pub fn version(&self, version: u32) -> Option<&PolicyPublished> {
        self.versions.iter().map(|(_, policy)| policy).find(|policy| policy.version == version)
    }

    /// The same, had every version said this, also the one before any was published.
    pub(crate) fn supposing(&self, policy: &PolicyPublished) -> Self {
        let before_any = (Timestamp::from_micros(0), 0);
        let all = self.versions.iter().map(|(published_at, policy)| (*published_at, policy.version));
        let supposed = |(published_at, version)| (published_at, PolicyPublished { version, ..policy.clone() });
        Self { versions: std::iter::once(before_any).chain(all).map(supposed).collect() }
    }
}

impl Aggregate for SlaPolicy {
    type Fact = SlaPolicyFact;
    const COLLECTION: &'static str = "policies";

    fn evolve(&mut self, entry: &Entry<SlaPolicyFact>) {
        match &entry.fact {
            SlaPolicyFact::Published(fact) => self.versions.push((entry.envelope.recorded_at, fact.clone())),
        }
    }
}

/// The factory has one clock policy.
///
/// # Panics
/// Never: the name is a code.
#[must_use]
pub fn policy_id() -> PolicyId {
    "after-sales".parse().expect("the name is a code")
}

/// The target that the policy text fixes; `None` where it leaves the target open.
#[must_use]
pub const fn fixed_target(clock: ClockKind) -> Option<Duration> {
    match clock {
        ClockKind::Triage
        | ClockKind::FirstContact
        | ClockKind::FirstAnalysis
        | ClockKind::ArrivalImportant
        | ClockKind::ArrivalEmergency
        | ClockKind::ProgressReport
        | ClockKind::SupplierResponse => Some(default_target(clock)),
        ClockKind::Notification
        | ClockKind::PlanActivation
        | ClockKind::SummaryReport
        | ClockKind::Evaluation
        | ClockKind::ResponsibilityMeeting
        | ClockKind::SupplierNotice
        | ClockKind::SupplierSolution => None,
    }
}

/// The clause that a clock comes from.
#[must_use]
pub const fn clause_of(clock: ClockKind) -> &'static str {
    match clock {
        ClockKind::Triage => "P2.2",
        ClockKind::FirstContact => "P3.1.b",
        ClockKind::Notification | ClockKind::FirstAnalysis => "P3.2.a",
        ClockKind::ArrivalImportant => "P3.2.b",
        ClockKind::ProgressReport => "P3.2.c",
        ClockKind::SummaryReport => "P3.2.d",
        ClockKind::PlanActivation => "P3.3.a",
        ClockKind::ArrivalEmergency => "P3.3.b",
        ClockKind::Evaluation => "P3.3.d",
        ClockKind::ResponsibilityMeeting => "P4.2.a",
        ClockKind::SupplierNotice => "P7.1",
        ClockKind::SupplierResponse | ClockKind::SupplierSolution => "P7.2",
    }
}

/// The target that holds until a version of the policy sets another: the text's, or the open value of `policy.md`.
const fn default_target(clock: ClockKind) -> Duration {
    match clock {
        ClockKind::Triage | ClockKind::ArrivalEmergency => Duration::from_hours(1),
        ClockKind::FirstContact | ClockKind::ProgressReport => Duration::from_hours(2),
        ClockKind::FirstAnalysis => Duration::from_minutes(30),
        ClockKind::ArrivalImportant | ClockKind::SupplierNotice | ClockKind::SupplierResponse => {
            Duration::from_hours(24)
        }
        ClockKind::Notification | ClockKind::PlanActivation => Duration::from_minutes(5),
        // Of a supplier's solution where a notice sets no time of its own.
        ClockKind::SummaryReport
        | ClockKind::Evaluation
        | ClockKind::ResponsibilityMeeting
        | ClockKind::SupplierSolution => Duration::from_hours(5 * 24),
    }
}

/// What measures go by until a version of the policy says otherwise: windows of 30, 90 and 365 days (open point 12); as late an
/// entry that is an hour old, for all is recorded as it happens (P5.1).
fn default_measures() -> MeasureRules {
    let days = |days: i64| Duration::from_hours(24 * days);
    MeasureRules {
        recurrence_windows: [30, 90, 365].map(days).to_vec(),
        late_entry_after: Duration::from_hours(1),
        near_deadline: 90,
        reopened_soon: days(7),
        frequent_cause: default_rule(),
    }
}

/// Version 0, in force until somebody publishes version 1: the defaults of `policy.md`.
#[must_use]
pub fn default_policy() -> PolicyPublished {
    let rule = |clock| ClockRule { clock, target: default_target(clock), calendar: None };
    let holds = vec![HoldRule {
        reason: HoldReason::CustomerAskedForLater,
        clocks: vec![ClockKind::FirstContact, ClockKind::ProgressReport],
    }];
    PolicyPublished {
        version: 0,
        clocks: ClockKind::ALL.into_iter().map(rule).collect(),
        open: OpenValues {
            warn_at: vec![50, 75, 90, 100],
            backdating_limit: Duration::from_hours(72),
            urgent_start: UrgentStart::Classified,
            holds,
            objection_period: Duration::from_hours(5 * 24),
            receipt_presumed_after: Duration::from_hours(1),
            measures: default_measures(),
        },
        deviation: None,
    }
}
