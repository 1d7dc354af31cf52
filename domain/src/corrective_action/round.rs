use events_schema::{EventId, Timestamp};
use serde::{Deserialize, Serialize};

use super::{CorrectiveAction, Stage};

/// What an action owes until its last gate is due. A round that came to nothing stays as it ended: more time, or gates that are
/// to be answered again, begin another one (P7.3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Round {
    /// The event with which it began: the request, more time after a missed date, or a verdict that there was no effect.
    pub begun_by: EventId,
    /// When its last gate was due, as that stood when it ended.
    pub due_at: Timestamp,
    /// What it came to.
    pub outcome: RoundOutcome,
    /// The event that says so last.
    pub said_by: EventId,
}

/// What a round came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoundOutcome {
    /// It has not ended.
    Open,
    /// Its date passed while the supplier owed an answer.
    Missed,
    /// It was carried out, and had no effect.
    WithoutEffect,
    /// It has its effect.
    Effective,
}

impl CorrectiveAction {
    pub(super) fn begin_round(&mut self, event: EventId) {
        let Some(due_at) = self.due_at() else { return };
        self.rounds.push(Round { begun_by: event, due_at, outcome: RoundOutcome::Open, said_by: event });
    }

    /// A date that passes while an answer is owed is missed, whatever is answered or moved later.
    pub(super) fn note_missed(&mut self, at: Timestamp, event: EventId) {
        if self.stage == Stage::Open && self.due_at().is_some_and(|due_at| due_at < at) {
            self.end_round(RoundOutcome::Missed, event);
        }
    }

    /// The round that runs ends; one that was missed stays missed.
    pub(super) fn end_round(&mut self, outcome: RoundOutcome, event: EventId) {
        if let Some(round) = self.rounds.last_mut().filter(|round| round.outcome == RoundOutcome::Open) {
            (round.outcome, round.said_by) = (outcome, event);
        }
    }

    /// A gate has another time: so has the round that runs. After a missed one another begins.
    pub(super) fn moved(&mut self, event: EventId) {
        let due_at = self.due_at();
        match (self.rounds.last_mut(), due_at) {
            (Some(round), Some(due_at)) if round.outcome == RoundOutcome::Open => round.due_at = due_at,
            _ => self.begin_round(event),
        }
    }
}
