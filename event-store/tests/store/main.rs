//! The engines, held to the port's promises: by one suite for all, by reopening, by cutting the power, by failing disks.

#![expect(clippy::unwrap_used, reason = "a test that meets an error ends there")]

mod events;

mod contract;
mod reopen;

mod disk;
mod faults;
mod power_cut;
