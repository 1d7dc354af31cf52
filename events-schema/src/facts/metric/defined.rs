use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::text::{Code, Line, Paragraph, Text};

/// A version of a metric was defined. Answers of earlier versions stay with theirs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MetricDefined {
    /// The version, from 1.
    pub version: u32,
    /// What people call it.
    #[schemars(example = &"平均首次联系时间")]
    pub title: Line,
    /// What it says, how it is to be read, and where its formula comes from.
    pub about: Paragraph,
    /// One SELECT over published views.
    #[schemars(example = &"SELECT class, count(*) AS tickets FROM tickets GROUP BY class")]
    pub sql: Text<20_000>,
    /// The columns of the answer, in order.
    pub columns: Vec<MetricColumn>,
    /// For which periods the last answer of each is kept.
    pub period: MetricPeriod,
    /// The views that it reads; whoever may see all of them may see the metric.
    pub reads: Vec<Code>,
}

/// A column of a metric's answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MetricColumn {
    /// Its name in the statement.
    #[schemars(example = &"tickets")]
    pub name: Line,
    /// What it is for.
    pub purpose: Purpose,
    /// The unit of a measure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(example = &"s")]
    pub unit: Option<Line>,
    /// What it means.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<Line>,
}

/// What a column of a metric is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// It says of what the row is.
    Dimension,
    /// It says how much.
    Measure,
}

/// For which periods of the factory's time answers are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MetricPeriod {
    /// Days.
    Day,
    /// Weeks, from Monday (ISO 8601).
    Week,
    /// Months (P5.3).
    Month,
    /// Quarters (P5.3).
    Quarter,
    /// Years (P5.3).
    Year,
}

fact!(MetricDefined, "metric.defined", 1);
