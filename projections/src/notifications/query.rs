use domain::notification::Reader;
use events_schema::facts::sla_policy::ClockKind;
use events_schema::ids::{DepartmentId, GroupId, PersonId, TicketId};
use events_schema::text::Code;
use events_schema::values::TicketClass;
use events_schema::{Duration, EventId, Role, StreamName, Timestamp};
use rusqlite::Row;
use schemars::JsonSchema;
use serde::Serialize;

use super::{Notifications, Subject};
use crate::columns::{Json, Micros, Shown, Word, integer, natural};
use crate::view::{Page, Read, Unreadable, View, page_size};

/// That somebody is told of something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Notified {
    /// Grows with the log.
    pub number: u64,
    /// The ticket; absent where it is about another record.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ticket: Option<TicketId>,
    /// The ticket, its case, or the other record that it is about.
    pub stream: StreamName,
    /// The event that is told.
    pub event: EventId,
    /// Its type.
    pub kind: String,
    /// The rule by which it is told.
    pub rule: Code,
    /// The role that is told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// The group that is told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<GroupId>,
    /// The person who is told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
    /// The department whose head is told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub department: Option<DepartmentId>,
    /// The class of the ticket then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub class: Option<TicketClass>,
    /// The clock that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clock: Option<ClockKind>,
    /// Whether it leaves the house.
    #[serde(skip)]
    pub is_live: bool,
    /// The channels beside the inbox; absent: all that are set up.
    #[serde(skip)]
    pub channels: Option<Vec<Code>>,
    /// After how long it is told again, until it is answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub every: Option<Duration>,
    /// When the event was recorded.
    pub told_at: Timestamp,
    /// When what it waits for was done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answered_at: Option<Timestamp>,
}

impl Notified {
    /// Whether it passes limits and digests first: what is about an important issue, or an emergency.
    #[must_use]
    pub fn is_urgent(&self) -> bool {
        matches!(self.class, Some(TicketClass::Important | TicketClass::Emergency))
    }
}

const COLUMNS: &str =
    "number, ticket, stream, event, kind, rule, role, group_code, person, department, class, clock, is_live,
    channels, every_us, told_at_us, answered_at_us";

fn notified(row: &Row<'_>) -> rusqlite::Result<Notified> {
    let Shown(stream) = row.get(2)?;
    let Shown(event) = row.get(3)?;
    let Shown(rule) = row.get(5)?;
    Ok(Notified {
        number: natural(row.get(0)?),
        ticket: row.get::<_, Option<Shown<_>>>(1)?.map(|Shown(ticket)| ticket),
        stream,
        event,
        kind: row.get(4)?,
        rule,
        role: row.get::<_, Option<Word<_>>>(6)?.map(|Word(role)| role),
        group: row.get::<_, Option<Shown<_>>>(7)?.map(|Shown(group)| group),
        person: row.get::<_, Option<Shown<_>>>(8)?.map(|Shown(person)| person),
        department: row.get::<_, Option<Shown<_>>>(9)?.map(|Shown(department)| department),
        class: row.get::<_, Option<Word<_>>>(10)?.map(|Word(class)| class),
        clock: row.get::<_, Option<Word<_>>>(11)?.map(|Word(clock)| clock),
        is_live: row.get(12)?,
        channels: row.get::<_, Option<Json<_>>>(13)?.map(|Json(channels)| channels),
        every: row.get::<_, Option<i64>>(14)?.map(Duration::from_micros),
        told_at: row.get::<_, Micros>(15)?.0,
        answered_at: row.get::<_, Option<Micros>>(16)?.map(|Micros(at)| at),
    })
}

impl View<Notifications> {
    /// What somebody is told, the newest first; of several pages the one before a number.
    ///
    /// # Errors
    /// If the read model cannot be read.
    pub fn inbox(
        &self,
        reader: &Reader,
        before: Option<u64>,
        size: usize,
    ) -> Result<Read<Page<Notified, u64>>, Unreadable> {
        let size = page_size(size);
        let names = |of: &mut dyn Iterator<Item = String>| serde_json::Value::from_iter(of).to_string();
        let roles = names(&mut reader.roles.iter().map(|role| role.name().to_owned()));
        let groups = names(&mut reader.groups.iter().map(ToString::to_string));
        let people = names(&mut reader.people.iter().map(ToString::to_string));
        let departments = names(&mut reader.departments.iter().map(ToString::to_string));
        // A part for each column, so that each goes by its index.
        let part = |column: &str, names: usize| {
            format!(
                "SELECT * FROM (SELECT {COLUMNS} FROM notifications
                    WHERE {column} IN (SELECT value FROM json_each(?{names})) AND number < ?1 ORDER BY number DESC LIMIT ?2)"
            )
        };
        let parts =
            [part("role", 3), part("group_code", 4), part("person", 5), part("department", 6)].join(" UNION ALL ");
        let sql = format!("{parts} ORDER BY number DESC LIMIT ?2");
        let before = before.map_or(i64::MAX, integer);
        self.read(|tables| {
            let mut select = tables.prepare_cached(&sql)?;
            let values = (before, integer(size as u64 + 1), roles, groups, people, departments);
            let items = select.query_map(values, notified)?.collect::<rusqlite::Result<Vec<_>>>()?;
            Ok(Page::of(items, size, |last| last.number))
        })
    }

    /// What is told after a number, in order.
    ///
    /// # Errors
    /// If the read model cannot be read.
    pub fn told_after(&self, number: Option<u64>, size: usize) -> Result<Read<Vec<Notified>>, Unreadable> {
        let sql = format!("SELECT {COLUMNS} FROM notifications WHERE number > ?1 ORDER BY number LIMIT ?2");
        let after = number.map_or(-1, integer);
        self.read(|tables| {
            let mut select = tables.prepare_cached(&sql)?;
            select.query_map((after, integer(page_size(size) as u64)), notified)?.collect()
        })
    }

    /// What is told again and again, because nobody has answered it.
    ///
    /// # Errors
    /// If the read model cannot be read.
    pub fn unanswered(&self) -> Result<Read<Vec<Notified>>, Unreadable> {
        let sql = format!(
            "SELECT {COLUMNS} FROM notifications WHERE every_us IS NOT NULL AND answered_at_us IS NULL AND is_live ORDER BY number"
        );
        self.read(|tables| tables.prepare_cached(&sql)?.query_map([], notified)?.collect())
    }

    /// Everybody who is told of an event.
    ///
    /// # Errors
    /// If the read model cannot be read.
    pub fn told_of(&self, subject: &Subject, event: EventId) -> Result<Read<Vec<Notified>>, Unreadable> {
        let of = match subject {
            Subject::Ticket(_) => "ticket = ?1",
            Subject::Record(_) => "ticket IS NULL AND stream = ?1",
        };
        let sql = format!("SELECT {COLUMNS} FROM notifications WHERE {of} AND event = ?2 ORDER BY number");
        let name = subject.stream();
        self.read(|tables| tables.prepare_cached(&sql)?.query_map((name.as_str(), Shown(event)), notified)?.collect())
    }

    /// The number of the last one.
    ///
    /// # Errors
    /// If the read model cannot be read.
    pub fn last_told(&self) -> Result<Read<Option<u64>>, Unreadable> {
        self.read(|tables| {
            let mut select = tables.prepare_cached("SELECT max(number) FROM notifications")?;
            select.query_row([], |row| row.get::<_, Option<i64>>(0)).map(|last| last.map(natural))
        })
    }
}
