//! `flywheel policy backtest`: what the verdicts of the past would have been. Nothing is written to the log; beside a server it is
//! read from the folder, so that it takes as long as it needs.

mod drafts;
mod printed;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use clap::{ArgGroup, Args, Subcommand};
use domain::backtest::{Asked, Scope};
use domain::clocks::ClockProvenance;
use event_store::SqliteStore;
use events_schema::facts::sla_policy::ClockKind;
use events_schema::ids::GroupId;
use events_schema::values::TicketClass;
use events_schema::{Actor, Channel, Position, Timestamp};
use projections::{Clocks, Projection};
use serde::de::DeserializeOwned;
use tokio::runtime::Handle;

use self::printed::Printing;
use super::local::Program;
use super::output::{Failure, Output};
use crate::app::App;
use crate::backtest::{BacktestError, History, NamedCalendar, Question, Rules, Wanted};
use crate::clock::{Clock, SystemClock};

#[derive(Debug, Subcommand)]
pub(super) enum Policy {
    /// Says which verdicts would change under another policy or calendar, and writes nothing.
    Backtest(Backtest),
}

#[derive(Debug, Args)]
#[command(group(ArgGroup::new("tried").required(true).multiple(true).args(["version", "draft", "calendar"])))]
pub(super) struct Backtest {
    /// The version of the policy to try; 0: the defaults before any was published.
    version: Option<u32>,
    /// A draft instead: JSON or TOML with the body that would publish it.
    #[arg(long, value_name = "FILE", conflicts_with = "version")]
    draft: Option<PathBuf>,
    /// A calendar in the place of all its versions: one that was published, or a file with a draft. As often as needed.
    #[arg(long, value_name = "CALENDAR=VERSION|FILE")]
    calendar: Vec<String>,
    /// Clocks that started at or after this instant.
    #[arg(long)]
    from: Option<Timestamp>,
    /// Clocks that started before this instant.
    #[arg(long)]
    until: Option<Timestamp>,
    /// Which clock, such as `first_contact`.
    #[arg(long, value_parser = named::<ClockKind>)]
    clock: Option<ClockKind>,
    /// general, important or emergency.
    #[arg(long, value_parser = named::<TicketClass>)]
    class: Option<TicketClass>,
    /// The group that has the ticket.
    #[arg(long)]
    group: Option<GroupId>,
    /// Leaves out the clocks of imported history.
    #[arg(long)]
    live_only: bool,
    /// How many changed clocks a table shows; JSON has all.
    #[arg(long, default_value_t = 50)]
    limit: usize,
}

fn named<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    serde_json::from_value(text.into()).map_err(|error| error.to_string())
}

impl Policy {
    pub(super) async fn run(self, data: &Path, output: Output) -> Result<(), Failure> {
        let Self::Backtest(verb) = self;
        verb.run(data, output).await
    }
}

impl Backtest {
    async fn run(self, data: &Path, output: Output) -> Result<(), Failure> {
        let question = self.question()?;
        let program = Program::of(data).await?;
        let history = program.history(data).await?;
        let mut printing = Printing::new(output, self.limit);
        let handle = Handle::current();
        let looked = tokio::task::spawn_blocking(move || {
            let report = history.look(&question, (None, Wanted::Figures), &handle, &mut printing);
            (report, printing)
        });
        let (report, printing) = looked.await?;
        program.end();
        match report {
            Ok(report) => printing.end(report),
            Err(BacktestError::Refused(refusal)) => {
                Err(Failure::refused(format!("{refusal} ({})", refusal.about().code)))
            }
            Err(error) => Err(error.into()),
        }
    }

    fn question(&self) -> Result<Question, Failure> {
        let mut asked = Asked { policy: self.version, ..Asked::default() };
        if let Some(path) = &self.draft {
            asked.drafts.policy = Some(drafts::read(path)?);
        }
        for calendar in &self.calendar {
            match calendar.parse() {
                Ok(NamedCalendar(named)) => asked.calendars.push(named),
                Err(_) => asked.drafts.calendars.push(drafts::read(Path::new(calendar))?),
            }
        }
        let scope = Scope {
            from: self.from,
            until: self.until,
            clock: self.clock,
            class: self.class,
            group: self.group.clone(),
            provenance: self.live_only.then_some(ClockProvenance::Live),
        };
        scope.check().map_err(|error| Failure::usage(error.to_string()))?;
        let actor = Actor { channel: Channel::Cli, ..Actor::system("command-line") };
        Ok(Question { asked, scope, actor })
    }
}

/// Longer than any log takes: the read model of a folder that nobody serves may have to be folded first.
const AS_LONG_AS_IT_TAKES: Duration = Duration::from_secs(86_400);

impl Program {
    /// The history on which the program works. What a server keeps is read beside it.
    async fn history(&self, data: &Path) -> Result<History, Failure> {
        let now = SystemClock.now();
        match self {
            Self::Here(app, _) => {
                let App { models, store, directory, .. } = &**app;
                if let Some(last) = store.length().borrow().checked_sub(1) {
                    models.reached(Clocks::NAME, Position(last), AS_LONG_AS_IT_TAKES).await?;
                }
                let (clocks, rules) = (models.views().of::<Clocks>(), Rules::Kept(directory.clone()));
                Ok(History { clocks, store: Arc::clone(store), rules, now })
            }
            Self::Server(_) => {
                let clocks = projections::open_read_only(&data.join("read-models"))?.of::<Clocks>();
                Ok(History { clocks, store: SqliteStore::open_read_only(data)?, rules: Rules::InTheLog, now })
            }
        }
    }
}
