//! What improvement measures and trainings came to: before and after, with intervals (P1.3, P6.1).

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use domain::measures::{
    Case, Cause, CauseBeforeAfter, Is, Look, Owner, Repeats, Share, cause_before_after, effect_window, observations,
};
use domain::queries::SHOW_MEASURES;
use domain::statistics::rate::Difference;
use domain::training::effect::{BeforeAfter, Effect, Observation, Team, Went};
use events_schema::ids::{DepartmentId, GroupId};
use events_schema::{Duration, Position, Timestamp};
use projections::PublishedView;
use projections::improvements::IMPROVEMENTS;
use projections::sql::{Scope, Share as All, Together};
use projections::ticket_measures::TICKET_MEASURES;
use projections::training_sessions::TRAINING_ATTENDANCE;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tokio::runtime::Handle;

use super::auth::Caller;
use super::parameters::Parameters;
use super::{Problem, Served};
use crate::said::{Said, answered};

/// What an improvement measure came to.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct OfImprovement {
    /// All events before this position are counted.
    position: Position,
    /// From when on it works.
    effective_from: Timestamp,
    /// How often its cause was met before and after.
    #[serde(flatten)]
    effect: CauseBeforeAfter,
}

/// What a course came to.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct OfCourse {
    /// All events before this position are counted.
    position: Position,
    /// How long before and after was looked.
    window: Duration,
    /// Who was trained, since when; the others were not.
    trained: BTreeMap<String, Timestamp>,
    /// Clocks that were met, of all that were judged, each for whoever had it longest.
    timeliness: Compared,
    /// Issues whose fault came back within the first window of the policy, of those whose window has elapsed.
    recurrence: Compared,
}

/// Trained ones beside the others.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Compared {
    /// Each trained one, before and after it was.
    trained: Changed,
    /// All others, before and after the first training.
    untrained: Changed,
    /// By how much more the rate rose for those who were trained; absent where there is nothing to compare. If 0 lies in its
    /// interval, chance alone may have made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    difference: Option<Difference>,
}

/// A rate before and after.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Changed {
    /// Before.
    before: Share,
    /// In as long a time after.
    after: Share,
    /// By how much it rose.
    #[serde(skip_serializing_if = "Option::is_none")]
    change: Option<Difference>,
}

impl From<BeforeAfter> for Changed {
    fn from(of: BeforeAfter) -> Self {
        Self { before: of.before.into(), after: of.after.into(), change: of.change() }
    }
}

impl From<Effect> for Compared {
    fn from(of: Effect) -> Self {
        Self { trained: of.trained.into(), untrained: of.untrained.into(), difference: of.difference() }
    }
}

/// Who is trained together.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Teams {
    #[default]
    Group,
    Department,
}

impl Teams {
    fn of(self, group: Option<&GroupId>, department: Option<&DepartmentId>) -> Option<Team> {
        match self {
            Self::Group => group.cloned().map(Team::Group),
            Self::Department => department.cloned().map(Team::Department),
        }
    }
}

/// What looks take beside the question.
struct Asked {
    as_of: Timestamp,
    window: Duration,
    rules: events_schema::facts::sla_policy::MeasureRules,
}

fn asked(served: &Served, parameters: &mut Parameters) -> Result<Asked, Problem> {
    let as_of = served.app.clock.now();
    let rules = served.app.directory.now().reference.policy_at(as_of).open.measures.clone();
    let window = parameters.take("window")?.unwrap_or_else(|| effect_window(&rules));
    if window <= Duration::ZERO {
        return Err(Problem::bad_parameter("window", "send a length of time, as PT2160H for 90 days"));
    }
    Ok(Asked { as_of, window, rules })
}

async fn together<T: Send + 'static>(
    served: &Served,
    view: &'static PublishedView,
    look: impl FnOnce(Together) -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    let (models, handle) = (Arc::clone(&served.app.models), Handle::current());
    let scope = Scope { views: vec![view, &TICKET_MEASURES], share: All::All };
    let looked = tokio::task::spawn_blocking(move || look(models.together(&scope, &handle)?));
    looked.await.map_err(|error| Problem::internal(&error))?
}

/// `GET /v1/improvements/{id}/effect`.
pub(super) async fn of_improvement(
    State(served): State<Served>,
    Path(id): Path<String>,
    caller: Caller,
    mut parameters: Parameters,
) -> Result<Json<OfImprovement>, Problem> {
    caller.may(&SHOW_MEASURES)?;
    let Asked { as_of, window, .. } = asked(&served, &mut parameters)?;
    parameters.nothing_else()?;
    let id = if id.starts_with("improvement-") { id } else { format!("improvement-{id}") };
    let shown = together(&served, &IMPROVEMENTS, move |mut together| {
        const QUESTION: &str = "SELECT effective_from, failure_code, part, engine_model FROM improvements WHERE improvement = :improvement";
        let said = answered(QUESTION, &[("improvement", &id)], |question, rows| together.answer(question, rows))?;
        let row = said.rows.first().ok_or_else(Problem::not_found)?;
        let unreadable = |error: crate::said::NoSuchValue| Problem::internal(&error);
        let cause = Cause {
            failure_code: row.wanted(1).map_err(unreadable)?,
            part: row.wanted(2).map_err(unreadable)?,
            engine_model: row.wanted(3).map_err(unreadable)?,
        };
        let from: Option<Timestamp> = row.wanted(0).map_err(unreadable)?;
        let nothing = || Problem::not_found().detail("the measure is not done, or names no failure code and no part");
        let effective_from = from.ok_or_else(nothing)?;
        let cases = together.cases(effective_from - window, effective_from + window)?;
        let effect = cause_before_after(&cause, effective_from, window, as_of, &cases).ok_or_else(nothing)?;
        Ok(OfImprovement { position: together.position(), effective_from, effect })
    });
    Ok(Json(shown.await?))
}

/// `GET /v1/courses/{id}/effect`.
pub(super) async fn of_course(
    State(served): State<Served>,
    Path(course): Path<String>,
    caller: Caller,
    mut parameters: Parameters,
) -> Result<Json<OfCourse>, Problem> {
    caller.may(&SHOW_MEASURES)?;
    let asked = asked(&served, &mut parameters)?;
    let teams: Teams = parameters.take_named("by")?.unwrap_or_default();
    parameters.nothing_else()?;
    let shown = together(&served, &TRAINING_ATTENDANCE, move |mut together| {
        const QUESTION: &str = "SELECT department, groups, held_at FROM training_attendance
            WHERE course = :course AND attendance = 'attended'";
        let said = answered(QUESTION, &[("course", &course)], |question, rows| together.answer(question, rows))?;
        let trained = trained(&said.rows, teams).map_err(|error| Problem::internal(&error))?;
        let first = trained.values().min().copied();
        let first =
            first.ok_or_else(|| Problem::not_found().detail("nobody has attended a training of this course"))?;
        let last = trained.values().max().copied().unwrap_or(first);
        let longest = asked.rules.recurrence_windows.last().copied().unwrap_or_default();
        let cases = together.cases(first - asked.window, last + asked.window + longest)?;
        Ok(course_effect(&together, &asked, teams, &trained, &cases))
    });
    Ok(Json(shown.await?))
}

/// When each team was trained first.
fn trained(rows: &[Said], teams: Teams) -> Result<BTreeMap<Team, Timestamp>, crate::said::NoSuchValue> {
    let mut trained = BTreeMap::new();
    for row in rows {
        let held_at: Timestamp = row.needed(2)?;
        let department: Option<DepartmentId> = row.wanted(0)?;
        let groups: Vec<GroupId> = serde_json::from_str(row.text(1).unwrap_or("[]")).unwrap_or_default();
        let of_person: Vec<Team> = match teams {
            Teams::Group => groups.iter().filter_map(|group| teams.of(Some(group), None)).collect(),
            Teams::Department => teams.of(None, department.as_ref()).into_iter().collect(),
        };
        for team in of_person {
            let since = trained.entry(team).or_insert(held_at);
            *since = held_at.min(*since);
        }
    }
    Ok(trained)
}

fn course_effect(
    together: &Together,
    asked: &Asked,
    teams: Teams,
    trained: &BTreeMap<Team, Timestamp>,
    cases: &[Case],
) -> OfCourse {
    let repeats = Repeats::of(cases);
    let look = Look { as_of: asked.as_of, rules: &asked.rules, repeats: &repeats };
    let (mut judged, mut recurred) = (Vec::new(), Vec::new());
    for case in cases {
        observations(case, look, |seen| match seen.is {
            Is::Judged(outcome, met) => {
                let team = longest(&outcome.owners, teams);
                judged.extend(team.map(|team| Observation { team, at: seen.at, went: went(met) }));
            }
            Is::Recurred(0, Some(again)) => {
                let team = teams.of(case.traits.group.as_ref(), case.traits.department.as_ref());
                recurred.extend(team.map(|team| Observation { team, at: seen.at, went: went(again) }));
            }
            _ => {}
        });
    }
    let named = |team: &Team| match team {
        Team::Group(group) => group.to_string(),
        Team::Department(department) => department.to_string(),
    };
    OfCourse {
        position: together.position(),
        window: asked.window,
        trained: trained.iter().map(|(team, since)| (named(team), *since)).collect(),
        timeliness: Effect::of(trained, asked.window, &judged).into(),
        recurrence: Effect::of(trained, asked.window, &recurred).into(),
    }
}

/// Who had it longest, all turns together.
fn longest(owners: &[Owner], teams: Teams) -> Option<Team> {
    let mut had = BTreeMap::<Team, u64>::new();
    for Owner { group, department, counted, .. } in owners {
        if let Some(team) = teams.of(group.as_ref(), department.as_ref()) {
            *had.entry(team).or_default() += counted;
        }
    }
    had.into_iter().max_by_key(|(_, time)| *time).map(|(team, _)| team)
}

const fn went(so: bool) -> Went {
    if so { Went::So } else { Went::Otherwise }
}
