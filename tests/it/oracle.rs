//! Measures, computed a second time by another program from the exported events, agree to the last digit (P4.3.a).
//!
//! `tests/python/measures.py` was written from the definitions, and shares nothing with the program. It needs Python, and the
//! records of `ServiceNow` for the second test; without them the tests say so and show nothing.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use api::clock::VirtualClock;
use tempfile::TempDir;

use crate::export_tools::python;
use crate::golden::workspace;
use crate::harness::TestApp;
use crate::import::servicenow_into;
use crate::process::flywheel;

/// Asks all of it, exports the events, and has the two compared.
async fn agree(python: &Path, folder: Arc<TempDir>, now: &str, questions: &[(&str, &str)]) {
    let app = TestApp::started_on((folder, VirtualClock::at(now.parse().unwrap()))).await;
    app.settled().await;
    let asked = tempfile::tempdir().unwrap();
    for (name, query) in questions {
        let answer = app.get(format!("/v1/measures?{query}")).by_administrator_here().send().await;
        assert_eq!(answer.status, 200, "{answer}");
        // As it came: every digit counts.
        std::fs::write(asked.path().join(format!("{name}.json")), &answer.body).unwrap();
    }
    let events = app.get("/v1/export/events?format=ndjson").by_administrator_here().send().await;
    let log = asked.path().join("events.ndjson");
    std::fs::write(&log, &events.body).unwrap();
    let script = workspace().join("tests/python/measures.py");
    let output = Command::new(python).arg(script).arg(&log).arg(asked.path()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let few: Vec<&str> = said.lines().take(20).chain(said.lines().last()).collect();
    assert!(output.status.success(), "{}\n{}", few.join("\n"), String::from_utf8_lossy(&output.stderr));
    let compared = said.lines().last().and_then(|line| line.split(' ').next()?.parse::<u64>().ok());
    assert!(compared.is_some_and(|figures| figures > 1_000), "{said}");
}

#[tokio::test]
async fn the_measures_of_a_quarter_are_what_another_program_computes() {
    let Some(python) = python() else { return };
    let folder = Arc::new(tempfile::tempdir().unwrap());
    let sizes = ["--tickets", "400", "--days", "91", "--end", "2026-06-30T00:00:00Z", "--seed", "7"];
    let simulated = flywheel(&[&["simulate", "--data", folder.path().to_str().unwrap()][..], &sizes].concat());
    assert!(simulated.status.success(), "{simulated:?}");
    let questions = [
        ("2026-Q2", "period=2026-Q2"),
        ("2026-05", "period=2026-05"),
        ("2026.each-month", "period=2026&each=month"),
        ("2026.each-quarter.by-group", "period=2026&each=quarter&by=group"),
        ("2026-Q2.by-department", "period=2026-Q2&by=department"),
        ("2026-Q2.by-person", "period=2026-Q2&by=person"),
        ("2026-Q2.by-class", "period=2026-Q2&by=class"),
        ("2026-Q2.by-channel", "period=2026-Q2&by=channel"),
        ("2026-Q2.by-engine_model", "period=2026-Q2&by=engine_model"),
        ("2026-Q2.by-part", "period=2026-Q2&by=part"),
        ("2026-Q2.by-issue_type", "period=2026-Q2&by=issue_type"),
        ("2026-Q2.by-failure_code", "period=2026-Q2&by=failure_code"),
        ("2026-Q2.by-cause", "period=2026-Q2&by=cause"),
    ];
    agree(&python, folder, "2026-06-30T00:00:00Z", &questions).await;
}

#[tokio::test]
async fn the_measures_of_an_imported_log_are_what_another_program_computes() {
    let Some(python) = python() else { return };
    let folder = Arc::new(tempfile::tempdir().unwrap());
    if !servicenow_into(folder.path()) {
        return;
    }
    let questions = [
        ("2016", "period=2016"),
        ("2016.each-month", "period=2016&each=month"),
        ("2016-03.by-group", "period=2016-03&by=group"),
        ("2016-Q2.by-class", "period=2016-Q2&by=class"),
    ];
    agree(&python, folder, "2026-07-20T00:00:00Z", &questions).await;
}
