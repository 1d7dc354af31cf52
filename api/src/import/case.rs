//! The rows of one case, decided one after the other on top of what is stored.

use std::collections::{BTreeMap, HashMap};

use domain::ticket::{COMMANDS, Stage, Ticket};
use domain::{Aggregate, CommandSpec, Decide, Gate, Reference};
use events_schema::ids::{CustomerId, TicketId};
use events_schema::{CommandId, EventId, Origin, Timestamp};

use super::check::Tally;
use super::layout::{Case, Layout, Row};
use super::mapping::Repeats;
use super::plan::{Known, NAMES, Plan, Step, plan};
use super::run::{ImportError, Run};
use crate::commands::{Draft, Drafted, Failed, named};

/// What a row ended as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Ending {
    Recorded,
    Unchanged,
    Duplicate,
    AlreadyImported,
    Rejected(String),
}

/// What a case came to.
pub(super) struct Outcome<'r> {
    /// What each of its rows ended as.
    pub(super) endings: Vec<Ending>,
    pub(super) opened: bool,
    pub(super) events: usize,
    pub(super) gates: BTreeMap<Gate, usize>,
    pub(super) tallies: [Tally<'r>; 2],
}

/// How many bytes of events wait at most; an append takes a million, and a row with a full note some ten thousand.
const FULL: usize = 600_000;

/// What an event weighs beside the text of its row: the envelope, above all.
const ENVELOPE: usize = 1_500;

/// Decides a case, and appends what it comes to.
pub(super) async fn import<'r>(
    run: &Run,
    layout: &Layout<'_>,
    reference: &Reference,
    case: &'r Case,
) -> Result<Outcome<'r>, ImportError> {
    let report = CommandId::of(&run.source, &case.key);
    let stream = TicketId::from_uuid(report.derive("ticket")).stream();
    let draft = Draft::read(stream.clone(), &*run.into.store).await?;
    let mut work = Work::new(run, layout, reference, case, draft, report);
    for row in 0..case.rows.len() {
        let ending = work.row(row)?;
        if matches!(ending, Ending::Rejected(_)) {
            work.outcome.tallies.iter_mut().for_each(Tally::rejected);
        }
        work.outcome.endings.push(ending);
        if work.waiting > FULL {
            let next = Draft::new(stream.clone());
            std::mem::replace(&mut work.draft, next).append(&*run.into.store).await?;
            work.draft = Draft::read(stream.clone(), &*run.into.store).await?;
            work.waiting = 0;
        }
    }
    let Work { draft, outcome, .. } = work;
    draft.append(&*run.into.store).await?;
    Ok(outcome)
}

/// A case on its way.
struct Work<'a, 'r> {
    run: &'a Run,
    layout: &'a Layout<'a>,
    reference: &'a Reference,
    case: &'r Case,
    report: CommandId,
    draft: Draft<Ticket>,
    known: Known<'r>,
    /// Which occurrence of its content each row is.
    occurrences: Vec<usize>,
    /// The rows that an earlier run has recorded end before this one.
    stored: usize,
    /// Whether an earlier run has opened the ticket, and this one has added nothing yet.
    resting: bool,
    /// Rows before this time lie before what an earlier file has brought.
    since: Option<Timestamp>,
    waiting: usize,
    outcome: Outcome<'r>,
}

impl<'a, 'r> Work<'a, 'r> {
    fn new(
        run: &'a Run,
        layout: &'a Layout<'a>,
        reference: &'a Reference,
        case: &'r Case,
        draft: Draft<Ticket>,
        report: CommandId,
    ) -> Self {
        let resting = draft.has(report);
        let known = Known::nothing(layout);
        let tallies = Tally::both(layout);
        let outcome = Outcome { endings: Vec::new(), opened: false, events: 0, gates: BTreeMap::new(), tallies };
        let occurrences = occurrences(&case.rows);
        let (stored, since, waiting) = (0, None, 0);
        let mut work = Self {
            run,
            layout,
            reference,
            case,
            report,
            draft,
            known,
            occurrences,
            stored,
            resting,
            since,
            waiting,
            outcome,
        };
        if resting {
            work.find_stored();
        }
        work
    }

    /// Finds out how far earlier runs have come with this case. Where none of its rows are in this file, it goes on from
    /// the ticket as it stands.
    fn find_stored(&mut self) {
        let rows = 0..self.case.rows.len();
        let last = rows.clone().rev().find(|row| self.is_stored(*row)).or_else(|| self.opener());
        if let Some(last) = last {
            self.stored = last + 1;
            return;
        }
        let state = self.draft.state().state();
        let ended = match state.stage {
            Stage::Solved { at }
            | Stage::Satisfied { at }
            | Stage::Closed { at }
            | Stage::Withdrawn { at }
            | Stage::Merged { at, .. } => Some(at),
            Stage::Unreported | Stage::Open => None,
        };
        let times = [
            state.intake.as_ref().map(|intake| intake.received_at),
            state.classification.as_ref().map(|classification| classification.first_at),
            state.assignment.as_ref().map(|assignment| assignment.since),
            ended,
        ];
        self.since = times.into_iter().flatten().max();
        self.known = Known::of(self.draft.state(), self.layout);
    }

    fn is_stored(&self, row: usize) -> bool {
        NAMES.iter().any(|name| self.draft.has(self.command(row, name)))
    }

    /// The row that opened the ticket and said nothing else, so that only the time tells it.
    fn opener(&self) -> Option<usize> {
        let nothing = Known::nothing(self.layout);
        let planned = self.case.rows.iter().map(|row| plan(self.layout, row, &nothing));
        let (row, opening) = planned.enumerate().find_map(|(row, planned)| Some((row, planned.ok()?)))?;
        let entry = self.draft.state().entry(EventId::of(self.report, 0))?;
        let alone = matches!(&opening.steps[..], [step] if step.at == entry.envelope.occurred_at);
        alone.then_some(row)
    }

    /// The id of what a row comes to: case, content, occurrence, and which of its commands it is.
    fn command(&self, row: usize, name: &str) -> CommandId {
        let (content, occurrence) = (&self.case.rows[row].content, self.occurrences[row]);
        CommandId::of(&self.run.source, &format!("{}/{content}/{occurrence}/{name}", self.case.key))
    }

    fn row(&mut self, index: usize) -> Result<Ending, ImportError> {
        let case = self.case;
        let row = &case.rows[index];
        let repeated = self.occurrences[index] > 1;
        if repeated && self.layout.mapping.source.repeats.unwrap_or_default() == Repeats::Duplicates {
            return Ok(if self.resting { Ending::AlreadyImported } else { Ending::Duplicate });
        }
        let Plan { steps, known } = match plan(self.layout, row, &self.known) {
            Ok(planned) => planned,
            Err(reason) => return Ok(Ending::Rejected(reason)),
        };
        let past = index < self.stored;
        let stored = past && (self.is_stored(index) || steps.iter().all(|step| step.name == "report"));
        if stored || steps.is_empty() {
            self.observe(row, &steps, known);
            return Ok(if self.resting { Ending::AlreadyImported } else { Ending::Unchanged });
        }
        if past || self.since.is_some_and(|since| row.at < since) {
            return Ok(Ending::Rejected(LATE.to_owned()));
        }
        match self.decide(index, &steps)? {
            Err(reason) => Ok(Ending::Rejected(reason)),
            Ok(events) => {
                self.observe(row, &steps, known);
                self.resting &= events == 0;
                self.outcome.events += events;
                Ok(match (events, self.resting) {
                    (0, true) => Ending::AlreadyImported,
                    (0, false) => Ending::Unchanged,
                    (_, _) => Ending::Recorded,
                })
            }
        }
    }

    fn observe(&mut self, row: &'r Row, steps: &[Step], known: Known<'r>) {
        self.known = known;
        for tally in &mut self.outcome.tallies {
            tally.row(self.layout, row, steps);
        }
    }

    /// Decides all commands of a row, or none.
    fn decide(&mut self, index: usize, steps: &[Step]) -> Result<Result<usize, String>, ImportError> {
        let before = (steps.len() > 1).then(|| self.draft.clone());
        let (mut events, mut passed) = (0, Vec::new());
        for step in steps {
            let id = if step.name == "report" { self.report } else { self.command(index, step.name) };
            let command = (&*step.command, id, step.at, step.reporter);
            match decide(self.run, self.reference, &mut self.draft, COMMANDS, step.name, command) {
                Ok((count, gates)) => {
                    events += count;
                    passed.extend(gates);
                }
                Err(Failed::Refused(refusal)) => {
                    if let Some(before) = before {
                        self.draft = before;
                    }
                    return Ok(Err(format!("{}: {refusal} ({})", step.name, refusal.about().code)));
                }
                Err(failed) => return Err(failed.into()),
            }
        }
        self.outcome.opened |= steps.iter().any(|step| step.name == "report");
        let text: usize = self.case.rows[index].record.as_slice().len();
        self.waiting += events * ENVELOPE + 2 * text;
        for gate in passed {
            *self.outcome.gates.entry(gate).or_default() += 1;
        }
        Ok(Ok(events))
    }
}

const LATE: &str = "the row lies before what is already imported of its case, and history is not inserted; import the case \
     into an empty folder to have it in order";

/// Which occurrence of its content each row is, from 1.
fn occurrences(rows: &[Row]) -> Vec<usize> {
    let mut seen: HashMap<&str, usize> = HashMap::new();
    rows.iter()
        .map(|row| {
            let count = seen.entry(&row.content).or_default();
            *count += 1;
            *count
        })
        .collect()
}

/// A command of an import: what it is, its id, when it happened, and whom it brings.
pub(super) type Command<'a, A> = (&'a dyn Decide<A>, CommandId, Timestamp, Option<CustomerId>);

/// Decides strictly, and passes a gate as unproven only where it stands in the way.
pub(super) fn decide<A: Aggregate>(
    run: &Run,
    reference: &Reference,
    draft: &mut Draft<A>,
    commands: &'static [CommandSpec<A>],
    name: &'static str,
    (command, id, occurred_at, reporter): Command<'_, A>,
) -> Result<(usize, Vec<Gate>), Failed> {
    let spec = named(commands, name);
    let actor = run.actor(spec);
    let mut unproven = Vec::new();
    loop {
        let names = unproven.iter().map(|gate: &Gate| gate.name().to_owned()).collect();
        let origin = Origin::Import { run: run.id, unproven: names };
        let drafted = Drafted {
            spec,
            command,
            id,
            actor: &actor,
            recorded_at: run.into.now,
            occurred_at: Some(occurred_at),
            reporter,
            other: None,
            causation: None,
            files: &[],
            origin: &origin,
            unproven: &unproven,
        };
        match draft.perform(&drafted, reference, &run.into.keys) {
            Ok(events) => return Ok((events, unproven)),
            Err(Failed::Refused(refusal)) => match refusal.about().gate {
                Some(gate) if !unproven.contains(&gate) => unproven.push(gate),
                Some(_) | None => return Err(Failed::Refused(refusal)),
            },
            Err(failed) => return Err(failed),
        }
    }
}
