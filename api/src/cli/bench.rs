//! `flywheel bench`: what this machine reaches.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use domain::access;
use events_schema::{Actor, Channel, PrincipalId, Role};
use indicatif::ProgressBar;
use serde_json::json;

use super::local::perform;
use super::output::{Failure, Output};
use super::simulate::{apart, simulated};
use crate::app::App;
use crate::bench::{Figure, HISTORY, Keys, Only, echo, folds, http, store};
use crate::clock::{Clock, SystemClock};
use crate::http::new_key;
use crate::simulation::{Plan, Staff};

/// Measures what this machine reaches, each figure beside a baseline in the same run.
#[derive(Debug, Args)]
pub(super) struct Bench {
    /// The sizes of the logs, in events.
    #[arg(long, value_delimiter = ',', default_values_t = [10_000, 1_000_000])]
    events: Vec<u64>,
    /// A log of ten million events, too. It takes about half an hour and 20 GB.
    #[arg(long)]
    full: bool,
    /// The folder to work in, on the disk that is to be measured; a temporary one if absent. Nothing stays there.
    #[arg(long, value_name = "DIR")]
    into: Option<PathBuf>,
    /// Measures only what has this in its name, and what is measured on the way: `commands`, `reads`, `alone, compared`. It may be
    /// given several times.
    #[arg(long, value_name = "TEXT")]
    only: Vec<String>,
    /// Serves the echo; the benchmark starts itself with it.
    #[arg(long, hide = true)]
    echo: bool,
}

/// A simulated ticket has so many events.
const EVENTS_PER_TICKET: u64 = 45;

impl Bench {
    pub(super) async fn run(self, output: Output) -> Result<(), Failure> {
        if self.echo {
            return Ok(echo().await?);
        }
        let parent = self.into.unwrap_or_else(std::env::temp_dir);
        let folder = parent.join(format!("flywheel-bench-{}", std::process::id()));
        std::fs::create_dir_all(&folder).map_err(|error| Failure::from(error).about(&folder.display().to_string()))?;
        let mut sizes = self.events;
        sizes.extend(self.full.then_some(10_000_000));
        sizes.sort_unstable();
        let measured = measure(&folder, &sizes, &Only(self.only)).await;
        // What cannot be removed somebody has to look at.
        std::fs::remove_dir_all(&folder)?;
        print(&measured?, output)
    }
}

async fn measure(folder: &Path, sizes: &[u64], only: &Only) -> Result<Vec<Figure>, Failure> {
    let spinner = ProgressBar::new_spinner();
    let say = |what: &str| spinner.set_message(what.to_owned());
    let mut figures = Vec::new();
    if only.takes("the log by itself") {
        say("the log by itself");
        figures.extend(store(folder).await?);
    }
    let mut history = None;
    for events in sizes {
        let data = folder.join(events.to_string());
        let (keys, length) = apart({
            let (data, events) = (data.clone(), *events);
            move || Box::pin(async move { make(&data, events).await })
        })
        .await?;
        let of_http = http(&data, length, &keys, history, only, &say).await?;
        let one = of_http.iter().find(|figure| figure.what == HISTORY);
        history = history.or(one.map(|figure| figure.value));
        figures.extend(of_http);
        figures.extend(folds(&data, only, &say).await?);
        std::fs::remove_dir_all(&data)?;
    }
    spinner.finish_and_clear();
    Ok(figures)
}

/// Simulates a factory of this size, and makes keys for those who send requests.
async fn make(data: &Path, events: u64) -> Result<(Keys, u64), Failure> {
    let tickets = (events / EVENTS_PER_TICKET).max(40);
    let plan = Plan { tickets, days: 365, seed: 1, end: SystemClock.now() };
    let (simulated, staff) = simulated(data, plan).await?;
    let (app, store) = App::open(data, Arc::new(SystemClock)).await?;
    let keys = Keys {
        hotline: key(&app, &staff, Role::HotlineAgent).await?,
        engineer: key(&app, &staff, Role::SupportEngineer).await?,
        analyst: key(&app, &staff, Role::Analyst).await?,
    };
    app.models.stop();
    store.close();
    Ok((keys, simulated.events))
}

async fn key(app: &App, staff: &Staff, role: Role) -> Result<String, Failure> {
    let group = "electrical".parse()?;
    let group = (role == Role::SupportEngineer).then_some(&group);
    let member = staff.of(role, group).into_iter().find(|member| member.until.is_none() && member.since.is_none());
    let principal = match member {
        Some(member) => PrincipalId::Person(member.person.clone()),
        None => PrincipalId::System("bench".parse()?),
    };
    let (id, key, secret_hash) = new_key();
    let body = json!({ "key": id, "principal": principal, "role": role, "secret_hash": secret_hash });
    let actor = Actor { channel: Channel::Cli, ..Actor::system("bench") };
    perform(app, access::COMMANDS, actor, "create", None, &body).await?;
    Ok(key)
}

fn print(figures: &[Figure], output: Output) -> Result<(), Failure> {
    output.rows(figures, ["events", "what", "measured", "baseline", "ratio", "goal"], |figure| {
        let number = |value: f64| if value >= 100.0 { format!("{value:.0}") } else { format!("{value}") };
        let baseline = figure.baseline.zip(figure.baseline_value);
        [
            figure.events.to_string(),
            figure.what.clone(),
            format!("{} {}", number(figure.value), figure.unit),
            baseline.map_or_else(String::new, |(what, value)| format!("{what}: {}", number(value))),
            figure.ratio.map_or_else(String::new, |ratio| ratio.to_string()),
            figure.goal.unwrap_or_default().to_owned(),
        ]
    })
}
