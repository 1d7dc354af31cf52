//! Rebuilds of read models, with how fast they go: the read models themselves know no time.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use projections::{ReadModels, RebuildOptions, RebuildRefused, RebuildStatus};
use schemars::JsonSchema;
use serde::Serialize;
use tokio::runtime::Handle;
use tokio::sync::watch;

use crate::clock::Stopwatch;

/// A rebuild as people see it.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Rebuild {
    /// The read model.
    pub name: &'static str,
    #[serde(flatten)]
    status: RebuildStatus,
    /// For how long it has run, or did, in seconds.
    pub seconds: f64,
    /// How many events it folds in a second, on average.
    pub events_per_second: f64,
    /// How long it still takes at that rate, in seconds; absent where nobody can tell, and when it is over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seconds_left: Option<f64>,
}

/// The rebuilds since the start of the program.
#[derive(Default)]
pub struct Rebuilds(Arc<Mutex<HashMap<&'static str, Taken>>>);

/// How long the last rebuild of a read model takes.
#[derive(Clone, Copy)]
enum Taken {
    Since(Stopwatch),
    AllOf(Duration),
}

impl Rebuilds {
    /// Begins rebuilds of these read models.
    ///
    /// # Errors
    /// If one of them cannot be rebuilt now.
    pub async fn begin(
        &self,
        models: &ReadModels,
        names: &[&str],
        options: RebuildOptions,
    ) -> Result<Vec<Rebuild>, RebuildRefused> {
        let running = Stopwatch::start();
        let begun = models.rebuild(names, options, &Handle::current()).await?;
        Ok(begun.into_iter().map(|(name, news)| self.begun(name, news, running)).collect())
    }

    fn begun(&self, name: &'static str, mut news: watch::Receiver<RebuildStatus>, running: Stopwatch) -> Rebuild {
        self.set(name, Taken::Since(running));
        let (taken, status) = (Arc::clone(&self.0), news.borrow().clone());
        tokio::spawn(async move {
            // The sender lives as long as the rebuild is known.
            let _ = news.wait_for(|status| status.state.is_over()).await;
            let mut taken = taken.lock().unwrap_or_else(PoisonError::into_inner);
            taken.insert(name, Taken::AllOf(running.elapsed()));
        });
        self.shown(name, status)
    }

    /// The rebuild of a read model that runs or ended last.
    ///
    /// # Errors
    /// If there is no such read model.
    pub fn of(&self, models: &ReadModels, model: &str) -> Result<Option<Rebuild>, RebuildRefused> {
        let name = name(model)?;
        let news = models.rebuilding(name)?;
        Ok(news.map(|news| self.shown(name, news.borrow().clone())))
    }

    /// What a rebuild says, with how fast it goes.
    #[must_use]
    pub fn shown(&self, name: &'static str, status: RebuildStatus) -> Rebuild {
        let taken = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(name).copied();
        let seconds = match taken {
            Some(Taken::Since(running)) => running.elapsed().as_secs_f64(),
            Some(Taken::AllOf(taken)) => taken.as_secs_f64(),
            None => 0.0,
        };
        let folded = status.done.0.saturating_sub(status.resumed_from.0) as f64;
        let events_per_second = if seconds > 0.0 { (folded / seconds).round() } else { 0.0 };
        let left = status.total.0.saturating_sub(status.done.0) as f64;
        let is_known = !status.state.is_over() && events_per_second > 0.0;
        let seconds_left = is_known.then(|| (left / events_per_second * 10.0).round() / 10.0);
        Rebuild { name, status, seconds: (seconds * 1e3).round() / 1e3, events_per_second, seconds_left }
    }

    fn set(&self, name: &'static str, taken: Taken) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(name, taken);
    }
}

fn name(model: &str) -> Result<&'static str, RebuildRefused> {
    let known = projections::models().iter().find(|known| known.name == model);
    known.map(|known| known.name).ok_or_else(|| RebuildRefused::Unknown(model.to_owned()))
}

impl Rebuild {
    /// Whether it has ended.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.status.state.is_over()
    }

    /// What it says of itself.
    #[must_use]
    pub fn status(&self) -> &RebuildStatus {
        &self.status
    }
}
