use crate::refusal::{About, RefusalKind, Refuse};

/// Why a metric is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MetricRefusal {
    /// The statement is none, or may not do what it does.
    #[error("{0}; GET /v1/views has the views and their columns, and POST /v1/metrics/try tries a statement")]
    Statement(String),
    /// The columns that are declared are not those of the statement.
    #[error("the statement gives the columns {}, declared are {}; declare each column once, in the same order", .given.join(", "), .declared.join(", "))]
    OtherColumns {
        /// What the statement gives.
        given: Vec<String>,
        /// What is declared.
        declared: Vec<String>,
    },
    /// Two columns have one name.
    #[error("two columns are called `{0}`; name each by AS")]
    TwiceTheName(String),
    /// Nothing is measured.
    #[error("no column is a measure; a metric says how much of something there is")]
    NothingMeasured,
    /// A version drops or changes columns of the one before.
    #[error(
        "version {version} has the column `{column}` at this place, with the same purpose and unit; whoever builds on it would \
         break. Keep the columns and add new ones at the end, or define a metric of another name"
    )]
    ColumnsChanged {
        /// The version before.
        version: u32,
        /// The column.
        column: String,
    },
}

impl Refuse for MetricRefusal {
    fn about(&self) -> About {
        let about = |code, kind, zh, en| About::new(code, kind, "P5.2", zh, en);
        match self {
            Self::Statement(_) => {
                about("metric_statement", RefusalKind::Value, "指标语句不可用", "the statement cannot be used")
            }
            Self::OtherColumns { .. } => {
                about("metric_columns", RefusalKind::Value, "列与语句不符", "the columns are not the statement's")
            }
            Self::TwiceTheName(_) => {
                about("metric_column_twice", RefusalKind::Value, "列名重复", "two columns have one name")
            }
            Self::NothingMeasured => {
                about("metric_without_measure", RefusalKind::Value, "缺少度量列", "no column is a measure")
            }
            Self::ColumnsChanged { .. } => about(
                "metric_columns_changed",
                RefusalKind::State,
                "不得更改已有的列",
                "columns that others build on change",
            ),
        }
    }
}
