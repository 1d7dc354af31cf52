use events_schema::measurement::{Reading, Unit};
use events_schema::text::Line;

use crate::refusal::{About, RefusalKind, Refuse};

/// Why a definition is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CharacteristicRefusal {
    /// Its values would not be comparable any more.
    #[error("it {}, and that stays so that its values can be compared; define another characteristic", as_it_is(*.unit))]
    UnitStays {
        /// The unit that it has.
        unit: Option<Unit>,
    },
    /// Nothing that could be within limits.
    #[error("what is judged and not measured has no limits; give it a unit, or leave `limits` out")]
    LimitsWithoutUnit,
    /// More than anybody keeps in view.
    #[error("at most 200 engine models have limits of their own, not {0}")]
    TooManyLimits(usize),
    /// Limits without one.
    #[error("the limits for {} have neither a lower nor an upper one", model(.0.as_ref()))]
    NoLimit(Option<Line>),
    /// Nothing lies within.
    #[error("the lower limit {lower} is above the upper limit {upper}")]
    LimitsReversed {
        /// The lower limit.
        lower: Reading,
        /// The upper limit.
        upper: Reading,
    },
    /// Nobody could tell which hold.
    #[error("there are limits for {} more than once", model(.0.as_ref()))]
    LimitsTwice(Option<Line>),
}

fn as_it_is(unit: Option<Unit>) -> String {
    unit.map_or_else(|| "is judged, and has no unit".to_owned(), |unit| format!("is measured in {unit}"))
}

fn model(model: Option<&Line>) -> String {
    model.map_or_else(|| "all models".to_owned(), |model| format!("the model {model}"))
}

impl Refuse for CharacteristicRefusal {
    #[rustfmt::skip]
    fn about(&self) -> About {
        use RefusalKind::{State, Value};
        let about = |code, kind, zh, en| About::new(code, kind, "P5.1", zh, en);
        match self {
            Self::UnitStays { .. } => about("unit_stays", State, "计量单位不得更改", "the unit stays as it is"),
            Self::LimitsWithoutUnit => about("limits_without_unit", Value, "无计量单位的特性没有限值", "limits without a unit"),
            Self::TooManyLimits(_) => about("too_many_limits", Value, "限值过多", "too many limits"),
            Self::NoLimit(_) => about("no_limit", Value, "未给出限值", "limits without one"),
            Self::LimitsReversed { .. } => about("limits_reversed", Value, "下限高于上限", "the lower limit is above the upper"),
            Self::LimitsTwice(_) => about("limits_twice", Value, "限值重复", "limits for one model twice"),
        }
    }
}
