use std::collections::BTreeSet;

use events_schema::facts::appraisal_scheme::{
    AppraisalSchemeFact, AppraisalSchemePublished, RewardRule, RuledGround, Weighted,
};
use events_schema::values::TicketClass;
use events_schema::{CommandId, Duration, StreamName};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{AppraisalScheme, SchemeRefusal, scheme_id};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Publishes a version of the scheme by which is appraised (P4.3.a). Appraisals that are open keep theirs.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PublishScheme {
    /// What counts for departments; together 100 per cent.
    pub departments: Vec<Weighted>,
    /// What counts for people; together 100 per cent.
    pub people: Vec<Weighted>,
    /// For what the program proposes a reward by itself, each class once; management decides (P4.3.b). Nothing if absent.
    #[serde(default)]
    pub rewards: Vec<RewardRule>,
}

/// All of it, in hundredths of a per cent.
const WHOLE: u32 = 10_000;
/// The most that one appraises by.
const MOST: usize = 50;

/// How long after the report a fast solution may come.
const WITHIN: std::ops::RangeInclusive<Duration> = Duration::from_minutes(1)..=Duration::from_hours(30 * 24);

impl Decide<AppraisalScheme> for PublishScheme {
    fn opens(&self, _: CommandId) -> Option<StreamName> {
        Some(scheme_id().stream())
    }

    fn decide(&self, state: &AppraisalScheme, _: &Context<'_>) -> Result<Vec<AppraisalSchemeFact>, Refused> {
        check(&self.departments)?;
        check(&self.people)?;
        check_rules(&self.rewards)?;
        let version = state.in_force().map_or(0, |scheme| scheme.version) + 1;
        let (departments, people, rewards) = (self.departments.clone(), self.people.clone(), self.rewards.clone());
        Ok(vec![AppraisalSchemePublished { version, departments, people, rewards }.into()])
    }
}

fn check(weighted: &[Weighted]) -> Result<(), SchemeRefusal> {
    let hundredths: u32 = weighted.iter().map(|of| u32::from(of.weight.hundredths())).sum();
    if weighted.len() > MOST || hundredths != WHOLE {
        return Err(SchemeRefusal::NotTheWhole { hundredths });
    }
    let mut measures = BTreeSet::new();
    match weighted.iter().find(|of| !measures.insert(&of.measure)) {
        Some(twice) => Err(SchemeRefusal::Twice(twice.measure.clone())),
        None => Ok(()),
    }
}

fn check_rules(rules: &[RewardRule]) -> Result<(), SchemeRefusal> {
    let mut seen = BTreeSet::new();
    for rule in rules {
        let class = match rule.ground {
            RuledGround::FastSolution { class: TicketClass::General, .. } => return Err(SchemeRefusal::NotComplex),
            RuledGround::FastSolution { within, .. } if !WITHIN.contains(&within) => return Err(SchemeRefusal::Within),
            RuledGround::FastSolution { class, .. } => Some(class),
            RuledGround::RecurrenceReduced => None,
        };
        if !seen.insert(class) {
            return Err(SchemeRefusal::RuleTwice);
        }
    }
    Ok(())
}
