//! `flywheel openapi`.

use std::io::Write;

use super::output::Failure;

pub(super) fn run() -> Result<(), Failure> {
    let document = serde_json::to_string_pretty(&crate::http::openapi_document())?;
    writeln!(std::io::stdout(), "{document}")?;
    Ok(())
}
