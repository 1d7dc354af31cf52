//! The after-sales policy as pure functions: who may do what in which state, and what follows; what a clock shows.
//!
//! Deciders (`decide`, `evolve`) over the facts of `events-schema`, clock arithmetic, permissions, refusals.
//!
//! May not know: I/O, async, HTTP, SQL, the current time, randomness. Time, actor, ids and whatever a decision needs from
//! elsewhere arrive as values.

pub mod policy_text;

pub mod words;

pub mod refusal;

pub mod context;

pub mod command;

pub mod attachments;

pub mod reference;

pub mod duty;

pub mod queries;

pub mod periodic_report;
pub mod person;

pub mod quarantine;

pub mod department;

pub mod roster;

pub mod group;

pub mod issue_type;

pub mod characteristic;

pub mod measures;
pub mod metric;

pub mod notification;

pub mod inbox;

pub mod calendar;

pub mod sla_policy;

pub mod supplier;

pub mod supplier_notice;

pub mod corrective_action;

pub mod supplier_scheme;

pub mod supplier_evaluation;

pub mod supplier_standing;

pub mod appraisal_scheme;

pub mod emergency_plan;

pub mod access;

pub mod calculation;

pub mod statistics;

pub mod clocks;

pub mod backtest;

pub mod ticket;

pub mod report;
pub mod responsibility;

pub mod cause_analysis;

pub mod improvement;

pub mod appraisal;

pub mod reward;

pub mod quality_record;

pub mod training;

pub mod course;

pub mod training_need;

pub mod training_plan;

pub mod training_session;

pub mod qualification;

pub mod customer;

pub mod timeline;

pub mod factory_time;

#[cfg(test)]
mod scenario;

pub use command::{
    Aggregate, Command, CommandSpec, Decide, Inadmissible, Judged, Reporter, Target, Unreadable, judge, read_body,
};
pub use context::{Context, Gate};
pub use reference::Reference;
pub use refusal::{About, RefusalKind, Refuse, Refused};
