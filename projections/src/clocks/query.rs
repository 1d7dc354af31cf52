//! Looking for clocks, and for what the watch has to record.

use std::ops::ControlFlow;

use domain::clocks::Marks;
use events_schema::facts::sla_policy::ClockKind;
use events_schema::ids::{GroupId, TicketId};
use events_schema::values::{TicketClass, Verdict};
use events_schema::{Position, Revision, TicketCode, Timestamp};
use rusqlite::{OptionalExtension, Row, ToSql, params};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Clocks, Provenance, Standing, WaiverWas};
use crate::checkpoint;
use crate::columns::{Micros, Packed, Shown, Word, natural};
use crate::view::{Conditions, MAX_PAGE, Page, Read, Unreadable, View, page_size};

/// Which clocks somebody looks for: those that fit everything that is set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ClockFilter {
    /// The ticket.
    pub ticket: Option<TicketId>,
    /// Which clock.
    pub clock: Option<ClockKind>,
    /// Whether it waits for its stop.
    pub state: Option<Standing>,
    /// What became of it.
    pub verdict: Option<Verdict>,
    /// What the record says now, where that is not the verdict.
    pub contested: Option<Verdict>,
    /// The class of the ticket.
    pub class: Option<TicketClass>,
    /// The group that has the ticket.
    pub group: Option<GroupId>,
    /// Due at this instant or later. A clock that is never due is later than all.
    pub due_from: Option<Timestamp>,
    /// Due before this instant.
    pub due_before: Option<Timestamp>,
}

/// A clock of a ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ClockRow {
    /// The ticket.
    pub ticket: TicketId,
    /// The short code of the ticket.
    pub code: String,
    /// Which clock.
    pub clock: ClockKind,
    /// The episode of the ticket, from 1.
    pub episode: u32,
    /// Which of its kind in the episode, from 1.
    pub number: u32,
    /// The class of the ticket, once it is classified.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub class: Option<TicketClass>,
    /// The group that has the ticket, once it is assigned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<GroupId>,
    /// The version of the policy that it is pinned to.
    pub policy_version: u32,
    /// When it started.
    pub started_at: Timestamp,
    /// When it is due; absent if its calendar never opens long enough.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Timestamp>,
    /// Whether it waits for its stop.
    pub state: Standing,
    /// What became of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Verdict>,
    /// The verdict before another person changed it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_verdict: Option<Verdict>,
    /// What the record says now, where that is not the verdict: it waits for a reassessment, or was refused one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contested: Option<Verdict>,
    /// Whether its deadline was waived, and when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waiver: Option<WaiverWas>,
    /// Its deadline had passed before anybody could know of it.
    pub born_breached: bool,
    /// The deadline by which it is judged: its own, or one that was moved after it had passed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub judged_by: Option<Timestamp>,
    /// When it was stopped.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stopped_at: Option<Timestamp>,
    /// Whether it ran here.
    pub provenance: Provenance,
}

/// A place in the list: behind this clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ClockCursor {
    /// When the clock is due; absent: never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Timestamp>,
    /// The ticket.
    pub ticket: TicketId,
    /// Which clock.
    pub clock: ClockKind,
    /// The episode.
    pub episode: u32,
    /// Which of its kind there.
    pub number: u32,
}

/// A ticket of which the watch has something to record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DueNotice {
    /// The ticket.
    pub ticket: TicketId,
    /// From when on.
    pub at: Timestamp,
    /// The event of the ticket since which it is due.
    pub revision: Revision,
}

/// Somebody who looks at the history of all tickets, as far as clocks want to know.
pub trait Looker {
    /// The position that all of it reflects, and how many tickets there are.
    fn begin(&mut self, position: Position, tickets: u64) -> ControlFlow<()>;

    /// The marks of the next ticket.
    fn look(&mut self, ticket: TicketId, marks: &Marks) -> ControlFlow<()>;
}

/// When a clock is due, as the list is sorted: one that never is comes last. The index has the same words.
macro_rules! deadline {
    () => {
        "ifnull(due_at_us, 9223372036854775807)"
    };
}

impl View<Clocks> {
    /// The clocks that fit, the first due first, from behind `after` on; at most [`MAX_PAGE`].
    ///
    /// # Errors
    /// If the read model cannot be read.
    pub fn page(
        &self,
        filter: &ClockFilter,
        after: Option<ClockCursor>,
        limit: usize,
    ) -> Result<Read<Page<ClockRow, ClockCursor>>, Unreadable> {
        let size = page_size(limit);
        let conditions = filter.conditions(after);
        let order = concat!(deadline!(), ", ticket, clock, episode, number");
        let select =
            format!("SELECT {COLUMNS} FROM clocks WHERE {} ORDER BY {order} LIMIT {}", conditions.sql(), size + 1);
        self.read(|tables| {
            let mut select = tables.prepare_cached(&select)?;
            let items = select.query_map(conditions.values(), ClockRow::read)?.collect::<Result<_, _>>()?;
            Ok(Page::of(items, size, ClockRow::cursor))
        })
    }

    /// The clocks of a ticket, the first started first.
    ///
    /// # Errors
    /// If the read model cannot be read.
    pub fn of_ticket(&self, ticket: TicketId) -> Result<Read<Vec<ClockRow>>, Unreadable> {
        let select =
            format!("SELECT {COLUMNS} FROM clocks WHERE ticket = ?1 ORDER BY started_at_us, clock, episode, number");
        self.read(|tables| tables.prepare_cached(&select)?.query_map([Shown(ticket)], ClockRow::read)?.collect())
    }

    /// Shows the marks of all tickets from one on, by their ids, all at one position. The transaction lasts as long as somebody
    /// looks, so that what is written meanwhile stays in the file's log until then.
    ///
    /// # Errors
    /// If the read model cannot be read.
    pub fn look_through(&self, from: Option<TicketId>, looker: &mut impl Looker) -> Result<Read<()>, Unreadable> {
        self.read_kept(|tables| {
            let from = from.map(Shown);
            let left: i64 = tables
                .prepare_cached("SELECT count(*) FROM ticket_marks WHERE ticket >= ifnull(?1, '')")?
                .query_row([&from], |row| row.get(0))?;
            if looker.begin(checkpoint::reflected(tables)?, natural(left)).is_break() {
                return Ok(());
            }
            let mut select = tables.prepare_cached(
                "SELECT ticket, marks FROM ticket_marks WHERE ticket >= ifnull(?1, '') ORDER BY ticket",
            )?;
            let mut rows = select.query([&from])?;
            while let Some(row) = rows.next()? {
                let (Shown(ticket), Packed(marks)) = (row.get(0)?, row.get(1)?);
                if looker.look(ticket, &marks).is_break() {
                    break;
                }
            }
            Ok(())
        })
    }

    /// The tickets of which the watch has something to record by `until`, the longest due first; at most [`MAX_PAGE`].
    ///
    /// # Errors
    /// If the read model cannot be read.
    pub fn due_notices(&self, until: Timestamp, limit: usize) -> Result<Read<Vec<DueNotice>>, Unreadable> {
        self.read(|tables| {
            let mut select = tables.prepare_cached(
                "SELECT ticket, next_notice_at_us, revision FROM ticket_marks
                 WHERE next_notice_at_us <= ?1 ORDER BY next_notice_at_us, ticket LIMIT ?2",
            )?;
            let due = |row: &Row<'_>| {
                let (Shown(ticket), Micros(at)) = (row.get(0)?, row.get(1)?);
                Ok(DueNotice { ticket, at, revision: Revision(natural(row.get(2)?)) })
            };
            let limit = i64::try_from(limit.min(MAX_PAGE)).unwrap_or(i64::MAX);
            select.query_map(params![Micros(until), limit], due)?.collect()
        })
    }

    /// When the watch has to look next after this instant, if nothing happens before.
    ///
    /// # Errors
    /// If the read model cannot be read.
    pub fn next_notice_after(&self, instant: Timestamp) -> Result<Read<Option<Timestamp>>, Unreadable> {
        self.read(|tables| {
            let mut select = tables.prepare_cached(
                "SELECT next_notice_at_us FROM ticket_marks
                 WHERE next_notice_at_us > ?1 ORDER BY next_notice_at_us LIMIT 1",
            )?;
            Ok(select.query_row([Micros(instant)], |row| row.get(0)).optional()?.map(|Micros(at)| at))
        })
    }
}

const COLUMNS: &str =
    "ticket, clock, episode, number, class, group_code, policy_version, started_at_us, due_at_us, state, verdict,
    first_verdict, contested, waiver, born_breached, judged_by_us, stopped_at_us, provenance";

impl ClockFilter {
    fn conditions(&self, after: Option<ClockCursor>) -> Conditions {
        let mut all = Conditions::of("TRUE");
        all.and_if("ticket = ?", self.ticket.map(Shown));
        all.and_if("clock = ?", self.clock.map(Word));
        match self.state {
            // Written out, so that the index of those that run is found.
            Some(Standing::Running) => all.and("state = 'running'", Vec::new()),
            other => all.and_if("state = ?", other.map(Word)),
        }
        all.and_if("verdict = ?", self.verdict.map(Word));
        all.and_if("contested = ?", self.contested.map(Word));
        all.and_if("class = ?", self.class.map(Word));
        all.and_if("group_code = ?", self.group.clone().map(Shown));
        all.and_if(concat!(deadline!(), " >= ?"), self.due_from.map(Micros));
        all.and_if(concat!(deadline!(), " < ?"), self.due_before.map(Micros));
        if let Some(ClockCursor { due_at, ticket, clock, episode, number }) = after {
            let deadline = due_at.map_or(i64::MAX, Timestamp::as_micros);
            let place: Vec<Box<dyn ToSql>> = vec![
                Box::new(deadline),
                Box::new(Shown(ticket)),
                Box::new(Word(clock)),
                Box::new(episode),
                Box::new(number),
            ];
            all.and(concat!("(", deadline!(), ", ticket, clock, episode, number) > (?, ?, ?, ?, ?)"), place);
        }
        all
    }
}

impl ClockRow {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        let instant = |column| row.get(column).map(|at: Option<Micros>| at.map(|Micros(at)| at));
        let verdict =
            |column| row.get(column).map(|verdict: Option<Word<Verdict>>| verdict.map(|Word(verdict)| verdict));
        let (Shown(ticket), Word(clock), Word(state), Word(provenance)) =
            (row.get::<_, Shown<TicketId>>(0)?, row.get(1)?, row.get(9)?, row.get(17)?);
        let Micros(started_at) = row.get(7)?;
        Ok(Self {
            ticket,
            code: TicketCode::of(ticket).to_string(),
            clock,
            episode: row.get(2)?,
            number: row.get(3)?,
            class: row.get::<_, Option<_>>(4)?.map(|Word(class)| class),
            group: row.get::<_, Option<_>>(5)?.map(|Shown(group)| group),
            policy_version: row.get(6)?,
            started_at,
            due_at: instant(8)?,
            state,
            verdict: verdict(10)?,
            first_verdict: verdict(11)?,
            contested: verdict(12)?,
            waiver: row.get::<_, Option<_>>(13)?.map(|Word(waiver)| waiver),
            born_breached: row.get(14)?,
            judged_by: instant(15)?,
            stopped_at: instant(16)?,
            provenance,
        })
    }

    fn cursor(&self) -> ClockCursor {
        let Self { due_at, ticket, clock, episode, number, .. } = *self;
        ClockCursor { due_at, ticket, clock, episode, number }
    }
}
