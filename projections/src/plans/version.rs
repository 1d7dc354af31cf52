//! A version of a plan, from its first draft on.

use domain::duty::behind;
use events_schema::facts::emergency_plan::{EmergencyPlanFact, Lesson, PlanContent};
use events_schema::ids::PlanId;
use events_schema::{Entry, Position, PrincipalId, Timestamp};
use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};

use crate::columns::{Json, Micros, Shown, Word, integer, natural};

/// A version as the fold keeps it; all of it stands in columns.
#[derive(Default)]
pub(super) struct Version {
    number: Option<Position>,
    draft: Option<Draft>,
    state: State,
    decided: Option<(PrincipalId, Timestamp)>,
    in_force_from: Option<Timestamp>,
}

struct Draft {
    content: PlanContent,
    lessons: Vec<Lesson>,
    by: PrincipalId,
    at: Timestamp,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum State {
    #[default]
    Drafted,
    Returned,
    Approved,
}

/// The version that a fact is about.
pub(super) fn version_of(fact: &EmergencyPlanFact) -> u32 {
    match fact {
        EmergencyPlanFact::Drafted(fact) => fact.version,
        EmergencyPlanFact::Approved(fact) => fact.version,
        EmergencyPlanFact::DraftReturned(fact) => fact.version,
    }
}

impl Version {
    pub(super) fn apply(&mut self, entry: &Entry<EmergencyPlanFact>) {
        self.number = self.number.or(entry.position);
        let (actor, at) = (&entry.envelope.actor, entry.envelope.recorded_at);
        let decided = Some((actor.id.clone(), at));
        match &entry.fact {
            EmergencyPlanFact::Drafted(fact) => {
                let by = behind(actor).clone();
                self.draft = Some(Draft { content: fact.content.clone(), lessons: fact.lessons.clone(), by, at });
                (self.state, self.decided) = (State::Drafted, None);
            }
            EmergencyPlanFact::Approved(fact) => {
                (self.state, self.decided) = (State::Approved, decided);
                self.in_force_from = Some(fact.in_force_from);
            }
            EmergencyPlanFact::DraftReturned(_) => (self.state, self.decided) = (State::Returned, decided),
        }
    }

    pub(super) fn weight(&self) -> usize {
        let lines = |draft: &Draft| draft.content.checklist.len() + draft.content.resources.len() + draft.lessons.len();
        self.draft.as_ref().map_or(0, |draft| 200 * (lines(draft) + 4))
    }

    pub(super) fn load(tables: &Connection, plan: &PlanId, version: u32) -> rusqlite::Result<Option<Self>> {
        let mut select = tables.prepare_cached(
            "SELECT number, state, drafted_by, drafted_at_us, decided_by, decided_at_us, in_force_from_us, lessons, content
             FROM plan_versions WHERE plan = ?1 AND version = ?2",
        )?;
        let read = |row: &rusqlite::Row<'_>| {
            let (Word(state), Shown(by), Micros(at)) = (row.get(1)?, row.get(2)?, row.get(3)?);
            let (Json(lessons), Json(content)) = (row.get(7)?, row.get(8)?);
            let decided: (Option<Shown<PrincipalId>>, Option<Micros>) = (row.get(4)?, row.get(5)?);
            Ok(Self {
                number: Some(Position(natural(row.get(0)?))),
                draft: Some(Draft { content, lessons, by, at }),
                state,
                decided: decided.0.map(|Shown(by)| by).zip(decided.1.map(|Micros(at)| at)),
                in_force_from: row.get::<_, Option<Micros>>(6)?.map(|Micros(at)| at),
            })
        };
        select.query_row(params![Shown(plan), version], read).optional()
    }

    pub(super) fn store(&self, tables: &Connection, plan: &PlanId, version: u32) -> rusqlite::Result<()> {
        let (Some(number), Some(draft)) = (self.number, &self.draft) else { return Ok(()) };
        let mut upsert = tables.prepare_cached(
            "INSERT OR REPLACE INTO plan_versions (number, plan, version, state, title, drafted_by, drafted_at_us,
                decided_by, decided_at_us, in_force_from_us, lessons, content)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        )?;
        let values = params![
            integer(number.0),
            Shown(plan),
            version,
            Word(self.state),
            draft.content.title.as_str(),
            Shown(&draft.by),
            Micros(draft.at),
            self.decided.as_ref().map(|(by, _)| Shown(by)),
            self.decided.as_ref().map(|(_, at)| Micros(*at)),
            self.in_force_from.map(Micros),
            Json(&draft.lessons),
            Json(&draft.content),
        ];
        upsert.execute(values).map(|_| ())
    }
}
