//! `GET /v1/policy`: every clause, with what it fixes, what it leaves open, and the version in force.

use axum::Json;
use axum::extract::State;
use domain::policy_text::CLAUSES;
use domain::queries::SHOW_POLICY;
use domain::sla_policy::fixed_target;
use events_schema::Duration;
use events_schema::facts::sla_policy::{ClockKind, ClockRule, Deviation, OpenValues};
use schemars::JsonSchema;
use serde::Serialize;

use super::auth::Caller;
use super::{Problem, Served};

/// The policy in force.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Policy {
    /// The version of the clock policy; 0: the defaults, nothing was published.
    version: u32,
    /// The values that the text leaves open.
    open: OpenValues,
    /// What entitles this version to change what the text fixes.
    #[serde(skip_serializing_if = "Option::is_none")]
    deviation: Option<Deviation>,
    /// The clauses, in the order of the text.
    clauses: Vec<PolicyClause>,
}

/// A clause of the policy.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct PolicyClause {
    /// Its id.
    id: &'static str,
    /// The wording, which decides.
    zh: &'static str,
    /// What it requires.
    en: &'static str,
    /// The clocks that come from it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    clocks: Vec<PolicyClock>,
}

/// A clock in the policy.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct PolicyClock {
    /// Which clock.
    clock: ClockKind,
    /// What the text fixes; absent where it leaves the target open.
    #[serde(skip_serializing_if = "Option::is_none")]
    fixed: Option<Duration>,
    /// The rule in force.
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<ClockRule>,
}

pub(super) async fn show(State(served): State<Served>, caller: Caller) -> Result<Json<Policy>, Problem> {
    caller.may(&SHOW_POLICY)?;
    let reference = served.app.directory.now().reference;
    let policy = reference.policy();
    let clock = |clock| PolicyClock {
        clock,
        fixed: fixed_target(clock),
        rule: policy.clocks.iter().find(|rule| rule.clock == clock).cloned(),
    };
    let clauses = CLAUSES.iter().map(|clause| PolicyClause {
        id: clause.id,
        zh: clause.zh,
        en: clause.en,
        clocks: clause.clocks().map(clock).collect(),
    });
    Ok(Json(Policy {
        version: policy.version,
        open: policy.open.clone(),
        deviation: policy.deviation.clone(),
        clauses: clauses.collect(),
    }))
}
