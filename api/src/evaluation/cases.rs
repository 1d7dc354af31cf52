//! What was read, as cases of periods.

use std::collections::{BTreeMap, BTreeSet};

use domain::corrective_action::{Round, RoundOutcome};
use domain::factory_time::bounds;
use domain::supplier_evaluation::figures::Case;
use events_schema::facts::supplier::Turnover;
use events_schema::facts::supplier_scheme::ScoreIndicator;
use events_schema::ids::SupplierNoticeId;
use events_schema::values::{Amount, Currency, Points, TicketClass};
use events_schema::{Duration, EventId, Period, Timestamp};
use serde::de::DeserializeOwned;

use super::read::column;
use crate::said::{NoSuchValue, Said};

/// Everything that is known of a supplier.
#[derive(Default)]
pub(super) struct Known {
    /// What counts, and when.
    cases: Vec<(Timestamp, Case)>,
    /// How long first responses took, and when they count.
    responses: Vec<(Timestamp, Duration)>,
    /// When notices that count were sent.
    sent: Vec<(Timestamp, ())>,
    volumes: BTreeMap<Period, Volume>,
    pub(super) evaluations: BTreeMap<Period, Evaluated>,
}

#[derive(Clone, Copy)]
struct Volume {
    delivered: u64,
    turnover: Option<Turnover>,
}

/// A figure that there is.
pub(super) struct Evaluated {
    pub(super) of_period: Option<Points>,
    pub(super) scheme: u32,
}

/// A notice that counts.
struct Notice {
    class: Option<TicketClass>,
    /// The fault: failure code and part.
    fault: (Option<String>, Option<String>),
    sent_at: Timestamp,
    arose_at: Option<Timestamp>,
}

struct Action {
    /// What it came to at each of its dates.
    rounds: Vec<Round>,
    effective_from: Option<Timestamp>,
    notices: Vec<SupplierNoticeId>,
}

impl Known {
    pub(super) fn of(rows: &[Said]) -> Result<Self, NoSuchValue> {
        let (mut known, mut notices, mut sent_by, mut actions) =
            (Self::default(), BTreeMap::new(), BTreeMap::new(), Vec::new());
        for row in rows {
            match row.or_empty(column::WHAT) {
                "clock" => known.clock(row, &mut sent_by)?,
                "notice" => {
                    notices.insert(row.needed::<SupplierNoticeId>(column::ID)?, notice(row)?);
                }
                "action" => actions.push(action(row)?),
                "volume" => {
                    let delivered = row.needed(column::OTHER)?;
                    let amount = row.wanted::<Amount>(column::NAME)?;
                    let currency = row.wanted::<Currency>(column::SAID)?;
                    let turnover = amount.zip(currency).map(|(amount, currency)| Turnover { amount, currency });
                    known.volumes.insert(row.needed(column::ID)?, Volume { delivered, turnover });
                }
                _ => {
                    let of_period = row.wanted(column::NAME)?;
                    let scheme = row.needed(column::OTHER)?;
                    known.evaluations.insert(row.needed(column::ID)?, Evaluated { of_period, scheme });
                }
            }
        }
        known.sent = notices.values().map(|notice| (notice.sent_at, ())).collect();
        known.actions(&actions, &notices);
        known.repeats(&actions, &notices, &sent_by);
        Ok(known)
    }

    fn clock(&mut self, row: &Said, sent_by: &mut BTreeMap<SupplierNoticeId, EventId>) -> Result<(), NoSuchValue> {
        let (notice, event) = (row.needed(column::ID)?, row.needed(column::EVENT)?);
        let at: Timestamp = row.needed(column::AT)?;
        let indicator = match row.text(column::NAME) {
            Some("supplier_response") => ScoreIndicator::Response,
            Some("supplier_solution") => ScoreIndicator::Solution,
            // That we sent it in time is ours.
            _ => {
                sent_by.insert(notice, event);
                return Ok(());
            }
        };
        if let (ScoreIndicator::Response, Some(until)) = (indicator, row.wanted::<Timestamp>(column::UNTIL)?) {
            self.responses.push((at, until.since(row.needed(column::SINCE)?)));
        }
        let good = row.text(column::SAID) == Some("met");
        self.cases.push((at, Case { indicator, class: class(row)?, good, event }));
        Ok(())
    }

    /// An action counts at each of its dates, as gravely as the gravest issue that it comes from: one that had no effect, or
    /// missed its date, counts there although it got more time. Where none of its notices counts any more, neither does it.
    fn actions(&mut self, actions: &[Action], notices: &BTreeMap<SupplierNoticeId, Notice>) {
        for action in actions {
            let counting: Vec<_> = action.notices.iter().filter_map(|id| notices.get(id)).collect();
            if counting.is_empty() && !action.notices.is_empty() {
                continue;
            }
            let class = counting.iter().filter_map(|notice| notice.class).max();
            for round in &action.rounds {
                let (indicator, good) = (ScoreIndicator::CorrectiveAction, round.outcome == RoundOutcome::Effective);
                self.cases.push((round.due_at, Case { indicator, class, good, event: round.begun_by }));
            }
        }
    }

    /// A notice is a repeat if its fault arose after a corrective action against that fault was in effect (recurrence of the
    /// second level). It counts when it was sent.
    fn repeats(
        &mut self,
        actions: &[Action],
        notices: &BTreeMap<SupplierNoticeId, Notice>,
        sent_by: &BTreeMap<SupplierNoticeId, EventId>,
    ) {
        for (id, notice) in notices {
            let Some(event) = sent_by.get(id) else { continue };
            let against = |action: &&Action| {
                let is_other = |other: &SupplierNoticeId| {
                    other != id && notices.get(other).is_some_and(|of| of.fault == notice.fault)
                };
                action.notices.iter().any(is_other)
            };
            let is_known = notice.fault.0.is_some() || notice.fault.1.is_some();
            let after =
                |action: &Action| action.effective_from.zip(notice.arose_at).is_some_and(|(from, at)| from < at);
            let is_repeat = is_known && actions.iter().filter(against).any(after);
            let case =
                Case { indicator: ScoreIndicator::Repeats, class: notice.class, good: !is_repeat, event: *event };
            self.cases.push((notice.sent_at, case));
        }
    }

    pub(super) fn cases(&self, period: Period) -> Vec<Case> {
        within(period, &self.cases).collect()
    }

    /// How many notices were sent in a period.
    pub(super) fn sent(&self, period: Period) -> u64 {
        within(period, &self.sent).count() as u64
    }

    pub(super) fn responses(&self, period: Period) -> Vec<Duration> {
        within(period, &self.responses).collect()
    }

    /// What was delivered in all months of a period; a part of them would make a supplier look worse.
    pub(super) fn delivered(&self, period: Period) -> Option<u64> {
        period.months().map(|month| self.volumes.get(&month).map(|volume| volume.delivered)).sum()
    }

    /// The turnover of all months of a period, if it was in one currency.
    pub(super) fn turnover(&self, period: Period) -> Option<Turnover> {
        let months = period.months().map(|month| self.volumes.get(&month)?.turnover);
        let months = months.collect::<Option<Vec<_>>>()?;
        let currencies: BTreeSet<String> = months.iter().map(|of| of.currency.to_string()).collect();
        let amount = Amount::total(months.iter().map(|of| of.amount))?;
        let first = months.first().filter(|_| currencies.len() == 1)?;
        Some(Turnover { amount, currency: first.currency })
    }

    /// What the periods before one came to, the newest first.
    pub(super) fn earlier(&self, period: Period, most: usize) -> Vec<Option<Points>> {
        let before = std::iter::successors(Some(period.before()), |period| Some(period.before())).take(most);
        let mut earlier: Vec<_> =
            before.map(|period| self.evaluations.get(&period).and_then(|of| of.of_period)).collect();
        let known = earlier.iter().rposition(Option::is_some).map_or(0, |last| last + 1);
        earlier.truncate(known);
        earlier
    }
}

fn within<T: Copy>(period: Period, all: &[(Timestamp, T)]) -> impl Iterator<Item = T> {
    let (from, before) = bounds(period);
    all.iter().filter(move |(at, _)| (from..before).contains(at)).map(|(_, of)| *of)
}

fn notice(row: &Said) -> Result<Notice, NoSuchValue> {
    let text = |column| row.text(column).map(str::to_owned);
    Ok(Notice {
        class: class(row)?,
        fault: (text(column::NAME), text(column::SAID)),
        sent_at: row.needed(column::AT)?,
        arose_at: row.wanted(column::SINCE)?,
    })
}

fn action(row: &Said) -> Result<Action, NoSuchValue> {
    Ok(Action {
        rounds: listed(row, column::SAID)?,
        effective_from: row.wanted(column::SINCE)?,
        notices: listed(row, column::OTHER)?,
    })
}

fn listed<T: DeserializeOwned>(row: &Said, column: usize) -> Result<Vec<T>, NoSuchValue> {
    let text = row.text(column).unwrap_or("[]");
    serde_json::from_str(text).map_err(|_| NoSuchValue(text.to_owned()))
}

fn class(row: &Said) -> Result<Option<TicketClass>, NoSuchValue> {
    let Some(name) = row.text(column::CLASS) else { return Ok(None) };
    let class = serde_json::from_value(name.into());
    class.map(Some).map_err(|_| NoSuchValue(name.to_owned()))
}
