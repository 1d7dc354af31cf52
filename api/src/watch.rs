//! The watch: records what becomes so by time alone. Of clocks warnings and breaches, of determinations that nobody objected.
//!
//! It keeps nothing of its own. Read models say where the next thing is due and when; after downtime the overdue ones simply
//! come first, with their true due times. The decision what to record is that of the ticket, or of the case.

use std::sync::Arc;
use std::time::Duration;

use domain::corrective_action::{self, NoteGateOverdue};
use domain::improvement::{self, NoteOverdue};
use domain::qualification::{self, NoteLapsed};
use domain::responsibility::{self, BecomeFinal};
use domain::supplier_notice;
use domain::ticket::{self, RecordClocks};
use domain::training_plan::{self, NoteTrainingsOverdue};
use domain::{Aggregate, CommandSpec, Decide};
use events_schema::{Actor, CommandId, Position, StreamName, Timestamp};
use futures_util::future::BoxFuture;
use futures_util::{FutureExt, future};
use projections::clocks::DueNotice;
use projections::{
    Clocks, CorrectiveActions, Deadlines, Improvements, Projection, Qualifications, Responsibilities, SupplierNotices,
    TrainingPlans,
};
use tokio::sync::watch;

use crate::app::{App, Holds};
use crate::background::RETRY;
use crate::commands::{Replay, Request, named};

/// As whom it acts.
pub(crate) const NAME: &str = "watch";

/// How many streams of each kind one look takes; their commands run side by side and share commits.
const BATCH: usize = 256;

/// How long the read model may take to see what is in the log.
const PATIENCE: Duration = Duration::from_secs(600);

/// What becomes so by time alone in a kind of stream, and what it is recorded by.
struct ByTime {
    /// The read model that knows when.
    model: &'static str,
    /// When something is due next, after an instant.
    next: fn(&App, Timestamp) -> Result<Option<Timestamp>, projections::Unreadable>,
    /// Sends the command to all streams in which something is due.
    record: for<'a> fn(&'a App, Timestamp) -> Recording<'a>,
}

type Recording<'a> = BoxFuture<'a, Result<Vec<Recorded>, Blind>>;

/// Everything that becomes so by time alone, but for the clocks of tickets.
static BY_TIME: [ByTime; 6] = [
    ByTime {
        model: Responsibilities::NAME,
        next: next::<Responsibilities>,
        record: |app, now| {
            by_time::<Responsibilities, _>(app, now, (responsibility::COMMANDS, "become-final"), &BecomeFinal {})
                .boxed()
        },
    },
    ByTime {
        model: Improvements::NAME,
        next: next::<Improvements>,
        record: |app, now| {
            by_time::<Improvements, _>(app, now, (improvement::COMMANDS, "note-overdue"), &NoteOverdue {}).boxed()
        },
    },
    ByTime {
        model: CorrectiveActions::NAME,
        next: next::<CorrectiveActions>,
        record: |app, now| {
            let overdue = (corrective_action::COMMANDS, "note-overdue");
            by_time::<CorrectiveActions, _>(app, now, overdue, &NoteGateOverdue {}).boxed()
        },
    },
    ByTime {
        model: SupplierNotices::NAME,
        next: next::<SupplierNotices>,
        record: |app, now| {
            let record = &supplier_notice::RecordClocks {};
            by_time::<SupplierNotices, _>(app, now, (supplier_notice::COMMANDS, "record-clocks"), record).boxed()
        },
    },
    ByTime {
        model: TrainingPlans::NAME,
        next: next::<TrainingPlans>,
        record: |app, now| {
            let overdue = (training_plan::COMMANDS, "note-overdue");
            by_time::<TrainingPlans, _>(app, now, overdue, &NoteTrainingsOverdue {}).boxed()
        },
    },
    ByTime {
        model: Qualifications::NAME,
        next: next::<Qualifications>,
        record: |app, now| {
            by_time::<Qualifications, _>(app, now, (qualification::COMMANDS, "note-lapsed"), &NoteLapsed {}).boxed()
        },
    },
];

fn next<P: Deadlines>(app: &App, after: Timestamp) -> Result<Option<Timestamp>, projections::Unreadable> {
    Ok(app.models.views().of::<P>().next_due_after(after)?.value)
}

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
        for model in std::iter::once(Clocks::NAME).chain(BY_TIME.iter().map(|by_time| by_time.model)) {
            app.models.reached(model, Position(last), PATIENCE).await?;
        }
    }
    let (views, now) = (app.models.views(), app.clock.now());
    let clocks = views.of::<Clocks>();
    let notices = clocks.due_notices(now, BATCH)?.value;
    let of_tickets = future::join_all(notices.iter().map(|notice| record(app, notice)));
    let of_others = future::try_join_all(BY_TIME.iter().map(|by_time| (by_time.record)(app, now)));
    let (of_tickets, of_others) = future::join(of_tickets, of_others).await;
    let recorded: Vec<Recorded> = of_tickets.into_iter().chain(of_others?.into_iter().flatten()).collect();
    if recorded.contains(&Recorded::Something) {
        return Ok(());
    }
    // Nothing is due, or what is due could not be recorded: until the next is, news or another try.
    let mut next = vec![clocks.next_notice_after(now)?.value];
    for by_time in &BY_TIME {
        next.push((by_time.next)(app, now)?);
    }
    let again = (!recorded.is_empty()).then(|| now + RETRY);
    let wake = next.into_iter().flatten().chain(again).min();
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
    let what = format!("{}/{}/{}", notice.ticket, notice.revision, notice.at.as_micros());
    send(app, (ticket::COMMANDS, "record-clocks"), &RecordClocks {}, notice.ticket.stream(), &what).await
}

/// Sends their command to all streams of a kind in which something is due. The id derives from stream and due time.
async fn by_time<P: Deadlines, A: Aggregate>(
    app: &App,
    now: Timestamp,
    named: (&'static [CommandSpec<A>], &str),
    command: &dyn Decide<A>,
) -> Result<Vec<Recorded>, Blind>
where
    App: Holds<A>,
{
    let due = app.models.views().of::<P>().due_at(now, BATCH)?.value;
    let sent = due.into_iter().map(async |(stream, due_at)| {
        let what = format!("{stream}/{}", due_at.as_micros());
        send(app, named, command, stream, &what).await
    });
    Ok(future::join_all(sent).await)
}

async fn send<A: Aggregate>(
    app: &App,
    (table, name): (&'static [CommandSpec<A>], &str),
    command: &dyn Decide<A>,
    stream: StreamName,
    what: &str,
) -> Recorded
where
    App: Holds<A>,
{
    let (id, actor) = (CommandId::of("system-watch", what), Actor::system(NAME));
    let request = Request::live(named(table, name), command, Some(stream.clone()), id, actor);
    match app.streams().perform(&request).await {
        Ok(done) if done.events.is_empty() || done.replay == Replay::Repeated => Recorded::Nothing,
        Ok(_) => Recorded::Something,
        Err(error) => {
            tracing::warn!(%error, %stream, "what became so by time could not be recorded; it is tried again");
            Recorded::Nothing
        }
    }
}
