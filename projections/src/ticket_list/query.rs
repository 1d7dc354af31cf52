//! Looking for tickets.

use events_schema::ids::{CustomerId, GroupId, IssueTypeId, PersonId, TicketId};
use events_schema::text::{Line, Paragraph};
use events_schema::values::{EngineSerial, IntakeChannel, TicketClass};
use events_schema::{Revision, TicketCode, Timestamp};
use rusqlite::{Row, ToSql};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::TicketList;
use crate::columns::{Micros, Shown, Word, natural};
use crate::view::{Conditions, Page, Read, Unreadable, View, page_size};
use crate::words::{Term, terms};
use domain::ticket::StageName;

/// Which tickets somebody looks for: those that fit everything that is set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TicketFilter {
    /// The life stage.
    pub stage: Option<StageName>,
    /// The class.
    pub class: Option<TicketClass>,
    /// The group that has it.
    pub group: Option<GroupId>,
    /// The type of issue.
    pub issue_type: Option<IssueTypeId>,
    /// Who handles it.
    pub person: Option<PersonId>,
    /// Where the report came in.
    pub channel: Option<IntakeChannel>,
    /// The engine.
    pub engine_serial: Option<EngineSerial>,
    /// The customer.
    pub customer: Option<CustomerId>,
    /// The short code.
    pub code: Option<TicketCode>,
    /// Words of the symptom, all of which it has. A text without a word finds nothing.
    pub text: Option<String>,
    /// Received at this instant or later.
    pub received_from: Option<Timestamp>,
    /// Received before this instant.
    pub received_before: Option<Timestamp>,
}

/// A ticket in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TicketRow {
    /// Its id.
    pub ticket: TicketId,
    /// Its short code, for the telephone.
    pub code: String,
    /// The life stage.
    pub stage: StageName,
    /// The customer.
    pub customer: CustomerId,
    /// The customer's company.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organisation: Option<Line>,
    /// Where the report came in.
    pub channel: IntakeChannel,
    /// The engine model.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub engine_model: Option<Line>,
    /// The engine's serial number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub engine_serial: Option<EngineSerial>,
    /// The fault symptom.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub symptom: Option<Paragraph>,
    /// The class, once it is classified.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub class: Option<TicketClass>,
    /// The type of issue, once it is classified.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issue_type: Option<IssueTypeId>,
    /// The group, once it is assigned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<GroupId>,
    /// Who handles it, once somebody of the group has taken it over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
    /// When the report was received.
    pub received_at: Timestamp,
    /// When its last event was recorded.
    pub last_changed_at: Timestamp,
    /// The revision of its last event.
    pub revision: Revision,
}

/// A place in the list: behind this ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TicketCursor {
    /// When the ticket was received.
    pub received_at: Timestamp,
    /// The ticket.
    pub ticket: TicketId,
}

impl View<TicketList> {
    /// The tickets that fit, those received last first, from behind `after` on; at most [`crate::view::MAX_PAGE`].
    ///
    /// # Errors
    /// If the read model cannot be read.
    pub fn page(
        &self,
        filter: &TicketFilter,
        after: Option<TicketCursor>,
        limit: usize,
    ) -> Result<Read<Page<TicketRow, TicketCursor>>, Unreadable> {
        let size = page_size(limit);
        let conditions = filter.conditions(after);
        let select = format!(
            "SELECT ticket, code, stage, customer, organisation, channel, engine_model, engine_serial, symptom, class,
                issue_type, group_code, received_at_us, last_changed_at_us, revision, person
             FROM tickets WHERE {} ORDER BY received_at_us DESC, ticket DESC LIMIT {}",
            conditions.sql(),
            size + 1
        );
        self.read(|tables| {
            let mut select = tables.prepare_cached(&select)?;
            let rows = select.query_map(conditions.values(), TicketRow::read)?;
            let items = rows.collect::<Result<_, _>>()?;
            let cursor = |row: &TicketRow| TicketCursor { received_at: row.received_at, ticket: row.ticket };
            Ok(Page::of(items, size, cursor))
        })
    }
}

impl TicketFilter {
    fn conditions(&self, after: Option<TicketCursor>) -> Conditions {
        let mut all = Conditions::of("received_at_us IS NOT NULL");
        all.and_if("stage = ?", self.stage.map(Word));
        all.and_if("class = ?", self.class.map(Word));
        all.and_if("group_code = ?", self.group.clone().map(Shown));
        all.and_if("person = ?", self.person.clone().map(Shown));
        all.and_if("issue_type = ?", self.issue_type.clone().map(Shown));
        all.and_if("channel = ?", self.channel.map(Word));
        all.and_if("engine_serial = ?", self.engine_serial.clone().map(Shown));
        all.and_if("customer = ?", self.customer.map(Shown));
        all.and_if("code = ?", self.code.map(Shown));
        all.and_if("received_at_us >= ?", self.received_from.map(Micros));
        all.and_if("received_at_us < ?", self.received_before.map(Micros));
        if let Some(text) = &self.text {
            symptom_has(&mut all, text);
        }
        if let Some(TicketCursor { received_at, ticket }) = after {
            let place: Vec<Box<dyn ToSql>> = vec![Box::new(Micros(received_at)), Box::new(Shown(ticket))];
            all.and("(received_at_us, ticket) < (?, ?)", place);
        }
        all
    }
}

fn symptom_has(all: &mut Conditions, text: &str) {
    let terms = terms(text);
    if terms.is_empty() {
        all.and("FALSE", Vec::new());
    }
    for term in terms {
        match term {
            Term::Word(word) => {
                all.and("number IN (SELECT number FROM words WHERE word = ?)", vec![Box::new(word)]);
            }
            Term::Beginning(c) => {
                let range: Vec<Box<dyn ToSql>> = vec![Box::new(c.to_string()), Box::new(format!("{c}{}", char::MAX))];
                all.and("number IN (SELECT number FROM words WHERE word BETWEEN ? AND ?)", range);
            }
        }
    }
}

impl TicketRow {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        let line = |column| row.get(column).map(|line: Option<Shown<Line>>| line.map(|Shown(line)| line));
        let (Shown(ticket), Word(stage), Shown(customer)) = (row.get(0)?, row.get(2)?, row.get(3)?);
        let (Word(channel), Micros(received_at), Micros(last_changed_at)) = (row.get(5)?, row.get(12)?, row.get(13)?);
        Ok(Self {
            ticket,
            code: row.get(1)?,
            stage,
            customer,
            organisation: line(4)?,
            channel,
            engine_model: line(6)?,
            engine_serial: row.get::<_, Option<_>>(7)?.map(|Shown(serial)| serial),
            symptom: row.get::<_, Option<_>>(8)?.map(|Shown(symptom)| symptom),
            class: row.get::<_, Option<_>>(9)?.map(|Word(class)| class),
            issue_type: row.get::<_, Option<_>>(10)?.map(|Shown(issue_type)| issue_type),
            group: row.get::<_, Option<_>>(11)?.map(|Shown(group)| group),
            person: row.get::<_, Option<_>>(15)?.map(|Shown(person)| person),
            received_at,
            last_changed_at,
            revision: Revision(natural(row.get(14)?)),
        })
    }
}
