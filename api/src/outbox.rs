//! The outbox: what people are to be told, kept until they have been told it.
//!
//! Whoever follows the log gives it notices, which become deliveries in one file, in one transaction with how far the log was
//! taken. Each delivery has an id that derives from the event, so that a notice that is taken again is known. It is sent at
//! least once: what was not marked as delivered before the program ended is sent again, with the same id.
//!
//! A lane is what goes to one recipient by one channel about one ticket or case. Within a lane the order of the log holds:
//! the next delivery goes when the one before is delivered or dead. Lanes go side by side.

mod backoff;
mod digest;
mod file;
mod limits;
mod run;

use events_schema::ids::{EventId, PersonId};
use events_schema::text::Code;
use events_schema::{StreamName, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::channels::Urgency;

pub use file::{Counts, Filter, Outbox, Retried, Unusable};
pub use run::{Render, Unrendered, run};

/// Something to be told, as the log gives it.
#[derive(Debug, Clone)]
pub struct Notice {
    /// Its place in the log; numbers grow.
    pub number: u64,
    /// The event that it tells of.
    pub event: EventId,
    /// The type of the fact.
    pub kind: String,
    /// The ticket or case that it is about.
    pub stream: StreamName,
    /// When the fact was recorded.
    pub at: Timestamp,
    /// 0 the first time, then 1, 2, … of a notice that is repeated until somebody takes it up.
    pub repeat: u32,
    /// Whether it passes limits and digests first.
    pub urgency: Urgency,
    /// By which channel it goes.
    pub channel: Code,
    /// To whom, where the channel has more than one reader.
    pub recipient: Option<PersonId>,
}

impl Notice {
    /// The id of its delivery. It is the same whenever the same log is read again.
    #[must_use]
    pub fn id(&self) -> Uuid {
        let recipient = self.recipient.as_ref().map(ToString::to_string).unwrap_or_default();
        let told = format!("{}/{recipient}/{}", self.channel, self.repeat);
        Uuid::new_v5(&self.event.as_uuid(), told.as_bytes())
    }
}

/// A notice on its way to a recipient.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Delivery {
    /// Its place in the outbox, at the end of which it stands again after a retry.
    pub place: u64,
    /// Its id, which its receiver is told at every attempt.
    #[schemars(with = "String")]
    pub id: Uuid,
    /// The message of several that it is a part of.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub digest: Option<Uuid>,
    /// The event that it tells of.
    pub event: EventId,
    /// The type of the fact.
    pub kind: String,
    /// The ticket or case that it is about.
    pub stream: StreamName,
    /// When the fact was recorded.
    pub at: Timestamp,
    /// How often the notice had been repeated before.
    pub repeat: u32,
    /// Whether it passes limits and digests first.
    pub urgent: bool,
    /// By which channel it goes.
    pub channel: Code,
    /// To whom, where the channel has more than one reader.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recipient: Option<PersonId>,
    /// What has become of it.
    pub state: State,
    /// How often it was tried.
    pub attempts: u32,
    /// Not to be tried before; without it, when its turn comes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_at: Option<Timestamp>,
    /// What stood in the way last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

impl Delivery {
    /// The id of the message: its own, or that of the digest that it is a part of.
    #[must_use]
    pub fn message(&self) -> Uuid {
        self.digest.unwrap_or(self.id)
    }
}

/// What has become of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It is to be sent.
    Pending,
    /// Its receiver has confirmed it.
    Delivered,
    /// It is not tried any more unless somebody says so.
    Dead,
}

impl State {
    const ALL: [Self; 3] = [Self::Pending, Self::Delivered, Self::Dead];

    /// Its name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Delivered => "delivered",
            Self::Dead => "dead",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_tells_channel_recipient_and_repetition_apart() {
        let notice = |channel: &str, recipient: Option<&str>, repeat| Notice {
            number: 1,
            event: EventId::from_uuid(Uuid::from_u128(1)),
            kind: "ticket.reported".to_owned(),
            stream: "ticket-1".parse().unwrap(),
            at: Timestamp::from_micros(0),
            repeat,
            urgency: Urgency::Ordinary,
            channel: channel.parse().unwrap(),
            recipient: recipient.map(|person| person.parse().unwrap()),
        };
        let told = [("a", None, 0), ("b", None, 0), ("a", Some("e1"), 0), ("a", None, 1)];
        let ids: std::collections::BTreeSet<Uuid> = told.map(|(a, b, c)| notice(a, b, c).id()).into_iter().collect();
        assert_eq!(ids.len(), 4);
        assert!(ids.contains(&notice("a", None, 0).id()));
    }
}
