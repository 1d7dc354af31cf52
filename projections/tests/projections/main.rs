//! The read models over the log in memory.

#![expect(clippy::unwrap_used, reason = "a test that meets an error ends there")]

mod history;

mod appraisals;
mod beside;
mod board;
mod causes;
mod engines;
mod example;
mod follow;
mod improvements;
mod plans;
mod quality;
mod rebuild;
mod reports;
mod responsibilities;
mod scorecards;
mod sql;
mod suppliers;
mod training;
mod views;
