//! What became of a message that was not delivered.

use std::time::Duration as Limit;

use events_schema::Duration;

/// Why a message was not delivered, and what that means for the next attempt.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Undelivered {
    /// The receiver takes nothing more for a while, neither this message nor another.
    #[error("{why}; nothing more is taken for {wait}")]
    Throttled {
        /// For how long.
        wait: Duration,
        /// What it said.
        why: Reason,
    },
    /// It may succeed later, when the receiver is back or the administrator has put the channel right.
    #[error("{0}")]
    Failed(Reason),
    /// The same message will not be taken by the same channel, however often it is tried.
    #[error("{0}")]
    Refused(Reason),
}

/// What stood in the way. None of these holds a secret, a reader's address or an address with its query.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// The time limit of the channel is over.
    #[error("no answer within {0:?}")]
    TimedOut(Limit),
    /// The name of the receiver leads into the network, where the channel may not go.
    #[error("`{0}` is inside the network; `allow_private = true` lets the channel go there")]
    Inside(String),
    /// The connection could not be made, or ended before the answer did.
    #[error("the receiver cannot be reached: {0}")]
    Unreachable(String),
    /// The receiver points elsewhere, where nobody has allowed the message to go.
    #[error("the receiver points elsewhere (HTTP {0}), and redirects are not followed")]
    Redirected(u16),
    /// The receiver answered with a status that is no success.
    #[error("the receiver answered HTTP {0}")]
    Status(u16),
    /// The receiver wants no more of this channel: it should be switched off.
    #[error("the receiver is gone (HTTP 410)")]
    Gone,
    /// The answer is longer than any that a robot gives.
    #[error("the answer has more than {0} bytes")]
    AnswerTooLong(usize),
    /// The answer is not in the robot's form.
    #[error("the answer is none that such a robot gives")]
    NotUnderstood,
    /// A robot said no, under HTTP 200.
    #[error("the robot answered {code}: {said}")]
    Robot {
        /// Its code.
        code: i64,
        /// Its words.
        said: String,
    },
    /// The mail server said no.
    #[error("the mail server answered {code}: {said}")]
    MailServer {
        /// The code of SMTP.
        code: u16,
        /// Its words.
        said: String,
    },
    /// What programs are told is too much for a webhook, and cannot be cut.
    #[error("the message has {0} bytes, more than a webhook may have")]
    TooLarge(usize),
    /// The message names no mail address.
    #[error("there is no mail address to send it to")]
    NoAddress,
    /// What the message names cannot be sent to.
    #[error("what stands for the reader's mail address is none")]
    NotAnAddress,
}
