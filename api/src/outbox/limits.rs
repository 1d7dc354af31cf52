//! How much a channel is sent.

use std::collections::VecDeque;
use std::num::NonZeroU32;

use events_schema::{Duration, Timestamp};

use crate::channels::Urgency;

const MINUTE: Duration = Duration::from_minutes(1);
const SECOND: Duration = Duration::from_seconds(1);

/// What a channel was sent in the last minute, and so when it may be sent more.
///
/// In no minute it gets more than its limit, wherever the minute begins: the vendors of robots count so, and a bucket that is
/// full and fills up again would give twice as much. A quarter is kept for what is urgent. In no second it gets more than a
/// twentieth, which for Feishu is the five that it takes.
#[derive(Debug)]
pub(super) struct Limits {
    in_a_minute: usize,
    in_a_second: usize,
    sent: VecDeque<Timestamp>,
}

/// When a channel may be sent something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum May {
    /// At once.
    Now,
    /// At once, and then the minute is used up.
    Last,
    /// Then.
    At(Timestamp),
}

impl Limits {
    pub(super) fn new(messages_per_minute: NonZeroU32) -> Self {
        let in_a_minute = usize::try_from(messages_per_minute.get()).unwrap_or(usize::MAX);
        Self { in_a_minute, in_a_second: (in_a_minute / 20).max(1), sent: VecDeque::new() }
    }

    /// When something of this urgency may go.
    pub(super) fn may(&self, urgency: Urgency, now: Timestamp) -> May {
        let in_a_minute = match urgency {
            Urgency::Urgent => self.in_a_minute,
            Urgency::Ordinary => self.in_a_minute - self.in_a_minute / 4,
        };
        let since = |length: Duration| self.sent.len() - self.sent.partition_point(|sent| *sent + length <= now);
        let oldest_of = |most: usize| self.sent[self.sent.len() - most];
        let in_this_minute = since(MINUTE);
        if in_this_minute >= in_a_minute {
            May::At(oldest_of(in_a_minute) + MINUTE)
        } else if since(SECOND) >= self.in_a_second {
            May::At(oldest_of(self.in_a_second) + SECOND)
        } else if in_this_minute + 1 == in_a_minute {
            May::Last
        } else {
            May::Now
        }
    }

    /// Something went. A clock that was set back does not lengthen the minute.
    pub(super) fn went(&mut self, now: Timestamp) {
        while self.sent.back().is_some_and(|sent| *sent > now) {
            self.sent.pop_back();
        }
        while self.sent.front().is_some_and(|sent| *sent + MINUTE <= now) {
            self.sent.pop_front();
        }
        self.sent.push_back(now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_micros(millis * 1_000)
    }

    fn limits(messages_per_minute: u32) -> Limits {
        Limits::new(NonZeroU32::new(messages_per_minute).unwrap())
    }

    #[test]
    fn a_quarter_of_the_minute_is_kept_for_what_is_urgent() {
        let mut limits = limits(20);
        for second in 0..15 {
            let may = if second == 14 { May::Last } else { May::Now };
            assert_eq!(limits.may(Urgency::Ordinary, at(second * 1_000)), may, "{second}");
            limits.went(at(second * 1_000));
        }
        assert_eq!(limits.may(Urgency::Ordinary, at(15_000)), May::At(at(60_000)));
        for second in 15..20 {
            let may = if second == 19 { May::Last } else { May::Now };
            assert_eq!(limits.may(Urgency::Urgent, at(second * 1_000)), may, "{second}");
            limits.went(at(second * 1_000));
        }
        assert_eq!(limits.may(Urgency::Urgent, at(20_000)), May::At(at(60_000)));
        assert_eq!(limits.may(Urgency::Ordinary, at(20_000)), May::At(at(65_000)));
        assert_eq!(limits.may(Urgency::Urgent, at(60_000)), May::Last);
    }

    #[test]
    fn no_second_gets_more_than_a_twentieth_of_the_minute() {
        let mut limits = limits(100);
        for millis in 0..5 {
            assert_eq!(limits.may(Urgency::Urgent, at(millis)), May::Now);
            limits.went(at(millis));
        }
        assert_eq!(limits.may(Urgency::Urgent, at(5)), May::At(at(1_000)));
        assert_eq!(limits.may(Urgency::Urgent, at(1_000)), May::Now);
    }

    #[test]
    fn one_message_a_minute_is_one_of_either_kind() {
        let mut limits = limits(1);
        assert_eq!(limits.may(Urgency::Ordinary, at(0)), May::Last);
        limits.went(at(0));
        for urgency in [Urgency::Ordinary, Urgency::Urgent] {
            assert_eq!(limits.may(urgency, at(59_999)), May::At(at(60_000)));
            assert_eq!(limits.may(urgency, at(60_000)), May::Last);
        }
    }
}
