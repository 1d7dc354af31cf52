//! Which faults came back: the same engine, the same fault, reported again (recurrence of the first level, P4.3.a).

use std::collections::HashMap;

use events_schema::ids::TicketId;
use events_schema::{Duration, Timestamp};

use super::case::Case;

/// When faults of engines were reported: by serial number and failure code, or the part where there is no code.
#[derive(Debug, Default)]
pub struct Repeats(HashMap<(String, String), Vec<(Timestamp, TicketId)>>);

impl Repeats {
    /// Of all cases that may be repeats of others.
    #[must_use]
    pub fn of<'a>(cases: impl IntoIterator<Item = &'a Case>) -> Self {
        let mut reported = HashMap::<_, Vec<_>>::new();
        for case in cases {
            if let Some(fault) = fault(case).filter(|_| case.is_an_issue()) {
                reported.entry(fault).or_default().push((case.received.0, case.ticket));
            }
        }
        reported.values_mut().for_each(|times| times.sort_unstable());
        Self(reported)
    }

    /// Whether the fault of a case was reported again within a window after an instant; `None` if the window has not elapsed, or
    /// it is not known which fault of which engine it was.
    #[must_use]
    pub fn came_back(&self, case: &Case, after: Timestamp, window: Duration, as_of: Timestamp) -> Option<bool> {
        let fault = fault(case)?;
        let until = after + window;
        if until > as_of {
            return None;
        }
        let reported = self.0.get(&fault).map_or(&[][..], Vec::as_slice);
        let first_after = reported.partition_point(|(at, _)| *at <= after);
        let again = reported[first_after..].iter().take_while(|(at, _)| *at <= until);
        Some(again.into_iter().any(|(_, ticket)| *ticket != case.ticket))
    }
}

/// The fault of an engine, if it is known.
fn fault(case: &Case) -> Option<(String, String)> {
    let engine = case.traits.engine_serial.as_ref()?.as_str().to_owned();
    let code = case.traits.failure_code.as_ref().or(case.traits.part.as_ref())?;
    Some((engine, code.as_str().to_owned()))
}
