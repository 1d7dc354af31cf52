//! Quality tools over what measures count (P5.2): the Pareto chart and the control chart, as numbers and as pictures.

use axum::Json;
use axum::extract::State;
use axum::http::header::{CONTENT_LANGUAGE, CONTENT_TYPE, VARY};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use domain::measures::{Measures, Row, Share, Window, count};
use domain::queries::SHOW_MEASURES;
use domain::statistics::control_chart::{Aim, ControlChart, Reading, Signal, Trend, p_chart, u_chart};
use domain::statistics::pareto::{Pareto, pareto};
use domain::statistics::rate::{Incidence, Rate};
use domain::words::Language;
use events_schema::values::Currency;
use events_schema::{Period, Position};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::auth::Caller;
use super::language::Preferred;
use super::measures::{Measuring, period};
use super::parameters::Parameters;
use super::{Problem, Served, answer};
use crate::charts;

/// The most categories that a picture has room for.
pub(super) const MOST_BARS: usize = 24;
/// How many periods a control chart looks back where nobody says.
const POINTS: usize = 12;
/// How many at most.
const MOST_POINTS: usize = 60;

/// The Pareto chart of a period.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct ParetoShown {
    /// All events before this position are counted.
    position: Position,
    /// The period.
    period: Period,
    /// What is counted: issues, hundredths of the currency, or microseconds.
    measure: Weight,
    /// The currency of costs.
    #[serde(skip_serializing_if = "Option::is_none")]
    currency: Option<Currency>,
    /// The chart, by category.
    #[serde(flatten)]
    chart: Pareto,
    /// What has no such category yet; it stands in no bar.
    without: u64,
}

/// A control chart of some periods.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct ControlShown {
    /// All events before this position are counted.
    position: Position,
    /// The rate.
    of: Rated,
    /// The periods, the oldest first.
    periods: Vec<Period>,
    /// What was counted in each.
    counts: Vec<Counted>,
    /// The chart.
    chart: ControlChart,
    /// Which way it goes.
    trend: Trend,
}

/// A rate that a control chart follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Rated {
    /// Clocks that were breached, of all that were judged.
    Breached,
    /// Ratings of 1 to 3, of all ratings.
    Dissatisfied,
    /// Solutions that came back, of all solutions.
    Reopened,
    /// Issues whose fault came back within the first window, of those whose window has elapsed.
    Recurred,
    /// Tickets that were closed without the customer's word.
    Unconfirmed,
    /// Entries that were recorded late.
    LateEntries,
    /// Clocks that were breached for each issue that was received (a u chart: an issue may have several).
    BreachesPerIssue,
    /// Signs of gaming for each issue that was received (a u chart).
    SignsPerIssue,
}

/// So many among so many; of a u chart the part may be more than the whole.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
pub(super) struct Counted {
    part: u64,
    whole: u64,
}

impl Rated {
    fn of(self, measures: &Measures) -> Counted {
        let is = |share: Share| Counted { part: share.part, whole: share.whole };
        let is_not = |share: Share| Counted { part: share.whole - share.part, whole: share.whole };
        let for_each_issue = |part| Counted { part, whole: measures.tickets.received };
        match self {
            Self::Breached => is_not(measures.timeliness.clocks.raw),
            Self::Dissatisfied => is_not(measures.satisfaction.satisfied),
            Self::Reopened => is(measures.reopened),
            Self::Recurred => measures.recurrence.first().map_or(is(Share::default()), |of| is(of.repeats.share)),
            Self::Unconfirmed => is(measures.unconfirmed),
            Self::LateEntries => is(measures.late_entries),
            Self::BreachesPerIssue => for_each_issue(is_not(measures.timeliness.clocks.raw).part),
            Self::SignsPerIssue => for_each_issue(measures.signs.all()),
        }
    }

    /// Whether what is counted may happen to one more than once.
    const fn is_incidence(self) -> bool {
        matches!(self, Self::BreachesPerIssue | Self::SignsPerIssue)
    }

    fn chart(self, counts: &[Counted]) -> ControlChart {
        if self.is_incidence() {
            let of = |of: &Counted| Incidence { events: of.part, exposed: of.whole };
            u_chart(&counts.iter().map(of).collect::<Vec<_>>())
        } else {
            let of = |of: &Counted| Rate::of(of.part, of.whole.saturating_sub(of.part));
            p_chart(&counts.iter().map(of).collect::<Vec<_>>())
        }
    }

    const fn unit(self) -> charts::Unit {
        if self.is_incidence() { charts::Unit::Number { decimals: 2 } } else { charts::Unit::Percent { decimals: 1 } }
    }

    const fn title(self, language: Language) -> &'static str {
        let (chinese, english) = match self {
            Self::Breached => ("超时率", "Clocks breached"),
            Self::Dissatisfied => ("不满意率", "Customers not satisfied"),
            Self::Reopened => ("重新处理率", "Solutions that came back"),
            Self::Recurred => ("问题重复发生率", "Faults that came back"),
            Self::Unconfirmed => ("未确认关闭率", "Closed without the customer's word"),
            Self::LateEntries => ("补录率", "Late entries"),
            Self::BreachesPerIssue => ("每件超时次数", "Clocks breached per issue"),
            Self::SignsPerIssue => ("每件异常操作迹象", "Signs of gaming per issue"),
        };
        match language {
            Language::Chinese => chinese,
            Language::English => english,
        }
    }
}

async fn pareto_of(served: &Served, caller: &Caller, parameters: &mut Parameters) -> Result<ParetoShown, Problem> {
    caller.may(&SHOW_MEASURES)?;
    let limit = parameters.take_limit_or(MOST_BARS)?;
    let weight: Weight = parameters.take_named("measure")?.unwrap_or_default();
    let currency: Option<Currency> = parameters.take("currency")?;
    let period = period(parameters)?;
    if currency.is_some() && weight != Weight::Cost {
        return Err(Problem::bad_parameter("currency", "is of costs; send `measure=cost` with it"));
    }
    let measuring = Measuring::in_windows(served, parameters, vec![Window::of(period)]).await?;
    if measuring.cut.is_none() {
        return Err(Problem::bad_parameter("by", "say by what, as failure_code, part, engine_model or issue_type"));
    }
    let shown = tokio::task::spawn_blocking(move || {
        let rows = measuring.look(count);
        let currency = match (weight, currency) {
            (Weight::Cost, None) => only_currency(&rows)?,
            (_, currency) => currency,
        };
        let amount = |row: &Row| weight.of(&row.measures, currency);
        let without = rows.iter().filter(|row| row.key.is_none()).map(amount).sum();
        let known = rows.iter().filter_map(|row| Some((row.key.clone()?, amount(row))));
        let chart = pareto(known.filter(|(_, amount)| *amount > 0), limit);
        let currency = currency.filter(|_| weight == Weight::Cost);
        Ok(ParetoShown { position: measuring.position, period, measure: weight, currency, chart, without })
    });
    shown.await.map_err(|error| Problem::internal(&error))?
}

/// What categories are put in order by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Weight {
    /// Issues that were received.
    #[default]
    Count,
    /// What was spent, in hundredths of the currency.
    Cost,
    /// How long engines stood still, in microseconds.
    Downtime,
}

impl Weight {
    fn of(self, measures: &Measures, currency: Option<Currency>) -> u64 {
        match self {
            Self::Count => measures.tickets.received,
            Self::Cost => {
                let spent = measures.costs.iter().find(|spent| Some(spent.currency) == currency);
                spent.map_or(0, |spent| spent.amount.hundredths())
            }
            Self::Downtime => measures.downtime.total.as_micros().unsigned_abs(),
        }
    }

    /// An amount as people read it, and what the axis counts.
    fn said(self, amount: u128, currency: Option<Currency>, language: Language) -> (String, f64, String) {
        let whole = |number: u128| u64::try_from(number).unwrap_or(u64::MAX) as f64;
        match self {
            Self::Count => {
                let unit = if language == Language::Chinese { "件" } else { "issues" };
                (amount.to_string(), whole(amount), unit.to_owned())
            }
            Self::Cost => {
                let unit = currency.map(|currency| currency.to_string()).unwrap_or_default();
                (format!("{}.{:02}", amount / 100, amount % 100), whole(amount) / 100.0, unit)
            }
            Self::Downtime => {
                let hours = whole(amount) / 3.6e9;
                let unit = if language == Language::Chinese { "小时" } else { "hours" };
                (format!("{hours:.1}"), hours, unit.to_owned())
            }
        }
    }
}

/// The currency of all that was spent; amounts of several are not added up.
fn only_currency(rows: &[Row]) -> Result<Option<Currency>, Problem> {
    let spent = rows.iter().flat_map(|row| &row.measures.costs).map(|spent| spent.currency);
    let currencies: std::collections::BTreeSet<Currency> = spent.collect();
    if currencies.len() > 1 {
        let named: Vec<String> = currencies.iter().map(ToString::to_string).collect();
        return Err(Problem::bad_parameter("currency", format!("it was spent in {}; say which", named.join(", "))));
    }
    Ok(currencies.into_iter().next())
}

/// `GET /v1/analysis/pareto`.
pub(super) async fn pareto_chart(
    State(served): State<Served>,
    caller: Caller,
    mut parameters: Parameters,
) -> Result<Response, Problem> {
    let shown = pareto_of(&served, &caller, &mut parameters).await?;
    parameters.nothing_else()?;
    Ok(([answer::at_position(shown.position.0)], Json(shown)).into_response())
}

/// `GET /v1/analysis/pareto.svg`.
pub(super) async fn pareto_picture(
    State(served): State<Served>,
    caller: Caller,
    Preferred(preferred): Preferred,
    mut parameters: Parameters,
) -> Result<Response, Problem> {
    let language = parameters.take("lang")?.unwrap_or(preferred);
    let shown = pareto_of(&served, &caller, &mut parameters).await?;
    parameters.nothing_else()?;
    let (title, without) = match language {
        Language::Chinese => ("售后问题排列图", "未归类"),
        Language::English => ("Issues by category", "not known of"),
    };
    let note = shown.left_out(without, language);
    Ok(shown.drawn(title, &note, language))
}

impl ParetoShown {
    pub(super) const fn new(position: Position, period: Period, chart: Pareto, without: u64) -> Self {
        Self { position, period, measure: Weight::Count, currency: None, chart, without }
    }

    pub(super) const fn position(&self) -> Position {
        self.position
    }

    pub(super) const fn period(&self) -> Period {
        self.period
    }

    pub(super) const fn without(&self) -> u64 {
        self.without
    }

    /// What stands in no bar, in words.
    fn left_out(&self, without: &str, language: Language) -> String {
        let (left_out, _, measure) = self.measure.said(self.without.into(), self.currency, language);
        format!("{} · {without} {left_out} {measure}", self.period)
    }

    /// The chart as a picture of issues.
    pub(super) fn drawn(&self, title: &str, note: &str, language: Language) -> Response {
        let said = |amount| self.measure.said(amount, self.currency, language);
        let bar = |category: &domain::statistics::pareto::Category| {
            let (value_text, value, _) = said(category.measure);
            charts::Bar { label: category.name.clone(), value, value_text }
        };
        let other = self.chart.other.as_ref().map(|other| {
            let (value_text, value, _) = said(other.measure);
            charts::OtherBar { categories: Some(other.categories), value, value_text }
        });
        let (total, _, measure) = said(self.chart.total);
        let picture = charts::Pareto {
            bars: self.chart.categories.iter().map(bar).collect(),
            other,
            vital_few: self.chart.vital_few,
            total_text: format!("{total} {measure}"),
            measure: measure.clone(),
        };
        let caption = charts::Caption { id: "pareto", title, note, language };
        svg(picture.svg(&caption), language, self.position)
    }
}

async fn control_of(served: &Served, caller: &Caller, parameters: &mut Parameters) -> Result<ControlShown, Problem> {
    caller.may(&SHOW_MEASURES)?;
    let of: Rated = parameters
        .take_named("of")?
        .ok_or_else(|| Problem::bad_parameter("of", "say of which rate, as breached or dissatisfied"))?;
    let points = parameters.take("points")?.unwrap_or(POINTS);
    if !(1..=MOST_POINTS).contains(&points) {
        return Err(Problem::bad_parameter("points", "a chart has 1 to 60 points"));
    }
    let last = period(parameters)?;
    let mut periods: Vec<Period> =
        std::iter::successors(Some(last), |period| Some(period.before())).take(points).collect();
    periods.reverse();
    let windows = periods.iter().copied().map(Window::of).collect();
    let measuring = Measuring::in_windows(served, parameters, windows).await?;
    if measuring.cut.is_some() {
        return Err(Problem::bad_parameter("by", "a control chart follows one rate; leave it out"));
    }
    let shown = tokio::task::spawn_blocking(move || {
        let rows = measuring.look(count);
        let counts: Vec<Counted> = rows.iter().map(|row| of.of(&row.measures)).collect();
        let chart = of.chart(&counts);
        let trend = chart.trend(Aim::Lower);
        ControlShown { position: measuring.position, of, periods, counts, chart, trend }
    });
    shown.await.map_err(|error| Problem::internal(&error))
}

/// `GET /v1/analysis/control-chart`.
pub(super) async fn control_chart(
    State(served): State<Served>,
    caller: Caller,
    mut parameters: Parameters,
) -> Result<Response, Problem> {
    let shown = control_of(&served, &caller, &mut parameters).await?;
    parameters.nothing_else()?;
    Ok(([answer::at_position(shown.position.0)], Json(shown)).into_response())
}

/// `GET /v1/analysis/control-chart.svg`.
pub(super) async fn control_picture(
    State(served): State<Served>,
    caller: Caller,
    Preferred(preferred): Preferred,
    mut parameters: Parameters,
) -> Result<Response, Problem> {
    let language = parameters.take("lang")?.unwrap_or(preferred);
    let shown = control_of(&served, &caller, &mut parameters).await?;
    parameters.nothing_else()?;
    let points = shown.periods.iter().zip(&shown.chart.points).zip(&shown.counts).enumerate();
    let periods = points.map(|(nth, ((period, plotted), counted))| charts::Period {
        label: period.to_string(),
        point: plotted.as_ref().map(|plotted| charts::ControlPoint {
            value: plotted.value,
            limits: charts::Limits { low: plotted.limits.low, high: plotted.limits.high },
            counts: format!("{}/{}", counted.part, counted.whole),
            signal: signal(&shown.chart.reading, nth),
        }),
    });
    let reading = match shown.chart.reading {
        Reading::NotEnoughData { .. } => charts::Reading::NotEnoughData,
        Reading::Read { .. } => charts::Reading::Read,
    };
    let picture =
        charts::ControlChart { unit: shown.of.unit(), centre: shown.chart.centre, periods: periods.collect(), reading };
    let caption = charts::Caption { id: "control", title: shown.of.title(language), note: "", language };
    Ok(svg(picture.svg(&caption), language, shown.position))
}

/// What a point says; beyond its limits it says more than as one of a row.
fn signal(reading: &Reading, nth: usize) -> charts::Signal {
    let Reading::Read { signals } = reading else { return charts::Signal::Chance };
    let is_beyond = |signal: &Signal| matches!(signal, Signal::BeyondLimit { point, .. } if *point == nth);
    let is_of_run = |signal: &Signal| matches!(signal, Signal::Run { from, to, .. } if (*from..=*to).contains(&nth));
    if signals.iter().any(is_beyond) {
        charts::Signal::BeyondLimit
    } else if signals.iter().any(is_of_run) {
        charts::Signal::Run
    } else {
        charts::Signal::Chance
    }
}

pub(super) fn svg(picture: String, language: Language, position: Position) -> Response {
    let headers = HeaderMap::from_iter([
        (CONTENT_TYPE, HeaderValue::from_static("image/svg+xml")),
        (CONTENT_LANGUAGE, HeaderValue::from_static(language.tag())),
        (VARY, HeaderValue::from_static("accept-language")),
    ]);
    ([answer::at_position(position.0)], headers, picture).into_response()
}
