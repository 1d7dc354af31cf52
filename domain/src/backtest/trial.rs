//! What is tried: drafts that could be published as they are, or versions that were.

use std::collections::BTreeSet;
use std::sync::Arc;

use events_schema::facts::calendar::CalendarFact;
use events_schema::facts::sla_policy::{CalendarVersion, ClockKind, PolicyPublished, SlaPolicyFact};
use events_schema::ids::CalendarId;
use events_schema::{Actor, CommandId, Duration, Origin, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::BacktestRefusal;
use crate::calculation::calendar::Calendar;
use crate::calendar::{PublishCalendar, WorkCalendar};
use crate::command::{Aggregate, Decide};
use crate::context::Context;
use crate::reference::Reference;
use crate::refusal::Refused;
use crate::sla_policy::{PolicyRefusal, PublishPolicy, SlaPolicy};

/// Drafts to be tried, each in the words of the command that would publish it.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Drafts {
    /// The next version of the policy, as `POST /v1/policies` takes it.
    #[serde(default)]
    pub policy: Option<PublishPolicy>,
    /// The next versions of calendars, each as `POST /v1/calendars` takes it. The draft of the policy may name them.
    #[serde(default)]
    pub calendars: Vec<PublishCalendar>,
}

/// What somebody wants to be tried.
#[derive(Debug, Default)]
pub struct Asked {
    /// What is not published.
    pub drafts: Drafts,
    /// A version of the policy that is; 0 are the defaults before any.
    pub policy: Option<u32>,
    /// Versions of calendars that are.
    pub calendars: Vec<CalendarVersion>,
}

/// What is tried, with everything that the clocks of both sides are computed from.
#[derive(Debug)]
pub struct Trial {
    /// As it was.
    pub(super) pinned: Arc<Reference>,
    /// As it would have been.
    pub(super) supposed: Reference,
    /// What is tried, by name.
    pub tried: TriedVersions,
}

/// What a backtest tried.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TriedVersions {
    /// The policy; absent: each clock kept the version that it is pinned to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy: Option<TriedPolicy>,
    /// The calendars, each in the place of all its versions. All others stayed as they are.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub calendars: Vec<TriedCalendar>,
}

/// A version of the policy that was tried.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TriedPolicy {
    /// Its number; of a draft the one that it would get.
    pub version: u32,
    /// Whether it is in the log.
    pub is: TriedIs,
}

/// A version of a calendar that was tried.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TriedCalendar {
    /// The calendar.
    pub calendar: CalendarId,
    /// Its number; of a draft the one that it would get.
    pub version: u32,
    /// Whether it is in the log.
    pub is: TriedIs,
}

/// Whether what is tried is in the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TriedIs {
    /// It was published.
    Published,
    /// It was sent to be tried.
    Draft,
}

/// A shorter grid is no rule that anybody could follow, and the years of one ticket would have millions of slots.
const SHORTEST_SLOT: Duration = Duration::from_minutes(1);

impl Asked {
    /// Prepares the trial. Drafts are held to the very rules of the commands that would publish them, whoever tries them.
    ///
    /// # Errors
    /// What would be refused if it were published now, and what names nothing or contradicts itself.
    pub fn against(&self, reference: &Arc<Reference>, actor: &Actor, now: Timestamp) -> Result<Trial, Refused> {
        self.is_clear()?;
        let mut tried = TriedVersions::default();
        let (mut known, mut calendars) = (Reference::clone(reference), Vec::new());
        for named in &self.calendars {
            let calendar = reference.calendar(named).map_err(|_| PolicyRefusal::UnknownCalendar(named.clone()))?;
            let CalendarVersion { calendar: id, version } = named.clone();
            calendars.push((id.clone(), calendar.clone()));
            tried.calendars.push(TriedCalendar { calendar: id, version, is: TriedIs::Published });
        }
        for draft in &self.drafts.calendars {
            let nothing = WorkCalendar::default();
            let state = reference.versions_of(&draft.calendar).unwrap_or(&nothing);
            for CalendarFact::Published(fact) in decided(draft, state, reference, actor, now)? {
                let (id, next) = (draft.calendar.clone(), Calendar::new(&fact));
                known = known.with_calendar(&id, next.clone());
                calendars.push((id.clone(), next));
                tried.calendars.push(TriedCalendar { calendar: id, version: fact.version, is: TriedIs::Draft });
            }
        }
        let policy = self.policy_against(&known, actor, now)?;
        let mut supposed = known;
        for (id, calendar) in &calendars {
            supposed = supposed.supposing_calendar(id, calendar);
        }
        if let Some((policy, is)) = policy {
            let grid = policy.clocks.iter().find(|rule| rule.clock == ClockKind::ProgressReport);
            if let Some(rule) = grid.filter(|rule| rule.target < SHORTEST_SLOT) {
                return Err(BacktestRefusal::GridTooFine(rule.target).into());
            }
            tried.policy = Some(TriedPolicy { version: policy.version, is });
            supposed = supposed.supposing_policy(&policy);
        }
        Ok(Trial { pinned: Arc::clone(reference), supposed, tried })
    }

    fn is_clear(&self) -> Result<(), BacktestRefusal> {
        let named = self.calendars.iter().map(|named| &named.calendar);
        let drafted = self.drafts.calendars.iter().map(|draft| &draft.calendar);
        let mut seen = BTreeSet::new();
        for calendar in named.chain(drafted) {
            if !seen.insert(calendar) {
                return Err(BacktestRefusal::CalendarTwice(calendar.clone()));
            }
        }
        match (self.policy, &self.drafts.policy) {
            (Some(_), Some(_)) => Err(BacktestRefusal::TwoPolicies),
            (None, None) if seen.is_empty() => Err(BacktestRefusal::NothingToTry),
            (Some(_), None) | (None, Some(_) | None) => Ok(()),
        }
    }

    fn policy_against(
        &self,
        known: &Reference,
        actor: &Actor,
        now: Timestamp,
    ) -> Result<Option<(PolicyPublished, TriedIs)>, Refused> {
        if let Some(version) = self.policy {
            let unknown = BacktestRefusal::UnknownPolicy { version, newest: known.policy().version };
            let policy = known.policy_version(version).map_err(|_| unknown)?;
            return Ok(Some((policy.clone(), TriedIs::Published)));
        }
        let Some(draft) = &self.drafts.policy else { return Ok(None) };
        let facts = decided::<SlaPolicy>(draft, known.policies(), known, actor, now)?;
        Ok(facts.into_iter().next().map(|SlaPolicyFact::Published(policy)| (policy, TriedIs::Draft)))
    }
}

/// What the command would record if it were sent now, by whoever may.
fn decided<A: Aggregate>(
    command: &dyn Decide<A>,
    state: &A,
    reference: &Reference,
    actor: &Actor,
    now: Timestamp,
) -> Result<Vec<A::Fact>, Refused> {
    let id = CommandId::of("backtest", A::COLLECTION);
    let Some(stream) = command.opens(id) else { return Ok(Vec::new()) };
    let cx = Context {
        files: &[],
        stream: &stream,
        command: id,
        at: now,
        now,
        actor,
        reference,
        reporter: None,
        other: None,
        improvement: None,
        question: None,
        origin: &Origin::Live,
        unproven: &[],
    };
    let facts = command.decide(state, &cx)?;
    facts.iter().try_for_each(|fact| state.admits(fact, &cx))?;
    Ok(facts)
}
