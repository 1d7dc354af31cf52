//! The command line: one file for each verb. Data go to standard output, talk to standard error.

mod attachments;
mod bench;
mod completions;
mod demo;
mod events;
mod export;
mod import;
mod key;
mod local;
mod metric;
mod openapi;
mod outbox;
mod output;
mod policy;
mod quality;
mod rebuild;
mod replay;
mod report;
mod serve;
mod simulate;
mod sql;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use mimalloc::MiMalloc;

use output::{Failure, Output};

/// Requests allocate on one thread and free on another; the allocator of glibc takes a lock for that.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// After-sales issue management of an engine factory, on an immutable event log.
///
/// Exit codes: 0 done, 1 failed, 2 wrong usage, 3 not found, 4 refused, 5 verification failed, 70 the store failed.
#[derive(Debug, Parser)]
#[command(name = "flywheel", version, max_term_width = 110)]
struct Arguments {
    /// The data folder; `data` if absent, and a temporary one for the demo.
    #[arg(long, global = true, env = "FLYWHEEL_DATA", value_name = "DIR")]
    data: Option<PathBuf>,
    /// How results are printed.
    #[arg(long, global = true, value_enum, default_value_t = Output::Table)]
    output: Output,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Serves the API over HTTP.
    Serve(serve::Serve),
    /// Serves a made-up factory to look at, with a key for each role.
    Demo(demo::Demo),
    /// Writes a made-up history of any size into an empty folder.
    Simulate(simulate::Simulate),
    /// Brings in what another system has recorded: tickets, suppliers, quality records.
    Import(import::Import),
    /// Makes and revokes API keys.
    #[command(subcommand)]
    Key(key::Key),
    /// Folds read models anew, compares them with what is shown, and shows them instead.
    Rebuild(rebuild::Rebuild),
    /// Defines, tries, lists, shows and retires metrics.
    Metric(metric::Metric),
    /// Answers a question in SQL over published views, or lists the views.
    Sql(sql::Sql),
    Report(report::Report),
    /// Lists what could not be delivered to people, and tries it again.
    Outbox(outbox::Outbox),
    /// Compares photographs, records and reports with the events that refer to them.
    #[command(subcommand)]
    Attachments(attachments::Attachments),
    /// Takes files of quality records.
    #[command(subcommand)]
    Quality(quality::Quality),
    /// Tries policies on the past.
    #[command(subcommand)]
    Policy(policy::Policy),
    /// Prints the history of a ticket, with its clocks and verdicts.
    Replay(replay::Replay),
    /// Prints events of the log.
    #[command(subcommand)]
    Events(events::Events),
    /// Writes the log in the formats of other tools: tables for analysts, logs for process mining.
    Export(export::Export),
    /// Measures what this machine reaches, each figure beside a baseline in the same run.
    Bench(bench::Bench),
    /// Prints the OpenAPI document.
    Openapi,
    /// Prints completions for a shell.
    Completions(completions::Completions),
}

/// Runs the verb that the arguments name.
#[must_use]
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return Failure::from(error).report(),
    };
    let (chosen, output) = (arguments.data, arguments.output);
    let data = &chosen.clone().unwrap_or_else(|| PathBuf::from("data"));
    let done = runtime.block_on(async {
        match arguments.verb {
            Verb::Serve(verb) => verb.run(data).await,
            Verb::Demo(verb) => verb.run(chosen.as_deref()).await,
            Verb::Simulate(verb) => verb.run(data, output).await,
            Verb::Import(verb) => verb.run(data, output).await,
            Verb::Key(verb) => verb.run(data, output).await,
            Verb::Rebuild(verb) => verb.run(data, output).await,
            Verb::Metric(verb) => verb.run(data, output).await,
            Verb::Sql(verb) => verb.run(data, output).await,
            Verb::Report(verb) => verb.run(data).await,
            Verb::Outbox(verb) => verb.run(data, output),
            Verb::Attachments(verb) => verb.run(data, output).await,
            Verb::Quality(verb) => verb.run(data, output).await,
            Verb::Policy(verb) => verb.run(data, output).await,
            Verb::Replay(verb) => verb.run(data, output).await,
            Verb::Events(verb) => verb.run(data, output).await,
            Verb::Export(verb) => verb.run(data, output).await,
            Verb::Bench(verb) => verb.run(output).await,
            Verb::Openapi => openapi::run(),
            Verb::Completions(verb) => verb.run(),
        }
    });
    // What still reads or computes for somebody who has gone is not waited for.
    runtime.shutdown_timeout(std::time::Duration::from_secs(2));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}
