//! Points and rectangles in pixels of the view box, y downwards.

/// A place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Point {
    pub(super) x: f64,
    pub(super) y: f64,
}

/// A rectangle along the axes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rect {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) width: f64,
    pub(super) height: f64,
}

pub(super) const fn point(x: f64, y: f64) -> Point {
    Point { x, y }
}

pub(super) const fn rect(x: f64, y: f64, width: f64, height: f64) -> Rect {
    Rect { x, y, width, height }
}

impl Rect {
    pub(super) fn right(self) -> f64 {
        self.x + self.width
    }

    pub(super) fn bottom(self) -> f64 {
        self.y + self.height
    }

    pub(super) fn middle(self) -> Point {
        point(self.x + self.width / 2.0, self.y + self.height / 2.0)
    }
}

/// Values on one side, pixels on the other.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Scale {
    pub(super) low: f64,
    pub(super) high: f64,
    /// Where `low` is drawn.
    pub(super) from: f64,
    /// Where `high` is drawn.
    pub(super) to: f64,
}

impl Scale {
    /// Where a value is drawn; one outside is drawn at the end that it lies beyond.
    pub(super) fn at(self, value: f64) -> f64 {
        let share = (value - self.low) / (self.high - self.low);
        let share = if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 };
        self.from + (self.to - self.from) * share
    }
}

/// Moves what lies closer than `gap` apart, and keeps all of it between `top` and `bottom` if there is room; the order
/// stays that of the values.
pub(super) fn spread(places: &mut [f64], gap: f64, top: f64, bottom: f64) {
    let mut order: Vec<usize> = (0..places.len()).collect();
    order.sort_by(|a, b| places[*a].total_cmp(&places[*b]));
    let mut least = top;
    for at in &order {
        places[*at] = places[*at].max(least);
        least = places[*at] + gap;
    }
    let mut most = bottom;
    for at in order.iter().rev() {
        places[*at] = places[*at].min(most);
        most = places[*at] - gap;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scale_stays_between_its_ends() {
        let scale = Scale { low: 0.0, high: 10.0, from: 200.0, to: 100.0 };
        assert_eq!([-5.0, 0.0, 5.0, 10.0, 99.0].map(|value| scale.at(value)), [200.0, 200.0, 150.0, 100.0, 100.0]);
        assert_eq!(Scale { high: 0.0, ..scale }.at(0.0), 200.0, "nothing of nothing");
    }

    #[test]
    fn what_lies_too_close_is_moved_apart_in_its_order() {
        let mut places = [50.0, 52.0, 10.0, 98.0, 99.0];
        spread(&mut places, 14.0, 0.0, 100.0);
        assert_eq!(places, [50.0, 64.0, 10.0, 86.0, 100.0]);
    }
}
