//! Charts (统计图) of the quality tools of the policy as SVG: 排列图, 控制图, 趋势图, 因果图 and shares (P5.2, P5.3).
//!
//! A chart is plain values in and one text out. It computes no statistics: who calls says what the vital few are, where
//! the limits lie and which points are signals, and a chart only adds up what it draws. It knows neither tickets nor
//! time, and the same values always give the same bytes.
//!
//! Every picture is drawn once more in words, in its `<desc>`, for those who cannot see it and for those who search.
//! Colour never says anything alone: shape, dashes, lightness or a letter says it too, so that print in black and white
//! loses nothing. Looks stand in presentation attributes, not in `<style>`: those need no scope on a page with many
//! charts, and no exception from a content security policy.

mod axis;
mod control;
mod fishbone;
mod geometry;
mod legend;
mod look;
mod number;
mod pareto;
mod picture;
mod series;
mod shares;
mod svg;
#[cfg(test)]
mod tests;
mod text;
mod trend;
mod words;

pub use control::{ControlChart, ControlPoint, Limits, Reading, Signal};
pub use fishbone::{Cause, Fishbone, Rib, SubCause, Verdict};
pub use number::Unit;
pub use pareto::{Bar, OtherBar, Pareto};
pub use picture::{Blank, Caption, blank};
pub use series::Period;
pub use shares::{Row, Shares, Whole};
pub use trend::{Target, Trend, TrendPoint};
pub use words::Language;
