use std::fmt;

use events_schema::Timestamp;
use events_schema::ids::CharacteristicId;
use events_schema::measurement::{Reading, Unit};
use events_schema::text::{Line, Paragraph};

use crate::refusal::{About, RefusalKind, Refuse};

/// Why something about a record is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QualityRecordRefusal {
    /// Nothing was built.
    #[error("a record of an engine that was built names its serial number (engine_serial)")]
    BuiltNothing,
    /// It is of nothing that anybody could look it up by.
    #[error("a record is of an engine (engine_serial), or of a batch of a part (part, with its batch), or of both")]
    OfNothing,
    /// More than one record holds.
    #[error("a record has at most {most} {what}, not {count}; make several of it, each with a number of its own")]
    TooMany {
        /// Of what.
        what: &'static str,
        /// How many there are.
        count: usize,
        /// How many there may be.
        most: usize,
    },
    /// Two values for one thing.
    #[error("{characteristic} is measured twice{}; say by `place` where, or send two records", at(.place.as_ref()))]
    MeasuredTwice {
        /// The characteristic.
        characteristic: CharacteristicId,
        /// Where it was measured.
        place: Option<Line>,
    },
    /// Nobody knows what it means.
    #[error(
        "there is no characteristic {0}; quality control defines it first (POST /v1/characteristics), then send the record again"
    )]
    UnknownCharacteristic(CharacteristicId),
    /// It was not measured any more then.
    #[error("{characteristic} was retired at {since}; define it again, or leave it out")]
    Retired {
        /// The characteristic.
        characteristic: CharacteristicId,
        /// Since when.
        since: Timestamp,
    },
    /// Neither a value nor a verdict.
    #[error("{0} has neither a value nor a verdict; send one, or leave it out")]
    SaysNothing(CharacteristicId),
    /// A number for what is only judged.
    #[error("{0} is judged and not measured: it takes a verdict, and no value, unit or limits")]
    NotMeasured(CharacteristicId),
    /// A number that may mean anything.
    #[error(
        "{characteristic} has a number without a unit; it is measured in {unit}, and a value says in which unit it is"
    )]
    WithoutUnit {
        /// The characteristic.
        characteristic: CharacteristicId,
        /// Its unit.
        unit: Unit,
    },
    /// It measures something else.
    #[error(
        "{sent} does not fit {characteristic}, which is measured in {unit}; send it in a unit of the same dimension"
    )]
    UnitDoesNotFit {
        /// The characteristic.
        characteristic: CharacteristicId,
        /// The unit that was sent.
        sent: Unit,
        /// The unit of the characteristic.
        unit: Unit,
    },
    /// It would have to be rounded.
    #[error("{reading} {sent} is no exact number of {unit}, in which {characteristic} is measured; send it in {unit}")]
    NotExact {
        /// The characteristic.
        characteristic: CharacteristicId,
        /// What was sent.
        reading: Reading,
        /// The unit that was sent.
        sent: Unit,
        /// The unit of the characteristic.
        unit: Unit,
    },
    /// Nothing lies within.
    #[error("the lower limit {lower} of {characteristic} is above the upper limit {upper}")]
    LimitsReversed {
        /// The characteristic.
        characteristic: CharacteristicId,
        /// The lower limit.
        lower: Reading,
        /// The upper limit.
        upper: Reading,
    },
    /// The same number, and other words.
    #[error(
        "under this number something else is recorded: {}. If this corrects it, send it with a higher revision, or as `correct` \
         with a reason; if it is another record, it needs another number", list(.differences)
    )]
    DiffersFromRecorded {
        /// In what they differ.
        differences: Vec<Difference>,
    },
    /// What is recorded is newer.
    #[error(
        "{} is older than {}, which is recorded, and was never recorded itself; if it is right, send it with a higher revision",
        revision(*.sent), revision(*.recorded)
    )]
    OlderThanRecorded {
        /// The revision that was sent.
        sent: Option<u32>,
        /// The revision that is recorded.
        recorded: Option<u32>,
    },
    /// It does not hold.
    #[error("the record was withdrawn: {reason}. A higher revision, or `correct` with a reason, brings it back")]
    Withdrawn {
        /// Why.
        reason: Paragraph,
    },
}

/// A field in which what is recorded and what was sent differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The field.
    pub field: String,
    /// What is recorded.
    pub recorded: String,
    /// What was sent.
    pub sent: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is {} there and {} here", self.field, self.recorded, self.sent)
    }
}

fn list(differences: &[Difference]) -> String {
    differences.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

fn at(place: Option<&Line>) -> String {
    place.map_or_else(String::new, |place| format!(" at {place}"))
}

fn revision(revision: Option<u32>) -> String {
    revision.map_or_else(|| "what has no revision".to_owned(), |revision| format!("revision {revision}"))
}

impl Refuse for QualityRecordRefusal {
    #[rustfmt::skip]
    fn about(&self) -> About {
        use RefusalKind::{State, Value};
        let about = |code, kind, zh, en| About::new(code, kind, "P5.1", zh, en);
        match self {
            Self::BuiltNothing => about("engine_missing", Value, "缺少发动机编号", "the engine is missing"),
            Self::OfNothing => about("no_subject", Value, "缺少发动机编号或批次", "it is of no engine and no batch"),
            Self::TooMany { .. } => about("too_many_of_a_record", Value, "记录内容过多", "too much for one record"),
            Self::MeasuredTwice { .. } => about("measured_twice", Value, "特性重复", "a characteristic is measured twice"),
            Self::UnknownCharacteristic(_) => about("unknown_characteristic", Value, "质量特性不存在", "there is no such characteristic"),
            Self::Retired { .. } => about("characteristic_retired", Value, "质量特性已停用", "the characteristic was retired"),
            Self::SaysNothing(_) => about("value_missing", Value, "缺少测量值或判定", "neither a value nor a verdict"),
            Self::NotMeasured(_) => about("not_measured", Value, "该特性只作判定", "it is judged, not measured"),
            Self::WithoutUnit { .. } => about("unit_missing", Value, "缺少计量单位", "the unit is missing"),
            Self::UnitDoesNotFit { .. } => about("unit_does_not_fit", Value, "计量单位不符", "the unit does not fit"),
            Self::NotExact { .. } => about("not_exact", Value, "换算后不精确", "it cannot be converted exactly"),
            Self::LimitsReversed { .. } => about("limits_reversed", Value, "下限高于上限", "the lower limit is above the upper"),
            Self::DiffersFromRecorded { .. } => about("differs_from_recorded", State, "与已有记录不一致", "something else is recorded under this number"),
            Self::OlderThanRecorded { .. } => about("older_than_recorded", State, "版本低于已有记录", "what is recorded is newer"),
            Self::Withdrawn { .. } => about("record_withdrawn", State, "记录已撤回", "the record was withdrawn"),
        }
    }
}
