//! What a timeline says beside facts, fields and values.

use events_schema::Duration;

use super::{Language, Words, words};

/// Something that lines say of themselves and of clocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phrase {
    /// In place of a personal value.
    Sealed,
    /// When it happened, where that was corrected.
    HappenedAt,
    /// When it was recorded, where that was much later.
    EnteredLate,
    /// When a clock is due.
    DueAt,
    /// How long a clock may run.
    Target,
    /// The verdict that another person changed.
    FirstVerdict,
    /// How long before the deadline a clock stopped.
    Left,
    /// How long after it.
    Over,
    /// What the record speaks for against the verdict.
    RecordSays,
    /// The deadline was waived.
    Waived,
    /// It was waived after it had passed.
    GrantedLate,
    /// A clock whose deadline had passed before anybody could know of it.
    BornBreached,
    /// A clock that stands still.
    StandsStill,
    /// How many slots of the progress grid were missed in a row.
    MissedSlots,
    /// When the last of them ended.
    LastMissed,
    /// How often a watch warned meanwhile.
    Warnings,
    /// How often a slot of the grid comes.
    Every,
}

impl Phrase {
    /// What it is in both languages.
    #[must_use]
    pub const fn words(self) -> Words {
        match self {
            Self::Sealed => words("已加密", "sealed"),
            Self::HappenedAt => words("发生时间", "happened at"),
            Self::EnteredLate => words("补录于", "entered late at"),
            Self::DueAt => words("到期时间", "due at"),
            Self::Target => words("时限", "target"),
            Self::FirstVerdict => words("原结论", "verdict before"),
            Self::Left => words("剩余时间", "time left"),
            Self::Over => words("超出时间", "over by"),
            Self::RecordSays => words("记录所示结论", "verdict that the record speaks for"),
            Self::Waived => words("豁免", "waiver"),
            Self::GrantedLate => words("到期后批准", "granted after the deadline"),
            Self::BornBreached => words("得知时已到期", "it was due before anybody could know of it"),
            Self::StandsStill => words("暂停计时", "it stands still"),
            Self::MissedSlots => words("连续缺报次数", "slots missed in a row"),
            Self::LastMissed => words("最后一次缺报", "the last of them at"),
            Self::Warnings => words("其间预警次数", "warnings meanwhile"),
            Self::Every => words("每隔", "every"),
        }
    }
}

/// A length of time as people say it, down to seconds and without a sign.
#[must_use]
pub fn length(length: Duration, language: Language) -> String {
    let seconds = length.as_micros().unsigned_abs() / 1_000_000;
    let parts = [
        (seconds / 86_400, words("天", "d")),
        (seconds / 3_600 % 24, words("小时", "h")),
        (seconds / 60 % 60, words("分", "min")),
        (seconds % 60, words("秒", "s")),
    ];
    let said: Vec<String> = parts
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, unit)| match language {
            Language::Chinese => format!("{count}{}", unit.zh),
            Language::English => format!("{count} {}", unit.en),
        })
        .collect();
    match (said.is_empty(), language) {
        (true, Language::Chinese) => "0秒".to_owned(),
        (true, Language::English) => "0 s".to_owned(),
        (false, Language::Chinese) => said.concat(),
        (false, Language::English) => said.join(" "),
    }
}
