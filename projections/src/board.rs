//! The board: every ticket of which something is to be done, for a screen on the wall of the service centre.
//!
//! A row says who is to act, and until when, and never that it is late, for that depends on who looks when.

mod published;
mod query;

use domain::clocks::{Clock, ClockId, ClockProvenance, Marks};
use domain::reference::Reference;
use domain::ticket::{AgendaPiece, Situation, ToDo, agenda, urgency};
use events_schema::facts::sla_policy::ClockKind;
use events_schema::facts::ticket::TicketFact;
use events_schema::ids::TicketId;
use events_schema::text::Line;
use events_schema::values::Verdict;
use events_schema::{Entry, FactSet, Role};
use rusqlite::{Connection, OptionalExtension, params};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::columns::{Json, Micros, Packed, Shown, Word, unpinned};
use crate::event::Event;
use crate::history::History;
use crate::projection::Projection;
use crate::published::PublishedView;
pub use query::{BoardCursor, BoardFilter, BoardRow};

/// The read model `board`.
pub struct Board;

/// A ticket, as the fold keeps it.
#[derive(Default)]
pub struct Watched {
    kept: Kept,
    tables: Tables,
}

/// What a row needs from one event to the next. It stays when nothing is to be done any more, so that a reopening or a
/// retraction brings the row back.
#[derive(Default, Serialize, Deserialize)]
struct Kept {
    marks: Marks,
    history: History<Piece>,
    origin: Origin,
}

/// Whether anything of it happened here. What another system had done with is nobody's to do.
#[derive(Default, PartialEq, Eq, Serialize, Deserialize)]
enum Origin {
    #[default]
    Imported,
    Live,
}

/// Whether the tables have the ticket as it is now. Many facts bring nothing to do.
#[derive(Default, PartialEq, Eq)]
enum Tables {
    #[default]
    New,
    Behind,
    Same,
}

/// What the board keeps of a fact.
#[derive(Serialize, Deserialize)]
struct Piece {
    agenda: Option<AgendaPiece>,
    head: Option<Box<Head>>,
}

/// By what people know a ticket again; a report may lack some of it at first.
#[derive(Default, Serialize, Deserialize)]
struct Head {
    organisation: Option<Line>,
    engine_model: Option<Line>,
    symptom: Option<String>,
}

/// A clock whose verdict the record speaks against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ContestedClock {
    /// Which clock.
    pub clock: ClockId,
    /// The verdict that stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Verdict>,
    /// What the record says now: it waits for a reassessment, or was refused one (open point 8).
    pub contested: Verdict,
}

impl Projection for Board {
    const NAME: &'static str = "board";
    const VERSION: u32 = 6;
    const TABLES: &'static str = "
        CREATE TABLE board (
            ticket TEXT NOT NULL PRIMARY KEY,
            urgency INTEGER NOT NULL,
            due_at_us INTEGER,
            class TEXT,
            stage TEXT NOT NULL,
            organisation TEXT,
            engine_model TEXT,
            symptom TEXT,
            group_code TEXT,
            person TEXT,
            received_at_us INTEGER NOT NULL,
            missed_slots INTEGER NOT NULL,
            -- Whoever is to act, each between two blanks.
            roles TEXT NOT NULL,
            to_dos TEXT NOT NULL,
            holds TEXT NOT NULL,
            contested TEXT NOT NULL
        ) STRICT;
        CREATE INDEX board_by_urgency ON board (urgency, ifnull(due_at_us, 9223372036854775807), ticket);
        CREATE TABLE watched (
            ticket TEXT NOT NULL PRIMARY KEY,
            kept BLOB NOT NULL
        ) STRICT;
    ";
    const CATEGORIES: &'static [&'static str] = &[TicketFact::CATEGORY];
    const PUBLISHED: &'static [PublishedView] = &[published::BOARD];
    const USES_REFERENCE: bool = true;

    type Key = TicketId;
    type Row = Watched;

    fn keys(event: &Event) -> impl IntoIterator<Item = TicketId> {
        event.of_ticket().map(|(ticket, _)| ticket)
    }

    fn apply(row: &mut Watched, event: &Event) {
        let Some((_, entry)) = event.of_ticket() else { return };
        if row.kept.apply(entry) && row.tables == Tables::Same {
            row.tables = Tables::Behind;
        }
    }

    fn weight(row: &Watched) -> usize {
        800 + 300 * (row.kept.marks.len() + row.kept.history.len())
    }

    fn load(tables: &Connection, ticket: &TicketId) -> rusqlite::Result<Option<Watched>> {
        let mut select = tables.prepare_cached("SELECT kept FROM watched WHERE ticket = ?1")?;
        let kept = select.query_row([Shown(ticket)], |row| row.get(0)).optional()?;
        Ok(kept.map(|Packed(kept)| Watched { kept, tables: Tables::Same }))
    }

    fn store(tables: &Connection, ticket: &TicketId, row: &mut Watched, reference: &Reference) -> rusqlite::Result<()> {
        match row.tables {
            Tables::Same => return Ok(()),
            Tables::New => {}
            Tables::Behind => {
                tables.prepare_cached("DELETE FROM board WHERE ticket = ?1")?.execute([Shown(ticket)])?;
            }
        }
        row.kept.show(tables, *ticket, reference)?;
        let mut upsert = tables.prepare_cached(
            "INSERT INTO watched (ticket, kept) VALUES (?1, ?2) ON CONFLICT (ticket) DO UPDATE SET kept = excluded.kept",
        )?;
        upsert.execute(params![Shown(ticket), Packed(&row.kept)])?;
        row.tables = Tables::Same;
        Ok(())
    }
}

impl Kept {
    /// Takes in an entry, and says whether anything changed.
    fn apply(&mut self, entry: &Entry<TicketFact>) -> bool {
        let is_first_here = self.origin == Origin::Imported && !entry.envelope.origin.is_import();
        if is_first_here {
            self.origin = Origin::Live;
        }
        let marked = self.marks.apply(entry);
        // Who proposed or asked is read from the entry itself: neither is ever corrected or moved.
        let kept = self.history.apply(entry, |fact| Piece::of(fact, entry));
        is_first_here || marked || kept
    }

    /// Puts the ticket on the board, if anything is to be done.
    fn show(&self, tables: &Connection, ticket: TicketId, reference: &Reference) -> rusqlite::Result<()> {
        let (Origin::Live, Some(latest)) = (&self.origin, self.marks.latest()) else { return Ok(()) };
        let pieces = self.history.iter().filter_map(|kept| Some((kept.event, kept.at, kept.is.agenda.as_ref()?)));
        let situation = Situation::of(pieces);
        let Some(received_at) = situation.received_at else { return Ok(()) };
        let clocks = self.marks.clocks(latest, reference).map_err(unpinned)?;
        let to_dos = agenda(&situation, &clocks, reference);
        if to_dos.is_empty() {
            return Ok(());
        }
        let head = self.head();
        let mut insert = tables.prepare_cached(
            "INSERT INTO board (ticket, urgency, due_at_us, class, stage, organisation, engine_model, symptom, group_code,
                person, received_at_us, missed_slots, roles, to_dos, holds, contested)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
        )?;
        insert.execute(params![
            Shown(ticket),
            urgency(situation.class),
            to_dos.iter().filter_map(|to_do| to_do.due_at).min().map(Micros),
            situation.class.map(Word),
            Word(situation.stage),
            head.organisation.map(Line::as_str),
            head.engine_model.map(Line::as_str),
            head.symptom,
            situation.group.map(Shown),
            situation.person.map(Shown),
            Micros(received_at),
            missed_slots(&clocks),
            roles(&to_dos),
            Json(&to_dos),
            Json(&situation.holds),
            Json(contested(&clocks)),
        ])?;
        Ok(())
    }

    fn head(&self) -> Known<'_> {
        let heads = self.history.iter().filter_map(|kept| kept.is.head.as_deref());
        heads.fold(Known::default(), |known, head| Known {
            organisation: head.organisation.as_ref().or(known.organisation),
            engine_model: head.engine_model.as_ref().or(known.engine_model),
            symptom: head.symptom.as_deref().or(known.symptom),
        })
    }
}

/// By what people know a ticket again, from report and completions together.
#[derive(Default)]
struct Known<'a> {
    organisation: Option<&'a Line>,
    engine_model: Option<&'a Line>,
    symptom: Option<&'a str>,
}

impl Piece {
    fn of(fact: &TicketFact, entry: &Entry<TicketFact>) -> Option<Self> {
        let head = match fact {
            TicketFact::Reported(fact) => Some((&fact.organisation, &fact.engine_model, &fact.symptom)),
            TicketFact::IntakeCompleted(fact) => Some((&fact.organisation, &fact.engine_model, &fact.symptom)),
            // The others say nothing of the customer's engine that a screen shows.
            _ => None,
        };
        let head = head.map(|(organisation, engine_model, symptom)| {
            let (organisation, engine_model) = (organisation.clone(), engine_model.clone());
            Box::new(Head { organisation, engine_model, symptom: symptom.as_ref().map(|text| short(text.as_str())) })
        });
        let agenda = AgendaPiece::of(fact, &entry.envelope.actor);
        (agenda.is_some() || head.is_some()).then_some(Self { agenda, head })
    }
}

/// As much of a text as a screen has room for, in one line.
fn short(text: &str) -> String {
    const LONGEST: usize = 60;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

/// Slots of the progress grid that were over without a report (P3.2.c). A report that is entered late does not undo it.
fn missed_slots(clocks: &[Clock]) -> u32 {
    let is_missed = |clock: &&Clock| {
        clock.clock == ClockKind::ProgressReport
            && clock.provenance == ClockProvenance::Live
            && clock.verdict == Some(Verdict::Breached)
    };
    clocks.iter().filter(is_missed).fold(0, |count, _| count + 1)
}

fn contested(clocks: &[Clock]) -> Vec<ContestedClock> {
    let contested = |clock: &Clock| {
        let contested = clock.contested?;
        Some(ContestedClock { clock: clock.id(), verdict: clock.verdict, contested })
    };
    clocks.iter().filter_map(contested).collect()
}

fn roles(to_dos: &[ToDo]) -> String {
    let mut roles: Vec<Role> = to_dos.iter().flat_map(|to_do| to_do.roles.iter().copied()).collect();
    roles.sort_unstable();
    roles.dedup();
    roles.into_iter().fold(" ".to_owned(), |text, role| text + role.name() + " ")
}
