//! What a report is bound to, and what became of it.

use domain::factory_time::bounds;
use domain::report::Report;
use domain::words::Words;
use events_schema::{Duration, Timestamp};

use super::names::{Reading, period_name};
use super::texts::day;
use super::words;

/// What is known of a report beside its figures.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct About {
    /// How many reports of the period were made up to this one.
    pub number: Option<u32>,
    /// When it was made.
    pub made_at: Option<Timestamp>,
    /// That it was submitted.
    pub submitted: Option<Submitted>,
    /// That it was acknowledged.
    pub acknowledged: Option<Acknowledged>,
}

/// That somebody submitted a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submitted {
    /// Who: an id of a person or a name.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// What is to be said beside the figures.
    pub remark: Option<String>,
}

/// That somebody acknowledged a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acknowledged {
    /// Who: an id of a person or a name.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// What he remarked.
    pub remark: Option<String>,
}

/// Something that is known of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Known {
    Text(String),
    Number(u64),
    At(Timestamp),
}

/// A line of what is known, with its name.
pub(super) type Line = (Words, Known);

/// What the figures are bound to.
pub(super) fn bound_to(report: &Report, reading: Reading<'_>) -> Vec<Line> {
    let language = reading.language;
    let (from, before) = bounds(report.period);
    let lasts = reading.fill(words::FROM_TO, [&day(from), &day(before - Duration::from_micros(1))]);
    let versions = report.versions;
    let [policy, supplier, appraisal] =
        [versions.policy, versions.supplier_scheme, versions.appraisal_scheme].map(|version| version.to_string());
    vec![
        (words::PERIOD, Known::Text(reading.fill(words::BRACKETS, [&period_name(report.period, language), &lasts]))),
        (words::AS_OF, Known::At(report.as_of)),
        (words::POSITION, Known::Number(report.position.0)),
        (words::VERSIONS, Known::Text(reading.fill(words::VERSIONS_ARE, [&policy, &supplier, &appraisal]))),
    ]
}

/// What became of the report, as far as it is known.
pub(super) fn became(about: &About, reading: Reading<'_>) -> Vec<Line> {
    let mut lines = Vec::new();
    lines.extend(about.number.map(|number| (words::NUMBER, Known::Number(number.into()))));
    lines.extend(about.made_at.map(|at| (words::MADE_AT, Known::At(at))));
    if let Some(submitted) = &about.submitted {
        lines.push((words::SUBMITTED_BY, Known::Text(reading.person(&submitted.by))));
        lines.push((words::SUBMITTED_AT, Known::At(submitted.at)));
        lines.extend(submitted.remark.clone().map(|remark| (words::SUBMITTED_WITH, Known::Text(remark))));
    }
    if let Some(acknowledged) = &about.acknowledged {
        lines.push((words::ACKNOWLEDGED_BY, Known::Text(reading.person(&acknowledged.by))));
        lines.push((words::ACKNOWLEDGED_AT, Known::At(acknowledged.at)));
        lines.extend(acknowledged.remark.clone().map(|remark| (words::REMARK, Known::Text(remark))));
    }
    lines
}
