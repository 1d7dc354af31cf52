//! Numbers as people read them, the same everywhere.

/// Beyond this, either way, nothing is measured in a factory; a number with three hundred digits would fit no label.
const LARGEST: f64 = 1e15;

/// How the values of a chart are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Shares from 0 to 1, written as per cent.
    Percent {
        /// Digits after the point.
        decimals: usize,
    },
    /// Numbers as they are.
    Number {
        /// Digits after the point.
        decimals: usize,
    },
}

impl Unit {
    /// A value as it is written.
    pub(super) fn text(self, value: f64) -> String {
        match self {
            Self::Percent { decimals } => format!("{}%", grouped(value * 100.0, decimals)),
            Self::Number { decimals } => grouped(value, decimals),
        }
    }

    /// What a value is multiplied by before it is written.
    pub(super) fn factor(self) -> f64 {
        match self {
            Self::Percent { .. } => 100.0,
            Self::Number { .. } => 1.0,
        }
    }

    /// The same unit with so many digits after the point.
    pub(super) fn with(self, decimals: usize) -> Self {
        match self {
            Self::Percent { .. } => Self::Percent { decimals },
            Self::Number { .. } => Self::Number { decimals },
        }
    }
}

/// A number that can be drawn, if it is one.
pub(super) fn sane(value: f64) -> Option<f64> {
    value.is_finite().then(|| value.clamp(-LARGEST, LARGEST))
}

/// A quantity that can be drawn: what is no number or less than nothing counts as nothing.
pub(super) fn quantity(value: f64) -> f64 {
    sane(value).unwrap_or(0.0).max(0.0)
}

/// `part / whole`; nothing of nothing is nothing.
pub(super) fn share(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { 0.0 }
}

/// A share as per cent with one digit after the point.
pub(super) fn percent(share: f64) -> String {
    Unit::Percent { decimals: 1 }.text(share)
}

/// A coordinate: one digit after the point, if it needs one.
pub(super) fn coordinate(value: f64) -> String {
    let text = fixed(value, 1);
    text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
}

/// So many digits after the point; never `-0`, and `0` for what is no number.
fn fixed(value: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", sane(value).unwrap_or(0.0));
    match text.strip_prefix('-') {
        Some(digits) if digits.chars().all(|digit| matches!(digit, '0' | '.')) => digits.to_owned(),
        _ => text,
    }
}

/// As [`fixed`], with commas between thousands.
fn grouped(value: f64, decimals: usize) -> String {
    let text = fixed(value, decimals);
    let (sign, text) = text.strip_prefix('-').map_or(("", text.as_str()), |digits| ("-", digits));
    let (whole, part) = text.split_at(text.find('.').unwrap_or(text.len()));
    let mut grouped = sign.to_owned();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped + part
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_in_one_way() {
        let number = |value, decimals| Unit::Number { decimals }.text(value);
        assert_eq!(number(1_234_567.891, 2), "1,234,567.89");
        assert_eq!(number(-1_000.0, 0), "-1,000");
        assert_eq!(number(-999.0, 0), "-999");
        assert_eq!(number(-0.001, 2), "0.00");
        assert_eq!(number(f64::NAN, 1), "0.0");
        assert_eq!(number(1e300, 0), "1,000,000,000,000,000");
        assert_eq!(Unit::Percent { decimals: 1 }.text(0.0256), "2.6%");
        assert_eq!([0.04, -0.04, 12.0, 12.25, -3.5].map(coordinate), ["0", "0", "12", "12.2", "-3.5"]);
    }
}
