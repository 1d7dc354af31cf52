//! Who is told of what (自动提醒): rules as data, in versions.

mod published;

pub use published::{Addressee, NotificationRule, NotificationRulesPublished, Repeat};

use crate::fact::fact_set;

fact_set! {
    /// The facts of `notification_rules-*` streams.
    NotificationRulesFact in "notification_rules" {
        Published(NotificationRulesPublished),
    }
}
