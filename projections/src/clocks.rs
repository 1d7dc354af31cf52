//! The clocks of all tickets: when they are due, whether they run, and what became of them.
//!
//! A row says when a clock is due and never that it is late, for that depends on who asks when.

mod published;
mod query;

use domain::clocks::{Clock, ClockState, Marks};
use domain::reference::Reference;
use events_schema::facts::ticket::TicketFact;
use events_schema::ids::{GroupId, TicketId};
use events_schema::values::TicketClass;
use events_schema::{FactSet, Revision};
use rusqlite::{Connection, OptionalExtension, Row, params};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::columns::{Micros, Packed, Shown, Word, integer, natural, unpinned};
use crate::event::Event;
use crate::projection::Projection;
use crate::published::PublishedView;
pub use query::{ClockCursor, ClockFilter, ClockRow, DueNotice, Looker};

/// The read model `clocks`.
pub struct Clocks;

/// Whether a clock waits for its stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// It waits.
    Running,
    /// It was stopped.
    Stopped,
    /// A slot of the progress grid is over, without a report.
    Missed,
    /// It was cancelled, and nobody is judged.
    Cancelled,
}

/// Whether a clock ran here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Provenance {
    /// It runs or ran here; a watch looks after it.
    Live,
    /// It was computed from imported history; nobody is warned.
    Imported,
}

/// When the deadline of an arrival was waived.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum WaiverWas {
    /// Before it passed.
    InTime,
    /// Afterwards.
    Late,
}

/// The clocks of a ticket, as the fold keeps them.
pub struct TicketClocks {
    marks: Marks,
    revision: Revision,
    tables: Tables,
}

impl Default for TicketClocks {
    fn default() -> Self {
        Self { marks: Marks::default(), revision: Revision::FIRST, tables: Tables::New }
    }
}

/// Whether the tables have the clocks as they are now. Most facts mean nothing to clocks.
#[derive(PartialEq, Eq)]
enum Tables {
    New,
    Behind,
    Same,
}

impl Projection for Clocks {
    const NAME: &'static str = "clocks";
    const VERSION: u32 = 7;
    const TABLES: &'static str = "
        CREATE TABLE clocks (
            ticket TEXT NOT NULL,
            clock TEXT NOT NULL,
            episode INTEGER NOT NULL,
            number INTEGER NOT NULL,
            class TEXT,
            group_code TEXT,
            policy_version INTEGER NOT NULL,
            started_at_us INTEGER NOT NULL,
            due_at_us INTEGER,
            state TEXT NOT NULL,
            verdict TEXT,
            first_verdict TEXT,
            contested TEXT,
            waiver TEXT,
            born_breached INTEGER NOT NULL,
            judged_by_us INTEGER,
            stopped_at_us INTEGER,
            provenance TEXT NOT NULL,
            PRIMARY KEY (ticket, clock, episode, number)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX clocks_by_deadline ON clocks (ifnull(due_at_us, 9223372036854775807), ticket, clock, episode, number);
        -- Few of all clocks run, and fewer are contested: who looks for them does not pass all others.
        CREATE INDEX clocks_running ON clocks (ifnull(due_at_us, 9223372036854775807), ticket, clock, episode, number)
            WHERE state = 'running';
        CREATE INDEX clocks_contested ON clocks (ifnull(due_at_us, 9223372036854775807), ticket, clock, episode, number)
            WHERE contested IS NOT NULL;
        CREATE TABLE ticket_marks (
            ticket TEXT NOT NULL PRIMARY KEY,
            next_notice_at_us INTEGER,
            -- The last event that changed anything here: what is due is due since then.
            revision INTEGER NOT NULL,
            marks BLOB NOT NULL
        ) STRICT;
        CREATE INDEX notices ON ticket_marks (next_notice_at_us, ticket) WHERE next_notice_at_us IS NOT NULL;
    ";
    const CATEGORIES: &'static [&'static str] = &[TicketFact::CATEGORY];
    const PUBLISHED: &'static [PublishedView] = &[published::CLOCKS];
    const USES_REFERENCE: bool = true;

    type Key = TicketId;
    type Row = TicketClocks;

    fn keys(event: &Event) -> impl IntoIterator<Item = TicketId> {
        event.of_ticket().map(|(ticket, _)| ticket)
    }

    fn apply(row: &mut TicketClocks, event: &Event) {
        let Some((_, entry)) = event.of_ticket() else { return };
        if row.marks.apply(entry) {
            row.revision = entry.revision;
            if row.tables == Tables::Same {
                row.tables = Tables::Behind;
            }
        }
    }

    fn weight(row: &TicketClocks) -> usize {
        300 + 300 * row.marks.len()
    }

    fn load(tables: &Connection, ticket: &TicketId) -> rusqlite::Result<Option<TicketClocks>> {
        let mut select = tables.prepare_cached("SELECT marks, revision FROM ticket_marks WHERE ticket = ?1")?;
        let clocks = |row: &Row<'_>| {
            let Packed(marks) = row.get(0)?;
            Ok(TicketClocks { marks, revision: Revision(natural(row.get(1)?)), tables: Tables::Same })
        };
        select.query_row([Shown(ticket)], clocks).optional()
    }

    fn store(
        tables: &Connection,
        ticket: &TicketId,
        row: &mut TicketClocks,
        reference: &Reference,
    ) -> rusqlite::Result<()> {
        match row.tables {
            Tables::Same => return Ok(()),
            Tables::New => {}
            Tables::Behind => {
                tables.prepare_cached("DELETE FROM clocks WHERE ticket = ?1")?.execute([Shown(ticket)])?;
            }
        }
        let (class, group) = (row.marks.class(), row.marks.group());
        if let Some(latest) = row.marks.latest() {
            for clock in row.marks.clocks(latest, reference).map_err(unpinned)? {
                insert(tables, *ticket, &clock, class, group.as_ref())?;
            }
        }
        let mut upsert = tables.prepare_cached(
            "INSERT INTO ticket_marks (ticket, next_notice_at_us, revision, marks) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (ticket) DO UPDATE SET
                next_notice_at_us = excluded.next_notice_at_us, revision = excluded.revision, marks = excluded.marks",
        )?;
        let next_notice = row.marks.next_notice(reference).map_err(unpinned)?.map(Micros);
        upsert.execute(params![Shown(ticket), next_notice, integer(row.revision.0), Packed(&row.marks)])?;
        row.tables = Tables::Same;
        Ok(())
    }
}

fn insert(
    tables: &Connection,
    ticket: TicketId,
    clock: &Clock,
    class: Option<TicketClass>,
    group: Option<&GroupId>,
) -> rusqlite::Result<()> {
    let (state, stopped_at) = match clock.state {
        ClockState::Running => (Standing::Running, None),
        ClockState::Stopped { at, .. } => (Standing::Stopped, Some(at)),
        ClockState::Missed { at } => (Standing::Missed, Some(at)),
        ClockState::Cancelled { at, .. } => (Standing::Cancelled, Some(at)),
    };
    let waiver = clock.waiver.map(|waiver| if waiver.is_late { WaiverWas::Late } else { WaiverWas::InTime });
    let mut insert = tables.prepare_cached(
        "INSERT INTO clocks (ticket, clock, episode, number, class, group_code, policy_version, started_at_us, due_at_us,
            state, verdict, first_verdict, contested, waiver, born_breached, judged_by_us, stopped_at_us, provenance)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)",
    )?;
    insert.execute(params![
        Shown(ticket),
        clock.clock.name(),
        clock.episode,
        clock.number,
        class.map(Word),
        group.map(Shown),
        clock.policy_version,
        Micros(clock.started_at),
        clock.due_at.map(Micros),
        Word(state),
        clock.verdict.map(Word),
        clock.reassessed.and_then(|reassessed| reassessed.first_verdict).map(Word),
        clock.contested.map(Word),
        waiver.map(Word),
        clock.born_breached,
        clock.judged_by.map(Micros),
        stopped_at.map(Micros),
        Word(clock.provenance),
    ])?;
    Ok(())
}
