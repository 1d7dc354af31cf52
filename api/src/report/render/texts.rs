//! Figures as people read them.

use domain::factory_time::factory_time;
use domain::measures::{Share, TimeShare};
use domain::report::{Cell, ColumnName};
use domain::statistics::rate::Difference;
use domain::words::length;
use events_schema::{Duration, Timestamp};

use super::names::Reading;
use super::words;

/// A figure as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Figure {
    /// The figure itself.
    pub(super) text: String,
    /// What it was made of.
    pub(super) made_of: Option<String>,
    /// Between what it lies.
    pub(super) interval: Option<String>,
    /// Whether it rose or fell by more than chance explains.
    pub(super) leans: Option<Leaning>,
}

/// Where a change goes, if its interval leaves out 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Leaning {
    Up,
    Down,
}

impl Leaning {
    /// Where a change goes that chance alone does not explain.
    pub(super) fn of(change: &Difference) -> Option<Self> {
        let up = (change.interval.low > 0.0).then_some(Self::Up);
        up.or_else(|| (change.interval.high < 0.0).then_some(Self::Down))
    }

    /// Its mark.
    pub(super) const fn mark(self) -> &'static str {
        match self {
            Self::Up => "▲",
            Self::Down => "▼",
        }
    }
}

/// What a cell of a column shows.
pub(super) fn figure(cell: &Cell, column: ColumnName, reading: Reading<'_>) -> Figure {
    let alone = |text: String| Figure { text, ..Figure::default() };
    match cell {
        Cell::Nothing => nothing(),
        Cell::Count { count } => alone(grouped(*count)),
        Cell::Share(share) => share_figure(share, reading),
        Cell::TimeShare(share) => time_figure(share, reading),
        Cell::Mean { sum, whole, mean } => made_of(fixed(*mean, 2), sum, whole),
        Cell::Span { span } => alone(length(*span, reading.language)),
        Cell::Change(change) => change_figure(change, reading),
        Cell::Ratio { ratio } => alone(percent(*ratio)),
        Cell::Shares { hundredths } => alone(fixed(*hundredths as f64 / 10_000.0, 2)),
        Cell::Points { points } => alone(cents(&points.to_string())),
        Cell::Money { amount, currency } => alone(format!("{currency} {}", grouped_text(&cents(&amount.to_string())))),
        Cell::Instant { at } => alone(instant(*at)),
        Cell::Word { word } => alone(reading.word(word)),
        Cell::Text { text } => alone(reading.named(column, text).unwrap_or_else(|| text.clone())),
    }
}

/// Whether a cell stands at the right, as numbers do.
pub(super) const fn is_number(cell: &Cell) -> bool {
    match cell {
        Cell::Count { .. }
        | Cell::Share(_)
        | Cell::TimeShare(_)
        | Cell::Mean { .. }
        | Cell::Span { .. }
        | Cell::Change(_)
        | Cell::Ratio { .. }
        | Cell::Shares { .. }
        | Cell::Points { .. }
        | Cell::Money { .. } => true,
        Cell::Nothing | Cell::Instant { .. } | Cell::Word { .. } | Cell::Text { .. } => false,
    }
}

fn nothing() -> Figure {
    Figure { text: "—".to_owned(), ..Figure::default() }
}

fn made_of(text: String, part: &u64, whole: &u64) -> Figure {
    Figure { text, made_of: Some(format!("{}/{}", grouped(*part), grouped(*whole))), ..Figure::default() }
}

/// A share of nothing is none, but it is said that nothing was there.
fn share_figure(share: &Share, reading: Reading<'_>) -> Figure {
    let text = share.rate.map_or_else(|| nothing().text, percent);
    let interval = share.low.zip(share.high).map(|(low, high)| interval(&percent(low), &percent(high), reading));
    Figure { interval, ..made_of(text, &share.part, &share.whole) }
}

fn time_figure(share: &TimeShare, reading: Reading<'_>) -> Figure {
    let text = share.rate.map_or_else(|| nothing().text, percent);
    let [met, counted] = [share.met_us, share.counted_us].map(|micros| fixed(hours(micros), 1));
    Figure { text, made_of: Some(reading.fill(words::HOURS, [&format!("{met}/{counted}")])), ..Figure::default() }
}

fn change_figure(change: &Difference, reading: Reading<'_>) -> Figure {
    let text = reading.fill(words::POINTS, [&signed(change.value)]);
    let interval = interval(&signed(change.interval.low), &signed(change.interval.high), reading);
    Figure { text, interval: Some(interval), leans: Leaning::of(change), ..Figure::default() }
}

fn interval(low: &str, high: &str, reading: Reading<'_>) -> String {
    reading.fill(words::FROM_TO, [low, high])
}

/// A share as per cent.
pub(super) fn percent(share: f64) -> String {
    format!("{} %", fixed(share * 100.0, 1))
}

/// A change of a share in percentage points, with its sign.
fn signed(change: f64) -> String {
    let text = fixed(change * 100.0, 1);
    match text.as_bytes().first() {
        Some(b'-') => text.replacen('-', "−", 1),
        _ if text == "0.0" => text,
        _ => format!("+{text}"),
    }
}

/// A number with commas between thousands.
pub(super) fn grouped(number: u64) -> String {
    grouped_text(&number.to_string())
}

/// A number that is written already, with commas between thousands.
fn grouped_text(number: &str) -> String {
    let (whole, part) = number.split_at(number.find('.').unwrap_or(number.len()));
    let mut grouped = String::with_capacity(number.len() + number.len() / 3);
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped + part
}

/// A decimal with two digits after the point at least.
fn cents(decimal: &str) -> String {
    let (whole, part) = decimal.split_once('.').unwrap_or((decimal, ""));
    format!("{whole}.{part:0<2}")
}

/// So many digits after the point, with commas between thousands; never `-0.0`, and `—` for what is no number.
fn fixed(value: f64, decimals: usize) -> String {
    if !value.is_finite() {
        return nothing().text;
    }
    let text = format!("{:.decimals$}", value.abs());
    let is_nothing = text.bytes().all(|digit| matches!(digit, b'0' | b'.'));
    let sign = if value < 0.0 && !is_nothing { "-" } else { "" };
    format!("{sign}{}", grouped_text(&text))
}

/// Microseconds as hours.
pub(super) fn hours(micros: u64) -> f64 {
    micros as f64 / Duration::from_hours(1).as_micros() as f64
}

/// An instant to the minute in factory time.
pub(super) fn instant(at: Timestamp) -> String {
    clipped(at, 5)
}

/// An instant to the second in factory time.
pub(super) fn exact_instant(at: Timestamp) -> String {
    clipped(at, 8)
}

/// The day of an instant in factory time.
pub(super) fn day(at: Timestamp) -> String {
    let text = factory_time(at);
    text.split_once('T').map_or(text.as_str(), |(day, _)| day).to_owned()
}

fn clipped(at: Timestamp, digits: usize) -> String {
    let text = factory_time(at);
    let Some((day, time)) = text.split_once('T') else { return text };
    format!("{day} {}", time.get(..digits).unwrap_or(time))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_written_in_one_way() {
        assert_eq!(grouped(1_234_567), "1,234,567");
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped_text("1250000.50"), "1,250,000.50");
        assert_eq!([0.8333, 1.0, 0.0].map(percent), ["83.3 %", "100.0 %", "0.0 %"]);
        assert_eq!([0.032, -0.032, 0.0004, -0.0004].map(signed), ["+3.2", "−3.2", "0.0", "0.0"]);
        assert_eq!([f64::NAN, -1234.5, -0.001].map(|value| fixed(value, 1)), ["—", "-1,234.5", "0.0"]);
        let at: Timestamp = "2026-10-31T16:05:09.25Z".parse().unwrap();
        assert_eq!((&*instant(at), &*exact_instant(at)), ("2026-11-01 00:05", "2026-11-01 00:05:09"));
        assert_eq!(day(at), "2026-11-01");
    }
}
