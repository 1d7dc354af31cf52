//! Policies for clocks (时限规则): which target, which calendar, which open values are in force.

mod published;

pub use published::{
    CalendarVersion, ClockKind, ClockRule, Deviation, HoldReason, HoldRule, MeasureRules, OpenValues, PolicyPublished,
    UrgentStart,
};

use crate::fact::fact_set;

fact_set! {
    /// The facts of `sla_policy-*` streams.
    SlaPolicyFact in "sla_policy" {
        Published(PolicyPublished),
    }
}
