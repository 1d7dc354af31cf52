//! The file of answers: for each version of a metric one of each period, as of its end once it is over.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use events_schema::ids::MetricId;
use events_schema::{Position, Timestamp};
use projections::sql::SqlValue;
use rusqlite::{Connection, OptionalExtension, Row, params};
use schemars::JsonSchema;
use serde::Serialize;

use crate::sql::Answer;

const TABLES: &str = "
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL;
    CREATE TABLE IF NOT EXISTS answers (
        metric TEXT NOT NULL,
        version INTEGER NOT NULL,
        period TEXT NOT NULL,
        position INTEGER NOT NULL,
        taken_at_us INTEGER NOT NULL,
        seconds REAL NOT NULL,
        more INTEGER NOT NULL,
        columns TEXT NOT NULL,
        rows TEXT NOT NULL,
        PRIMARY KEY (metric, version, period)
    ) STRICT;
";

/// How many bytes of rows are given at once.
const MOST_BYTES: usize = 32 << 20;

const COLUMNS: &str = "version, period, position, taken_at_us, seconds, more, columns, rows";

/// The kept answers.
pub struct Keeper(Mutex<Connection>);

/// Why answers cannot be kept.
#[derive(Debug, thiserror::Error)]
pub enum KeeperError {
    /// The file cannot be read or written.
    #[error("the file of kept answers cannot be used")]
    File(#[from] rusqlite::Error),
    /// An answer in it cannot be read.
    #[error("a kept answer cannot be read")]
    Answer(#[from] serde_json::Error),
}

/// An answer of a metric.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct KeptAnswer {
    /// The version of the metric.
    pub version: u32,
    /// The period of the factory's time in which it was taken.
    pub period: String,
    /// The position of the log that it reflects: all events before it.
    pub position: Position,
    /// When it was taken.
    pub taken_at: Timestamp,
    /// How long it took, in seconds.
    pub seconds: f64,
    /// Whether there were more rows than are kept.
    pub more: bool,
    /// The names of the columns.
    pub columns: Vec<String>,
    /// The rows.
    pub rows: Vec<Vec<SqlValue>>,
}

impl KeptAnswer {
    pub(super) fn of(version: u32, period: String, taken_at: Timestamp, answer: Answer) -> Self {
        let Answer { position, columns, rows, more, seconds } = answer;
        Self { version, period, position, taken_at, seconds, more, columns, rows }
    }
}

impl Keeper {
    /// Opens the file in a data folder, or makes it.
    ///
    /// # Errors
    /// If it cannot be opened or made.
    pub fn open(folder: &Path) -> Result<Self, KeeperError> {
        let file = Connection::open(folder.join("metrics.db"))?;
        file.execute_batch(TABLES)?;
        Ok(Self(Mutex::new(file)))
    }

    pub(super) fn keep(&self, metric: &MetricId, answer: &KeptAnswer) -> Result<(), KeeperError> {
        let file = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut keep = file.prepare_cached(
            "INSERT OR REPLACE INTO answers (metric, version, period, position, taken_at_us, seconds, more, columns, rows)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?;
        keep.execute(params![
            metric.to_string(),
            answer.version,
            answer.period,
            i64::try_from(answer.position.0).unwrap_or(i64::MAX),
            answer.taken_at.as_micros(),
            answer.seconds,
            answer.more,
            serde_json::to_string(&answer.columns)?,
            serde_json::to_string(&answer.rows)?,
        ])?;
        Ok(())
    }

    /// The answer of a version in a period, or its newest.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn answer(
        &self,
        metric: &MetricId,
        version: u32,
        period: Option<&str>,
    ) -> Result<Option<KeptAnswer>, KeeperError> {
        let file = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut select = file.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM answers
             WHERE metric = ?1 AND version = ?2 AND period = ifnull(?3, period)
             ORDER BY taken_at_us DESC LIMIT 1"
        ))?;
        let answer = select.query_row(params![metric.to_string(), version, period], read).optional()?;
        answer.transpose().map_err(KeeperError::from)
    }

    /// The answers of all periods in these versions, newest first, at most so many, and so many bytes.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn periods(&self, metric: &MetricId, versions: &[u32], limit: usize) -> Result<Vec<KeptAnswer>, KeeperError> {
        let file = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut select = file.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM answers WHERE metric = ?1 ORDER BY taken_at_us DESC, version DESC"
        ))?;
        let mut rows = select.query([metric.to_string()])?;
        let (mut answers, mut bytes) = (Vec::new(), 0);
        while let Some(row) = rows.next()? {
            if !versions.contains(&row.get(0)?) {
                continue;
            }
            bytes += row.get_ref(7)?.as_str().map_or(0, str::len);
            if answers.len() >= limit || bytes > MOST_BYTES {
                break;
            }
            answers.push(read(row)??);
        }
        Ok(answers)
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<Result<KeptAnswer, serde_json::Error>> {
    let (columns, rows): (String, String) = (row.get(6)?, row.get(7)?);
    let answer = KeptAnswer {
        version: row.get(0)?,
        period: row.get(1)?,
        position: Position(row.get::<_, i64>(2)?.cast_unsigned()),
        taken_at: Timestamp::from_micros(row.get(3)?),
        seconds: row.get(4)?,
        more: row.get(5)?,
        columns: Vec::new(),
        rows: Vec::new(),
    };
    let parse =
        || Ok(KeptAnswer { columns: serde_json::from_str(&columns)?, rows: serde_json::from_str(&rows)?, ..answer });
    Ok(parse())
}
