//! The list of tickets: a row each, to look for tickets by what they are about.

mod published;
mod query;

use domain::Reference;
use domain::ticket::{StageName, entry_spec};
use events_schema::facts::ticket::{TicketFact, TicketReported};
use events_schema::ids::{CustomerId, GroupId, IssueTypeId, PersonId, TicketId};
use events_schema::text::{Line, Paragraph};
use events_schema::values::{EngineSerial, IntakeChannel, TicketClass};
use events_schema::{FactSet, Position, TicketCode, Timestamp};
use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};

use crate::columns::{Micros, Packed, Shown, Word, integer};
use crate::event::Event;
use crate::history::{History, Last};
use crate::projection::Projection;
use crate::published::PublishedView;
use crate::words::words;
pub use query::{TicketCursor, TicketFilter, TicketRow};

/// The read model `ticket_list`.
pub struct TicketList;

/// A ticket of the list, as the fold keeps it.
#[derive(Default)]
pub struct Listed {
    kept: Kept,
    report: Report,
}

/// What a row needs from one event to the next.
#[derive(Default, Serialize, Deserialize)]
struct Kept {
    /// The position of the first event, by which the index of words names the ticket: short, and the same in every rebuild.
    first: Option<Position>,
    last: Option<Last>,
    history: History<Piece>,
}

/// Whether the tables have the report as it reads now. It hardly ever changes, and all indexes are on it.
#[derive(Default)]
enum Report {
    #[default]
    New,
    Written,
    Changed,
}

/// What the list shows of a fact.
#[derive(Serialize, Deserialize)]
enum Piece {
    Report(Box<Head>),
    Completion(Box<Completion>),
    Engine(Option<EngineSerial>),
    Class(TicketClass, Option<IssueTypeId>),
    Group(GroupId),
    Person(PersonId),
    Stage(StageName),
}

#[derive(Serialize, Deserialize)]
struct Head {
    customer: CustomerId,
    organisation: Option<Line>,
    channel: IntakeChannel,
    engine_model: Option<Line>,
    engine_serial: Option<EngineSerial>,
    symptom: Option<Paragraph>,
}

/// What a report lacked at first.
#[derive(Serialize, Deserialize)]
struct Completion {
    organisation: Option<Line>,
    engine_model: Option<Line>,
    symptom: Option<Paragraph>,
}

fn piece(fact: &TicketFact) -> Option<Piece> {
    match fact {
        TicketFact::Reported(fact) => Some(Piece::Report(Box::new(Head::of(fact)))),
        TicketFact::IntakeCompleted(fact) => Some(Piece::Completion(Box::new(Completion {
            organisation: fact.organisation.clone(),
            engine_model: fact.engine_model.clone(),
            symptom: fact.symptom.clone(),
        }))),
        TicketFact::EngineIdentified(fact) => Some(Piece::Engine(fact.serial.clone())),
        TicketFact::TakenOver(fact) => Some(Piece::Person(fact.person.clone())),
        TicketFact::Classified(fact) => Some(Piece::Class(fact.class, fact.issue_type.clone())),
        TicketFact::ClassCorrected(fact) => Some(Piece::Class(fact.class, fact.issue_type.clone())),
        TicketFact::ClassChangeApproved(fact) => Some(Piece::Class(fact.class, fact.issue_type.clone())),
        TicketFact::Assigned(fact) => Some(Piece::Group(fact.group.clone())),
        TicketFact::Reassigned(fact) => Some(Piece::Group(fact.to.clone())),
        // The table of entries says which of the others bring a stage; a list shows nothing else of them.
        fact => entry_spec(fact).brings.map(Piece::Stage),
    }
}

impl Head {
    fn of(fact: &TicketReported) -> Self {
        Self {
            customer: fact.customer,
            organisation: fact.organisation.clone(),
            channel: fact.channel,
            engine_model: fact.engine_model.clone(),
            engine_serial: fact.engine_serial.clone(),
            symptom: fact.symptom.clone(),
        }
    }
}

/// A ticket as its pieces have it together.
#[derive(Default)]
struct Current<'a> {
    received_at: Option<Timestamp>,
    customer: Option<CustomerId>,
    organisation: Option<&'a Line>,
    channel: Option<IntakeChannel>,
    engine_model: Option<&'a Line>,
    engine_serial: Option<&'a EngineSerial>,
    symptom: Option<&'a Paragraph>,
    class: Option<TicketClass>,
    issue_type: Option<&'a IssueTypeId>,
    group: Option<&'a GroupId>,
    person: Option<&'a PersonId>,
    stage: StageName,
}

impl Kept {
    fn current(&self) -> Current<'_> {
        let mut current = Current::default();
        for kept in self.history.iter() {
            match &kept.is {
                Piece::Report(head) => {
                    current.received_at = Some(kept.at);
                    current.customer = Some(head.customer);
                    current.organisation = head.organisation.as_ref();
                    current.channel = Some(head.channel);
                    current.engine_model = head.engine_model.as_ref();
                    current.engine_serial = head.engine_serial.as_ref();
                    current.symptom = head.symptom.as_ref();
                }
                Piece::Completion(completion) => {
                    current.organisation = completion.organisation.as_ref().or(current.organisation);
                    current.engine_model = completion.engine_model.as_ref().or(current.engine_model);
                    current.symptom = completion.symptom.as_ref().or(current.symptom);
                }
                Piece::Engine(serial) => current.engine_serial = serial.as_ref(),
                Piece::Class(class, issue_type) => {
                    current.class = Some(*class);
                    current.issue_type = issue_type.as_ref().or(current.issue_type);
                }
                Piece::Group(group) => {
                    current.group = Some(group);
                    current.person = None;
                }
                Piece::Person(person) => current.person = Some(person),
                Piece::Stage(stage) => current.stage = *stage,
            }
        }
        current
    }
}

impl Projection for TicketList {
    const NAME: &'static str = "ticket_list";
    const VERSION: u32 = 3;
    const TABLES: &'static str = "
        CREATE TABLE tickets (
            number INTEGER PRIMARY KEY,
            ticket TEXT NOT NULL UNIQUE,
            code TEXT NOT NULL,
            customer TEXT,
            organisation TEXT,
            channel TEXT,
            engine_model TEXT,
            engine_serial TEXT,
            symptom TEXT,
            class TEXT,
            issue_type TEXT,
            group_code TEXT,
            person TEXT,
            stage TEXT NOT NULL,
            received_at_us INTEGER,
            last_changed_at_us INTEGER NOT NULL,
            revision INTEGER NOT NULL,
            kept BLOB NOT NULL
        ) STRICT;
        CREATE INDEX tickets_by_receipt ON tickets (received_at_us, ticket) WHERE received_at_us IS NOT NULL;
        CREATE INDEX tickets_by_code ON tickets (code);
        CREATE INDEX tickets_by_engine ON tickets (engine_serial) WHERE engine_serial IS NOT NULL;
        CREATE INDEX tickets_by_customer ON tickets (customer);
        CREATE TABLE words (
            word TEXT NOT NULL,
            number INTEGER NOT NULL,
            PRIMARY KEY (word, number)
        ) STRICT, WITHOUT ROWID;
    ";
    const CATEGORIES: &'static [&'static str] = &[TicketFact::CATEGORY];
    const PUBLISHED: &'static [PublishedView] = &[published::TICKETS];

    type Key = TicketId;
    type Row = Listed;

    fn keys(event: &Event) -> impl IntoIterator<Item = TicketId> {
        event.of_ticket().map(|(ticket, _)| ticket)
    }

    fn apply(row: &mut Listed, event: &Event) {
        let Some((_, entry)) = event.of_ticket() else { return };
        row.kept.first = row.kept.first.or(entry.position);
        row.kept.last = Some(Last::of(entry));
        row.kept.history.apply(entry, piece);
        let rewrites = matches!(entry.fact, TicketFact::IntakeCompleted(_) | TicketFact::EngineIdentified(_))
            || entry.fact.is_amendment();
        if rewrites && matches!(row.report, Report::Written) {
            row.report = Report::Changed;
        }
    }

    fn weight(row: &Listed) -> usize {
        1_500 + 150 * row.kept.history.len()
    }

    fn load(tables: &Connection, ticket: &TicketId) -> rusqlite::Result<Option<Listed>> {
        let mut select = tables.prepare_cached("SELECT kept FROM tickets WHERE ticket = ?1")?;
        let kept = select.query_row([Shown(ticket)], |row| row.get(0)).optional()?;
        Ok(kept.map(|Packed(kept)| Listed { kept, report: Report::Written }))
    }

    fn store(tables: &Connection, ticket: &TicketId, row: &mut Listed, _: &Reference) -> rusqlite::Result<()> {
        match row.report {
            Report::New => insert(tables, *ticket, &row.kept)?,
            Report::Written => {}
            Report::Changed => rewrite_report(tables, &row.kept)?,
        }
        if !matches!(row.report, Report::New) {
            update(tables, &row.kept)?;
        }
        row.report = Report::Written;
        Ok(())
    }
}

fn insert(tables: &Connection, ticket: TicketId, kept: &Kept) -> rusqlite::Result<()> {
    let (number, current) = (number(kept), kept.current());
    let mut insert = tables.prepare_cached(
        "INSERT INTO tickets (number, ticket, code, customer, organisation, channel, engine_model, engine_serial, symptom,
            class, issue_type, group_code, person, stage, received_at_us, last_changed_at_us, revision, kept)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)",
    )?;
    insert.execute(params![
        number,
        Shown(ticket),
        Shown(TicketCode::of(ticket)),
        current.customer.map(Shown),
        current.organisation.map(Line::as_str),
        current.channel.map(Word),
        current.engine_model.map(Line::as_str),
        current.engine_serial.map(EngineSerial::as_str),
        current.symptom.map(Paragraph::as_str),
        current.class.map(Word),
        current.issue_type.map(Shown),
        current.group.map(Shown),
        current.person.map(Shown),
        Word(current.stage),
        current.received_at.map(Micros),
        kept.last.map(|last| Micros(last.recorded_at)),
        kept.last.map(|last| integer(last.revision.0)),
        Packed(kept),
    ])?;
    index(tables, number, current.symptom.map(Paragraph::as_str))
}

/// Writes what changes in the course of a ticket; no index is on it.
fn update(tables: &Connection, kept: &Kept) -> rusqlite::Result<()> {
    let current = kept.current();
    let mut update = tables.prepare_cached(
        "UPDATE tickets SET class = ?2, issue_type = ?3, group_code = ?4, person = ?5, stage = ?6,
            last_changed_at_us = ?7, revision = ?8, kept = ?9
         WHERE number = ?1",
    )?;
    update.execute(params![
        number(kept),
        current.class.map(Word),
        current.issue_type.map(Shown),
        current.group.map(Shown),
        current.person.map(Shown),
        Word(current.stage),
        kept.last.map(|last| Micros(last.recorded_at)),
        kept.last.map(|last| integer(last.revision.0)),
        Packed(kept),
    ])?;
    Ok(())
}

fn rewrite_report(tables: &Connection, kept: &Kept) -> rusqlite::Result<()> {
    let (number, current) = (number(kept), kept.current());
    let symptom = current.symptom.map(Paragraph::as_str);
    let mut select = tables.prepare_cached("SELECT symptom FROM tickets WHERE number = ?1")?;
    let indexed: Option<String> = select.query_row([number], |row| row.get(0))?;
    if indexed.as_deref() != symptom {
        let mut forget = tables.prepare_cached("DELETE FROM words WHERE word = ?1 AND number = ?2")?;
        for word in indexed.as_deref().map(words).unwrap_or_default() {
            forget.execute(params![word, number])?;
        }
        index(tables, number, symptom)?;
    }
    let mut update = tables.prepare_cached(
        "UPDATE tickets SET customer = ?2, organisation = ?3, channel = ?4, engine_model = ?5, engine_serial = ?6,
            symptom = ?7, received_at_us = ?8
         WHERE number = ?1",
    )?;
    update.execute(params![
        number,
        current.customer.map(Shown),
        current.organisation.map(Line::as_str),
        current.channel.map(Word),
        current.engine_model.map(Line::as_str),
        current.engine_serial.map(EngineSerial::as_str),
        symptom,
        current.received_at.map(Micros),
    ])?;
    Ok(())
}

fn index(tables: &Connection, number: i64, symptom: Option<&str>) -> rusqlite::Result<()> {
    let mut remember = tables.prepare_cached("INSERT INTO words (word, number) VALUES (?1, ?2)")?;
    for word in symptom.map(words).unwrap_or_default() {
        remember.execute(params![word, number])?;
    }
    Ok(())
}

fn number(kept: &Kept) -> i64 {
    kept.first.map_or(0, |first| integer(first.0))
}
