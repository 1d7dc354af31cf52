//! A log of tickets, from bytes to figures.

use domain::Reference;
use events_schema::ids::ImportRun;
use futures_util::StreamExt;

use super::case::{self, Ending, Outcome};
use super::form;
use super::layout::{Case, Layout, Row, unmapped};
use super::mapping::TicketMapping;
use super::reading;
use super::run::{ImportError, Run};
use super::summary::{Checked, Disagreement, Imported, Rejected, Summary, TicketSummary};

/// How many cases are on their way at once, so that one sync of the log serves many.
const IN_FLIGHT: usize = 256;

/// Imports a log of tickets.
///
/// # Errors
/// If the mapping does not fit the file, before anything is written; or if the log fails.
pub(super) async fn import(
    run: &Run,
    mapping: &TicketMapping,
    bytes: &[u8],
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Result<Imported, ImportError> {
    let mut table = reading::table(bytes, &mapping.source)?;
    let layout = Layout::find(mapping, std::mem::take(&mut table.header))?;
    let rows = table.records.len();
    let (cases, rejected) = layout.cases(table);
    let (issue_types_defined, groups_formed) = form::missing(run, &layout, &cases).await?;
    let reference = run.into.directory.now().reference;

    let summary = TicketSummary {
        rejected: rejected.len(),
        issue_types_defined,
        groups_formed,
        ties: cases.iter().map(ties).sum(),
        ..empty(&layout, run.id, rows)
    };
    let mut taken = Taken { summary, rejected, disagreements: Vec::new() };
    let (reference, layout): (&Reference, _) = (&reference, &layout);
    let decided = cases.iter().map(|case| async move { (case, case::import(run, layout, reference, case).await) });
    let mut decided = futures_util::stream::iter(decided).buffered(IN_FLIGHT);
    let mut done = taken.rejected.len();
    while let Some((case, outcome)) = decided.next().await {
        done += case.rows.len();
        taken.take_in(case, outcome?);
        progress(done, rows);
    }
    let Taken { summary, mut rejected, disagreements } = taken;
    rejected.sort_by_key(|row| row.line);
    Ok(Imported { summary: Summary::Tickets(Box::new(summary)), rejected, disagreements })
}

/// What has become of the cases so far.
struct Taken {
    summary: TicketSummary,
    rejected: Vec<Rejected>,
    disagreements: Vec<Disagreement>,
}

/// Rows that stand in the order of the file because nothing else tells their order.
fn ties(case: &Case) -> usize {
    let tied = |pair: &&[Row]| {
        (pair[0].at, pair[0].sequence) == (pair[1].at, pair[1].sequence) && pair[0].content != pair[1].content
    };
    case.rows.windows(2).filter(tied).count()
}

fn empty(layout: &Layout<'_>, run: ImportRun, rows: usize) -> TicketSummary {
    let mapping = layout.mapping;
    TicketSummary {
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
        unmapped_columns: unmapped(&layout.header, mapping.named_columns()),
        ignored_columns: mapping.ignore.columns.clone(),
        columns_in_notes: mapping.notes.columns.clone(),
        ties: 0,
        reopenings: mapping.check.reopenings.as_ref().map(|_| Checked::default()),
        group_changes: mapping.check.group_changes.as_ref().map(|_| Checked::default()),
    }
}

impl Taken {
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
