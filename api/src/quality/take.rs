//! From records to facts: each is sent as the command that everybody sends, and what became of it is counted.

use std::collections::BTreeMap;

use domain::quality_record::{COMMANDS, QualityRecord, TakeRecord};
use events_schema::facts::quality_record::QualityRecordCorrected;
use events_schema::text::Code;
use events_schema::{Actor, CommandId, Digest256, Fact, Origin, Position};
use futures_util::{StreamExt, stream};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::rows::{Read, groups};
use super::table::{Encoding, Row, Unusable, rows};
use crate::app::{App, Holds};
use crate::commands::{Done, Failed, Request, named};
use crate::random;

/// A file, and how it is to be read.
#[derive(Debug, Clone, Copy)]
pub struct Brought<'a> {
    /// Its bytes.
    pub bytes: &'a [u8],
    /// How they are to be read.
    pub encoding: Encoding,
    /// Whose records these are, where the file does not say so.
    pub system: Option<&'a Code>,
}

/// Rows that were read, and what is known of all of them.
pub(crate) struct Sheet<'a> {
    /// The hash of the file where they stood.
    pub(crate) sha256: Digest256,
    /// The rows, in the order of the file.
    pub(crate) rows: &'a [Row],
    /// Whose records these are, where the rows do not say so.
    pub(crate) system: Option<&'a Code>,
    /// Where their history comes from.
    pub(crate) origin: Origin,
}

/// What became of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Summary {
    /// SHA-256 of the file: the events of its records name it.
    pub sha256: Digest256,
    /// How many rows it has, without blank ones.
    pub rows: usize,
    /// How many of them say what an earlier one says.
    pub repeated_rows: usize,
    /// How many records its rows are.
    pub records: usize,
    /// How many were recorded now.
    pub recorded: usize,
    /// How many correct what was recorded before.
    pub corrected: usize,
    /// How many were recorded before, and say the same.
    pub already_there: usize,
    /// What was not recorded, in the order of the file.
    pub refused: Vec<RefusedRecord>,
    /// Ask a read model with `min_position` set to this, and it has seen the file; absent if it wrote nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
}

/// A record that was not recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RefusedRecord {
    /// The line of the file that is wrong, or where the record begins.
    pub line: u32,
    /// Its number, as far as it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// The stable code of the reason.
    pub code: String,
    /// What is wrong, and what to do.
    pub detail: String,
    /// The column that is wrong, for whoever knows the columns by other names; the detail has it too.
    #[serde(skip)]
    pub column: Option<&'static str>,
}

/// Why a file was not taken to its end.
#[derive(Debug, thiserror::Error)]
pub enum TakeError {
    /// The whole file is refused.
    #[error(transparent)]
    Unusable(#[from] Unusable),
    /// Something failed on the way. What was recorded until then stays, and is not recorded again.
    #[error("the file was not taken to its end; send it again: what was recorded stays, and is not recorded twice")]
    Failed(#[from] Failed),
}

/// So many records are on their way at once, so that one sync serves them all.
const AT_ONCE: usize = 32;

/// Takes the records of a file.
///
/// # Errors
/// If the whole file is refused, or something failed on the way.
pub async fn take(app: &App, actor: &Actor, file: Brought<'_>) -> Result<Summary, TakeError> {
    let sha256 = Digest256(Sha256::digest(file.bytes).into());
    let rows = rows(file.bytes, file.encoding)?;
    take_sheet(app, actor, &Sheet { sha256, rows: &rows, system: file.system, origin: Origin::Live }).await
}

/// Takes the records of rows, wherever they were read. The versions of one record are sent one after the other, from the
/// lowest revision.
///
/// # Errors
/// If the rows do not say whose records they are, or something failed on the way.
pub(crate) async fn take_sheet(app: &App, actor: &Actor, sheet: &Sheet<'_>) -> Result<Summary, TakeError> {
    let Sheet { sha256, rows, system, origin } = sheet;
    let groups = groups(rows, *system)?;
    let mut summary = Summary {
        sha256: *sha256,
        rows: rows.len(),
        repeated_rows: groups.iter().map(|group| group.repeated).sum(),
        records: groups.len(),
        recorded: 0,
        corrected: 0,
        already_there: 0,
        refused: Vec::new(),
        position: None,
    };
    let mut by_number: BTreeMap<_, Vec<Sent>> = BTreeMap::new();
    for (index, group) in groups.iter().enumerate() {
        let (named, number, revision) = group.version();
        // What has no number is nobody's other version.
        let alone = if number.is_none() { index } else { 0 };
        let sent = Sent {
            revision,
            line: group.line(),
            number: number.map(|number| number.chars().take(200).collect()),
            read: group.record(*system, *sha256),
        };
        by_number.entry((named, number, alone)).or_default().push(sent);
    }
    let versions: Vec<Vec<Sent>> = by_number.into_values().collect();
    let mut taken = stream::iter(versions).map(|versions| each(app, actor, origin, versions)).buffer_unordered(AT_ONCE);
    while let Some(became) = taken.next().await {
        for (line, number, outcome) in became? {
            summary.count(line, number, outcome);
        }
    }
    drop(taken);
    summary.refused.sort_by_key(|refused| refused.line);
    Ok(summary)
}

/// A version of a record on its way.
struct Sent {
    revision: Option<u32>,
    line: u32,
    number: Option<String>,
    read: Read,
}

/// Sends the versions of one record, the lowest revision first.
async fn each(
    app: &App,
    actor: &Actor,
    origin: &Origin,
    mut versions: Vec<Sent>,
) -> Result<Vec<(u32, Option<String>, Outcome)>, Failed> {
    versions.sort_by_key(|sent| sent.revision);
    let mut became = Vec::new();
    for Sent { line, number, read, .. } in versions {
        became.push((line, number, one(app, actor, origin, read).await?));
    }
    Ok(became)
}

/// What became of a record.
enum Outcome {
    Done(Done),
    Refused { line: Option<u32>, column: Option<&'static str>, code: &'static str, detail: String },
}

async fn one(app: &App, actor: &Actor, origin: &Origin, read: Read) -> Result<Outcome, Failed> {
    let command: TakeRecord = match read {
        Ok(command) => command,
        Err((line, bad)) => {
            let (column, code, detail) = (bad.column(), bad.code(), bad.to_string());
            return Ok(Outcome::Refused { line: Some(line), column, code, detail });
        }
    };
    let (spec, id) = (named(COMMANDS, "record"), CommandId::from_uuid(random::uuid()));
    let request = Request { origin: origin.clone(), ..Request::live(spec, &command, None, id, actor.clone()) };
    match Holds::<QualityRecord>::streams(app).perform(&request).await {
        Ok(done) => Ok(Outcome::Done(done)),
        Err(Failed::Refused(refusal)) => {
            let (code, detail) = (refusal.about().code, refusal.to_string());
            Ok(Outcome::Refused { line: None, column: None, code, detail })
        }
        Err(failed) => Err(failed),
    }
}

impl Summary {
    fn count(&mut self, begins: u32, number: Option<String>, outcome: Outcome) {
        match outcome {
            Outcome::Done(done) => {
                self.position = self.position.max(done.position);
                match done.events.first() {
                    None => self.already_there += 1,
                    Some(event) if event.kind == QualityRecordCorrected::TYPE => self.corrected += 1,
                    Some(_) => self.recorded += 1,
                }
            }
            Outcome::Refused { line, column, code, detail } => {
                let line = line.unwrap_or(begins);
                self.refused.push(RefusedRecord { line, number, code: code.to_owned(), detail, column });
            }
        }
    }
}
