//! Training sessions (培训活动): planned for somebody, moved, cancelled or held, and who was there (P6.1, P6.2). How those who were
//! there stand in the course is told by their qualifications.

mod cancel;
mod commands;
mod hold;
mod invite;
mod move_session;
mod plan;
mod record_attendance;
mod refusal;
#[cfg(test)]
mod tests;

pub use cancel::CancelSession;
pub use commands::COMMANDS;
pub use hold::HoldSession;
pub use invite::Invite;
pub use move_session::MoveSession;
pub use plan::PlanSession;
pub use record_attendance::{RecordAttendance, WasThere};
pub use refusal::SessionRefusal;

use std::collections::BTreeMap;

use events_schema::facts::training_session::{Attended, TrainingSessionFact, TrainingSessionPlanned};
use events_schema::ids::PersonId;
use events_schema::{Duration, Entry, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::command::Aggregate;
use crate::notification::Reader;
use crate::queries::{QuerySpec, SHOW_QUALIFICATIONS};

/// A session as it stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrainingSession {
    /// How far it is.
    pub stage: Stage,
    /// What it was planned as, with what was changed of that since.
    pub planned: Option<TrainingSessionPlanned>,
    /// How often it was moved.
    pub moved: u32,
    /// When it was held.
    pub held_at: Option<Timestamp>,
    /// Who was there and who was not, as far as it was recorded.
    pub attendance: BTreeMap<PersonId, Attended>,
}

/// How far a session is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// There is no such session.
    #[default]
    Unplanned,
    /// It is to be held.
    Planned,
    /// It was held.
    Held,
    /// It does not take place.
    Cancelled,
}

/// The most departments that are invited, and the most people.
const MOST_DEPARTMENTS: usize = 50;
const MOST_PEOPLE: usize = 200;

/// The longest that a session takes.
const LONGEST: Duration = Duration::from_hours(31 * 24);

impl TrainingSession {
    /// What is still to be held.
    fn ahead(&self) -> Result<&TrainingSessionPlanned, SessionRefusal> {
        match (self.stage, &self.planned) {
            (Stage::Planned, Some(planned)) => Ok(planned),
            (stage, _) => Err(SessionRefusal::NotPlanned(stage)),
        }
    }

    /// What was held, and when.
    fn held(&self) -> Result<(&TrainingSessionPlanned, Timestamp), SessionRefusal> {
        match (self.stage, &self.planned, self.held_at) {
            (Stage::Held, Some(planned), Some(held_at)) => Ok((planned, held_at)),
            (stage, _, _) => Err(SessionRefusal::NotHeld(stage)),
        }
    }
}

/// Whether a session can last so.
fn check_length(from: Timestamp, until: Timestamp) -> Result<(), SessionRefusal> {
    if from < until && until.since(from) <= LONGEST { Ok(()) } else { Err(SessionRefusal::Length) }
}

impl Aggregate for TrainingSession {
    type Fact = TrainingSessionFact;
    const COLLECTION: &'static str = "training-sessions";
    const HISTORY: &'static QuerySpec = &SHOW_QUALIFICATIONS;

    fn concerns(&self, reader: &Reader) -> bool {
        let own = reader.own.as_ref();
        let is_own = |person: &PersonId| own == Some(person);
        let planned = self.planned.as_ref();
        // Of a session that was held, the history says who else was there and who was not.
        let is_invited = planned.is_some_and(|planned| planned.participants.iter().any(is_own));
        planned.and_then(|planned| planned.trainer.person()).is_some_and(is_own)
            || (self.stage != Stage::Held && is_invited)
    }

    fn evolve(&mut self, entry: &Entry<TrainingSessionFact>) {
        match (&entry.fact, &mut self.planned) {
            (TrainingSessionFact::Planned(fact), planned) => {
                (self.stage, *planned) = (Stage::Planned, Some(fact.clone()));
            }
            (TrainingSessionFact::Invited(fact), Some(planned)) => {
                planned.departments.extend(fact.departments.iter().cloned());
                planned.participants.extend(fact.participants.iter().cloned());
            }
            (TrainingSessionFact::Moved(fact), Some(planned)) => {
                (planned.from, planned.until) = (fact.from, fact.until);
                if let Some(place) = &fact.place {
                    planned.place.clone_from(place);
                }
                self.moved += 1;
            }
            (TrainingSessionFact::Invited(_) | TrainingSessionFact::Moved(_), None) => {}
            (TrainingSessionFact::Cancelled(_), _) => self.stage = Stage::Cancelled,
            (TrainingSessionFact::Held(_), _) => {
                (self.stage, self.held_at) = (Stage::Held, Some(entry.envelope.occurred_at));
            }
            (TrainingSessionFact::AttendanceRecorded(fact), _) => {
                let people = fact.people.iter().map(|attended| (attended.person.clone(), attended.clone()));
                self.attendance.extend(people);
            }
        }
    }
}
