//! What a backtest says, as it is printed: figures and the first changed clocks as tables, or all of them as JSON.

use std::io::Write;
use std::ops::ControlFlow;

use domain::backtest::{Cell, Compared, Figures, Outcome, Side, Tally, TriedIs};
use domain::factory_time::factory_time;
use events_schema::Timestamp;
use indicatif::ProgressBar;
use serde_json::json;

use crate::backtest::{Listener, Progress, Report};
use crate::cli::output::{Failure, Output};
use crate::cli::simulate::progress_bar;

/// Prints lines as they come, and keeps what is printed at the end.
pub(super) struct Printing {
    output: Output,
    limit: usize,
    bar: ProgressBar,
    kept: Vec<Compared>,
    failed: Option<Failure>,
}

impl Printing {
    pub(super) fn new(output: Output, limit: usize) -> Self {
        Self { output, limit, bar: progress_bar(1), kept: Vec::new(), failed: None }
    }

    pub(super) fn end(self, report: Report) -> Result<(), Failure> {
        self.bar.finish_and_clear();
        if let Some(failure) = self.failed {
            return Err(failure);
        }
        let headline = headline(&report);
        let Report { position, as_of, tried, figures } = report;
        let Some(figures) = figures else { return Ok(()) };
        match self.output {
            Output::Table => {
                eprintln!("{headline}");
                cells(&figures)?;
                if figures.changed > 0 {
                    clocks(&self.kept)?;
                    eprintln!(
                        "{} of {} changed clocks; --output ndjson prints all of them",
                        self.kept.len(),
                        figures.changed
                    );
                }
            }
            Output::Json => {
                let all = json!({
                    "position": position, "as_of": as_of, "tried": tried, "figures": figures, "changed": self.kept,
                });
                writeln!(std::io::stdout().lock(), "{all:#}")?;
            }
            Output::Ndjson => eprintln!("{headline}"),
        }
        Ok(())
    }
}

impl Listener for Printing {
    fn progress(&mut self, progress: Progress) -> ControlFlow<()> {
        self.bar.set_length(progress.total);
        self.bar.set_position(progress.done);
        ControlFlow::Continue(())
    }

    fn changed(&mut self, clock: Compared) -> ControlFlow<()> {
        let kept = match self.output {
            Output::Ndjson => line(&clock),
            Output::Table if self.kept.len() >= self.limit => Ok(()),
            Output::Table | Output::Json => {
                self.kept.push(clock);
                Ok(())
            }
        };
        match kept {
            Ok(()) => ControlFlow::Continue(()),
            Err(failure) => {
                self.failed = Some(failure);
                ControlFlow::Break(())
            }
        }
    }
}

fn line(clock: &Compared) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    serde_json::to_writer(&mut out, clock)?;
    Ok(writeln!(out)?)
}

fn headline(report: &Report) -> String {
    let is = |is| match is {
        TriedIs::Published => "",
        TriedIs::Draft => " (draft)",
    };
    let policy = report.tried.policy.iter().map(|policy| format!("policy {}{}", policy.version, is(policy.is)));
    let calendars = report.tried.calendars.iter();
    let calendars = calendars.map(|tried| format!("calendar {} {}{}", tried.calendar, tried.version, is(tried.is)));
    let tried = policy.chain(calendars).collect::<Vec<_>>().join(", ");
    let found = report.figures.as_ref().map_or_else(String::new, |figures| {
        let Figures { tickets, clocks, changed, .. } = figures;
        format!(": {tickets} tickets, {clocks} clocks, {changed} come out otherwise")
    });
    format!("{tried} over {} events, as of {}{found}", report.position, shown(report.as_of))
}

const fn word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Met => "met",
        Outcome::Breached => "breached",
        Outcome::Void => "void",
        Outcome::Running => "running",
        Outcome::NotStarted => "not started",
    }
}

fn cells(figures: &Figures) -> Result<(), Failure> {
    let columns = ["clock", "class", "group", "judged", "met", "breached", "void", "running", "changed"];
    Output::Table.rows(&figures.cells, columns, |cell| {
        let both = |of: fn(&Tally) -> u64| match (of(&cell.before), of(&cell.after)) {
            (before, after) if before == after => before.to_string(),
            (before, after) => format!("{before} → {after}"),
        };
        [
            cell.clock.to_string(),
            cell.class.map_or("", |class| class.name()).to_owned(),
            cell.group.as_ref().map(ToString::to_string).unwrap_or_default(),
            both(|tally| tally.judged),
            both(|tally| tally.met),
            both(|tally| tally.breached),
            both(|tally| tally.void),
            both(|tally| tally.running),
            turned(cell),
        ]
    })
}

fn turned(cell: &Cell) -> String {
    let turned = cell.turned.iter();
    let turned = turned.map(|turned| format!("{} {}→{}", turned.clocks, word(turned.before), word(turned.after)));
    let apart = [(cell.changed_reassessed, "reassessed"), (cell.changed_waived, "waived")];
    let apart = apart.iter().filter(|(clocks, _)| *clocks > 0);
    turned.chain(apart.map(|(clocks, what)| format!("{clocks} of them {what}"))).collect::<Vec<_>>().join("\n")
}

fn clocks(changed: &[Compared]) -> Result<(), Failure> {
    let columns = ["ticket", "clock", "episode", "started (UTC+8)", "due before", "due after", "before", "after", ""];
    Output::Table.rows(changed, columns, |clock| {
        let side = clock.before.as_ref().or(clock.after.as_ref());
        let due = |side: &Option<Side>| side.as_ref().and_then(|side| side.due_at).map(shown).unwrap_or_default();
        let reassessed = clock.reassessed.map(|_| "reassessed");
        let apart = reassessed.into_iter().chain(clock.is_waived().then_some("waived"));
        [
            clock.code.clone(),
            clock.clock.to_string(),
            side.map(|side| format!("{}.{}", side.episode, side.number)).unwrap_or_default(),
            side.map(|side| shown(side.started_at)).unwrap_or_default(),
            due(&clock.before),
            due(&clock.after),
            word(clock.was()).to_owned(),
            word(clock.would_be()).to_owned(),
            apart.collect::<Vec<_>>().join(", "),
        ]
    })
}

/// On the factory's clocks, to the minute.
fn shown(at: Timestamp) -> String {
    let text = factory_time(at);
    text.chars().take(16).map(|c| if c == 'T' { ' ' } else { c }).collect()
}
