//! What an improvement measure came to: how often its cause was met before and after it (recurrence of the second level, P1.3).

use events_schema::facts::sla_policy::MeasureRules;
use events_schema::text::Line;
use events_schema::{Duration, Timestamp};
use schemars::JsonSchema;
use serde::Serialize;

use super::case::Case;
use super::shown::Share;
use crate::statistics::rate::{Difference, Rate};

/// The cause that a measure is to put an end to: a failure code, a part, or both, of one engine model or of all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cause {
    /// The failure code.
    pub failure_code: Option<Line>,
    /// The part.
    pub part: Option<Line>,
    /// The engine model on which it is to end; issues of others count neither before nor after.
    pub engine_model: Option<Line>,
}

/// How long before and after an effect is looked for while nobody says otherwise: the second window of recurrence, or the last one.
#[must_use]
pub fn effect_window(rules: &MeasureRules) -> Duration {
    let windows = &rules.recurrence_windows;
    windows.get(1).or(windows.last()).copied().unwrap_or_default()
}

/// How often a cause was met before and after an instant.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct CauseBeforeAfter {
    /// How long before and after was looked.
    pub window: Duration,
    /// Issues with the cause, of all issues with a diagnosis that were received in the window before.
    pub before: Share,
    /// The same after.
    pub after: Share,
    /// By how much the share rose (Newcombe's interval); absent where there is nothing to compare.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change: Option<Difference>,
    /// Whether the window after has elapsed; if not, it is compared with as long a time before.
    pub is_complete: bool,
}

impl Cause {
    fn is_of(&self, case: &Case) -> bool {
        let is =
            |wanted: &Option<Line>, known: &Option<Line>| wanted.as_ref().is_none_or(|of| known.as_ref() == Some(of));
        is(&self.failure_code, &case.traits.failure_code) && is(&self.part, &case.traits.part)
    }

    /// Whether it says what it is about: a failure code or a part.
    fn is_named(&self) -> bool {
        self.failure_code.is_some() || self.part.is_some()
    }

    /// Whether an issue could have it.
    fn may_be_of(&self, case: &Case) -> bool {
        let model = self.engine_model.as_ref();
        model.is_none_or(|model| case.traits.engine_model.as_ref() == Some(model))
    }
}

/// Compares the shares of a cause in a window before and in one after an instant. `None` where no cause is named, or the time after
/// has not begun.
#[must_use]
pub fn cause_before_after<'a>(
    cause: &Cause,
    effective_from: Timestamp,
    window: Duration,
    as_of: Timestamp,
    cases: impl IntoIterator<Item = &'a Case>,
) -> Option<CauseBeforeAfter> {
    if !cause.is_named() || as_of <= effective_from {
        return None;
    }
    let looked = window.min(as_of.since(effective_from));
    let (mut before, mut after) = (Rate::default(), Rate::default());
    let diagnosed = cases
        .into_iter()
        .filter(|case| case.is_an_issue() && case.traits.failure_code.is_some() && cause.may_be_of(case));
    for case in diagnosed {
        let (at, has) = (case.received.0, cause.is_of(case));
        let one = if has { Rate::of(1, 0) } else { Rate::of(0, 1) };
        if (effective_from - looked..effective_from).contains(&at) {
            before = before + one;
        } else if (effective_from..effective_from + looked).contains(&at) {
            after = after + one;
        }
    }
    Some(CauseBeforeAfter {
        window: looked,
        before: before.into(),
        after: after.into(),
        change: after.change_since(before),
        is_complete: looked == window,
    })
}
