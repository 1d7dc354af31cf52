//! `flywheel metric`: metrics from the command line.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, Subcommand};
use domain::metric::COMMANDS;
use events_schema::facts::metric::MetricDefined;
use events_schema::ids::MetricId;
use serde_json::{Value, json};

use super::local::Program;
use super::output::{Failure, Output};
use super::sql::{everything, print};
use crate::app::App;
use crate::metrics::take;
use crate::sql::{Tried, preview};

/// Defines, tries, lists, shows and retires metrics.
#[derive(Debug, Args)]
pub(super) struct Metric {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Defines a metric, or another version of it, from a file in TOML or JSON: metric, title, about, sql, columns, period.
    Add {
        /// The file.
        file: PathBuf,
    },
    /// Tries a metric that is not defined yet: its columns, the first rows, and how long it will take.
    Try {
        /// The file, as for `add`; of it only `sql` is needed.
        file: PathBuf,
    },
    /// Lists the metrics.
    List,
    /// Shows the newest answer of a metric, or that of a period.
    Show {
        /// The code of the metric.
        metric: MetricId,
        /// The period, as in 2026-06-30, 2026-W27, 2026-06, 2026-Q2 or 2026.
        #[arg(long)]
        period: Option<String>,
    },
    /// Retires a metric: it is answered no longer, and what was kept stays.
    Retire {
        /// The code of the metric.
        metric: MetricId,
        /// Why.
        #[arg(long)]
        reason: Option<String>,
    },
}

impl Metric {
    pub(super) async fn run(self, data: &Path, output: Output) -> Result<(), Failure> {
        let program = Program::of(data).await?;
        program.catches_up().await?;
        let done = match self.verb {
            Verb::Add { file } => add(&program, &file).await,
            Verb::Try { file } => attempt(&program, &file, output).await,
            Verb::List => list(&program, output),
            Verb::Show { metric, period } => show(&program, &metric, period.as_deref(), output).await,
            Verb::Retire { metric, reason } => {
                let body = json!({ "reason": reason });
                let sent = program.send(COMMANDS, "retire", Some(&metric.to_string()), &body).await;
                sent.inspect(|()| eprintln!("{metric} is answered no longer; what was kept stays"))
            }
        };
        program.end();
        done
    }
}

/// A definition as somebody wrote it down.
fn definition(file: &Path) -> Result<Value, Failure> {
    let about = |failure: Failure| failure.about(&file.display().to_string());
    let text = std::fs::read_to_string(file).map_err(|error| about(error.into()))?;
    if file.extension().is_some_and(|ending| ending == "json") {
        return serde_json::from_str(&text).map_err(|error| about(error.into()));
    }
    toml::from_str(&text).map_err(|error| about(error.into()))
}

async fn add(program: &Program, file: &Path) -> Result<(), Failure> {
    let body = definition(file)?;
    program.send(COMMANDS, "define", None, &body).await?;
    eprintln!(
        "{} is defined, and answered from now on while a server runs",
        body["metric"].as_str().unwrap_or_default()
    );
    Ok(())
}

async fn attempt(program: &Program, file: &Path, output: Output) -> Result<(), Failure> {
    let sql = definition(file)?["sql"].as_str().map(str::to_owned);
    let sql = sql.ok_or_else(|| Failure::usage(format!("{}: there is no `sql` in it", file.display())))?;
    let preview = match program {
        Program::Server(server) => server.post("/v1/metrics/try", &json!({ "sql": sql }))?,
        Program::Here(app, _) => serde_json::to_value(preview(app, Tried { sql }, everything()).await?)?,
    };
    print(&preview, output)?;
    let part = if preview["share"] == 1.0 { "all" } else { "a sixteenth" };
    eprintln!(
        "reads {}; tried on {part} of the tickets; expected to take {} s",
        preview["reads"], preview["expected_seconds"]
    );
    Ok(())
}

fn list(program: &Program, output: Output) -> Result<(), Failure> {
    let listed = match program {
        Program::Server(server) => server.get("/v1/metrics")?,
        Program::Here(app, _) => {
            let reference = app.directory.now().reference;
            let listed = reference.metrics().filter_map(|(id, known)| {
                let latest = known.is.latest()?;
                let (title, version, in_use) = (&latest.title, latest.version, known.is.in_use().is_some());
                Some(json!({ "metric": id, "title": title, "version": version, "in_use": in_use }))
            });
            Value::Array(listed.collect())
        }
    };
    let rows = listed.as_array().cloned().unwrap_or_default();
    output.rows(&rows, ["metric", "title", "version", "in use", "failing"], |row| {
        let text = |field: &Value| field.as_str().map_or_else(|| field.to_string(), str::to_owned);
        let failing = row["failing"]["error"].as_str().unwrap_or_default().to_owned();
        [text(&row["metric"]), text(&row["title"]), text(&row["version"]), text(&row["in_use"]), failing]
    })
}

async fn show(program: &Program, metric: &MetricId, period: Option<&str>, output: Output) -> Result<(), Failure> {
    let answer = match program {
        Program::Server(server) => {
            let period = period.map_or_else(String::new, |period| format!("?period={period}"));
            server.get(&format!("/v1/metrics/{metric}{period}"))?["answer"].take()
        }
        Program::Here(app, _) => answer_here(app, metric, period).await?,
    };
    if answer.is_null() {
        return Err(Failure::not_found(format!("{metric} has no answer yet; it gets one while a server runs")));
    }
    print(&answer, output)
}

/// Where no server runs, the answer of a past period is the kept one, and that of now is taken now.
async fn answer_here(app: &Arc<App>, metric: &MetricId, period: Option<&str>) -> Result<Value, Failure> {
    let reference = app.directory.now().reference;
    let unknown = || Failure::not_found(format!("there is no metric {metric}; `flywheel metric list` has all"));
    let known = reference.metric(metric).ok_or_else(unknown)?;
    let latest: &MetricDefined = known.is.latest().ok_or_else(unknown)?;
    match period {
        Some(period) => {
            let versions = known.is.versions().iter().rev().map(|version| version.version);
            let answers = versions.map(|version| app.metrics.keeper.answer(metric, version, Some(period)));
            let kept = answers.filter_map(Result::transpose).next().transpose()?;
            Ok(serde_json::to_value(kept)?)
        }
        None => Ok(serde_json::to_value(take(app, latest, None).await?)?),
    }
}
