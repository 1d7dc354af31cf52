use std::collections::BTreeSet;

use events_schema::Timestamp;
use events_schema::facts::ticket::{TicketClosedUnconfirmed, TicketFact};
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Stage, Ticket, TicketRefusal};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Closes, as a superior, a solved ticket whose customer could not be reached in three recorded attempts on three different
/// days (`policy.md`, open point 5). It never counts as satisfied.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CloseUnconfirmed {
    /// The handling result (处理结果).
    pub result: Paragraph,
}

impl Decide<Ticket> for CloseUnconfirmed {
    fn decide(&self, ticket: &Ticket, _: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        let intake = ticket.not_withdrawn()?;
        match ticket.state().stage {
            Stage::Solved { .. } => {}
            Stage::Closed { .. } => return Ok(Vec::new()),
            Stage::Unreported | Stage::Open | Stage::Satisfied { .. } | Stage::Withdrawn => {
                return Err(TicketRefusal::NotSolved.into());
            }
        }
        let days: BTreeSet<_> = ticket.state().attempts_since_solved.iter().map(|at| factory_day(*at)).collect();
        if days.len() < ATTEMPT_DAYS {
            return Err(TicketRefusal::TooFewAttempts { days: days.len(), needed: ATTEMPT_DAYS }.into());
        }
        if !intake.missing.is_empty() {
            return Err(TicketRefusal::IntakeIncomplete(intake.missing.clone()).into());
        }
        Ok(vec![TicketClosedUnconfirmed { result: self.result.clone() }.into()])
    }
}

/// On so many different days somebody has to have tried.
const ATTEMPT_DAYS: usize = 3;

/// The day in the factory's time zone: China has one, eight hours ahead, without summer time since 1991.
fn factory_day(at: Timestamp) -> i64 {
    const HOUR: i64 = 3_600_000_000;
    (at.as_micros() + 8 * HOUR).div_euclid(24 * HOUR)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{at, attempted, entries, given, given_entries, reported, satisfied, solved};

    fn close() -> CloseUnconfirmed {
        CloseUnconfirmed { result: "已修复,客户未接听".parse().unwrap() }
    }

    #[test]
    fn refusals_in_order_of_precedence() {
        given([reported()]).when(&close()).refused(&TicketRefusal::NotSolved);
        given([reported(), solved(), satisfied()]).when(&close()).refused(&TicketRefusal::NotSolved);
        let one_day = TicketRefusal::TooFewAttempts { days: 1, needed: 3 };
        given([reported(), solved(), attempted(), attempted(), attempted()]).when(&close()).refused(&one_day);
    }

    #[test]
    fn three_attempts_on_three_days_are_enough() {
        let mut history = entries([reported(), solved(), attempted(), attempted(), attempted()]);
        for (day, entry) in history.iter_mut().skip(2).enumerate() {
            entry.envelope.occurred_at = at(day as i64 * 1440);
        }
        assert_eq!(given_entries(history).when(&close()).facts().len(), 1);
    }
}
