//! `flywheel quality`: quality data from the command line.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use events_schema::text::Code;

use super::local::Program;
use super::output::{Failure, Output};
use crate::http;
use crate::quality::{Brought, Encoding, Summary, take};

#[derive(Debug, Subcommand)]
pub(super) enum Quality {
    /// Takes a file of quality records, as often as it comes; each is recorded once. Ends with 4 where one was refused.
    Import(Import),
}

#[derive(Debug, Args)]
pub(super) struct Import {
    /// The system whose records these are, where the file has no column `system`.
    #[arg(long)]
    system: Option<Code>,
    /// The encoding of the file: utf-8, gb18030, gbk or gb2312.
    #[arg(long, default_value = "utf-8")]
    encoding: String,
    /// The records: CSV with the columns of docs/quality.md.
    #[arg(value_name = "FILE.csv")]
    file: PathBuf,
}

impl Quality {
    pub(super) async fn run(self, data: &Path, output: Output) -> Result<(), Failure> {
        let Self::Import(verb) = self;
        verb.run(data, output).await
    }
}

impl Import {
    async fn run(self, data: &Path, output: Output) -> Result<(), Failure> {
        let encoding: Encoding =
            self.encoding.parse().map_err(|error| Failure::usage(format!("--encoding: {error}")))?;
        let name = self.file.display().to_string();
        let bytes =
            std::fs::read(&self.file).map_err(|error| Failure::not_found(format!("{name} cannot be read: {error}")))?;
        let program = Program::of(data).await?;
        let taken = self.take(&program, &bytes, encoding).await;
        program.end();
        report(&taken.map_err(|failure| failure.about(&name))?, output)
    }

    async fn take(&self, program: &Program, bytes: &[u8], encoding: Encoding) -> Result<Summary, Failure> {
        let brought = Brought { bytes, encoding, system: self.system.as_ref() };
        match program {
            Program::Server(server) => {
                let system = self.system.as_ref().map_or_else(String::new, |system| format!("?system={system}"));
                let media_type = format!("text/csv; charset={}", encoding.name());
                let answer = server.post_file(&format!("/v1/quality-records/csv{system}"), &media_type, bytes)?;
                Ok(serde_json::from_value(answer)?)
            }
            Program::Here(app, _) => Ok(take(app, &http::at_the_machine(), brought).await?),
        }
    }
}

fn report(summary: &Summary, output: Output) -> Result<(), Failure> {
    match output {
        Output::Table => {
            let counts = [
                ("rows", summary.rows),
                ("repeated rows", summary.repeated_rows),
                ("records", summary.records),
                ("recorded", summary.recorded),
                ("corrected", summary.corrected),
                ("already there", summary.already_there),
                ("refused", summary.refused.len()),
            ];
            output.rows(&counts, ["", "count"], |(name, count)| [(*name).to_owned(), count.to_string()])?;
            if !summary.refused.is_empty() {
                output.rows(&summary.refused, ["line", "number", "code", "reason"], |refused| {
                    let number = refused.number.clone().unwrap_or_default();
                    [refused.line.to_string(), number, refused.code.clone(), refused.detail.clone()]
                })?;
            }
        }
        Output::Json | Output::Ndjson => println!("{}", serde_json::to_string(summary)?),
    }
    match summary.refused.len() {
        0 => Ok(()),
        refused => Err(Failure::refused(format!(
            "{refused} of {} records were refused; put them right and send the file again: what is recorded stays as it is",
            summary.records
        ))),
    }
}
