//! `flywheel rebuild`: read models folded anew, through the server if one runs, else directly.

mod past;

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;
use events_schema::Timestamp;
use indicatif::{MultiProgress, ProgressBar};
use projections::RebuildOptions;
use serde_json::{Value, json};

use super::local::Program;
use super::output::{Failure, Output};
use super::simulate::progress_bar;
use crate::http::AsOf;

#[derive(Debug, Args)]
pub(super) struct Rebuild {
    /// The read models; all of them if none is named.
    models: Vec<String>,
    /// Begins with empty files, even if an earlier rebuild was cancelled or killed.
    #[arg(long)]
    anew: bool,
    /// Shows the new files even if their rows differ: for files that are known to be damaged.
    #[arg(long)]
    replace: bool,
    /// Ends rebuilds that run in the server. What they have folded stays for the next one.
    #[arg(long, conflicts_with_all = ["anew", "replace"])]
    cancel: bool,
    /// Folds them as they were, into files of their own: a position of the log, an RFC 3339 time, or a day of the factory,
    /// which stands for its end.
    #[arg(long, value_name = "WHEN", requires = "into", conflicts_with_all = ["anew", "replace", "cancel"])]
    as_of: Option<AsOf>,
    /// Of that only what had happened until then, as corrected.
    #[arg(long, value_name = "TIME", requires = "into", conflicts_with_all = ["anew", "replace", "cancel"])]
    occurred_until: Option<Timestamp>,
    /// The folder for the files as they were.
    #[arg(long, value_name = "DIR")]
    into: Option<PathBuf>,
}

const LOOK_AGAIN: Duration = Duration::from_millis(100);

impl Rebuild {
    pub(super) async fn run(self, data: &Path, output: Output) -> Result<(), Failure> {
        if let Some(into) = self.into {
            let models = past::chosen(&self.models)?;
            return past::fold(data, &models, self.as_of, self.occurred_until, into, output).await;
        }
        let program = Program::of(data).await?;
        let known: Vec<String> = projections::models().iter().map(|model| model.name.to_owned()).collect();
        let models = if self.models.is_empty() { known } else { self.models };
        let options = RebuildOptions { anew: self.anew, replace: self.replace };
        if self.cancel {
            models.iter().try_for_each(|model| program.cancel(model))?;
        } else {
            program.begin(&models, options).await?;
        }
        let ended = program.ended(&models).await?;
        program.end();
        output.rows(&ended, ["read model", "result", "file", "events", "seconds", "events/s"], |rebuild| {
            let number = |field: &str| rebuild[field].as_f64().unwrap_or_default();
            let text = |field: &str| rebuild[field].as_str().unwrap_or_default().to_owned();
            let folded = number("done") - number("resumed_from");
            let rate = number("events_per_second");
            [
                text("name"),
                result(&rebuild["state"]),
                text("file"),
                format!("{folded}"),
                format!("{:.1}", number("seconds")),
                format!("{rate}"),
            ]
        })?;
        failure(&ended).map_or(Ok(()), Err)
    }
}

fn result(state: &Value) -> String {
    let text = |field: &str| state[field].as_str().unwrap_or_default();
    match text("is") {
        "shown" if state.get("agreed").is_some() => format!("shown; all rows agreed, {}", text("agreed")),
        "differs" => {
            let tables = state["tables"].as_array().map(Vec::as_slice).unwrap_or_default();
            let table = |table: &Value| {
                format!("{} ({} rows only shown, {} only new)", table["table"], table["only_shown"], table["only_new"])
            };
            format!("differs, not shown: {}", tables.iter().map(table).collect::<Vec<_>>().join(", "))
        }
        "failed" => format!("failed: {}", text("error")),
        other => other.to_owned(),
    }
}

/// The worst of what came out.
fn failure(ended: &[Value]) -> Option<Failure> {
    let is = |what: &str| ended.iter().any(|rebuild| rebuild["state"]["is"] == what);
    if is("failed") {
        return Some(Failure::unusable("a rebuild failed; what was shown before is shown still"));
    }
    is("differs").then(|| {
        Failure::unverified(
            "the rows differ, so the new file is not shown; look at both, then --replace, or remove the new one",
        )
    })
}

impl Program {
    async fn begin(&self, models: &[String], options: RebuildOptions) -> Result<(), Failure> {
        match self {
            Self::Server(server) => {
                let RebuildOptions { anew, replace } = options;
                let models = models.join(",");
                let path = format!("/v1/read-models/rebuild?models={models}&anew={anew}&replace={replace}");
                server.post(&path, &json!({})).map(|_| ())
            }
            Self::Here(app, _) => {
                let models: Vec<&str> = models.iter().map(String::as_str).collect();
                Ok(app.rebuilds.begin(&app.models, &models, options).await.map(|_| ())?)
            }
        }
    }

    fn cancel(&self, model: &str) -> Result<(), Failure> {
        match self {
            Self::Server(server) => {
                server.post(&format!("/v1/read-models/{model}/cancel-rebuild"), &json!({})).map(|_| ())
            }
            Self::Here(..) => Err(Failure::refused("no server runs on this folder, and so no rebuild")),
        }
    }

    /// The rebuilds as they are.
    fn rebuilds(&self, models: &[String]) -> Result<Vec<Value>, Failure> {
        let all = match self {
            Self::Server(server) => server.get("/v1/read-models")?,
            Self::Here(app, _) => {
                let of = |model: &String| Ok(json!({ "name": model, "rebuild": app.rebuilds.of(&app.models, model)? }));
                Value::Array(models.iter().map(of).collect::<Result<_, Failure>>()?)
            }
        };
        let all = all.as_array().cloned().unwrap_or_default();
        let named = all.into_iter().filter(|model| models.iter().any(|name| model["name"] == name.as_str()));
        Ok(named.map(|model| model["rebuild"].clone()).filter(Value::is_object).collect())
    }

    /// Shows the progress until all are over.
    async fn ended(&self, models: &[String]) -> Result<Vec<Value>, Failure> {
        let bars = MultiProgress::new();
        let bars: Vec<ProgressBar> = models.iter().map(|_| bars.add(progress_bar(1))).collect();
        let mut looks = tokio::time::interval(LOOK_AGAIN);
        loop {
            looks.tick().await;
            let rebuilds = self.rebuilds(models)?;
            for (bar, rebuild) in bars.iter().zip(&rebuilds) {
                bar.set_length(rebuild["total"].as_u64().unwrap_or(1));
                bar.set_position(rebuild["done"].as_u64().unwrap_or(0));
            }
            let is_over = |rebuild: &Value| {
                !matches!(rebuild["state"]["is"].as_str(), Some("filling" | "comparing" | "switching"))
            };
            if rebuilds.iter().all(is_over) {
                bars.iter().for_each(ProgressBar::finish_and_clear);
                return Ok(rebuilds);
            }
        }
    }
}
