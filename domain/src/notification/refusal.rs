use crate::refusal::{About, RefusalKind, Refuse};

/// Why a version of the rules is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotificationRefusal {
    /// None, or too many.
    #[error("publish 1 to 100 rules; to be told of nothing, leave the addressees' inboxes unread")]
    RuleCount,
    /// Two of one name.
    #[error("the rule {0} is there twice; give each its own name")]
    Twice(String),
    /// It is about nothing, or tells nobody.
    #[error("the rule {0} names no facts, or nobody who is told; name 1 to 20 of each")]
    Empty(String),
    /// Nobody can be told of that.
    #[error("the rule {rule} names {kind}, of which nobody is told; known are: {}", known(.kind).join(", "))]
    UnknownFact {
        /// The rule.
        rule: String,
        /// What it names.
        kind: String,
    },
    /// Too often, or never again.
    #[error("the rule {0} repeats every minute at most, every day at least, and until something that it names")]
    Repetition(String),
}

/// What can be told of the same kind of thing; where there is no such kind, all.
fn known(kind: &str) -> Vec<&'static str> {
    let of = |kind: &str| kind.split('.').next().map(str::to_owned);
    let alike = |known: &&&str| of(known) == of(kind);
    let same: Vec<&str> = super::TELLABLE.iter().filter(alike).copied().collect();
    if same.is_empty() { super::TELLABLE.to_vec() } else { same }
}

impl Refuse for NotificationRefusal {
    fn about(&self) -> About {
        let about = |code, zh, en| About::new(code, RefusalKind::Value, "P2.1.b", zh, en);
        match self {
            Self::RuleCount => about("rule_count", "提醒规则数量无效", "no rules, or too many"),
            Self::Twice(_) => about("rule_twice", "提醒规则重名", "two rules have one name"),
            Self::Empty(_) => about("rule_empty", "提醒规则不完整", "the rule is not complete"),
            Self::UnknownFact { .. } => about("not_tellable", "该事项不可提醒", "nobody is told of that"),
            Self::Repetition(_) => about("repetition", "重复提醒设置无效", "the repetition is out of range"),
        }
    }
}
