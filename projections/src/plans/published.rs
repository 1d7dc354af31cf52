//! What the history of plans publishes.

use domain::queries::SHOW_PLANS;

use crate::published::ColumnKind::{Instant, Integer, Json, Text};
use crate::published::{PublishedView, column};

/// Versions of emergency plans.
pub const PLAN_VERSIONS: PublishedView = PublishedView {
    name: "plan_versions",
    about: "A row for each version of an emergency plan, drafts too (P3.3.a, P3.3.d).",
    permission: &SHOW_PLANS,
    columns: &[
        column("number", Integer, "the position of its first draft"),
        column("plan", Text, "the code of the plan"),
        column("version", Integer, "the number of the version"),
        column("state", Text, "drafted, returned or approved"),
        column("title", Text, "what people call it"),
        column("drafted_by", Text, "who drafted it last"),
        column("drafted_at", Instant, "when"),
        column("decided_by", Text, "who approved or returned it"),
        column("decided_at", Instant, "when"),
        column("in_force_from", Instant, "from when on it is in force"),
        column("lessons", Json, "what emergencies have taught that it takes in: ticket, evaluation, proposal"),
        column("content", Json, "what it says"),
    ],
    select: "SELECT number, plan, version, state, title, drafted_by, instant(drafted_at_us) AS drafted_at, decided_by,
            instant(decided_at_us) AS decided_at, instant(in_force_from_us) AS in_force_from, lessons, content
        FROM plans.plan_versions",
};

/// Emergencies in which a plan was exercised.
pub const PLAN_EXERCISES: PublishedView = PublishedView {
    name: "plan_exercises",
    about: "A row for each emergency in which a plan was started, with its times as corrected (P3.3.a to d).",
    permission: &SHOW_PLANS,
    columns: &[
        column("number", Integer, "the position of the first event of it that is shown here"),
        column("ticket", Text, "the ticket's id"),
        column("plan", Text, "the code of the plan"),
        column("version", Integer, "the version that was in force, which the ticket keeps"),
        column("started_at", Instant, "when the plan was started"),
        column("team_formed_at", Instant, "when the team was formed first"),
        column("first_arrival_at", Instant, "when the first of those who were sent was there"),
        column("safety_confirmed_at", Instant, "when people's safety was confirmed first"),
        column("contained_at", Instant, "when the danger was contained first"),
        column("temporarily_solved_at", Instant, "when the engine ran safely first"),
        column("solved_at", Instant, "when the final solution was finished last"),
        column("evaluated_at", Instant, "when the response was evaluated last"),
        column("finding", Text, "no_change or improve"),
        column("proposal", Text, "how the plan is to be improved"),
    ],
    select: "SELECT number, ticket, plan, version, instant(started_at_us) AS started_at,
            instant(team_formed_at_us) AS team_formed_at, instant(first_arrival_at_us) AS first_arrival_at,
            instant(safety_confirmed_at_us) AS safety_confirmed_at, instant(contained_at_us) AS contained_at,
            instant(temporarily_solved_at_us) AS temporarily_solved_at, instant(solved_at_us) AS solved_at,
            instant(evaluated_at_us) AS evaluated_at, finding, proposal
        FROM plans.plan_exercises",
};
