//! The read models over the log in memory.

mod history;

mod follow;
mod rebuild;
mod views;
