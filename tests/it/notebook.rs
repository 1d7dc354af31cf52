//! The notebook for analysts runs from top to bottom beside a demo, in a process of its own, and finds what the API says.
//!
//! Needs Python as `export_tools` does, and `dot` of Graphviz.

use std::path::PathBuf;
use std::process::Command;

use serde_json::{Value, json};

use crate::export_tools::python;
use crate::golden::workspace;
use crate::process::{Client, demo};

/// The interpreter, if `dot` is there too.
fn tools() -> Option<PathBuf> {
    let python = python()?;
    if Command::new("dot").arg("-V").output().is_ok() {
        return Some(python);
    }
    assert!(std::env::var_os("FLYWHEEL_REQUIRE_PYTHON").is_none(), "there is no `dot`");
    eprintln!("SKIPPED: there is no `dot`, so the notebook was not run");
    None
}

#[test]
fn the_notebook_finds_what_the_api_says() {
    let Some(python) = tools() else { return };
    let place = tempfile::tempdir().unwrap();
    let (server, key_of) = demo(place.path(), "300");
    let key = key_of("analyst");
    let scratch = tempfile::tempdir().unwrap();
    let mut command = Command::new(python);
    command.arg(workspace().join("tests/python/run_notebook.py"));
    command.arg(workspace().join("docs/notebook/analysis.ipynb"));
    command.env("FLYWHEEL_URL", &server.address).env("FLYWHEEL_KEY", &key);
    for variable in ["TMPDIR", "IPYTHONDIR", "JUPYTER_RUNTIME_DIR"] {
        command.env(variable, scratch.path());
    }
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();

    let analyst = Client::new(&server, &key);
    let sql = "SELECT count(*), sum(stage NOT IN ('merged', 'withdrawn')), sum(class = 'general') FROM tickets";
    let (status, asked) = analyst.post("/v1/sql", "asked", &json!({ "sql": sql })).unwrap();
    assert_eq!(status, 200, "{asked}");
    let row = &asked["rows"][0];
    assert_eq!((&found["tickets"], &found["traces"]), (&row[0], &row[0]), "{found:#}");
    assert_eq!((&found["pareto"], &found["counted"]), (&row[1], &row[1]), "{found:#}");
    assert_eq!((&row[0], &found["general"]), (&json!(300), &row[2]));
    let (_, metric) = analyst.get("/v1/metrics/time-to-solution").unwrap();
    assert_eq!(metric["answer"]["rows"], found["metric"]);
    assert_eq!((&found["periods"], &found["pictures"]), (&json!(1), &json!(2)));
    assert_eq!(found["bare"], true, "what it found is not kept in the repository: clear all outputs before committing");
}
