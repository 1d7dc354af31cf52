use std::collections::BTreeSet;

use events_schema::facts::sla_policy::{
    ClockKind, ClockRule, Deviation, MeasureRules, OpenValues, PolicyPublished, SlaPolicyFact,
};
use events_schema::{CommandId, Duration, StreamName};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{PolicyRefusal, SlaPolicy, fixed_target, policy_id};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Publishes a version of the clock policy. Clocks that run keep theirs. A target that the policy text fixes can only be
/// changed with a new source text and a second approver.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PublishPolicy {
    /// One rule for each clock.
    pub clocks: Vec<ClockRule>,
    /// The values that the policy text leaves open.
    pub open: OpenValues,
    /// What entitles this version to change what the policy text fixes.
    #[serde(default)]
    pub deviation: Option<Deviation>,
}

const YEAR: Duration = Duration::from_hours(8760);

impl Decide<SlaPolicy> for PublishPolicy {
    fn opens(&self, _: CommandId) -> Option<StreamName> {
        Some(policy_id().stream())
    }

    fn decide(&self, state: &SlaPolicy, cx: &Context<'_>) -> Result<Vec<SlaPolicyFact>, Refused> {
        for clock in ClockKind::ALL {
            self.check_rule(clock, cx)?;
        }
        if let Some(deviation) = &self.deviation {
            let approver = &deviation.approved_by;
            let employed = cx.reference.works_here(approver);
            if !employed || cx.actor.person() == Some(approver) {
                return Err(PolicyRefusal::NotASecondApprover(approver.clone()).into());
            }
        }
        let warn_at = &self.open.warn_at;
        let rising = warn_at.windows(2).all(|pair| pair[0] < pair[1]);
        if !rising || warn_at.len() > 10 || warn_at.iter().any(|share| !(1..=100).contains(share)) {
            return Err(PolicyRefusal::WarningsOutOfOrder.into());
        }
        let open = &self.open;
        let lengths = [open.backdating_limit, open.objection_period, open.receipt_presumed_after];
        if lengths.iter().any(|length| *length < Duration::ZERO || *length > YEAR) {
            return Err(PolicyRefusal::BackdatingOutOfRange.into());
        }
        if !is_usable(&open.measures) {
            return Err(PolicyRefusal::MeasuresOutOfRange.into());
        }
        let reasons: BTreeSet<_> = self.open.holds.iter().map(|rule| rule.reason.name()).collect();
        if reasons.len() < self.open.holds.len() {
            return Err(PolicyRefusal::HoldsUnclear.into());
        }
        let version = state.in_force().map_or(0, |policy| policy.version) + 1;
        let (clocks, open, deviation) = (self.clocks.clone(), self.open.clone(), self.deviation.clone());
        Ok(vec![PolicyPublished { version, clocks, open, deviation }.into()])
    }
}

fn is_usable(rules: &MeasureRules) -> bool {
    let windows = &rules.recurrence_windows;
    let longest = Duration::from_hours(5 * 366 * 24);
    (1..=5).contains(&windows.len())
        && windows.windows(2).all(|pair| pair[0] < pair[1])
        && windows.iter().all(|window| (Duration::from_hours(24)..=longest).contains(window))
        && [rules.late_entry_after, rules.reopened_soon].iter().all(|of| (Duration::from_hours(1)..=YEAR).contains(of))
        && (1..=100).contains(&rules.near_deadline)
        && rules.frequent_cause.issues > 0
}

impl PublishPolicy {
    fn check_rule(&self, clock: ClockKind, cx: &Context<'_>) -> Result<(), PolicyRefusal> {
        let mut rules = self.clocks.iter().filter(|rule| rule.clock == clock);
        let (Some(rule), None) = (rules.next(), rules.next()) else {
            return Err(PolicyRefusal::NotOneRule(clock));
        };
        if rule.target <= Duration::ZERO || rule.target > YEAR {
            return Err(PolicyRefusal::TargetOutOfRange(clock));
        }
        match fixed_target(clock) {
            Some(fixed) if fixed != rule.target && self.deviation.is_none() => {
                return Err(PolicyRefusal::FixedTarget { clock, fixed });
            }
            Some(_) | None => {}
        }
        match &rule.calendar {
            Some(calendar) if cx.reference.calendar(calendar).is_err() => {
                Err(PolicyRefusal::UnknownCalendar(calendar.clone()))
            }
            Some(_) | None => Ok(()),
        }
    }
}
