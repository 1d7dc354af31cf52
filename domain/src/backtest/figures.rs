//! The figures of a backtest: by clock, class and group.

use std::collections::BTreeMap;

use events_schema::facts::sla_policy::ClockKind;
use events_schema::ids::GroupId;
use events_schema::values::TicketClass;
use schemars::JsonSchema;
use serde::Serialize;

use super::{Compared, Outcome};

/// All clocks that were compared, counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Figures {
    /// How many tickets have clocks that were asked for.
    pub tickets: u64,
    /// How many clocks were compared, of either side.
    pub clocks: u64,
    /// How many come out otherwise.
    pub changed: u64,
    /// By clock, class and group, in the order of the policy.
    pub cells: Vec<Cell>,
}

/// What the clocks of one kind, class and group come to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Cell {
    /// Which clock.
    pub clock: ClockKind,
    /// The class of the tickets; absent: not classified.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub class: Option<TicketClass>,
    /// The group that has the tickets; absent: nobody has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<GroupId>,
    /// As they were.
    pub before: Tally,
    /// As they would have been.
    pub after: Tally,
    /// How many differ.
    pub changed: u64,
    /// How many of these carry a verdict that another person gave.
    pub changed_reassessed: u64,
    /// Of how many of these the deadline was waived.
    pub changed_waived: u64,
    /// Which way they turn.
    pub turned: Vec<Turned>,
}

/// How many clocks come to what. Both tallies of a cell add up to the same.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Tally {
    /// Met or breached.
    pub judged: u64,
    /// Stopped in time.
    pub met: u64,
    /// Not stopped when the deadline passed.
    pub breached: u64,
    /// Cancelled before the deadline; nobody is judged.
    pub void: u64,
    /// The deadline has not passed.
    pub running: u64,
    /// There only on the other side.
    pub not_started: u64,
}

/// How many clocks turn one way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Turned {
    /// What became of them.
    pub before: Outcome,
    /// What would have become of them.
    pub after: Outcome,
    /// How many.
    pub clocks: u64,
}

/// Counts clocks as they come.
#[derive(Debug, Clone, Default)]
pub struct Counting {
    tickets: u64,
    cells: BTreeMap<(ClockKind, Option<TicketClass>, Option<GroupId>), Counts>,
}

#[derive(Debug, Clone, Default)]
struct Counts {
    turned: BTreeMap<(Outcome, Outcome), u64>,
    changed_reassessed: u64,
    changed_waived: u64,
}

impl Counting {
    /// Counts what was asked for of one ticket.
    pub fn ticket(&mut self, clocks: &[Compared]) {
        self.tickets += u64::from(!clocks.is_empty());
        for clock in clocks {
            let counts = self.cells.entry((clock.clock, clock.class, clock.group.clone())).or_default();
            *counts.turned.entry((clock.was(), clock.would_be())).or_default() += 1;
            if clock.is_changed() {
                counts.changed_reassessed += u64::from(clock.reassessed.is_some());
                counts.changed_waived += u64::from(clock.is_waived());
            }
        }
    }

    /// What it has come to.
    #[must_use]
    pub fn figures(&self) -> Figures {
        let cell = |((clock, class, group), counts): (&(_, _, Option<GroupId>), &Counts)| {
            counts.cell(*clock, *class, group.clone())
        };
        let cells: Vec<Cell> = self.cells.iter().map(cell).collect();
        Figures {
            tickets: self.tickets,
            clocks: self.cells.values().flat_map(|counts| counts.turned.values()).sum(),
            changed: cells.iter().map(|cell| cell.changed).sum(),
            cells,
        }
    }
}

impl Counts {
    fn cell(&self, clock: ClockKind, class: Option<TicketClass>, group: Option<GroupId>) -> Cell {
        let (mut before, mut after) = (Tally::default(), Tally::default());
        for ((was, would_be), clocks) in &self.turned {
            before.add(*was, *clocks);
            after.add(*would_be, *clocks);
        }
        let turned = self.turned.iter().filter(|((was, would_be), _)| was != would_be);
        let turned: Vec<Turned> = turned
            .map(|((before, after), clocks)| Turned { before: *before, after: *after, clocks: *clocks })
            .collect();
        Cell {
            clock,
            class,
            group,
            before,
            after,
            changed: turned.iter().map(|turned| turned.clocks).sum(),
            changed_reassessed: self.changed_reassessed,
            changed_waived: self.changed_waived,
            turned,
        }
    }
}

impl Tally {
    fn add(&mut self, outcome: Outcome, clocks: u64) {
        if outcome.is_judged() {
            self.judged += clocks;
        }
        *match outcome {
            Outcome::Met => &mut self.met,
            Outcome::Breached => &mut self.breached,
            Outcome::Void => &mut self.void,
            Outcome::Running => &mut self.running,
            Outcome::NotStarted => &mut self.not_started,
        } += clocks;
    }
}
