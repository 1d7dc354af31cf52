//! Whether those who follow the log get on. One that is behind and moves is well, however far behind; one that is behind and
//! has not moved for long is not, however little it is behind.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use events_schema::Position;
use schemars::JsonSchema;
use serde::Serialize;

use crate::clock::Stopwatch;

/// After so long without a move somebody who is behind is said to be stuck.
pub const LONGEST_REST: Duration = Duration::from_secs(30);

/// Where everybody was when somebody looked, and since when.
#[derive(Default)]
pub struct Pulse(Mutex<HashMap<&'static str, (Position, Stopwatch)>>);

/// Somebody who follows the log and does not get on.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Stuck {
    /// The read model, or `directory`.
    pub name: &'static str,
    /// The position of the next event that it will take in.
    pub position: Position,
    /// For how long it has not moved, in seconds, as far as anybody has looked.
    pub seconds: f64,
}

impl Pulse {
    /// Looks at somebody; says for how long he has not moved, if he is behind.
    pub fn look(&self, name: &'static str, position: Position, head: Position) -> Option<Stuck> {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (before, since) = seen.entry(name).or_insert_with(|| (position, Stopwatch::start()));
        if *before != position || position >= head {
            (*before, *since) = (position, Stopwatch::start());
        }
        let rested = since.elapsed();
        (position < head && rested >= LONGEST_REST).then(|| Stuck {
            name,
            position,
            seconds: rested.as_secs_f64().round(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_moves_or_is_there_is_well() {
        let pulse = Pulse::default();
        let look = |position| pulse.look("clocks", Position(position), Position(9)).map(|stuck| stuck.position);
        assert_eq!([look(3), look(3), look(4), look(9)], [None; 4], "half a minute has not passed");
        // As if it had been seen there long ago.
        pulse
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert("clocks", (Position(4), Stopwatch::started(LONGEST_REST)));
        assert_eq!(look(4), Some(Position(4)));
        assert_eq!(look(5), None, "it has moved");
        pulse
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert("clocks", (Position(9), Stopwatch::started(LONGEST_REST)));
        assert_eq!(look(9), None, "it is there");
    }
}
