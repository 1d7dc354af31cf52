//! `flywheel`: one binary, everything inside.

use std::process::ExitCode;

fn main() -> ExitCode {
    api::cli::main()
}
