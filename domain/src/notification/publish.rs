use std::collections::BTreeSet;

use events_schema::facts::notification_rules::{NotificationRule, NotificationRulesFact, NotificationRulesPublished};
use events_schema::{CommandId, Duration, StreamName};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{NotificationRefusal, NotificationRules, TELLABLE, rules_id};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Publishes a version of the rules by which people are told. It holds for what happens from then on.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PublishNotificationRules {
    /// The rules, instead of all before.
    pub rules: Vec<NotificationRule>,
}

/// The most rules of a version, and the most facts or addressees of a rule.
const MOST_RULES: usize = 100;
const MOST: usize = 20;

impl Decide<NotificationRules> for PublishNotificationRules {
    fn opens(&self, _: CommandId) -> Option<StreamName> {
        Some(rules_id().stream())
    }

    fn decide(&self, state: &NotificationRules, _: &Context<'_>) -> Result<Vec<NotificationRulesFact>, Refused> {
        if self.rules.is_empty() || self.rules.len() > MOST_RULES {
            return Err(NotificationRefusal::RuleCount.into());
        }
        let mut names = BTreeSet::new();
        for rule in &self.rules {
            if !names.insert(&rule.rule) {
                return Err(NotificationRefusal::Twice(rule.rule.to_string()).into());
            }
            check(rule)?;
        }
        let version = state.in_force().map_or(0, |before| before.version) + 1;
        Ok(vec![NotificationRulesPublished { version, rules: self.rules.clone() }.into()])
    }
}

fn check(rule: &NotificationRule) -> Result<(), NotificationRefusal> {
    let name = || rule.rule.to_string();
    let is_some = |count: usize| (1..=MOST).contains(&count);
    if !is_some(rule.on.len()) || !is_some(rule.tell.len()) {
        return Err(NotificationRefusal::Empty(name()));
    }
    let until = rule.repeat.iter().flat_map(|repeat| &repeat.until);
    if let Some(kind) = rule.on.iter().chain(until).find(|kind| !TELLABLE.contains(&kind.as_str())) {
        return Err(NotificationRefusal::UnknownFact { rule: name(), kind: kind.clone() });
    }
    let range = Duration::from_minutes(1)..=Duration::from_hours(24);
    match &rule.repeat {
        Some(repeat) if !range.contains(&repeat.every) || !is_some(repeat.until.len()) => {
            Err(NotificationRefusal::Repetition(name()))
        }
        Some(_) | None => Ok(()),
    }
}
