//! From the rows of a case to commands: what a row says beyond the rows before it.

use std::fmt::Write;

use domain::Decide;
use domain::ticket::{
    AddNote, Assign, Classify, Close, CompleteIntake, FinishSolution, Reassign, Reopen, Report, Ticket, Withdraw,
};
use events_schema::ids::{CustomerId, GroupId};
use events_schema::values::IntakeChannel;
use events_schema::{CommandId, Timestamp};

use super::form;
use super::layout::{Column, Layout, Row};
use super::mapping::Stage;

/// A command that a row comes to.
pub(super) struct Step {
    /// Its name in the table of commands.
    pub(super) name: &'static str,
    pub(super) command: Box<dyn Decide<Ticket>>,
    pub(super) at: Timestamp,
    pub(super) reporter: Option<CustomerId>,
}

/// The names of all steps that are known by their row; the report is known by its case.
pub(super) const NAMES: [&str; 9] =
    ["classify", "reopen", "assign", "reassign", "complete-intake", "add-note", "finish-solution", "close", "withdraw"];

/// What the rows so far have said.
#[derive(Clone)]
pub(super) struct Known<'r> {
    pub(super) reported: bool,
    pub(super) classified: bool,
    pub(super) symptom: bool,
    pub(super) model: bool,
    pub(super) usage_scenario: bool,
    pub(super) stage: Stage,
    pub(super) group: Option<GroupId>,
    /// The group and the state as they stand on the last row.
    group_value: Option<&'r str>,
    state_value: Option<&'r str>,
    /// The values of the last row in the columns that are kept.
    once: Vec<Option<&'r str>>,
    notes: Vec<Option<&'r str>>,
}

impl Known<'_> {
    /// Nothing yet.
    pub(super) fn nothing(layout: &Layout<'_>) -> Self {
        Self {
            reported: false,
            classified: false,
            symptom: false,
            model: false,
            usage_scenario: false,
            stage: Stage::Open,
            group: None,
            group_value: None,
            state_value: None,
            once: vec![None; layout.once.len()],
            notes: vec![None; layout.notes.len()],
        }
    }

    /// What a ticket says that an earlier file has brought, where none of its rows are in this one.
    pub(super) fn of(ticket: &Ticket, layout: &Layout<'_>) -> Self {
        use domain::ticket::Stage as Is;
        let state = ticket.state();
        let missing = |field: &str| state.intake.as_ref().is_none_or(|intake| intake.missing.contains(&field));
        Self {
            reported: state.intake.is_some(),
            classified: state.classification.is_some(),
            symptom: !missing("symptom"),
            model: !missing("engine_model"),
            usage_scenario: !missing("usage_scenario"),
            stage: match state.stage {
                Is::Unreported | Is::Open => Stage::Open,
                Is::Solved { .. } | Is::Satisfied { .. } => Stage::Solved,
                Is::Closed { .. } => Stage::Closed,
                Is::Withdrawn { .. } | Is::Merged { .. } => Stage::Withdrawn,
            },
            group: state.assignment.as_ref().map(|assignment| assignment.group.clone()),
            ..Self::nothing(layout)
        }
    }
}

/// What a row comes to.
pub(super) struct Plan<'r> {
    pub(super) steps: Vec<Step>,
    /// What is known after it.
    pub(super) known: Known<'r>,
}

/// Plans one row.
struct Planner<'a, 'r> {
    layout: &'a Layout<'a>,
    row: &'r Row,
    steps: Vec<Step>,
    known: Known<'r>,
    /// The columns that a command of this row has taken.
    taken: Vec<Column>,
}

/// What a row says beyond what is known.
///
/// # Errors
/// Why it cannot be understood.
pub(super) fn plan<'r>(layout: &Layout<'_>, row: &'r Row, known: &Known<'r>) -> Result<Plan<'r>, String> {
    let mut planner = Planner { layout, row, steps: Vec::new(), known: known.clone(), taken: Vec::new() };
    let value = layout.value(row, Some(layout.state));
    let column = &layout.header[layout.state];
    let meaning =
        match value {
            Some(value) => *layout.mapping.states.get(value).ok_or_else(|| {
                format!("`{column}` is `{value}`, which the mapping does not know; add it to [states]")
            })?,
            None => return Err(format!("`{column}` is missing")),
        };
    let stage = meaning.is.unwrap_or(known.stage);
    planner.report()?;
    planner.classify()?;
    let moves = moves(known.stage, stage);
    planner.go(moves, true);
    planner.regroup()?;
    planner.complete()?;
    let told = if layout.mapping.columns.activity.is_some() {
        meaning.note || moves.is_empty()
    } else {
        meaning.note && known.state_value != value
    };
    planner.note(told)?;
    planner.go(moves, false);
    planner.known.stage = stage;
    planner.known.state_value = value;
    Ok(Plan { steps: planner.steps, known: planner.known })
}

/// What brings a case to another stage.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Move {
    Reopen,
    Finish,
    Close,
    Withdraw,
}

/// How a case gets from one stage to another. A case that is over is opened again before anything else happens to it.
fn moves(from: Stage, to: Stage) -> &'static [Move] {
    use Stage::{Closed, Open, Solved, Withdrawn};
    match (from, to) {
        (Open, Open) | (Solved, Solved) | (Closed, Closed) | (Withdrawn, Withdrawn) => &[],
        (Open, Solved) => &[Move::Finish],
        (Open | Solved, Closed) => &[Move::Close],
        (Open | Solved, Withdrawn) => &[Move::Withdraw],
        (Solved | Closed | Withdrawn, Open) => &[Move::Reopen],
        (Closed | Withdrawn, Solved) => &[Move::Reopen, Move::Finish],
        (Withdrawn, Closed) => &[Move::Reopen, Move::Close],
        (Closed, Withdrawn) => &[Move::Reopen, Move::Withdraw],
    }
}

impl<'r> Planner<'_, 'r> {
    fn step(&mut self, name: &'static str, command: impl Decide<Ticket> + 'static) {
        self.steps.push(Step { name, command: Box::new(command), at: self.row.at, reporter: None });
    }

    fn take(&mut self, column: Option<Column>) -> Option<&'r str> {
        let value = self.layout.value(self.row, column)?;
        self.taken.extend(column);
        Some(value)
    }

    /// A value that has a form.
    fn parsed<T>(&mut self, column: Option<Column>) -> Result<Option<T>, String>
    where
        T: std::str::FromStr<Err: std::fmt::Display>,
    {
        let Some(value) = self.take(column) else { return Ok(None) };
        let name = column.map_or("", |column| self.layout.header[column].as_str());
        value.parse().map(Some).map_err(|error| format!("`{name}` is `{value}`: {error}"))
    }

    fn report(&mut self) -> Result<(), String> {
        let layout = self.layout;
        if self.known.reported {
            return Ok(());
        }
        let received_at = self.take(layout.received_at).map(|text| layout.time(text)).transpose()?;
        let report = Report {
            received_at: None,
            channel: self.channel()?,
            organisation: None,
            engine_model: self.parsed(layout.model)?,
            engine_serial: self.parsed(layout.serial)?,
            symptom: self.parsed(layout.symptom)?,
            usage_scenario: self.parsed(layout.usage_scenario)?,
            contact: None,
        };
        self.known.reported = true;
        self.known.symptom = report.symptom.is_some();
        self.known.model = report.engine_model.is_some();
        self.known.usage_scenario = report.usage_scenario.is_some();
        // A pseudonym of the source names a customer of ours without personal data; there is nothing to seal.
        let source = format!("import/{}", layout.mapping.name);
        let named = |name| CommandId::of(&source, &format!("customer/{name}")).derive("customer");
        let reporter = self.take(layout.customer).map(|name| CustomerId::from_uuid(named(name)));
        let at = received_at.unwrap_or(self.row.at);
        self.steps.push(Step { name: "report", command: Box::new(report), at, reporter });
        Ok(())
    }

    fn channel(&mut self) -> Result<IntakeChannel, String> {
        let (layout, mapping) = (self.layout, self.layout.mapping);
        match self.take(layout.channel) {
            Some(value) => mapping
                .channels
                .get(value)
                .copied()
                .ok_or_else(|| format!("the channel `{value}` is unknown to the mapping; add it to [channels]")),
            None => mapping
                .source
                .default_channel
                .ok_or_else(|| "the channel is missing, and the mapping has no `source.default_channel`".to_owned()),
        }
    }

    fn classify(&mut self) -> Result<(), String> {
        let layout = self.layout;
        if self.known.classified {
            return Ok(());
        }
        let Some(value) = self.take(layout.class) else { return Ok(()) };
        let class = layout.mapping.classes.get(value).copied();
        let class =
            class.ok_or_else(|| format!("the class `{value}` is unknown to the mapping; add it to [classes]"))?;
        let issue_type = self.take(layout.issue_type).map(|value| form::issue_type(layout.mapping, value));
        self.step("classify", Classify { classified_at: None, class, grounds: None, issue_type });
        self.known.classified = true;
        Ok(())
    }

    fn regroup(&mut self) -> Result<(), String> {
        let Some(value) = self.layout.value(self.row, self.layout.group) else { return Ok(()) };
        let group = form::group(self.layout.mapping, value);
        match &self.known.group {
            None => self.step("assign", Assign { assigned_at: None, group: group.clone() }),
            Some(before) if *before != group => {
                self.step("reassign", Reassign { reassigned_at: None, group: group.clone(), reason: None });
            }
            Some(_) => return Ok(()),
        }
        self.known.group = Some(group);
        // The fact says it; a note would say it twice.
        self.known.group_value = Some(value);
        Ok(())
    }

    /// What the report lacked and this row has.
    fn complete(&mut self) -> Result<(), String> {
        let layout = self.layout;
        if self.steps.first().is_some_and(|step| step.name == "report") {
            return Ok(());
        }
        let engine_model = if self.known.model { None } else { self.parsed(layout.model)? };
        let symptom = if self.known.symptom { None } else { self.parsed(layout.symptom)? };
        let usage_scenario = if self.known.usage_scenario { None } else { self.parsed(layout.usage_scenario)? };
        if engine_model.is_none() && symptom.is_none() && usage_scenario.is_none() {
            return Ok(());
        }
        self.known.model |= engine_model.is_some();
        self.known.symptom |= symptom.is_some();
        self.known.usage_scenario |= usage_scenario.is_some();
        let contact = None;
        self.step(
            "complete-intake",
            CompleteIntake { organisation: None, engine_model, symptom, usage_scenario, contact },
        );
        Ok(())
    }

    /// Keeps what has no fact of ours: a state or an activity, where it is to be told, and every value that changed.
    fn note(&mut self, told: bool) -> Result<(), String> {
        let (layout, row) = (self.layout, self.row);
        let mut text = String::new();
        let mut tell = |column: Column, value: Option<&str>| {
            let separator = if text.is_empty() { "" } else { "; " };
            // Writing to a string cannot fail.
            let _ = write!(text, "{separator}{} = {}", layout.header[column], value.unwrap_or("(missing)"));
        };
        if told {
            tell(layout.state, layout.value(row, Some(layout.state)));
        }
        let group = layout.value(row, layout.group);
        if let Some(column) = layout.group
            && group != self.known.group_value
        {
            tell(column, group);
        }
        self.known.group_value = group;
        let happening = told && layout.mapping.columns.activity.is_some();
        for (before, column) in self.known.notes.iter_mut().zip(&layout.notes) {
            let value = layout.value(row, Some(*column));
            if *before != value || (happening && value.is_some()) {
                tell(*column, value);
            }
            *before = value;
        }
        for (before, column) in self.known.once.iter_mut().zip(&layout.once) {
            let value = layout.value(row, Some(*column));
            if *before != value && !self.taken.contains(column) {
                tell(*column, value);
            }
            *before = value;
        }
        if text.is_empty() {
            return Ok(());
        }
        let text = format!("in the source: {text}").parse().map_err(|error| format!("what is to be noted: {error}"))?;
        self.step("add-note", AddNote { text });
        Ok(())
    }

    /// The moves between stages: first the one that opens a case again, and at the end the one that ends it.
    fn go(&mut self, moves: &[Move], opening: bool) {
        for way in moves.iter().filter(|way| (**way == Move::Reopen) == opening) {
            match way {
                Move::Reopen => self.step("reopen", Reopen { reopened_at: None, reason: None }),
                Move::Finish => self.step("finish-solution", FinishSolution { finished_at: None, summary: None }),
                Move::Close => self.step("close", Close { closed_at: None, result: None }),
                Move::Withdraw => self.step("withdraw", Withdraw { withdrawn_at: None, reason: None }),
            }
        }
    }
}
