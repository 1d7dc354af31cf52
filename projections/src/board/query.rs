//! Looking at the board.

use domain::Reference;
use domain::ticket::{StageName, StandingHold, Task, ToDo};
use events_schema::ids::{GroupId, PersonId, TicketId};
use events_schema::text::Line;
use events_schema::values::TicketClass;
use events_schema::{Role, TicketCode, Timestamp};
use rusqlite::{Row, ToSql};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Board, ContestedClock};
use crate::columns::{Json, Micros, Shown, Word};
use crate::view::{Conditions, Page, Read, Unreadable, View, page_size};

/// Which tickets somebody looks for: those that fit everything that is set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BoardFilter {
    /// The class.
    pub class: Option<TicketClass>,
    /// The group that has the ticket.
    pub group: Option<GroupId>,
    /// A role that is to act.
    pub role: Option<Role>,
    /// The next deadline lies before this instant.
    pub due_before: Option<Timestamp>,
}

/// A ticket on the board.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct BoardRow {
    /// The ticket.
    pub ticket: TicketId,
    /// Its short code, for the telephone.
    pub code: String,
    /// The class (级别); absent until it is classified.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub class: Option<TicketClass>,
    /// The life stage.
    pub stage: StageName,
    /// The customer's company.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organisation: Option<Line>,
    /// The engine model (发动机型号).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub engine_model: Option<Line>,
    /// The fault symptom (故障现象) in one line, cut after 60 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub symptom: Option<String>,
    /// The group, once it is assigned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<GroupId>,
    /// Who handles it, once somebody of the group has taken it over and while he works here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
    /// When the report was received. The screen shows the time since then, whatever the clocks do.
    pub received_at: Timestamp,
    /// The next deadline of all that is to be done; absent if nothing has one. It may have passed: whoever looks compares it
    /// with his own clock, and counts down by himself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Timestamp>,
    /// What is to be done (待办), the next due first; never empty.
    pub to_dos: Vec<ToDo>,
    /// How many slots of the progress grid passed without a report to the head of after-sales (P3.2.c).
    pub missed_slots: u32,
    /// The roles that have to know and have not said so (P3.2.a, P3.3.a); empty once everybody knows.
    pub not_acknowledged: Vec<Role>,
    /// For what it waits (open point 3).
    pub holds: Vec<StandingHold>,
    /// The clocks whose verdicts the record speaks against (open point 8).
    pub contested: Vec<ContestedClock>,
}

/// A place on the board: behind this ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BoardCursor {
    /// The class of the ticket.
    pub class: Option<TicketClass>,
    /// Its next deadline.
    pub due_at: Option<Timestamp>,
    /// The ticket.
    pub ticket: TicketId,
}

macro_rules! deadline {
    () => {
        "ifnull(due_at_us, 9223372036854775807)"
    };
}

impl View<Board> {
    /// The tickets that fit, the most urgent class first, of each class the next due first; from behind `after` on, at most
    /// [`crate::view::MAX_PAGE`].
    ///
    /// # Errors
    /// If the read model cannot be read.
    pub fn page(
        &self,
        filter: &BoardFilter,
        after: Option<BoardCursor>,
        limit: usize,
    ) -> Result<Read<Page<BoardRow, BoardCursor>>, Unreadable> {
        let size = page_size(limit);
        let conditions = filter.conditions(after);
        let order = concat!("urgency, ", deadline!(), ", ticket");
        let select = format!(
            "SELECT ticket, class, stage, organisation, engine_model, symptom, group_code, person, received_at_us, due_at_us,
                missed_slots, to_dos, holds, contested
             FROM board WHERE {} ORDER BY {order} LIMIT {}",
            conditions.sql(),
            size + 1
        );
        self.read(|tables| {
            let mut select = tables.prepare_cached(&select)?;
            let items = select.query_map(conditions.values(), BoardRow::read)?.collect::<Result<_, _>>()?;
            Ok(Page::of(items, size, BoardRow::cursor))
        })
    }
}

impl BoardFilter {
    fn conditions(&self, after: Option<BoardCursor>) -> Conditions {
        let mut all = Conditions::of("TRUE");
        all.and_if("class = ?", self.class.map(Word));
        all.and_if("group_code = ?", self.group.clone().map(Shown));
        all.and_if("instr(roles, ?) > 0", self.role.map(|role| format!(" {} ", role.name())));
        all.and_if("due_at_us < ?", self.due_before.map(Micros));
        if let Some(BoardCursor { class, due_at, ticket }) = after {
            let deadline = due_at.map_or(i64::MAX, Timestamp::as_micros);
            let place: Vec<Box<dyn ToSql>> =
                vec![Box::new(domain::ticket::urgency(class)), Box::new(deadline), Box::new(Shown(ticket))];
            all.and(concat!("(urgency, ", deadline!(), ", ticket) > (?, ?, ?)"), place);
        }
        all
    }
}

impl BoardRow {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        let line = |column| row.get(column).map(|line: Option<Shown<Line>>| line.map(|Shown(line)| line));
        let (Shown(ticket), Word(stage), Micros(received_at)) =
            (row.get::<_, Shown<TicketId>>(0)?, row.get(2)?, row.get(8)?);
        let (Json(to_dos), Json(holds), Json(contested)) =
            (row.get::<_, Json<Vec<ToDo>>>(11)?, row.get(12)?, row.get(13)?);
        let notifications = to_dos.iter().filter(|to_do| to_do.what == Task::Notify);
        let not_acknowledged = notifications.flat_map(|to_do| to_do.roles.iter().copied()).collect();
        Ok(Self {
            ticket,
            code: TicketCode::of(ticket).to_string(),
            class: row.get::<_, Option<_>>(1)?.map(|Word(class)| class),
            stage,
            organisation: line(3)?,
            engine_model: line(4)?,
            symptom: row.get(5)?,
            group: row.get::<_, Option<_>>(6)?.map(|Shown(group)| group),
            person: row.get::<_, Option<_>>(7)?.map(|Shown(person)| person),
            received_at,
            due_at: row.get::<_, Option<_>>(9)?.map(|Micros(at)| at),
            missed_slots: row.get(10)?,
            not_acknowledged,
            to_dos,
            holds,
            contested,
        })
    }

    fn cursor(&self) -> BoardCursor {
        let Self { class, due_at, ticket, .. } = *self;
        BoardCursor { class, due_at, ticket }
    }

    /// The same by the directory at an instant: who acts for whom, and without people who have left.
    #[must_use]
    pub fn at(mut self, now: Timestamp, reference: &Reference) -> Self {
        self.person = self.person.filter(|person| reference.works_here(person));
        self.to_dos = self.to_dos.into_iter().map(|to_do| to_do.at(now, reference)).collect();
        self
    }
}
