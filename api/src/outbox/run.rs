//! Delivers what is in the outbox: each channel for itself, within its limits.

use std::collections::HashSet;
use std::convert::Infallible;
use std::sync::Arc;

use async_trait::async_trait;
use events_schema::Timestamp;
use events_schema::text::Code;
use futures_util::StreamExt;
use futures_util::future::{join, join_all};
use futures_util::stream::FuturesUnordered;
use uuid::Uuid;

use super::file::{Due, Outcome};
use super::limits::{Limits, May};
use super::{Delivery, Outbox, Unusable};
use crate::background::Task;
use crate::channels::{Channel, Channels, Message, Undelivered, Urgency};
use crate::clock::Clock;

/// How many messages are under way by one channel, and how many of them may be ordinary: a receiver that lets us wait must
/// not hold up what is urgent.
const UNDER_WAY: usize = 8;
const ORDINARY_UNDER_WAY: usize = 6;

/// Finds the words for what is delivered. Id and urgency of a message are set by whoever delivers it.
#[async_trait]
pub trait Render: Send + Sync + 'static {
    /// The message of a delivery.
    async fn message(&self, delivery: &Delivery) -> Result<Message, Unrendered>;

    /// One message for several deliveries to one recipient by one channel, oldest first.
    async fn digest(&self, of: &[Delivery]) -> Result<Message, Unrendered>;
}

/// Why there is no message.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unrendered {
    /// There is nothing to say any more, for this reason.
    #[error("there is nothing to say any more: {0}")]
    Nothing(String),
    /// It cannot be found out now.
    #[error("the message cannot be written now: {0}")]
    Later(String),
}

/// Delivers until the task ends. What is under way then is sent again when it begins anew.
pub async fn run(
    outbox: Arc<Outbox>,
    channels: Arc<Channels>,
    clock: Arc<dyn Clock>,
    render: Arc<dyn Render>,
    task: &Task,
) {
    let post = Post { outbox, clock, render, task };
    let by_channel = channels.iter().map(|(name, channel)| post.serve(name, channel));
    let names = channels.iter().map(|(name, _)| name.to_string()).collect();
    join(join_all(by_channel), post.tidy(names)).await;
}

struct Post<'a> {
    outbox: Arc<Outbox>,
    clock: Arc<dyn Clock>,
    render: Arc<dyn Render>,
    task: &'a Task,
}

/// A message that has been tried.
struct Tried {
    id: Uuid,
    throttled: Option<Timestamp>,
}

impl Post<'_> {
    /// Sends by a channel. If the file fails it begins anew, after what is under way has been written down.
    async fn serve(&self, name: &Code, channel: &Channel) {
        let mut arrivals = self.outbox.arrivals();
        let mut limits = Limits::new(channel.messages_per_minute());
        let (mut under_way, mut ids) = (FuturesUnordered::new(), HashSet::new());
        let mut closed_until = None;
        loop {
            arrivals.borrow_and_update();
            let now = self.clock.now();
            let closed = closed_until.filter(|until| *until > now);
            let next = if closed.is_some() || under_way.len() == UNDER_WAY {
                Ok(Next::Nothing(closed))
            } else {
                let room_for_ordinary = under_way.len() < ORDINARY_UNDER_WAY;
                self.next(name, &limits, room_for_ordinary, &ids, now).await
            };
            let wake = match next {
                Ok(Next::Goes(parts)) => {
                    limits.went(now);
                    ids.insert(parts[0].message());
                    under_way.push(self.send(channel, parts));
                    continue;
                }
                Ok(Next::Nothing(wake)) => {
                    self.task.gets_on();
                    wake
                }
                Err(error) => Some(self.task.failed("the notifications", &error, now)),
            };
            tokio::select! {
                Some(tried) = under_way.next() => {
                    let Tried { id, throttled } = tried;
                    ids.remove(&id);
                    closed_until = closed_until.max(throttled);
                }
                () = self.wake(wake) => {}
                // The outbox lives as long as we hold it.
                _ = arrivals.changed() => {}
            }
        }
    }

    /// What goes next by a channel: what is urgent, else what is ordinary, as far as limits allow.
    async fn next(
        &self,
        channel: &Code,
        limits: &Limits,
        room_for_ordinary: bool,
        under_way: &HashSet<Uuid>,
        now: Timestamp,
    ) -> Result<Next, Unusable> {
        let (name, ids) = (channel.clone(), under_way.clone());
        let Due { urgent, ordinary, next_at } = self.blocking(move |outbox| outbox.due(&name, now, &ids)).await?;
        let urgency = if urgent.is_some() { Urgency::Urgent } else { Urgency::Ordinary };
        let Some(first) = urgent.or(ordinary.filter(|_| room_for_ordinary)) else { return Ok(Next::Nothing(next_at)) };
        let ids = under_way.clone();
        let parts = match (limits.may(urgency, now), urgency) {
            (May::At(at), _) => return Ok(Next::Nothing(Some(next_at.map_or(at, |next| at.min(next))))),
            // When nothing more may go for a while, what waits goes together.
            (May::Last, Urgency::Ordinary) => self.blocking(move |outbox| outbox.gather(first, &ids)).await?,
            (May::Now, _) | (May::Last, Urgency::Urgent) => self.blocking(|outbox| outbox.whole(first)).await?,
        };
        Ok(Next::Goes(parts))
    }

    /// Sends a message and writes down what became of it, however long the file cannot be written: until then it is under way.
    async fn send(&self, channel: &Channel, parts: Vec<Delivery>) -> Tried {
        let id = parts[0].message();
        let outcome = match self.render(&parts, id).await {
            Err(Unrendered::Nothing(why)) => Outcome::Refused(why),
            Err(later @ Unrendered::Later(_)) => Outcome::Failed(later.to_string()),
            Ok(message) => match channel.deliver(&message, self.clock.now()).await {
                Ok(()) => Outcome::Delivered,
                Err(error @ Undelivered::Throttled { wait, .. }) => {
                    Outcome::PutOff(self.clock.now() + wait, error.to_string())
                }
                Err(error @ Undelivered::Failed(_)) => Outcome::Failed(error.to_string()),
                Err(error @ Undelivered::Refused(_)) => Outcome::Refused(error.to_string()),
            },
        };
        let throttled = if let Outcome::PutOff(until, _) = &outcome { Some(*until) } else { None };
        let (parts, outcome) = (Arc::new(parts), Arc::new(outcome));
        loop {
            let (parts, outcome, now) = (Arc::clone(&parts), Arc::clone(&outcome), self.clock.now());
            match self.blocking(move |outbox| outbox.settle(&parts, &outcome, now)).await {
                Ok(()) => return Tried { id, throttled },
                Err(error) => self.clock.reaches(self.task.failed("the notifications", &error, now)).await,
            }
        }
    }

    async fn render(&self, parts: &[Delivery], id: Uuid) -> Result<Message, Unrendered> {
        let message = match parts {
            [delivery] if delivery.digest.is_none() => self.render.message(delivery).await?,
            several => self.render.digest(several).await?,
        };
        let urgent = parts.iter().any(|part| part.urgent);
        Ok(Message { id, urgency: if urgent { Urgency::Urgent } else { Urgency::Ordinary }, ..message })
    }

    async fn tidy(&self, set_up: Vec<String>) -> Infallible {
        let mut arrivals = self.outbox.arrivals();
        let set_up = Arc::new(set_up);
        loop {
            arrivals.borrow_and_update();
            let (set_up, now) = (Arc::clone(&set_up), self.clock.now());
            let wake = match self.blocking(move |outbox| outbox.tidy(&set_up, now)).await {
                Ok(wake) => wake,
                Err(error) => Some(self.task.failed("the notifications", &error, now)),
            };
            tokio::select! {
                () = self.wake(wake) => {}
                _ = arrivals.changed() => {}
            }
        }
    }

    async fn wake(&self, at: Option<Timestamp>) {
        match at {
            Some(at) => self.clock.reaches(at).await,
            None => std::future::pending().await,
        }
    }

    /// Asks the outbox on a thread that may wait for the disk.
    async fn blocking<T: Send + 'static>(
        &self,
        ask: impl FnOnce(&Outbox) -> Result<T, Unusable> + Send + 'static,
    ) -> Result<T, Unusable> {
        let outbox = Arc::clone(&self.outbox);
        tokio::task::spawn_blocking(move || ask(&outbox)).await.expect("the outbox does not panic")
    }
}

/// What a channel does next.
enum Next {
    /// This message goes: one delivery, or those of a digest.
    Goes(Vec<Delivery>),
    /// Nothing before then, unless there is news.
    Nothing(Option<Timestamp>),
}
