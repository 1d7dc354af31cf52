//! The program under test: `flywheel` under another name.

use std::process::ExitCode;

fn main() -> ExitCode {
    api::cli::main()
}
