//! What a ticket says of its engine.

use events_schema::facts::quality_record::InspectionVerdict;
use events_schema::facts::ticket::{TicketFact, unpacked};
use events_schema::text::{Line, Paragraph};
use events_schema::values::{CauseCategory, EngineSerial, SolutionKind, TicketClass};
use events_schema::{Entry, EventId, Position, Timestamp};
use serde::{Deserialize, Serialize};

use super::record::BuiltIn;
use super::sums::{Says, Totals};
use crate::history::{History, Kept};

/// A ticket as the fold keeps it.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct OfTicket {
    /// The positions of the entries that are kept; a correction keeps the place of what it corrects.
    positions: Vec<(EventId, Position)>,
    last_changed_at: Option<Timestamp>,
    history: History<Piece>,
}

/// What an engine's record shows of a fact, or needs to show another.
#[derive(Serialize, Deserialize)]
enum Piece {
    Report { model: Option<Line>, engine: Option<EngineSerial>, symptom: Option<Paragraph> },
    Completion { model: Option<Line>, symptom: Option<Paragraph> },
    Engine(Option<EngineSerial>),
    Class(TicketClass),
    Diagnosis { category: CauseCategory, failure_code: Line, root_cause: Paragraph, part: Option<BuiltIn> },
    Temporary(Paragraph),
    Proposal(SolutionKind, Paragraph),
    Solution { proposal: Option<EventId>, summary: Option<Paragraph> },
    OutOfService,
    BackInService,
    Word(Word),
}

/// What was said of the end.
#[derive(Clone, Copy, Serialize, Deserialize)]
enum Word {
    Satisfied,
    NotSatisfied,
    Closed,
    ClosedUnconfirmed,
    Reopened,
    Withdrawn,
    Merged,
}

impl Word {
    const fn name(self) -> &'static str {
        match self {
            Self::Satisfied => "satisfied",
            Self::NotSatisfied => "not_satisfied",
            Self::Closed => "closed",
            Self::ClosedUnconfirmed => "closed_unconfirmed",
            Self::Reopened => "reopened",
            Self::Withdrawn => "withdrawn",
            Self::Merged => "merged",
        }
    }
}

/// A row of an engine's record.
pub(super) struct Row<'a> {
    /// The position by which it is named: it stays where the entry is corrected.
    pub(super) number: Position,
    pub(super) kind: &'static str,
    pub(super) happened_at: Timestamp,
    pub(super) event: EventId,
    pub(super) position: Position,
    pub(super) class: Option<TicketClass>,
    pub(super) failure_code: Option<&'a Line>,
    pub(super) cause: Option<CauseCategory>,
    pub(super) solution: Option<SolutionKind>,
    pub(super) verdict: Option<InspectionVerdict>,
    pub(super) part: Option<&'a BuiltIn>,
    pub(super) station: Option<&'a Line>,
    pub(super) said: Option<&'a str>,
}

/// Whether an entry may change what an engine's record says.
pub(super) fn concerns(entry: &Entry<TicketFact>) -> bool {
    entry.fact.is_amendment() || piece(&unpacked(entry).fact).is_some()
}

fn piece(fact: &TicketFact) -> Option<Piece> {
    Some(match fact {
        TicketFact::Reported(fact) => Piece::Report {
            model: fact.engine_model.clone(),
            engine: fact.engine_serial.clone(),
            symptom: fact.symptom.clone(),
        },
        TicketFact::IntakeCompleted(fact) => {
            Piece::Completion { model: fact.engine_model.clone(), symptom: fact.symptom.clone() }
        }
        TicketFact::EngineIdentified(fact) => Piece::Engine(fact.serial.clone()),
        TicketFact::Classified(fact) => Piece::Class(fact.class),
        TicketFact::ClassCorrected(fact) => Piece::Class(fact.class),
        TicketFact::ClassChangeApproved(fact) => Piece::Class(fact.class),
        TicketFact::DiagnosisConcluded(fact) => Piece::Diagnosis {
            category: fact.category,
            failure_code: fact.failure_code.clone(),
            root_cause: fact.root_cause.clone(),
            part: fact.part.as_ref().map(BuiltIn::from),
        },
        TicketFact::TemporarySolutionApplied(fact) => Piece::Temporary(fact.description.clone()),
        TicketFact::SolutionProposed(fact) => Piece::Proposal(fact.kind, fact.description.clone()),
        TicketFact::SolutionFinished(fact) => {
            Piece::Solution { proposal: fact.solution, summary: fact.summary.clone() }
        }
        TicketFact::EngineOutOfService(_) => Piece::OutOfService,
        TicketFact::EngineBackInService(_) => Piece::BackInService,
        TicketFact::SatisfactionConfirmed(_) => Piece::Word(Word::Satisfied),
        TicketFact::SatisfactionRefused(_) => Piece::Word(Word::NotSatisfied),
        TicketFact::Closed(_) => Piece::Word(Word::Closed),
        TicketFact::ClosedUnconfirmed(_) => Piece::Word(Word::ClosedUnconfirmed),
        TicketFact::Reopened(_) => Piece::Word(Word::Reopened),
        TicketFact::Withdrawn(_) => Piece::Word(Word::Withdrawn),
        TicketFact::Merged(_) => Piece::Word(Word::Merged),
        // Who was called, sent and asked, and which clock ran, says nothing of the engine.
        _ => return None,
    })
}

/// What a ticket says of its engine as a whole.
#[derive(Default)]
struct Current<'a> {
    engine: Option<&'a EngineSerial>,
    model: Option<&'a Line>,
    symptom: Option<&'a Paragraph>,
    class: Option<TicketClass>,
    word: Option<Word>,
}

impl OfTicket {
    pub(super) fn apply(&mut self, entry: &Entry<TicketFact>) {
        self.last_changed_at = Some(entry.envelope.recorded_at);
        let before = self.history.len();
        self.history.apply(entry, piece);
        if self.history.len() > before {
            self.positions.push((entry.id, entry.position.unwrap_or(Position(0))));
        }
    }

    pub(super) fn len(&self) -> usize {
        self.history.len()
    }

    /// The engine that it is of, if that is known and could be read.
    pub(super) fn engine(&self) -> Option<&EngineSerial> {
        self.current().engine
    }

    fn current(&self) -> Current<'_> {
        let mut current = Current::default();
        for kept in self.history.iter() {
            match &kept.is {
                Piece::Report { model, engine, symptom } => {
                    (current.model, current.engine, current.symptom) =
                        (model.as_ref(), engine.as_ref(), symptom.as_ref());
                }
                Piece::Completion { model, symptom } => {
                    current.model = model.as_ref().or(current.model);
                    current.symptom = symptom.as_ref().or(current.symptom);
                }
                Piece::Engine(serial) => current.engine = serial.as_ref(),
                Piece::Class(class) => current.class = Some(*class),
                Piece::Word(word) => current.word = Some(*word),
                Piece::Solution { .. } => current.word = None,
                Piece::Diagnosis { .. }
                | Piece::Temporary(_)
                | Piece::Proposal(..)
                | Piece::OutOfService
                | Piece::BackInService => {}
            }
        }
        current
    }

    pub(super) fn totals(&self) -> Totals {
        let current = self.current();
        let times = || self.history.iter().map(|kept| kept.at);
        let repairs = self.history.iter().filter(|kept| matches!(kept.is, Piece::Solution { .. })).count();
        let (counts, is_open) = match current.word {
            Some(Word::Withdrawn | Word::Merged) => (0, 0),
            Some(Word::Closed | Word::ClosedUnconfirmed) => (1, 0),
            Some(Word::Satisfied | Word::NotSatisfied | Word::Reopened) | None => (1, 1),
        };
        // A ticket without an entry that counts is of no engine, and is not asked.
        let never = Timestamp::from_micros(0);
        Totals {
            first: self.history.iter().map(|kept| self.position(kept.event)).min().unwrap_or(Position(0)),
            engine_model: current.model.cloned(),
            says: Says::Customer,
            built_at: None,
            first_at: times().min().unwrap_or(never),
            last_at: times().max().unwrap_or(never),
            inspections: 0,
            failed: 0,
            contradictory: 0,
            tickets: counts,
            open_tickets: is_open,
            repairs: u32::try_from(repairs).unwrap_or(u32::MAX),
            last_changed_at: self.last_changed_at.unwrap_or(never),
        }
    }

    fn position(&self, event: EventId) -> Position {
        self.positions.iter().find(|(known, _)| *known == event).map_or(Position(0), |(_, position)| *position)
    }

    /// The rows of the engine's record, in the order in which they were recorded.
    pub(super) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        let current = self.current();
        self.history.iter().filter_map(move |kept| self.row(kept, &current))
    }

    fn row<'a>(&'a self, kept: &'a Kept<Piece>, current: &Current<'a>) -> Option<Row<'a>> {
        let position = self.position(kept.event);
        let row = |kind| Row {
            number: position,
            kind,
            happened_at: kept.at,
            event: kept.event,
            position,
            class: None,
            failure_code: None,
            cause: None,
            solution: None,
            verdict: None,
            part: None,
            station: None,
            said: None,
        };
        Some(match &kept.is {
            Piece::Report { .. } => {
                Row { class: current.class, said: current.symptom.map(Paragraph::as_str), ..row("fault_reported") }
            }
            Piece::Diagnosis { category, failure_code, root_cause, part } => Row {
                failure_code: Some(failure_code),
                cause: Some(*category),
                part: part.as_ref(),
                said: Some(root_cause.as_str()),
                ..row("diagnosed")
            },
            Piece::Temporary(description) => Row { said: Some(description.as_str()), ..row("temporarily_solved") },
            Piece::Solution { proposal, summary } => {
                let proposed = self.proposal(*proposal, kept.event);
                let solution = proposed.map(|(kind, _)| kind);
                let said = summary.as_ref().or(proposed.map(|(_, description)| description));
                let part =
                    if solution == Some(SolutionKind::ReplaceParts) { self.part_at_fault(kept.event) } else { None };
                Row { solution, part, said: said.map(Paragraph::as_str), ..row("solved") }
            }
            Piece::OutOfService => row("out_of_service"),
            Piece::BackInService => row("back_in_service"),
            Piece::Word(word) => row(word.name()),
            Piece::Completion { .. } | Piece::Engine(_) | Piece::Class(_) | Piece::Proposal(..) => return None,
        })
    }

    /// What was kept before an entry, the last first.
    fn before(&self, event: EventId) -> impl Iterator<Item = &Kept<Piece>> {
        self.history.iter().rev().skip_while(move |kept| kept.event != event).skip(1)
    }

    /// The proposal that was carried out: the one that is named, or else the last one.
    fn proposal(&self, named: Option<EventId>, solved: EventId) -> Option<(SolutionKind, &Paragraph)> {
        self.before(solved).filter(|kept| named.is_none_or(|named| kept.event == named)).find_map(|kept| {
            match &kept.is {
                Piece::Proposal(kind, description) => Some((*kind, description)),
                _ => None,
            }
        })
    }

    /// The part at fault, by the last diagnosis.
    fn part_at_fault(&self, solved: EventId) -> Option<&BuiltIn> {
        let diagnosed = self.before(solved).find_map(|kept| match &kept.is {
            Piece::Diagnosis { part, .. } => Some(part.as_ref()),
            _ => None,
        });
        diagnosed.flatten()
    }
}
