//! What a training took the place of, and what comes back where somebody was not there after all (P6.3).

use std::collections::BTreeMap;

use events_schema::Timestamp;
use events_schema::facts::qualification::{QualificationAttendanceNoted, Standing};
use events_schema::facts::training_session::Attendance;
use events_schema::ids::TrainingSessionId;
use serde::{Deserialize, Serialize};

use super::{Qualification, Round, Stage};

/// How somebody stood before a training.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replaced {
    /// The session that took its place.
    by: TrainingSessionId,
    standing: Standing,
    chains: u32,
    trainings: u32,
    round: Option<Round>,
    noted: BTreeMap<TrainingSessionId, Attendance>,
    ended_at: Option<Timestamp>,
    passed: Option<(Timestamp, Option<Timestamp>)>,
}

impl Replaced {
    /// How somebody stands before a session. Before the first one there is nothing, and what was decided does not come back by
    /// itself: no fact of a training says so.
    pub(super) fn by(session: TrainingSessionId, state: &Qualification) -> Option<Self> {
        let standing = match state.stage {
            Stage::Unknown | Stage::Decided => return None,
            Stage::TrainingDue | Stage::Lapsed => Standing::TrainingDue,
            Stage::AssessmentDue => Standing::AssessmentDue,
            Stage::RetakeDue => Standing::RetakeDue,
            Stage::RepeatDue => Standing::RepeatDue,
            Stage::Passed => Standing::Passed { valid_until: state.passed.and_then(|(_, valid_until)| valid_until) },
        };
        Some(Self {
            by: session,
            standing,
            chains: state.chains,
            trainings: state.trainings,
            round: state.round.clone(),
            noted: state.noted.clone(),
            ended_at: state.ended_at,
            passed: state.passed,
        })
    }
}

impl Qualification {
    /// How somebody stands again who was not at the session of the last training.
    pub(super) fn standing_before(&self, session: TrainingSessionId) -> Standing {
        let before = self.replaced.last().filter(|before| before.by == session);
        before.map_or(Standing::TrainingDue, |before| before.standing)
    }

    /// Keeps what a training takes the place of.
    pub(super) fn replace(&mut self, replaced: Option<Replaced>) {
        match replaced {
            Some(replaced) => self.replaced.push(replaced),
            None => self.replaced.clear(),
        }
    }

    /// Brings back what the last training took the place of; not where the fact says that he stands otherwise.
    pub(super) fn restore(&mut self, fact: &QualificationAttendanceNoted) -> bool {
        let is_it = |before: &&mut Replaced| before.by == fact.session && before.standing == fact.standing;
        let Some(before) = self.replaced.last_mut().filter(is_it).cloned() else { return false };
        self.replaced.pop();
        self.stage = Stage::of(before.standing);
        (self.chains, self.trainings, self.round) = (before.chains, before.trainings, before.round);
        (self.ended_at, self.passed) = (before.ended_at, before.passed);
        // What was noted meanwhile of other sessions stays noted.
        let meanwhile = std::mem::replace(&mut self.noted, before.noted);
        self.noted.extend(meanwhile);
        self.noted.insert(fact.session, fact.attendance);
        true
    }

    /// Forgets what rests on a session before the last training at which he was not after all: that training takes the place of
    /// what was before both.
    pub(super) fn forget(&mut self, session: TrainingSessionId) {
        let rests_on_it = |before: &Replaced| before.round.as_ref().is_some_and(|round| round.session == session);
        let Some(index) = self.replaced.iter().position(rests_on_it) else { return };
        let by = self.replaced.remove(index).by;
        if let Some(before) = index.checked_sub(1).and_then(|before| self.replaced.get_mut(before)) {
            before.by = by;
        }
    }
}
