//! `flywheel bench`: what this machine reaches, each figure beside a baseline in the same run.
//!
//! The server and an echo are processes of their own; the load comes from this one, and all share the machine. Whether the
//! load is the bottleneck is told by the echo: it answers the same requests of the same generator, and as long as it answers
//! more of them than the server, the generator could have sent more. The share of the processor that the generator took is
//! told beside.

mod folds;
mod load;
mod server;
mod store;

use std::path::Path;

use serde::Serialize;

pub use folds::folds;
pub use load::echo;
pub use server::Keys;
pub use store::store;

use crate::clock::Stopwatch;
use load::{Load, Run};
use server::Server;

/// A figure with its baseline.
#[derive(Debug, Clone, Serialize)]
pub struct Figure {
    /// How many events the log had.
    pub events: u64,
    /// What was measured.
    pub what: String,
    /// How much it is.
    pub value: f64,
    /// In which unit.
    pub unit: &'static str,
    /// What it is measured against, in the same run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub baseline: Option<&'static str>,
    /// How much that is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub baseline_value: Option<f64>,
    /// One by the other.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ratio: Option<f64>,
    /// What is to be reached.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub goal: Option<&'static str>,
}

impl Figure {
    /// A figure by itself.
    #[must_use]
    pub fn new(events: u64, what: impl Into<String>, value: f64, unit: &'static str) -> Self {
        let what = what.into();
        Self {
            events,
            what,
            value: rounded(value),
            unit,
            baseline: None,
            baseline_value: None,
            ratio: None,
            goal: None,
        }
    }

    /// The same beside a baseline.
    #[must_use]
    pub fn beside(self, baseline: &'static str, value: f64) -> Self {
        let ratio = (value > 0.0).then(|| (self.value / value * 1e3).round() / 1e3);
        Self { baseline: Some(baseline), baseline_value: Some(rounded(value)), ratio, ..self }
    }

    /// The same with what is to be reached.
    #[must_use]
    pub fn goal(self, goal: &'static str) -> Self {
        Self { goal: Some(goal), ..self }
    }
}

fn rounded(value: f64) -> f64 {
    if value.abs() >= 100.0 { value.round() } else { (value * 1e3).round() / 1e3 }
}

/// Why nothing can be measured.
#[derive(Debug, thiserror::Error)]
pub enum BenchError {
    /// A file, a process or a connection.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// The log.
    #[error(transparent)]
    Store(#[from] event_store::OpenError),
    /// A read.
    #[error(transparent)]
    Read(#[from] event_store::ReadError),
    /// An append.
    #[error(transparent)]
    Append(#[from] event_store::AppendError),
    /// The program.
    #[error(transparent)]
    Start(#[from] crate::app::StartError),
    /// A rebuild.
    #[error(transparent)]
    Rebuild(#[from] projections::RebuildRefused),
    /// A fold.
    #[error(transparent)]
    Fold(#[from] projections::RebuildError),
    /// An answer that is none.
    #[error("{0}")]
    Answer(String),
}

/// What is measured: everything, or what has one of these texts in its name.
#[derive(Debug, Clone, Default)]
pub struct Only(pub Vec<String>);

impl Only {
    /// Whether this is to be measured.
    #[must_use]
    pub fn takes(&self, what: &str) -> bool {
        self.0.is_empty() || self.0.iter().any(|text| what.contains(text))
    }
}

/// How many requests are under way at once; the second is what happens when twice as many come.
const CONNECTIONS: [usize; 2] = [64, 128];
const ROUNDS: usize = 3;

/// What a folder serves over HTTP: start, memory, commands, reads, and commands while other work goes on.
///
/// # Errors
/// If something cannot be measured.
pub async fn http(
    folder: &Path,
    events: u64,
    keys: &Keys,
    history: Option<f64>,
    only: &Only,
    say: &dyn Fn(&str),
) -> Result<Vec<Figure>, BenchError> {
    let starting = Stopwatch::start();
    let flywheel = Server::serve(folder)?;
    let mut figures =
        vec![Figure::new(events, "start, until it serves", starting.elapsed().as_secs_f64(), "s").goal("< 1 s")];
    load::caught_up(&flywheel.address, keys).await?;
    let echo = Server::echo()?;
    let ticket = load::some_ticket(&flywheel.address, keys).await?;
    let loads = [
        ("whole issues, commands", Load::Issues, Some(">= 0.4 of the echo")),
        ("reports only, commands", Load::Reports, Some(">= 0.4 of the echo")),
        ("details of one ticket, reads", Load::Details(ticket.clone()), Some(">= 0.6 of the echo")),
        ("list of 50 tickets, reads", Load::List, None),
        ("history of one ticket, reads", Load::History(ticket.clone()), None),
    ];
    for (what, load, goal) in &loads {
        for connections in CONNECTIONS.into_iter().filter(|connections| only.takes(&loaded_name(what, *connections))) {
            say(&loaded_name(what, connections));
            load::teach(&echo.address, &flywheel.address, keys, load).await?;
            let mut rounds = Vec::new();
            for _ in 0..ROUNDS {
                let echoed = load::run(&echo.address, keys, load, connections, load::Target::Echo).await?;
                rounds.push((
                    echoed,
                    load::run(&flywheel.address, keys, load, connections, load::Target::Flywheel).await?,
                ));
            }
            figures.extend(loaded(events, what, connections, &rounds, *goal));
        }
    }
    if only.takes(HISTORY) {
        figures.push(history_of_one(&flywheel, events, keys, &ticket, history).await?);
    }
    figures.extend(disturbed(&flywheel, events, keys, only, say).await?);
    if let Some(memory) = flywheel.memory() {
        figures.push(Figure::new(events, "memory of the server, at most", memory, "MiB"));
    }
    Ok(figures)
}

/// How a load is called.
fn loaded_name(what: &str, connections: usize) -> String {
    format!("{what}, {connections} connections")
}

/// What is compared between logs of different sizes.
pub const HISTORY: &str = "history of one ticket, one after the other";

async fn history_of_one(
    flywheel: &Server,
    events: u64,
    keys: &Keys,
    ticket: &str,
    before: Option<f64>,
) -> Result<Figure, BenchError> {
    let run = load::run(&flywheel.address, keys, &Load::History(ticket.to_owned()), 1, load::Target::Flywheel).await?;
    let figure = Figure::new(events, HISTORY, run.at(0.5), "ms");
    Ok(match before {
        Some(before) => figure.beside("the same in the smallest log", before).goal("<= 1.1 times"),
        None => figure,
    })
}

fn loaded(
    events: u64,
    what: &str,
    connections: usize,
    rounds: &[(Run, Run)],
    goal: Option<&'static str>,
) -> Vec<Figure> {
    let what = loaded_name(what, connections);
    let rate = Figure::new(events, what.clone(), middle(rounds, |round| round.1.per_second()), "per second")
        .beside("echo of the same body", middle(rounds, |round| round.0.per_second()));
    let rate = match goal {
        Some(goal) if connections == CONNECTIONS[0] => rate.goal(goal),
        Some(_) | None => rate,
    };
    let latency = |share: f64, name: &str| {
        Figure::new(events, format!("{what}, {name}"), middle(rounds, |round| round.1.at(share)), "ms")
            .beside("echo of the same body", middle(rounds, |round| round.0.at(share)))
    };
    let mut figures = vec![rate, latency(0.5, "median"), latency(0.99, "99th percentile")];
    if rounds.iter().all(|round| round.1.generator.is_some()) {
        let share = middle(rounds, |round| round.1.generator.unwrap_or_default());
        figures.push(Figure::new(
            events,
            format!("{what}, the generator's share of the machine"),
            share,
            "of all cores",
        ));
    }
    figures
}

/// The median of what the rounds say.
fn middle(rounds: &[(Run, Run)], of: impl Fn(&(Run, Run)) -> f64) -> f64 {
    let mut values: Vec<f64> = rounds.iter().map(of).collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}

/// Commands at full load, in turns alone and while something large goes on.
async fn disturbed(
    flywheel: &Server,
    events: u64,
    keys: &Keys,
    only: &Only,
    say: &dyn Fn(&str),
) -> Result<Vec<Figure>, BenchError> {
    let mut figures = Vec::new();
    let goal = "99.9th <= 5 times the 99th alone";
    for (what, work) in [
        ("while a metric is defined and answered", load::Work::Metric),
        ("during the rebuild of all read models", load::Work::Rebuild),
    ] {
        if !only.takes(&format!("commands {what}")) {
            continue;
        }
        say(&format!("commands {what}"));
        let mut rounds = Vec::new();
        for round in 0..ROUNDS {
            let alone =
                load::run(&flywheel.address, keys, &Load::Issues, CONNECTIONS[0], load::Target::Flywheel).await?;
            let (run, done) = tokio::join!(
                load::run(&flywheel.address, keys, &Load::Issues, CONNECTIONS[0], load::Target::Flywheel),
                load::work(&flywheel.address, keys, work, round),
            );
            done?;
            rounds.push((alone, run?));
            load::rest(&flywheel.address, keys, work).await?;
        }
        let slow = Figure::new(
            events,
            format!("commands {what}, 99.9th percentile"),
            middle(&rounds, |round| round.1.at(0.999)),
            "ms",
        );
        figures.push(slow.beside("99th percentile alone", middle(&rounds, |round| round.0.at(0.99))).goal(goal));
        let rate = Figure::new(
            events,
            format!("commands {what}"),
            middle(&rounds, |round| round.1.per_second()),
            "per second",
        );
        figures.push(rate.beside("alone", middle(&rounds, |round| round.0.per_second())));
    }
    Ok(figures)
}
