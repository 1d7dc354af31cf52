//! The running program: HTTP, command line, watches, reactions, keys.
//!
//! The only crate with a clock (`clock.rs`) and randomness (`random.rs`), the only one that opens sealed values (`keys`).
//! A request is converted, a command goes through the one loop (`commands`), a query asks a read model, and the answer is
//! converted back.
//!
//! May not know: the rules of the policy. They are asked of `domain`.

pub mod clock;

pub mod random;

pub mod keys;

pub mod directory;

pub mod commands;

pub mod import;

pub mod quality;

pub mod simulation;

pub mod reactions;

pub mod watch;

pub mod evaluation;
pub mod needs;
pub mod report;
mod said;

pub mod background;

pub mod pulse;

pub mod rebuilds;

pub mod past;

mod spreadsheet;
pub mod sql;

pub mod backtest;
pub mod metrics;

pub mod app;

pub mod attachments;

mod settings;

pub mod channels;

pub mod outbox;

pub mod links;

pub mod telling;

pub mod intake;

mod entries;

pub mod timeline;

pub mod charts;

pub mod export;

pub mod http;

pub mod bench;

pub mod cli;
