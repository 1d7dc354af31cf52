//! `flywheel simulate`: a made-up history of any size.

use std::path::Path;
use std::pin::Pin;

use clap::Args;
use events_schema::Timestamp;
use indicatif::{ProgressBar, ProgressStyle};

use super::output::{Failure, Output};
use crate::clock::{Clock, SystemClock};
use crate::simulation::{Plan, Simulated, Staff, simulate};

#[derive(Debug, Args)]
pub(super) struct Simulate {
    /// How many tickets are reported.
    #[arg(long, default_value_t = 1_000)]
    tickets: u64,
    /// Over how many days.
    #[arg(long, default_value_t = 90)]
    days: u32,
    /// What the chances derive from.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// When it ends; now if absent.
    #[arg(long)]
    end: Option<Timestamp>,
}

impl Simulate {
    pub(super) async fn run(self, data: &Path, output: Output) -> Result<(), Failure> {
        let end = self.end.unwrap_or_else(|| SystemClock.now());
        let plan = Plan { tickets: self.tickets, days: self.days, seed: self.seed, end };
        let (simulated, _) = simulated(data, plan).await?;
        output.rows(&[simulated], ["tickets", "events"], |done| [done.tickets.to_string(), done.events.to_string()])
    }
}

/// Simulates into a folder, in a runtime of its own, which ends with it: nothing of it holds on to the folder afterwards.
pub(super) async fn simulated(data: &Path, plan: Plan) -> Result<(Simulated, Staff), Failure> {
    let data = data.to_path_buf();
    apart(move || {
        Box::pin(async move {
            let bar = progress_bar(plan.tickets);
            let simulated = simulate(&data, &plan, |reported| bar.set_position(reported)).await?;
            bar.finish_and_clear();
            Ok(simulated)
        })
    })
    .await
}

/// Does something in a runtime of its own, which ends with it, so that nothing of it holds on to the data folder.
pub(super) async fn apart<T: Send + 'static>(
    work: impl FnOnce() -> Pin<Box<dyn Future<Output = Result<T, Failure>>>> + Send + 'static,
) -> Result<T, Failure> {
    let done = tokio::task::spawn_blocking(move || {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        runtime.block_on(work())
    });
    done.await?
}

/// A bar on standard error when somebody watches; nothing else.
pub(super) fn progress_bar(length: u64) -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:40} {human_pos}/{human_len} {per_sec} {eta}");
    ProgressBar::new(length).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
