//! The channels by which people are told: webhooks, robots in the groups of WeCom, DingTalk and Feishu, and e-mail.
//!
//! A channel delivers one message once and says what became of it. What is told to whom, when it is tried again and how much
//! is told in a minute is the business of whoever delivers. Nothing that leaves this module holds a secret: the addresses of
//! robots are secrets too, so that errors and logs name a channel by what the administrator called it.

mod dingtalk;
mod feishu;
mod guard;
mod mail;
mod post;
mod robot;
mod settings;
mod signature;
mod text;
mod undelivered;
mod webhook;
mod wecom;

use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::path::Path;

use events_schema::Timestamp;
use events_schema::text::Code;
use serde_json::value::RawValue;
use uuid::Uuid;

pub use settings::{NotAChannel, Unusable};
pub use undelivered::{Reason, Undelivered};

/// The variable of the environment that names another file than `channels.toml` of the data folder.
pub const VARIABLE: &str = "FLYWHEEL_CHANNELS";

/// What is to be told, in the words of the reader's language, with what programs need.
pub struct Message {
    /// The notification's own id. It is the same at every attempt, so that a receiver knows what it has already.
    pub id: Uuid,
    /// The type of the fact that is told, such as `ticket.reported`.
    pub kind: String,
    /// When the fact was recorded.
    pub at: Timestamp,
    /// What happened, in one line.
    pub title: String,
    /// The rest, line by line, without markup: each channel sees to it that nothing in it is taken for such.
    pub lines: Vec<String>,
    /// Where to read on.
    pub link: Option<String>,
    /// What programs are told; of all channels only webhooks send it.
    pub data: Box<RawValue>,
    /// The mail address of the reader; of all channels only e-mail needs one.
    pub to: Option<String>,
    /// Whether it can wait until somebody looks.
    pub urgency: Urgency,
}

/// Whether a message can wait until somebody looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Urgency {
    /// It can.
    Ordinary,
    /// It cannot: robots mention everybody in their group, mails say that they are important.
    Urgent,
}

/// One way to tell people, as the administrator has set it up.
#[derive(Debug)]
pub struct Channel {
    messages_per_minute: NonZeroU32,
    way: Way,
}

#[derive(Debug)]
enum Way {
    Webhook(webhook::Webhook),
    WeCom(wecom::WeCom),
    DingTalk(dingtalk::DingTalk),
    Feishu(feishu::Feishu),
    Email(mail::Mail),
}

impl Channel {
    /// How many messages its receiver takes in a minute. Whoever delivers sees to it that there are no more.
    #[must_use]
    pub fn messages_per_minute(&self) -> NonZeroU32 {
        self.messages_per_minute
    }

    /// Whether each message has one reader, whose address it needs. Others tell a group or a program.
    #[must_use]
    pub const fn has_readers(&self) -> bool {
        matches!(self.way, Way::Email(_))
    }

    /// Delivers a message, within the channel's time limit. It may have arrived although the answer says that it did not: the
    /// receiver's word may have been lost. So whoever tries again does it with the same id.
    ///
    /// # Errors
    /// If the receiver did not confirm that it has the message.
    pub async fn deliver(&self, message: &Message, now: Timestamp) -> Result<(), Undelivered> {
        match &self.way {
            Way::Webhook(webhook) => webhook.deliver(message, now).await,
            Way::WeCom(robot) => robot.deliver(message, now).await,
            Way::DingTalk(robot) => robot.deliver(message, now).await,
            Way::Feishu(robot) => robot.deliver(message, now).await,
            Way::Email(mail) => mail.deliver(message, now).await,
        }
    }
}

/// All channels, by the names that the administrator gave them.
#[derive(Debug, Default)]
pub struct Channels {
    by_name: BTreeMap<Code, Channel>,
    public_url: Option<String>,
}

impl Channels {
    /// Those of the file that the environment names; else of `channels.toml` in the data folder, and none without it.
    ///
    /// # Errors
    /// If the file cannot be read or a channel in it cannot be used.
    pub fn of_environment(folder: &Path) -> Result<Self, Unusable> {
        let file = crate::settings::file(std::env::var_os(VARIABLE), folder, "channels.toml");
        file.map_or_else(|| Ok(Self::default()), |file| Self::read(&file))
    }

    /// Those of a file.
    ///
    /// # Errors
    /// If it cannot be read or a channel in it cannot be used.
    pub fn read(file: &Path) -> Result<Self, Unusable> {
        settings::read(file)
    }

    /// The channel of this name.
    #[must_use]
    pub fn named(&self, name: &Code) -> Option<&Channel> {
        self.by_name.get(name)
    }

    /// A link to this program from outside, if the administrator has said how it is reached.
    #[must_use]
    pub fn link(&self, path: &str) -> Option<String> {
        self.public_url.as_ref().map(|url| format!("{}{path}", url.trim_end_matches('/')))
    }

    /// All of them, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&Code, &Channel)> {
        self.by_name.iter()
    }
}
