//! `flywheel simulate`: a made-up history of any size.

use std::path::Path;
use std::sync::Arc;

use clap::Args;
use events_schema::Timestamp;
use indicatif::{ProgressBar, ProgressStyle};

use super::output::{Failure, Output};
use crate::app::App;
use crate::clock::SystemClock;
use crate::simulation::{Plan, simulate};

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
        let (app, store) = App::open(data, Arc::new(SystemClock)).await?;
        let end = self.end.unwrap_or_else(|| app.clock.now());
        let plan = Plan { tickets: self.tickets, days: self.days, seed: self.seed, end };
        let bar = progress_bar(self.tickets);
        let (simulated, _) = simulate(&app, &plan, |reported| bar.set_position(reported)).await?;
        bar.finish_and_clear();
        app.models.stop();
        store.close();
        output.rows(&[simulated], ["tickets", "events"], |done| [done.tickets.to_string(), done.events.to_string()])
    }
}

/// A bar on standard error when somebody watches; nothing else.
pub(super) fn progress_bar(length: u64) -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:40} {human_pos}/{human_len} {per_sec} {eta}");
    ProgressBar::new(length).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
