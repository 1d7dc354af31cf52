//! The formulas that figures rest on: rates, quantiles, Pareto charts, control charts, recurrence and scores (P4.3.a,
//! P5.2, P5.3, P7.3).
//!
//! Nothing here knows what is counted, or what follows from a figure. What has no data has no number, so many answers
//! are an `Option`. What is added up stays a ratio of whole numbers until it is shown; fractions are IEEE 754 doubles
//! that know `+`, `-`, `*`, `/` and the square root alone, in the order in which the formula of each item is written,
//! from left to right. These are rounded in the same way everywhere, so that another program gets the same last digit.

pub mod rate;

pub mod quantile;

pub mod pareto;

pub mod control_chart;

mod logarithm;

pub mod recurrence;

pub mod score;
