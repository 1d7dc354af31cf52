//! Set algebra of time: intervals, the open hours of a calendar, and what lies between two instants (`policy.md`, Clocks).

pub mod calendar;

pub mod interval;

pub mod measure;
