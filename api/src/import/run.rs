//! One run of an import, from bytes to figures.

use std::sync::Arc;

use domain::Reference;
use event_store::{AppendError, EventStore};
use events_schema::Timestamp;
use events_schema::ids::ImportRun;
use events_schema::text::Code;
use futures_util::StreamExt;

use super::case::{self, Ending, Outcome};
use super::form;
use super::layout::{Case, Layout};
use super::mapping::{BadMapping, Mapping};
use super::reading::{self, Unreadable};
use super::summary::{Checked, Imported, Rejected, Summary};
use crate::commands::Failed;
use crate::directory::Directory;
use crate::keys::KeyStore;

/// Where history is brought in.
pub struct Into {
    /// The log.
    pub store: Arc<dyn EventStore>,
    /// The keys of subjects. An import makes none.
    pub keys: Arc<KeyStore>,
    /// Groups and issue types, and the policy in force.
    pub directory: Directory,
    /// When it is recorded: one instant for the whole run.
    pub now: Timestamp,
}

/// Why an import failed. What was appended until then stays; the same import again goes on where this one ended.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The mapping.
    #[error(transparent)]
    Mapping(#[from] BadMapping),
    /// The file.
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    /// A command met something else than a refusal.
    #[error("a case cannot be decided")]
    Failed(#[from] Failed),
    /// The log.
    #[error("the log takes no more; see to the cause and import again, which goes on where this ended")]
    Append(#[from] AppendError),
}

/// What the parts of a run share.
pub(super) struct Run<'a> {
    pub(super) id: ImportRun,
    pub(super) into: &'a Into,
    /// The name under which commands of this source have their ids.
    pub(super) source: String,
    /// The program that acts.
    pub(super) principal: Code,
}

/// How many cases are on their way at once, so that one sync of the log serves many.
const IN_FLIGHT: usize = 256;

/// Imports a file. `progress` hears how many rows are done, and how many there are.
///
/// # Errors
/// If the mapping does not fit the file, before anything is written; or if the log fails.
pub async fn run(
    into: &Into,
    mapping: &Mapping,
    bytes: &[u8],
    id: ImportRun,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Result<Imported, ImportError> {
    let mut table = reading::table(bytes, &mapping.source)?;
    let layout = Layout::find(mapping, std::mem::take(&mut table.header))?;
    let rows = table.records.len();
    let (cases, rejected) = layout.cases(table);
    let source = format!("import/{}", mapping.name);
    let principal = principal(&mapping.name);
    let run = Run { id, into, source, principal };
    let (issue_types_defined, groups_formed) = form::missing(&run, &layout, &cases).await?;
    let reference = into.directory.now().reference;

    let summary = Summary {
        rejected: rejected.len(),
        issue_types_defined,
        groups_formed,
        ties: cases.iter().map(ties).sum(),
        ..empty(&layout, id, rows)
    };
    let mut imported = Imported { summary, rejected, disagreements: Vec::new() };
    let reference: &Reference = &reference;
    let (run, layout) = (&run, &layout);
    let decided = cases.iter().map(|case| async move { (case, case::import(run, layout, reference, case).await) });
    let mut decided = futures_util::stream::iter(decided).buffered(IN_FLIGHT);
    let mut done = imported.rejected.len();
    while let Some((case, outcome)) = decided.next().await {
        done += case.rows.len();
        imported.take_in(case, outcome?);
        progress(done, rows);
    }
    imported.rejected.sort_by_key(|row| row.line);
    Ok(imported)
}

/// The program that acts in an import; codes have their longest length.
fn principal(name: &Code) -> Code {
    let code: String = format!("import-{name}").chars().take(40).collect();
    code.parse().expect("the beginning of a code is a code")
}

/// Rows that stand in the order of the file because nothing else tells their order.
fn ties(case: &Case) -> usize {
    let tied = |pair: &&[super::layout::Row]| {
        (pair[0].at, pair[0].sequence) == (pair[1].at, pair[1].sequence) && pair[0].content != pair[1].content
    };
    case.rows.windows(2).filter(tied).count()
}

fn empty(layout: &Layout<'_>, run: ImportRun, rows: usize) -> Summary {
    let mapping = layout.mapping;
    Summary {
        mapping: mapping.name.to_string(),
        run,
        rows,
        recorded: 0,
        unchanged: 0,
        duplicates: 0,
        rejected: 0,
        already_imported: 0,
        tickets: 0,
        events: 0,
        issue_types_defined: 0,
        groups_formed: 0,
        unproven_gates: std::collections::BTreeMap::new(),
        unmapped_columns: layout.unmapped(),
        ignored_columns: mapping.ignore.columns.clone(),
        columns_in_notes: mapping.notes.columns.clone(),
        ties: 0,
        reopenings: mapping.check.reopenings.as_ref().map(|_| Checked::default()),
        group_changes: mapping.check.group_changes.as_ref().map(|_| Checked::default()),
    }
}

impl Imported {
    fn take_in(&mut self, case: &Case, outcome: Outcome<'_>) {
        let summary = &mut self.summary;
        for (row, ending) in case.rows.iter().zip(outcome.endings) {
            match ending {
                Ending::Recorded => summary.recorded += 1,
                Ending::Unchanged => summary.unchanged += 1,
                Ending::Duplicate => summary.duplicates += 1,
                Ending::AlreadyImported => summary.already_imported += 1,
                Ending::Rejected(reason) => {
                    summary.rejected += 1;
                    self.rejected.push(Rejected { line: row.line, case: case.key.clone(), reason });
                }
            }
        }
        summary.tickets += usize::from(outcome.opened);
        summary.events += outcome.events;
        for (gate, count) in outcome.gates {
            *summary.unproven_gates.entry(gate.name()).or_default() += count;
        }
        let checks = [&mut summary.reopenings, &mut summary.group_changes];
        for (tally, checked) in outcome.tallies.into_iter().zip(checks) {
            let Some(checked) = checked else { continue };
            self.disagreements.extend(tally.conclude(&case.key, checked));
        }
    }
}
