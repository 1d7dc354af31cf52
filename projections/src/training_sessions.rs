//! Training sessions: planned, held, and who was there (P6.1, P6.2).

mod published;

use domain::Reference;
use domain::training_session::TrainingSession;
use events_schema::FactSet;
use events_schema::facts::training_session::{Attendance, Instructor, TrainingSessionFact};
use events_schema::ids::{PersonId, TrainingSessionId};
use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};

use crate::columns::{Json, Micros, Shown, Word, integer};
use crate::event::Event;
use crate::projection::Projection;
use crate::published::PublishedView;
use crate::recorded::{Place, Recorded, kept};
pub use published::{TRAINING_ATTENDANCE, TRAINING_SESSIONS};

/// The read model `training_sessions`.
pub struct TrainingSessions;

/// A session as the fold keeps it, with those of whom something was said in the order in which it was.
#[derive(Default, Serialize, Deserialize)]
pub struct Session {
    record: Recorded<TrainingSession>,
    said_of: Vec<PersonId>,
}

impl Projection for TrainingSessions {
    const NAME: &'static str = "training_sessions";
    const VERSION: u32 = 2;
    const TABLES: &'static str = "
        CREATE TABLE training_sessions (
            number INTEGER PRIMARY KEY,
            stream TEXT NOT NULL UNIQUE,
            stage TEXT NOT NULL,
            course TEXT NOT NULL,
            course_version INTEGER NOT NULL,
            kind TEXT NOT NULL,
            trainer TEXT,
            organisation TEXT,
            place TEXT NOT NULL,
            from_us INTEGER NOT NULL,
            until_us INTEGER NOT NULL,
            departments TEXT NOT NULL,
            participants TEXT NOT NULL,
            plan TEXT,
            item INTEGER,
            moved INTEGER NOT NULL,
            held_at_us INTEGER,
            attended INTEGER NOT NULL,
            excused INTEGER NOT NULL,
            absent INTEGER NOT NULL,
            last_changed_at_us INTEGER NOT NULL,
            revision INTEGER NOT NULL,
            kept TEXT NOT NULL
        ) STRICT;
        CREATE INDEX sessions_by_stage ON training_sessions (stage, number);
        CREATE INDEX sessions_by_course ON training_sessions (course, number);
        CREATE TABLE training_attendance (
            number INTEGER PRIMARY KEY,
            session TEXT NOT NULL,
            course TEXT NOT NULL,
            course_version INTEGER NOT NULL,
            kind TEXT NOT NULL,
            held_at_us INTEGER NOT NULL,
            person TEXT NOT NULL,
            department TEXT,
            groups TEXT NOT NULL,
            attendance TEXT NOT NULL,
            UNIQUE (session, number)
        ) STRICT;
        CREATE INDEX attendance_by_person ON training_attendance (person, number);
        CREATE INDEX attendance_by_course ON training_attendance (course, number);
    ";
    const CATEGORIES: &'static [&'static str] = &[TrainingSessionFact::CATEGORY];
    const PUBLISHED: &'static [PublishedView] = &[TRAINING_SESSIONS, TRAINING_ATTENDANCE];

    type Key = TrainingSessionId;
    type Row = Session;

    fn keys(event: &Event) -> impl IntoIterator<Item = TrainingSessionId> {
        let Event::TrainingSession(session, _) = event else { return None };
        Some(*session)
    }

    fn apply(row: &mut Session, event: &Event) {
        let Event::TrainingSession(_, entry) = event else { return };
        row.record.apply(entry);
        if let TrainingSessionFact::AttendanceRecorded(fact) = &entry.fact {
            for attended in &fact.people {
                if !row.said_of.contains(&attended.person) {
                    row.said_of.push(attended.person.clone());
                }
            }
        }
    }

    fn weight(row: &Session) -> usize {
        let invited = row.record.is.planned.as_ref().map_or(0, |planned| planned.participants.len());
        3_000 + 100 * invited + 400 * row.said_of.len()
    }

    fn load(tables: &Connection, session: &TrainingSessionId) -> rusqlite::Result<Option<Session>> {
        kept(tables, Self::NAME, session)
    }

    fn store(tables: &Connection, id: &TrainingSessionId, row: &mut Session, _: &Reference) -> rusqlite::Result<()> {
        let Some(Place { first, last, .. }) = row.record.place() else { return Ok(()) };
        let is = &row.record.is;
        let Some(planned) = &is.planned else { return Ok(()) };
        let (trainer, organisation) = match &planned.trainer {
            Instructor::Person { person } => (Some(person), None),
            Instructor::External { organisation } => (None, Some(organisation.as_str())),
        };
        let count = |attendance: Attendance| {
            integer(is.attendance.values().filter(|attended| attended.attendance == attendance).count() as u64)
        };
        let mut upsert = tables.prepare_cached(
            "INSERT OR REPLACE INTO training_sessions (number, stream, stage, course, course_version, kind, trainer, organisation,
                place, from_us, until_us, departments, participants, plan, item, moved, held_at_us, attended, excused, absent,
                last_changed_at_us, revision, kept)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23)",
        )?;
        upsert.execute(params![
            integer(first.0),
            Shown(id),
            Word(is.stage),
            Shown(&planned.course),
            planned.course_version,
            Word(planned.kind),
            trainer.map(Shown),
            organisation,
            planned.place.as_str(),
            Micros(planned.from),
            Micros(planned.until),
            Json(&planned.departments),
            Json(&planned.participants),
            planned.fulfils.map(|of| Shown(of.plan)),
            planned.fulfils.map(|of| of.item),
            is.moved,
            is.held_at.map(Micros),
            count(Attendance::Attended),
            count(Attendance::Excused),
            count(Attendance::Absent),
            Micros(last.recorded_at),
            integer(last.revision.0),
            Json(&*row),
        ])?;
        store_attendance(tables, *id, integer(first.0), row)
    }
}

/// So many numbers lie between two events, more than there are people at one session.
const APART: i64 = 512;

fn store_attendance(tables: &Connection, id: TrainingSessionId, first: i64, row: &Session) -> rusqlite::Result<()> {
    let is = &row.record.is;
    let (Some(planned), Some(held_at)) = (&is.planned, is.held_at) else { return Ok(()) };
    tables.prepare_cached("DELETE FROM training_attendance WHERE session = ?1")?.execute([Shown(id)])?;
    let mut insert = tables.prepare_cached(
        "INSERT INTO training_attendance (number, session, course, course_version, kind, held_at_us, person, department, groups,
            attendance)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?;
    let said = row.said_of.iter().filter_map(|person| is.attendance.get(person));
    for (index, attended) in (0..).zip(said) {
        insert.execute(params![
            first * APART + index,
            Shown(id),
            Shown(&planned.course),
            planned.course_version,
            Word(planned.kind),
            Micros(held_at),
            Shown(&attended.person),
            attended.department.as_ref().map(Shown),
            Json(&attended.groups),
            Word(attended.attendance),
        ])?;
    }
    Ok(())
}
