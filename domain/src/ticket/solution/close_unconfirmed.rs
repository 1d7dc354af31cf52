use std::collections::BTreeSet;

use events_schema::Timestamp;
use events_schema::facts::ticket::{TicketClosedUnconfirmed, TicketFact};
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::command::Decide;
use crate::context::Context;
use crate::duty::is_superior;
use crate::factory_time::factory_day;
use crate::refusal::Refused;
use crate::ticket::{Stage, Ticket, TicketRefusal};

/// Closes, as a superior of whoever declared it solved, a ticket whose customer could not be reached since in three recorded
/// attempts on three different days (`policy.md`, open point 5). It never counts as satisfied.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CloseUnconfirmed {
    /// The handling result (处理结果).
    pub result: Paragraph,
}

impl Decide<Ticket> for CloseUnconfirmed {
    fn decide(&self, ticket: &Ticket, cx: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        ticket.not_withdrawn()?;
        match ticket.state().stage {
            Stage::Solved { .. } => {}
            Stage::Closed { .. } => return Ok(Vec::new()),
            Stage::Unreported
            | Stage::Open
            | Stage::Satisfied { .. }
            | Stage::Withdrawn { .. }
            | Stage::Merged { .. } => {
                return Err(TicketRefusal::NotSolved.into());
            }
        }
        if !ticket.state().solved_by.as_ref().is_some_and(|by| is_superior(by, cx)) {
            return Err(TicketRefusal::NotASuperior.into());
        }
        let days = days_of(&ticket.state().attempts_since_solved);
        if days < ATTEMPT_DAYS {
            return Err(TicketRefusal::TooFewAttempts { days, needed: ATTEMPT_DAYS }.into());
        }
        let policy_version = cx.reference.policy_at(cx.at).version;
        Ok(vec![TicketClosedUnconfirmed { result: self.result.clone(), policy_version }.into()])
    }
}

/// On so many different days somebody has to have tried.
const ATTEMPT_DAYS: usize = 3;

/// Since when enough was tried; `None` while it was not.
pub(in crate::ticket) fn unreachable_since(attempts: &[Timestamp]) -> Option<Timestamp> {
    let last = attempts.iter().max().copied();
    last.filter(|_| days_of(attempts) >= ATTEMPT_DAYS)
}

fn days_of(attempts: &[Timestamp]) -> usize {
    attempts.iter().map(|at| factory_day(*at)).collect::<BTreeSet<_>>().len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{
        as_lead, as_lead_of_others, at, attempted, entries, given, given_entries, reached, reported, satisfied, solved,
    };
    use events_schema::Entry;

    fn close() -> CloseUnconfirmed {
        CloseUnconfirmed { result: "已修复,客户未接听".parse().unwrap() }
    }

    /// Solved, and what came of it, a day apart each.
    fn after_solved(facts: impl IntoIterator<Item = TicketFact>) -> Vec<Entry<TicketFact>> {
        let mut history = entries([reported(), solved()].into_iter().chain(facts));
        for (day, entry) in history.iter_mut().skip(2).enumerate() {
            entry.envelope.occurred_at = at(1440 * day as i64 + 2);
        }
        history
    }

    #[test]
    fn refusals_in_order_of_precedence() {
        given([reported()]).when(&close()).refused(&TicketRefusal::NotSolved);
        given([reported(), solved(), satisfied()]).when(&close()).refused(&TicketRefusal::NotSolved);
        given([reported(), solved()]).when(&close()).refused(&TicketRefusal::NotASuperior);
        given([reported(), solved()]).by(as_lead_of_others()).when(&close()).refused(&TicketRefusal::NotASuperior);
        let days = |days| TicketRefusal::TooFewAttempts { days, needed: 3 };
        let one_day = given([reported(), solved(), attempted(), attempted(), attempted()]);
        one_day.by(as_lead()).when(&close()).refused(&days(1));
        let answered = given_entries(after_solved([attempted(), attempted(), reached(), attempted()]));
        answered.by(as_lead()).when(&close()).refused(&days(1));
        let mut before = after_solved([attempted(), attempted(), attempted()]);
        before[1].envelope.occurred_at = at(3);
        given_entries(before).by(as_lead()).when(&close()).refused(&days(2));
    }

    #[test]
    fn three_attempts_on_three_days_are_enough() {
        let tried = given_entries(after_solved([attempted(), attempted(), attempted()]));
        assert_eq!(tried.by(as_lead()).when(&close()).facts().len(), 1);
    }
}
