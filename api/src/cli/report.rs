//! `flywheel report`: a periodic report as a file.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use domain::words::Language;
use events_schema::ids::PeriodicReportId;
use events_schema::{Period, PeriodKind};

use super::local::Program;
use super::output::Failure;
use crate::export::write_whole;
use crate::report::render::About;
use crate::report::{Form, compile, kept};

/// Writes the report of a month, a quarter or a year.
#[derive(Debug, Args)]
pub(super) struct Report {
    /// How long the period is.
    kind: Kind,
    /// The period: a month as 2026-10, a quarter as 2026-Q3, a year as 2026.
    period: Period,
    /// In which form: html (a page to read and print), xlsx (a workbook), csv (a row for each figure) or json.
    #[arg(long, default_value = "html")]
    format: Form,
    /// In which language: zh-CN or en.
    #[arg(long, default_value = "zh-CN")]
    lang: Language,
    /// Which of the reports that were made, from 1; as known now if absent.
    #[arg(long)]
    number: Option<u32>,
    /// Where to; standard output if absent. A file is replaced when the new one is whole.
    #[arg(long, value_name = "PATH")]
    into: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Kind {
    Month,
    Quarter,
    Year,
}

impl Kind {
    const fn of_period(self) -> PeriodKind {
        match self {
            Self::Month => PeriodKind::Month,
            Self::Quarter => PeriodKind::Quarter,
            Self::Year => PeriodKind::Year,
        }
    }
}

impl Report {
    pub(super) async fn run(self, data: &Path) -> Result<(), Failure> {
        if self.kind.of_period() != self.period.kind() {
            let (period, kind) = (self.period, self.period.kind().name());
            return Err(Failure::usage(format!("{period} is a {kind}; write `flywheel report {kind} {period}`")));
        }
        if self.into.is_none() && self.format == Form::Xlsx && std::io::stdout().is_terminal() {
            return Err(Failure::usage("nobody reads a workbook on a terminal; name a file with --into"));
        }
        let program = Program::of(data).await?;
        program.catches_up().await?;
        let written = self.written(&program).await;
        program.end();
        let written = written?;
        match &self.into {
            Some(path) => {
                let unwritten = |error| Failure::from(error).about(&format!("cannot write {}", path.display()));
                write_whole(path, &*written).map_err(unwritten)
            }
            None => Ok(std::io::stdout().write_all(&written)?),
        }
    }

    async fn written(&self, program: &Program) -> Result<Vec<u8>, Failure> {
        let (period, format, lang) = (self.period, self.format, self.lang);
        let app = match program {
            Program::Here(app, _) => app,
            Program::Server(server) => {
                let number = self.number.map(|number| format!("&number={number}")).unwrap_or_default();
                let path = format!("/v1/periodic-reports/{period}/content?format={format}&lang={lang}{number}");
                return Ok(server.open(&path)?.into_body().with_config().limit(u64::MAX).read_to_vec()?);
            }
        };
        let (report, about) = match self.number {
            None => (compile(app, period, None).await?, About::default()),
            Some(number) => {
                let kept = kept(app, PeriodicReportId::of(period), Some(number)).await?;
                let kept =
                    kept.ok_or_else(|| Failure::not_found(format!("no report {number} of {period} was made")))?;
                (kept.report, kept.about)
            }
        };
        Ok(format.write(&report, &about, lang, &app.directory.now().reference)?)
    }
}
