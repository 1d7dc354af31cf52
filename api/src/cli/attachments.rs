//! `flywheel attachments check`: the files beside the log and the events that refer to them, from the folder, beside a running
//! server.

use std::path::Path;

use clap::Subcommand;
use domain::words::{Language, length};
use event_store::SqliteStore;
use events_schema::Duration;

use super::output::{Failure, Output};
use super::simulate::progress_bar;
use crate::attachments::{Attachments as Files, CheckError, Checked, Finding, Found, Referrer, YOUNGEST_ORPHAN};
use crate::clock::{Clock, SystemClock};

#[derive(Debug, Subcommand)]
pub(super) enum Attachments {
    /// Reads all files and all events: lists what is missing or was altered, with the events that refer to it (P4.1, P5.1), and
    /// files to which no event refers. Exits with 5 if anything is missing or altered.
    Check {
        /// Removes files to which no event refers, if they were uploaded longer ago than this, such as 72h; at least 24h, for
        /// an upload comes before the command that refers to it.
        #[arg(long, value_name = "DURATION", value_parser = old_enough)]
        remove_orphans_older_than: Option<Duration>,
    },
}

fn old_enough(text: &str) -> Result<Duration, String> {
    let age: Duration = text.parse().map_err(|_| "write hours, such as 72h".to_owned())?;
    let too_young = "at least 24h: an upload comes before the command that refers to it";
    if age >= YOUNGEST_ORPHAN { Ok(age) } else { Err(too_young.to_owned()) }
}

impl Attachments {
    pub(super) async fn run(self, data: &Path, output: Output) -> Result<(), Failure> {
        let Self::Check { remove_orphans_older_than } = self;
        let log = SqliteStore::open_read_only(data)?;
        let (files, now) = (Files::of_environment(data)?, SystemClock.now());
        let bar = progress_bar(0);
        let mut checked = files
            .check(&*log, |done, of| {
                bar.set_length(of as u64);
                bar.set_position(done as u64);
            })
            .await?;
        bar.finish_and_clear();
        let removed = match remove_orphans_older_than {
            Some(age) => files.remove_orphans(&*log, &mut checked, now - age).await,
            None => Ok(()),
        };
        output.rows(&checked.found, ["code", "file", "bytes", "uploaded", "events"], |file| {
            let ago = |at| format!("{} ago", length(now.since(at), Language::English));
            [
                file.finding.code().to_owned(),
                file.path.clone(),
                file.size.map(|size| size.to_string()).unwrap_or_default(),
                file.uploaded_at.map(ago).unwrap_or_default(),
                file.referred_to_by.iter().map(event).collect::<Vec<_>>().join("\n"),
            ]
        })?;
        tell(&checked, &files.shown());
        removed.map_err(|error| match error {
            CheckError::Elsewhere(_) => Failure::refused(error.to_string()),
            CheckError::Log(_) | CheckError::Unreadable(..) | CheckError::Files(_) => error.into(),
        })?;
        verdict(&checked)
    }
}

fn event(of: &Referrer) -> String {
    format!("{} @{} {}", of.stream, of.revision, of.kind)
}

/// How many files of a kind there are, and how many bytes they have.
fn sum(checked: &Checked, finding: Finding) -> (usize, u64) {
    let files = checked.found.iter().filter(|file: &&Found| file.finding == finding);
    files.fold((0, 0), |(count, bytes), file| (count + 1, bytes + file.size.unwrap_or(0)))
}

fn tell(checked: &Checked, place: &str) {
    eprintln!("{} of {} files to which events refer are intact in {place}", checked.intact, checked.compared);
    for (finding, what) in [
        (Finding::Orphan, "to which no event refers"),
        (Finding::Removed, "to which no event referred were removed"),
        (Finding::Foreign, "that are not named as attachments are; they are left alone"),
    ] {
        let (count, bytes) = sum(checked, finding);
        if count > 0 {
            eprintln!("{count} files, {bytes} bytes, {what}");
        }
    }
}

fn verdict(checked: &Checked) -> Result<(), Failure> {
    let (missing, _) = sum(checked, Finding::Missing);
    let (altered, _) = sum(checked, Finding::Altered);
    if missing + altered == 0 {
        return Ok(());
    }
    Err(Failure::unverified(format!(
        "{missing} files are missing and {altered} were altered (P4.1, P5.1); restore them from a backup, or whoever has the \
         original uploads it again (POST /v1/attachments)"
    )))
}
