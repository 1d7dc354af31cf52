use events_schema::Role::{Administrator, Analyst};

use super::{DefineMetric, Metric, RetireMetric};
use crate::command::CommandSpec;

/// What can be done to metrics, and by whom.
pub const COMMANDS: &[CommandSpec<Metric>] = &[
    CommandSpec::opening::<DefineMetric>("define", "P5.2", &[Analyst, Administrator]),
    CommandSpec::on::<RetireMetric>("retire", "P5.2", &[Analyst, Administrator]),
];
