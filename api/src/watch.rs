//! The watch over clocks: records warnings and breaches when they are due.
//!
//! It keeps nothing of its own. The read model of clocks says which ticket has the next notice and when; after downtime the
//! overdue ones simply come first, with their true due times. The decision what to record is the ticket's.

use std::sync::Arc;
use std::time::Duration;

use domain::CommandSpec;
use domain::ticket::{COMMANDS, RecordClocks, Ticket};
use events_schema::{Actor, CommandId, Origin, Position};
use projections::clocks::DueNotice;
use projections::{Clocks, Projection};
use tokio::sync::watch;

use crate::app::{App, Holds};
use crate::background::RETRY;
use crate::commands::{Replay, Request};

/// As whom it acts.
pub(crate) const NAME: &str = "watch";

/// How many tickets one look takes; their commands run side by side and share commits.
const BATCH: usize = 256;

/// How long the read model may take to see what is in the log.
const PATIENCE: Duration = Duration::from_secs(600);

/// Watches until the task is ended.
pub async fn run(app: Arc<App>) {
    let mut news = app.store.length();
    loop {
        match look(&app, &mut news).await {
            Ok(()) => app.background.watch.gets_on(),
            Err(Blind::Ended) => return,
            Err(error) => {
                let again = app.background.watch.failed("warnings and breaches", &error, app.clock.now());
                app.clock.reaches(again).await;
            }
        }
    }
}

#[derive(Debug, thiserror::Error)]
enum Blind {
    #[error(transparent)]
    Unreadable(#[from] projections::Unreadable),
    #[error(transparent)]
    Behind(#[from] projections::Behind),
    #[error("the log was closed")]
    Ended,
}

/// One look: record what is due, or wait for the next notice or for news, whichever comes first.
async fn look(app: &App, news: &mut watch::Receiver<u64>) -> Result<(), Blind> {
    let length = *news.borrow_and_update();
    if let Some(last) = length.checked_sub(1) {
        app.models.reached(Clocks::NAME, Position(last), PATIENCE).await?;
    }
    let clocks = app.models.views().of::<Clocks>();
    let now = app.clock.now();
    let due = clocks.due_notices(now, BATCH)?.value;
    let recorded = futures_util::future::join_all(due.iter().map(|notice| record(app, notice))).await;
    if recorded.contains(&Recorded::Something) {
        return Ok(());
    }
    // Nothing is due, or what is due could not be recorded: until the next notice, news or another try.
    let next = clocks.next_notice_after(now)?.value;
    let again = (!due.is_empty()).then(|| now + RETRY);
    let wake = next.into_iter().chain(again).min();
    tokio::select! {
        () = async { match wake { Some(at) => app.clock.reaches(at).await, None => std::future::pending().await } } => {}
        changed = news.changed() => changed.map_err(|_| Blind::Ended)?,
    }
    Ok(())
}

/// Whether a command of the watch wrote anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Recorded {
    Something,
    Nothing,
}

/// Sends the ticket its command. The id derives from what is due and since which event, so that two watches record it once,
/// and a deadline that moved away and came back is not taken for the old one.
async fn record(app: &App, notice: &DueNotice) -> Recorded {
    let named = COMMANDS.iter().find(|spec| spec.name == "record-clocks");
    let spec: &CommandSpec<Ticket> = named.expect("the table of ticket commands has the watch's own");
    let what = format!("{}/{}/{}", notice.ticket, notice.revision, notice.at.as_micros());
    let request = Request {
        spec,
        command: &RecordClocks {},
        stream: Some(notice.ticket.stream()),
        id: CommandId::of("system-watch", &what),
        actor: Actor::system(NAME),
        fingerprint: None,
        if_match: None,
        causation: None,
        trace: None,
        origin: Origin::Live,
        unproven: &[],
    };
    match app.streams().perform(&request).await {
        Ok(done) if done.events.is_empty() || done.replay == Replay::Repeated => Recorded::Nothing,
        Ok(_) => Recorded::Something,
        Err(error) => {
            tracing::warn!(%error, ticket.id = %notice.ticket, "a clock's notice could not be recorded; it is tried again");
            Recorded::Nothing
        }
    }
}
