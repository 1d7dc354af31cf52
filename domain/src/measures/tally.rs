//! Observations, added up.

use std::collections::BTreeMap;

use events_schema::Duration;
use events_schema::facts::sla_policy::{ClockKind, MeasureRules};
use events_schema::values::{Amount, Currency, Verdict};
use schemars::JsonSchema;
use serde::Serialize;

use super::case::{End, SignKind};
use super::observation::{Is, Stage};
use super::outcome::Outcome;
use super::shown::{Share, Spread, TimeShare};
use crate::statistics::rate::Rate;

/// All measures of a choice of observations.
#[derive(Debug, Clone, Default, PartialEq, Serialize, JsonSchema)]
pub struct Measures {
    /// How many tickets.
    pub tickets: Counts,
    /// 处理及时率: `met / (met + breached)` of what was judged.
    pub timeliness: Timeliness,
    /// 客户满意度.
    pub satisfaction: Satisfaction,
    /// 问题重复发生率, for each window of the policy.
    pub recurrence: Vec<Recurrence>,
    /// 一次修复率: issues with a visit of which the first was enough: solved, not refused, and not back within the first window.
    pub first_time_fix: Waited,
    /// Solutions that came back: refused by the customer, or opened again after the close.
    pub reopened: Share,
    /// How long it took from the report.
    pub times: Times,
    /// Entries that were recorded long after they had happened (P5.1).
    pub late_entries: Share,
    /// Judged clocks whose verdict another person changed (open point 8).
    pub reassessed: Share,
    /// Judged clocks of which the record now says something else.
    pub contested: Share,
    /// Judged arrivals whose deadline was waived (open point 2).
    pub waived: Share,
    /// Tickets that were closed without the customer's word (open point 5).
    pub unconfirmed: Share,
    /// What may be signs of gaming. They prove nothing.
    pub signs: Signs,
    /// What was spent, in each currency.
    pub costs: Vec<Spent>,
    /// 停机时间: how long engines stood still that ran again.
    pub downtime: Downtime,
}

/// What was spent in one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Spent {
    /// How many entries.
    pub entries: u64,
    /// How much, an exact decimal.
    pub amount: Amount,
    /// Of what (ISO 4217).
    pub currency: Currency,
}

/// How long engines stood still.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Downtime {
    /// How often one did.
    pub times: u64,
    /// How long in all.
    pub total: Duration,
}

/// How many tickets.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Counts {
    /// Received, without those that were taken back or merged.
    pub received: u64,
    /// Closed with the customer's word.
    pub closed: u64,
    /// Closed without.
    pub closed_unconfirmed: u64,
    /// Taken back.
    pub withdrawn: u64,
    /// Merged into another one.
    pub merged: u64,
}

/// With and without what was waived: missed and waived counts as late in the raw rate, and is left out of the adjusted one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, JsonSchema)]
pub struct Waived {
    /// Everything.
    pub raw: Share,
    /// Without clocks whose deadline was waived.
    pub adjusted: Share,
}

/// Timeliness in three cuts.
#[derive(Debug, Clone, Default, PartialEq, Serialize, JsonSchema)]
pub struct Timeliness {
    /// All clocks.
    pub clocks: Waived,
    /// Each kind of clock that was judged or runs.
    pub of_clocks: Vec<OfClock>,
    /// Tickets that ended, all of whose judged clocks were met.
    pub tickets: Waived,
    /// By the time that somebody had of each clock; only where the cut is one of departments, groups or people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by_time: Option<TimeShare>,
}

/// Timeliness of one kind of clock.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct OfClock {
    /// The clock.
    pub clock: ClockKind,
    /// By the latest verdict.
    #[serde(flatten)]
    pub now: Waived,
    /// By the verdicts before anybody reassessed them.
    pub first: Share,
    /// How many run and are not due.
    pub running: u64,
}

/// What customers say.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, JsonSchema)]
pub struct Satisfaction {
    /// Ratings of 4 and 5 of all ratings.
    pub satisfied: Share,
    /// What the ratings add up to.
    pub sum: u64,
    /// Their mean.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mean: Option<f64>,
    /// Tickets whose handling ended with a rating.
    pub responses: Share,
}

/// What is known only once a time has elapsed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, JsonSchema)]
pub struct Waited {
    /// Of those whose time has elapsed.
    #[serde(flatten)]
    pub share: Share,
    /// How many have not had their time yet.
    pub waiting: u64,
}

/// Recurrence within a window.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct Recurrence {
    /// How long after the solution.
    pub window: Duration,
    /// Solved issues whose fault was reported again on the same engine, of those whose window has elapsed.
    #[serde(flatten)]
    pub repeats: Waited,
}

/// How long it took from the report to each stage.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Times {
    /// To the classification.
    pub triage: Spread,
    /// To the first word with the customer.
    pub contact: Spread,
    /// To the first arrival.
    pub arrival: Spread,
    /// To the temporary solution.
    pub temporary_solution: Spread,
    /// To the solution.
    pub solution: Spread,
}

/// How many signs of gaming.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Signs {
    /// Holds that were placed when a clock was nearly over.
    pub holds_near_deadline: u64,
    /// Lower classes that were given when a clock was nearly over.
    pub downgrades_near_deadline: u64,
    /// Tickets that were opened again soon after their close.
    pub closed_and_reopened: u64,
}

/// Observations as they come.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tally {
    counts: Counts,
    clocks: BTreeMap<ClockKind, OfKind>,
    kept: Pair,
    owned: Option<(u64, u64)>,
    ratings: [u64; 5],
    answered: Rate,
    recurred: Vec<(Rate, u64)>,
    first_visits: (Rate, u64),
    solutions: Rate,
    took: BTreeMap<Stage, Vec<i64>>,
    entries: Rate,
    signs: Signs,
    costs: BTreeMap<Currency, Spent>,
    downtime: Downtime,
}

#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Pair {
    raw: Rate,
    adjusted: Rate,
}

#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct OfKind {
    now: Pair,
    first: Rate,
    running: u64,
    reassessed: u64,
    contested: u64,
    waived: u64,
}

const fn one(is: bool) -> Rate {
    if is { Rate::of(1, 0) } else { Rate::of(0, 1) }
}

impl Pair {
    fn add(&mut self, met: bool, adjusted: Option<bool>) {
        self.raw = self.raw + one(met);
        self.adjusted = adjusted.map_or(self.adjusted, |met| self.adjusted + one(met));
    }

    fn merge(&mut self, other: Self) {
        (self.raw, self.adjusted) = (self.raw + other.raw, self.adjusted + other.adjusted);
    }

    fn shown(self) -> Waived {
        Waived { raw: self.raw.into(), adjusted: self.adjusted.into() }
    }
}

impl OfKind {
    fn add(&mut self, outcome: &Outcome, met: bool) {
        self.now.add(met, (!outcome.is_waived).then_some(met));
        let first = outcome.first.map_or(met, |first| first == Verdict::Met);
        self.first = self.first + one(first);
        self.reassessed += u64::from(outcome.first.is_some());
        self.contested += u64::from(outcome.is_contested);
        self.waived += u64::from(outcome.is_waived);
    }

    fn merge(&mut self, other: Self) {
        self.now.merge(other.now);
        self.first = self.first + other.first;
        self.running += other.running;
        self.reassessed += other.reassessed;
        self.contested += other.contested;
        self.waived += other.waived;
    }
}

impl Tally {
    /// Takes in an observation.
    pub fn add(&mut self, is: Is<'_>) {
        match is {
            Is::Received => self.counts.received += 1,
            Is::Ended(how) => *self.ended(how) += 1,
            Is::Answered(has) => self.answered = self.answered + one(has),
            Is::Kept(raw, adjusted) => self.kept.add(raw, adjusted),
            Is::Rated(rating) => {
                if let Some(count) = self.ratings.get_mut(usize::from(rating.wrapping_sub(1))) {
                    *count += 1;
                }
            }
            Is::Judged(outcome, met) => self.clocks.entry(outcome.clock).or_default().add(outcome, met),
            Is::Runs(outcome) => self.clocks.entry(outcome.clock).or_default().running += 1,
            Is::Owned(owner, met) => {
                let (met_us, counted_us) = self.owned.unwrap_or_default();
                self.owned = Some((met_us + if met { owner.counted } else { 0 }, counted_us + owner.counted));
            }
            Is::Took(stage, time) => self.took.entry(stage).or_default().push(time.as_micros()),
            Is::Solved(back) => self.solutions = self.solutions + one(back.is_some()),
            Is::Recurred(window, again) => {
                if self.recurred.len() <= window {
                    self.recurred.resize(window + 1, (Rate::default(), 0));
                }
                wait(&mut self.recurred[window], again);
            }
            Is::FirstVisit(is_enough) => wait(&mut self.first_visits, is_enough),
            Is::Entries(all, late) => {
                self.entries = self.entries + Rate::of(late.into(), all.saturating_sub(late).into());
            }
            Is::Sign(SignKind::HoldNearDeadline) => self.signs.holds_near_deadline += 1,
            Is::Sign(SignKind::DowngradeNearDeadline) => self.signs.downgrades_near_deadline += 1,
            Is::Sign(SignKind::ClosedAndReopened) => self.signs.closed_and_reopened += 1,
            Is::Cost(amount, currency) => {
                let amount = Amount::total([amount]).unwrap_or(amount);
                self.spend(Spent { entries: 1, amount, currency });
            }
            Is::StoodStill(time) => {
                self.downtime.times += 1;
                self.downtime.total = self.downtime.total + time;
            }
        }
    }

    fn spend(&mut self, more: Spent) {
        let all = self.costs.entry(more.currency);
        all.and_modify(|all| {
            // What does not fit into an amount no factory spends.
            all.amount = Amount::total([all.amount, more.amount]).unwrap_or(all.amount);
            all.entries += more.entries;
        })
        .or_insert(more);
    }

    fn ended(&mut self, how: End) -> &mut u64 {
        match how {
            End::Confirmed => &mut self.counts.closed,
            End::Unconfirmed => &mut self.counts.closed_unconfirmed,
            End::Withdrawn => &mut self.counts.withdrawn,
            End::Merged => &mut self.counts.merged,
        }
    }

    /// What they come to, by the windows of these rules.
    #[must_use]
    pub fn measures(mut self, rules: &MeasureRules) -> Measures {
        let judged: u64 = self.clocks.values().map(|of| of.now.raw.whole()).sum();
        let of_judged = |part: fn(&OfKind) -> u64| {
            let part: u64 = self.clocks.values().map(part).sum();
            Share::from(Rate::of(part, judged.saturating_sub(part)))
        };
        let arrivals = [ClockKind::ArrivalImportant, ClockKind::ArrivalEmergency];
        let arrivals = arrivals.iter().filter_map(|kind| self.clocks.get(kind));
        let waived: Rate = arrivals.map(|of| Rate::of(of.waived, of.now.raw.whole().saturating_sub(of.waived))).sum();
        let mut recurred = std::mem::take(&mut self.recurred).into_iter();
        let windows = rules.recurrence_windows.iter();
        let recurrence =
            windows.map(|window| Recurrence { window: *window, repeats: waited(recurred.next().unwrap_or_default()) });
        let mut took = std::mem::take(&mut self.took);
        let mut time = |stage| Spread::of(took.remove(&stage).unwrap_or_default());
        Measures {
            tickets: self.counts,
            recurrence: recurrence.collect(),
            first_time_fix: waited(self.first_visits),
            reopened: self.solutions.into(),
            times: Times {
                triage: time(Stage::Triage),
                contact: time(Stage::Contact),
                arrival: time(Stage::Arrival),
                temporary_solution: time(Stage::TemporarySolution),
                solution: time(Stage::Solution),
            },
            late_entries: self.entries.into(),
            reassessed: of_judged(|of| of.reassessed),
            contested: of_judged(|of| of.contested),
            waived: Share::from(waived),
            unconfirmed: Rate::of(self.counts.closed_unconfirmed, self.counts.closed).into(),
            signs: self.signs,
            costs: self.costs.values().copied().collect(),
            downtime: self.downtime,
            satisfaction: self.satisfaction(),
            timeliness: self.timeliness(),
        }
    }

    fn satisfaction(&self) -> Satisfaction {
        let [one, two, three, four, five] = self.ratings;
        let sum = one + 2 * two + 3 * three + 4 * four + 5 * five;
        let satisfied = Rate::of(four + five, one + two + three);
        let mean = (satisfied.whole() > 0).then(|| sum as f64 / satisfied.whole() as f64);
        Satisfaction { satisfied: satisfied.into(), sum, mean, responses: self.answered.into() }
    }

    fn timeliness(&self) -> Timeliness {
        let all = self.clocks.values().fold(Pair::default(), |all, of| Pair {
            raw: all.raw + of.now.raw,
            adjusted: all.adjusted + of.now.adjusted,
        });
        let of_clocks = self.clocks.iter().map(|(clock, of)| OfClock {
            clock: *clock,
            now: of.now.shown(),
            first: of.first.into(),
            running: of.running,
        });
        Timeliness {
            clocks: all.shown(),
            of_clocks: of_clocks.collect(),
            tickets: self.kept.shown(),
            by_time: self.owned.map(|(met, counted)| TimeShare::of(met, counted)),
        }
    }
}

impl Tally {
    /// Takes in what another one has seen.
    pub fn merge(&mut self, other: Self) {
        self.counts.merge(other.counts);
        for (kind, of) in other.clocks {
            self.clocks.entry(kind).or_default().merge(of);
        }
        self.kept.merge(other.kept);
        self.owned = match (self.owned, other.owned) {
            (Some((met, counted)), Some((more_met, more))) => Some((met + more_met, counted + more)),
            (one, other) => one.or(other),
        };
        self.ratings.iter_mut().zip(other.ratings).for_each(|(all, more)| *all += more);
        self.answered = self.answered + other.answered;
        self.recurred.resize(self.recurred.len().max(other.recurred.len()), (Rate::default(), 0));
        for (all, (rate, waiting)) in self.recurred.iter_mut().zip(other.recurred) {
            *all = (all.0 + rate, all.1 + waiting);
        }
        self.first_visits = (self.first_visits.0 + other.first_visits.0, self.first_visits.1 + other.first_visits.1);
        self.solutions = self.solutions + other.solutions;
        for (stage, times) in other.took {
            self.took.entry(stage).or_default().extend(times);
        }
        self.entries = self.entries + other.entries;
        self.signs.merge(other.signs);
        other.costs.into_values().for_each(|spent| self.spend(spent));
        self.downtime.times += other.downtime.times;
        self.downtime.total = self.downtime.total + other.downtime.total;
    }
}

impl Counts {
    const fn merge(&mut self, other: Self) {
        self.received += other.received;
        self.closed += other.closed;
        self.closed_unconfirmed += other.closed_unconfirmed;
        self.withdrawn += other.withdrawn;
        self.merged += other.merged;
    }
}

impl Signs {
    /// All of them.
    #[must_use]
    pub const fn all(self) -> u64 {
        self.holds_near_deadline + self.downgrades_near_deadline + self.closed_and_reopened
    }

    const fn merge(&mut self, other: Self) {
        self.holds_near_deadline += other.holds_near_deadline;
        self.downgrades_near_deadline += other.downgrades_near_deadline;
        self.closed_and_reopened += other.closed_and_reopened;
    }
}

fn wait(of: &mut (Rate, u64), is: Option<bool>) {
    match is {
        Some(is) => of.0 = of.0 + one(is),
        None => of.1 += 1,
    }
}

fn waited((rate, waiting): (Rate, u64)) -> Waited {
    Waited { share: rate.into(), waiting }
}
