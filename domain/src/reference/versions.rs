//! What is in force, and was: policies, rules, schemes and calendars by their versions.

use std::sync::LazyLock;

use events_schema::facts::appraisal_scheme::AppraisalSchemePublished;
use events_schema::facts::notification_rules::NotificationRulesPublished;
use events_schema::facts::sla_policy::{CalendarVersion, ClockKind, ClockRule, OpenValues, PolicyPublished};
use events_schema::facts::supplier_scheme::SupplierSchemePublished;
use events_schema::ids::CalendarId;
use events_schema::{Position, Timestamp};

use super::Reference;
use crate::appraisal_scheme::default_scheme;
use crate::calculation::calendar::Calendar;
use crate::calendar::WorkCalendar;
use crate::notification::default_rules;
use crate::refusal::{About, RefusalKind, Refuse};
use crate::sla_policy::{SlaPolicy, default_policy};
use crate::supplier_scheme::default_supplier_scheme;

/// A clock, an appraisal or an evaluation is pinned to what is not there: the log was cut, or is read before its reference data.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnknownVersion {
    /// No such version of the policy.
    #[error("a clock is pinned to version {0} of the policy, which the log does not hold")]
    Policy(u32),
    /// The version of the policy has no such clock.
    #[error("a clock is pinned to version {0} of the policy, which says nothing of the clock {name}", name = .1.name())]
    Rule(u32, ClockKind),
    /// No such version of the calendar.
    #[error("a clock is pinned to version {} of the calendar {}, which the log does not hold", .0.version, .0.calendar)]
    Calendar(CalendarVersion),
    /// No such version of the scheme.
    #[error("an appraisal is pinned to version {0} of the scheme, which the log does not hold")]
    Scheme(u32),
    /// No such version of the scheme for suppliers.
    #[error("an evaluation is pinned to version {0} of the scheme for suppliers, which the log does not hold")]
    SupplierScheme(u32),
}

impl Refuse for UnknownVersion {
    fn about(&self) -> About {
        let (zh, en) = ("时限规则版本缺失", "a pinned version is missing");
        About::new("unknown_version", RefusalKind::State, "open point 7", zh, en)
    }
}

/// The policy in force before any is published: the defaults of `policy.md`.
static DEFAULT_POLICY: LazyLock<PolicyPublished> = LazyLock::new(default_policy);

/// The rules in force before any are published.
static DEFAULT_RULES: LazyLock<NotificationRulesPublished> = LazyLock::new(default_rules);

/// The scheme in force before any is published.
static DEFAULT_SCHEME: LazyLock<AppraisalSchemePublished> = LazyLock::new(default_scheme);

/// The scheme for suppliers in force before any is published.
static DEFAULT_SUPPLIER_SCHEME: LazyLock<SupplierSchemePublished> = LazyLock::new(default_supplier_scheme);

impl Reference {
    /// The version of the policy that is in force.
    #[must_use]
    pub fn policy(&self) -> &PolicyPublished {
        self.policy.in_force().unwrap_or(&DEFAULT_POLICY)
    }

    /// The open values of the policy in force.
    #[must_use]
    pub fn open_values(&self) -> &OpenValues {
        &self.policy().open
    }

    /// The version of the policy that was in force at an instant: what a clock that starts then is pinned to.
    #[must_use]
    pub fn policy_at(&self, instant: Timestamp) -> &PolicyPublished {
        self.policy.in_force_at(instant).unwrap_or(&DEFAULT_POLICY)
    }

    /// A version of the policy; 0 is the one before any was published.
    ///
    /// # Errors
    /// If it is not there.
    pub fn policy_version(&self, version: u32) -> Result<&PolicyPublished, UnknownVersion> {
        let before_any = || (version == 0).then(|| &*DEFAULT_POLICY);
        self.policy.version(version).or_else(before_any).ok_or(UnknownVersion::Policy(version))
    }

    /// The scheme by which is appraised that is in force.
    #[must_use]
    pub fn scheme(&self) -> &AppraisalSchemePublished {
        self.scheme.in_force().unwrap_or(&DEFAULT_SCHEME)
    }

    /// The scheme that was in force when the log had come to a position.
    #[must_use]
    pub fn scheme_at(&self, position: Position) -> &AppraisalSchemePublished {
        self.scheme.in_force_at(position).unwrap_or(&DEFAULT_SCHEME)
    }

    /// A version of the scheme; 0 is the one before any was published.
    ///
    /// # Errors
    /// If it is not there.
    pub fn scheme_version(&self, version: u32) -> Result<&AppraisalSchemePublished, UnknownVersion> {
        let before_any = || (version == 0).then(|| &*DEFAULT_SCHEME);
        self.scheme.version(version).or_else(before_any).ok_or(UnknownVersion::Scheme(version))
    }

    /// The scheme by which suppliers are evaluated that is in force.
    #[must_use]
    pub fn supplier_scheme(&self) -> &SupplierSchemePublished {
        self.supplier_scheme.in_force().unwrap_or(&DEFAULT_SUPPLIER_SCHEME)
    }

    /// The scheme for suppliers that was in force when the log had come to a position.
    #[must_use]
    pub fn supplier_scheme_at(&self, position: Position) -> &SupplierSchemePublished {
        self.supplier_scheme.in_force_at(position).unwrap_or(&DEFAULT_SUPPLIER_SCHEME)
    }

    /// A version of the scheme for suppliers; 0 is the one before any was published.
    ///
    /// # Errors
    /// If it is not there.
    pub fn supplier_scheme_version(&self, version: u32) -> Result<&SupplierSchemePublished, UnknownVersion> {
        let before_any = || (version == 0).then(|| &*DEFAULT_SUPPLIER_SCHEME);
        self.supplier_scheme.version(version).or_else(before_any).ok_or(UnknownVersion::SupplierScheme(version))
    }

    /// The rule that a version of the policy has for a clock. A version that is older than the clock says nothing of it;
    /// then the policy's own text holds.
    ///
    /// # Errors
    /// If the version is not there.
    pub fn clock_rule(&self, version: u32, clock: ClockKind) -> Result<&ClockRule, UnknownVersion> {
        let mut rules = self.policy_version(version)?.clocks.iter().chain(&DEFAULT_POLICY.clocks);
        rules.find(|rule| rule.clock == clock).ok_or(UnknownVersion::Rule(version, clock))
    }

    /// The rules by which people are told.
    #[must_use]
    pub fn notification_rules(&self) -> &NotificationRulesPublished {
        self.notification_rules.in_force().unwrap_or(&DEFAULT_RULES)
    }

    /// Those that were in force when the log had come to a position.
    #[must_use]
    pub fn notification_rules_at(&self, position: Position) -> &NotificationRulesPublished {
        self.notification_rules.in_force_at(position).unwrap_or(&DEFAULT_RULES)
    }

    /// A calendar as one of its versions has it.
    ///
    /// # Errors
    /// If it is not there.
    pub fn calendar(&self, of: &CalendarVersion) -> Result<&Calendar, UnknownVersion> {
        let calendar = self.calendars.get(&of.calendar).and_then(|calendar| calendar.version(of.version));
        calendar.ok_or_else(|| UnknownVersion::Calendar(of.clone()))
    }

    /// All versions of the policy.
    pub(crate) fn policies(&self) -> &SlaPolicy {
        &self.policy
    }

    /// All versions of a calendar.
    pub(crate) fn versions_of(&self, calendar: &CalendarId) -> Option<&WorkCalendar> {
        self.calendars.get(calendar)
    }

    /// The same with another version of a calendar, as if it had been published.
    pub(crate) fn with_calendar(mut self, id: &CalendarId, next: Calendar) -> Self {
        let versions = self.calendars.remove(id).unwrap_or_default().with(next);
        self.calendars.insert(id.clone(), versions);
        self
    }

    /// The same, had every version of the policy that was ever in force said this.
    pub(crate) fn supposing_policy(mut self, policy: &PolicyPublished) -> Self {
        self.policy = self.policy.supposing(policy);
        self
    }

    /// The same, had every version of a calendar been like this.
    pub(crate) fn supposing_calendar(mut self, id: &CalendarId, calendar: &Calendar) -> Self {
        let versions = self.calendars.remove(id).unwrap_or_default().supposing(calendar);
        self.calendars.insert(id.clone(), versions);
        self
    }
}
