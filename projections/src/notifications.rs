//! Who is told of what (P2.1.b, P3.2.a, P3.3.a, P4.2): what stands in inboxes, and what leaves by other channels.
//!
//! A row says who is told by role, group, department or name, as the rule has it; who that is by the directory is for whoever
//! reads it to find out, at the time at which he reads.

mod published;
mod query;

use domain::Reference;
use domain::notification::{Course, Told, Whom};
use events_schema::FactSet;
use events_schema::facts::responsibility::ResponsibilityFact;
use events_schema::facts::ticket::TicketFact;
use events_schema::ids::{ResponsibilityId, TicketId};
use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};

use crate::columns::{Json, Micros, Packed, Shown, Word, integer};
use crate::event::Event;
use crate::projection::Projection;
use crate::published::PublishedView;
pub use published::NOTIFICATIONS;
pub use query::Notified;

/// The read model `notifications`.
pub struct Notifications;

/// A ticket with its case, as the fold keeps them.
#[derive(Default)]
pub struct Rows {
    kept: Kept,
    is_changed: bool,
}

#[derive(Default, Serialize, Deserialize)]
struct Kept {
    course: Course,
    /// How many rows there are, and how many of them are answered.
    rows: usize,
    answered: usize,
}

impl Projection for Notifications {
    const NAME: &'static str = "notifications";
    const VERSION: u32 = 1;
    const TABLES: &'static str = "
        CREATE TABLE notifications (
            number INTEGER PRIMARY KEY,
            ticket TEXT NOT NULL,
            stream TEXT NOT NULL,
            event TEXT NOT NULL,
            kind TEXT NOT NULL,
            rule TEXT NOT NULL,
            role TEXT,
            group_code TEXT,
            person TEXT,
            department TEXT,
            class TEXT,
            clock TEXT,
            is_live INTEGER NOT NULL,
            channels TEXT,
            every_us INTEGER,
            told_at_us INTEGER NOT NULL,
            answered_at_us INTEGER
        ) STRICT;
        CREATE INDEX told_by_role ON notifications (role, number) WHERE role IS NOT NULL;
        CREATE INDEX told_by_group ON notifications (group_code, number) WHERE group_code IS NOT NULL;
        CREATE INDEX told_by_person ON notifications (person, number) WHERE person IS NOT NULL;
        CREATE INDEX told_by_department ON notifications (department, number) WHERE department IS NOT NULL;
        CREATE INDEX told_by_ticket ON notifications (ticket, number);
        CREATE INDEX told_again ON notifications (number) WHERE every_us IS NOT NULL AND answered_at_us IS NULL;
        CREATE TABLE courses (
            ticket TEXT NOT NULL PRIMARY KEY,
            kept BLOB NOT NULL
        ) STRICT;
    ";
    const CATEGORIES: &'static [&'static str] = &[TicketFact::CATEGORY, ResponsibilityFact::CATEGORY];
    const PUBLISHED: &'static [PublishedView] = &[NOTIFICATIONS];
    const USES_REFERENCE: bool = true;

    type Key = TicketId;
    type Row = Rows;

    fn keys(event: &Event) -> impl IntoIterator<Item = TicketId> {
        event.concerns()
    }

    fn apply(row: &mut Rows, event: &Event) {
        row.is_changed |= match event {
            Event::Ticket(_, entry) => row.kept.course.apply_ticket(entry),
            Event::Responsibility(_, entry) => row.kept.course.apply_case(entry),
            Event::Improvement(..) | Event::Plan(..) | Event::Appraisal(..) | Event::Reward(..) => false,
        };
    }

    fn weight(row: &Rows) -> usize {
        500 + 250 * row.kept.course.len()
    }

    fn load(tables: &Connection, ticket: &TicketId) -> rusqlite::Result<Option<Rows>> {
        let mut select = tables.prepare_cached("SELECT kept FROM courses WHERE ticket = ?1")?;
        let kept = select.query_row([Shown(ticket)], |row| row.get(0)).optional()?;
        Ok(kept.map(|Packed(kept)| Rows { kept, is_changed: false }))
    }

    fn store(tables: &Connection, ticket: &TicketId, row: &mut Rows, reference: &Reference) -> rusqlite::Result<()> {
        if !row.is_changed {
            return Ok(());
        }
        let told = row.kept.course.told(reference);
        let answered = told.iter().filter(|told| told.answered_at.is_some()).count();
        // What is new stands at the end. Where more is answered than before, any row may be the one.
        let since = if answered == row.kept.answered { row.kept.rows } else { 0 };
        told.iter().skip(since).try_for_each(|told| show(tables, *ticket, told))?;
        (row.kept.rows, row.kept.answered) = (told.len(), answered);
        let mut upsert = tables.prepare_cached(
            "INSERT INTO courses (ticket, kept) VALUES (?1, ?2) ON CONFLICT (ticket) DO UPDATE SET kept = excluded.kept",
        )?;
        upsert.execute(params![Shown(ticket), Packed(&row.kept)])?;
        row.is_changed = false;
        Ok(())
    }
}

fn show(tables: &Connection, ticket: TicketId, told: &Told<'_>) -> rusqlite::Result<()> {
    let mut upsert = tables.prepare_cached(
        "INSERT OR REPLACE INTO notifications (number, ticket, stream, event, kind, rule, role, group_code, person, department,
            class, clock, is_live, channels, every_us, told_at_us, answered_at_us)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)",
    )?;
    let stream = if told.is_of_the_case { ResponsibilityId::of(ticket).stream() } else { ticket.stream() };
    let (mut role, mut group, mut person, mut department) = (None, None, None, None);
    match &told.whom {
        Whom::Role(of) => role = Some(Word(*of)),
        Whom::Group(of) => group = Some(Shown(of)),
        Whom::Person(of) => person = Some(Shown(of)),
        Whom::Department(of) => department = Some(Shown(of)),
    }
    let values = params![
        integer(told.number),
        Shown(ticket),
        stream.as_str(),
        Shown(told.event),
        told.kind,
        Shown(told.rule),
        role,
        group,
        person,
        department,
        told.class.map(Word),
        told.clock.map(Word),
        told.is_live,
        told.by.map(Json),
        told.every.map(|every| every.as_micros()),
        Micros(told.at),
        told.answered_at.map(Micros),
    ];
    upsert.execute(values).map(|_| ())
}
