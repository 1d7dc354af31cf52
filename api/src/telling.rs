//! Telling people: what the read model of notifications has for other channels than the inbox goes into the outbox, in the order
//! of the log, and what nobody has answered goes there again (P2.1.b, P3.2.a, P3.3.a).
//!
//! A rebuild gives the rows the same numbers, so that nothing is taken twice. An outbox that is new begins with what happens from
//! then on: what was told before is not told again because a file was lost.

mod words;

use std::collections::BTreeSet;
use std::sync::Arc;

use domain::Reference;
use domain::notification::Whom;
use events_schema::text::Code;
use events_schema::{Position, Timestamp};
use projections::notifications::Notified;
use projections::{Notifications, Projection, View};

use crate::app::App;
use crate::channels::Urgency;
use crate::outbox::{self, Notice};

pub use words::Words;

/// How long the read model may take to see what is in the log.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(600);

/// How many notifications are taken at once.
const BATCH: usize = 500;

/// Tells until the task is ended.
pub async fn run(app: Arc<App>) {
    let words: Arc<dyn outbox::Render> = Arc::new(Words::new(Arc::clone(&app)));
    let sending = outbox::run(
        Arc::clone(&app.outbox),
        Arc::clone(&app.channels),
        Arc::clone(&app.clock),
        words,
        &app.background.outbox,
    );
    let taking = async {
        loop {
            let Err(error) = take(&app).await;
            let again = app.background.telling.failed("the notifications", &error, app.clock.now());
            app.clock.reaches(again).await;
        }
    };
    futures_util::future::join(sending, taking).await;
}

#[derive(Debug, thiserror::Error)]
enum Untaken {
    #[error(transparent)]
    Unreadable(#[from] projections::Unreadable),
    #[error(transparent)]
    Outbox(#[from] outbox::Unusable),
    #[error(transparent)]
    Behind(#[from] projections::Behind),
    #[error("the read model of notifications stands still")]
    StandsStill,
}

async fn take(app: &App) -> Result<std::convert::Infallible, Untaken> {
    let view = app.models.views().of::<Notifications>();
    let mut positions = app.models.positions(Notifications::NAME).ok_or(Untaken::StandsStill)?;
    let mut taken = begin(app, &view).await?;
    let mut again = Some(app.clock.now());
    loop {
        // Nobody is told again of what he has answered, though the read model be slow.
        catches_up(app).await?;
        let before = taken;
        let position = take_new(app, &view, &mut taken).await?;
        // What waits for an answer is looked at when there is more of it, and when the next is due.
        if taken > before || again.is_some_and(|at| at <= app.clock.now()) {
            again = take_again(app, &view, taken).await?;
        }
        app.background.telling.gets_on();
        let next = async {
            match again {
                Some(at) => app.clock.reaches(at).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = next => {}
            moved = positions.beyond(position) => { moved.ok_or(Untaken::StandsStill)?; }
        }
    }
}

/// Where it goes on.
async fn begin(app: &App, view: &View<Notifications>) -> Result<u64, Untaken> {
    if let Some(taken) = app.outbox.taken()? {
        return Ok(taken);
    }
    catches_up(app).await?;
    let last = view.last_told()?.value.unwrap_or(0);
    put(app, last, Vec::new()).await?;
    Ok(last)
}

/// Waits until the read model shows what is in the log.
async fn catches_up(app: &App) -> Result<(), Untaken> {
    let length = *app.store.length().borrow();
    let Some(last) = length.checked_sub(1).map(Position) else { return Ok(()) };
    Ok(app.models.reached(Notifications::NAME, last, PATIENCE).await?)
}

/// Takes what is new, and says up to which position that is.
async fn take_new(app: &App, view: &View<Notifications>, taken: &mut u64) -> Result<Position, Untaken> {
    loop {
        let told = view.told_after(Some(*taken), BATCH)?;
        let Some(last) = told.value.last().map(|notified| notified.number) else { return Ok(told.position) };
        let (now, reference) = (app.clock.now(), app.directory.now().reference);
        let live = told.value.iter().filter(|notified| notified.is_live);
        let notices: Vec<Notice> = live.flat_map(|notified| notices(app, notified, 0, &reference, now)).collect();
        put(app, last, notices).await?;
        *taken = last;
    }
}

/// Takes once more what nobody has answered in time, and says when the next is due. After a downtime it is told once, not as
/// often as it would have been.
async fn take_again(app: &App, view: &View<Notifications>, taken: u64) -> Result<Option<Timestamp>, Untaken> {
    let (now, reference) = (app.clock.now(), app.directory.now().reference);
    let unanswered = view.unanswered()?.value;
    let (mut due, mut next) = (Vec::new(), None::<Timestamp>);
    for notified in unanswered.iter().filter(|notified| notified.number <= taken) {
        let Some(every) = notified.every.filter(|every| every.as_micros() > 0) else { continue };
        let times = now.since(notified.told_at).as_micros() / every.as_micros();
        if let Ok(times @ 1..) = u32::try_from(times) {
            due.extend(notices(app, notified, times, &reference, now));
        }
        let then = notified.told_at + events_schema::Duration::from_micros(every.as_micros() * (times.max(0) + 1));
        next = Some(next.map_or(then, |next| next.min(then)));
    }
    if !due.is_empty() {
        put(app, taken, due).await?;
    }
    Ok(next)
}

/// Puts notices into the outbox, on a thread that may wait for the disk.
async fn put(app: &App, through: u64, notices: Vec<Notice>) -> Result<(), Untaken> {
    let outbox = Arc::clone(&app.outbox);
    let put = tokio::task::spawn_blocking(move || outbox.take(through, &notices));
    Ok(put.await.expect("the outbox does not panic")?)
}

/// A notice for each channel of a notification, and of a channel that has readers for each of them.
fn notices(app: &App, notified: &Notified, repeat: u32, reference: &Reference, now: Timestamp) -> Vec<Notice> {
    let all = || app.channels.iter().map(|(name, _)| name.clone()).collect();
    let channels: BTreeSet<Code> = notified.channels.as_ref().map_or_else(all, |by| by.iter().cloned().collect());
    let urgency = if notified.is_urgent() { Urgency::Urgent } else { Urgency::Ordinary };
    let mut notices = Vec::new();
    for channel in channels {
        let has_readers = app.channels.named(&channel).is_some_and(crate::channels::Channel::has_readers);
        let readers = if has_readers { people(notified, reference, now) } else { vec![None] };
        notices.extend(readers.into_iter().map(|recipient| Notice {
            number: notified.number,
            event: notified.event,
            kind: notified.kind.clone(),
            stream: notified.stream.clone(),
            at: notified.told_at,
            repeat,
            urgency,
            channel: channel.clone(),
            recipient,
        }));
    }
    notices
}

/// Those who are meant, by the directory as it stands.
fn people(notified: &Notified, reference: &Reference, now: Timestamp) -> Vec<Option<events_schema::ids::PersonId>> {
    let whom = [
        notified.role.map(Whom::Role),
        notified.group.clone().map(Whom::Group),
        notified.person.clone().map(Whom::Person),
        notified.department.clone().map(Whom::Department),
    ];
    let people: BTreeSet<_> = whom.into_iter().flatten().flat_map(|whom| whom.people(reference, now)).collect();
    people.into_iter().map(Some).collect()
}
