//! Courses: what is taught, and by what one sees who has learnt it (P6.1, P6.3).

mod published;

use domain::Reference;
use domain::course::Course;
use events_schema::FactSet;
use events_schema::facts::course::CourseFact;
use events_schema::ids::CourseId;
use rusqlite::{Connection, params};

use crate::columns::{Json, Micros, Shown, Word, integer};
use crate::event::Event;
use crate::projection::Projection;
use crate::published::PublishedView;
use crate::recorded::{Place, Recorded, kept};
pub use published::COURSES;

/// The read model `courses`.
pub struct Courses;

impl Projection for Courses {
    const NAME: &'static str = "courses";
    const VERSION: u32 = 1;
    const TABLES: &'static str = "
        CREATE TABLE courses (
            number INTEGER PRIMARY KEY,
            stream TEXT NOT NULL UNIQUE,
            title TEXT NOT NULL,
            kind TEXT NOT NULL,
            version INTEGER NOT NULL,
            is_in_use INTEGER NOT NULL,
            content TEXT NOT NULL,
            assessments TEXT NOT NULL,
            partners TEXT NOT NULL,
            failure_codes TEXT NOT NULL,
            valid_for TEXT,
            defined_at_us INTEGER NOT NULL,
            last_changed_at_us INTEGER NOT NULL,
            revision INTEGER NOT NULL,
            kept TEXT NOT NULL
        ) STRICT;
        CREATE INDEX courses_by_kind ON courses (kind, number);
    ";
    const CATEGORIES: &'static [&'static str] = &[CourseFact::CATEGORY];
    const PUBLISHED: &'static [PublishedView] = &[COURSES];

    type Key = CourseId;
    type Row = Recorded<Course>;

    fn keys(event: &Event) -> impl IntoIterator<Item = CourseId> {
        let Event::Course(course, _) = event else { return None };
        Some(course.clone())
    }

    fn apply(row: &mut Self::Row, event: &Event) {
        let Event::Course(_, entry) = event else { return };
        row.apply(entry);
    }

    fn weight(row: &Self::Row) -> usize {
        1_000 + 4_000 * row.is.versions().len()
    }

    fn load(tables: &Connection, course: &CourseId) -> rusqlite::Result<Option<Self::Row>> {
        kept(tables, Self::NAME, course.stream())
    }

    fn store(tables: &Connection, id: &CourseId, row: &mut Self::Row, _: &Reference) -> rusqlite::Result<()> {
        let Some(Place { first, opened_at, last }) = row.place() else { return Ok(()) };
        let Some(latest) = row.is.latest() else { return Ok(()) };
        let mut upsert = tables.prepare_cached(
            "INSERT OR REPLACE INTO courses (number, stream, title, kind, version, is_in_use, content, assessments, partners,
                failure_codes, valid_for, defined_at_us, last_changed_at_us, revision, kept)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
        )?;
        let values = params![
            integer(first.0),
            Shown(id.stream()),
            latest.title.as_str(),
            Word(latest.kind),
            latest.version,
            row.is.in_use().is_some(),
            Json(&latest.content),
            Json(latest.evaluation.assessments()),
            Json(&latest.partners),
            Json(&latest.failure_codes),
            latest.valid_for.map(Shown),
            Micros(opened_at),
            Micros(last.recorded_at),
            integer(last.revision.0),
            Json(&*row),
        ];
        upsert.execute(values).map(|_| ())
    }
}
