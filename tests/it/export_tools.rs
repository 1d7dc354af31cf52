//! The tools for which exports are made read them, each in a process of its own, and find what the API says.
//!
//! Needs Python with the packages of `tests/python/requirements.txt`, in `target/python` or where `FLYWHEEL_PYTHON` says. Without
//! it the tests say so and show nothing, unless `FLYWHEEL_REQUIRE_PYTHON` is set.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use events_schema::{FactSet, RecordedEvent, facts::ticket::TicketFact};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::golden::workspace;
use crate::killed::log_in;
use crate::process::flywheel;

/// Where the interpreter is.
pub(crate) fn python() -> Option<PathBuf> {
    interpreter("python", "FLYWHEEL_PYTHON")
}

/// An interpreter of an environment below `target`, or where a variable says.
pub(crate) fn interpreter(environment: &str, variable: &str) -> Option<PathBuf> {
    let named = std::env::var_os(variable).map(PathBuf::from);
    let found = named.unwrap_or_else(|| workspace().join("target").join(environment).join("bin/python"));
    if found.exists() {
        return Some(found);
    }
    assert!(std::env::var_os("FLYWHEEL_REQUIRE_PYTHON").is_none(), "there is no {}", found.display());
    eprintln!("SKIPPED: there is no {}, so nothing was shown about what needs it", found.display());
    None
}

/// What a script says that it found in a folder.
fn found(python: &Path, script: &str, folder: &Path) -> Value {
    let output = Command::new(python).arg(workspace().join("tests/python").join(script)).arg(folder).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// A quarter of the demo, and its log.
static QUARTER: LazyLock<(TempDir, Vec<RecordedEvent>)> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let sizes = ["--tickets", "300", "--days", "91", "--end", "2026-06-30T00:00:00Z", "--seed", "1"];
    ran(&folder.path().join("data"), &[&["simulate"][..], &sizes].concat());
    let log = log_in(&folder.path().join("data"));
    (folder, log)
});

fn ran(data: &Path, arguments: &[&str]) -> Vec<u8> {
    let output = flywheel(&[&["--data", data.to_str().unwrap()][..], arguments].concat());
    assert!(output.status.success(), "{output:?}");
    output.stdout
}

fn export(data: &Path, what: &[&str], into: &Path) {
    ran(data, &[&["export"][..], what, &["--into", into.to_str().unwrap()]].concat());
}

/// The only row of an answer in SQL.
fn asked(data: &Path, sql: &str) -> Value {
    let answer: Value = serde_json::from_slice(&ran(data, &["sql", sql, "--output", "json"])).unwrap();
    answer[0].clone()
}

fn counted(data: &Path, table: &str, column: &str) -> Value {
    let sql = format!(
        "SELECT json_group_object(k, n) AS counts FROM (SELECT {column} AS k, count(*) AS n FROM {table} WHERE {column} IS NOT NULL GROUP BY 1)"
    );
    serde_json::from_str(asked(data, &sql)["counts"].as_str().unwrap()).unwrap()
}

#[test]
fn pandas_polars_and_duckdb_count_and_sum_as_the_api_does() {
    let Some(python) = python() else { return };
    let (folder, log) = &*QUARTER;
    let (data, out) = (folder.path().join("data"), tempfile::tempdir().unwrap());
    export(&data, &["events", "--format", "parquet"], &out.path().join("lake"));
    for format in ["parquet", "csv", "ndjson"] {
        export(&data, &["clocks", "--format", format], &out.path().join(format!("clocks.{format}")));
    }
    export(&data, &["snapshot"], &out.path().join("snapshot.sqlite"));
    let found = found(&python, "read_tables.py", out.path());
    let mut expected = asked(
        &data,
        "SELECT (SELECT count(*) FROM events) AS events, (SELECT sum(position) FROM events) AS positions,
            (SELECT sum(revision) FROM events) AS revisions, (SELECT max(recorded_at) FROM events) AS last,
            (SELECT count(data ->> 'customer') FROM events WHERE type = 'ticket.reported') AS reports,
            count(*) AS clocks, sum(number) AS numbers, sum(born_breached) AS born_breached, max(due_at) AS due FROM clocks",
    );
    expected["types"] = counted(&data, "events", "type");
    expected["months"] = counted(&data, "events", "substr(recorded_at, 1, 7)");
    expected["verdicts"] = counted(&data, "clocks", "verdict");
    assert_eq!(expected["events"], log.len(), "{expected:#}");
    for tool in ["pandas", "polars", "duckdb"] {
        assert_eq!(sorted(&found[tool]), sorted(&expected), "{tool}");
    }
    assert_eq!((&found["csv"], &found["ndjson"]), (&expected["clocks"], &expected["clocks"]));
    let positions = found["metadata"].as_array().unwrap().iter().map(|label| &label["flywheel.position"]);
    let positions: Vec<&str> = positions.map(|position| position.as_str().unwrap()).collect();
    assert_eq!(positions.last().unwrap().parse(), Ok(log.len()), "{positions:?}");
    assert_eq!(found["metadata"][0]["flywheel.schema_version"], "2");
    assert_eq!(found["snapshot"]["meta"]["position"], log.len().to_string());
    for (view, rows) in found["snapshot"]["rows"].as_object().unwrap() {
        assert_eq!(*rows, asked(&data, &format!("SELECT count(*) AS n FROM {view}"))["n"], "{view}");
    }
}

/// Keys in one order, whoever wrote them.
fn sorted(value: &Value) -> BTreeMap<String, String> {
    let text = |value: &Value| match value {
        Value::Object(_) => format!("{:?}", sorted(value)),
        other => other.to_string(),
    };
    value.as_object().unwrap().iter().map(|(key, value)| (key.clone(), text(value))).collect()
}

/// What process mining has to find in a log, counted by other means.
struct Expected {
    events: usize,
    tickets: usize,
    steps: usize,
    types: BTreeMap<String, usize>,
}

/// A retraction, a move and a correction are no steps, and what was retracted or moved away is not there; what was moved here
/// is what it says.
fn expected(log: &[RecordedEvent]) -> Expected {
    let about = [
        "ticket",
        "customer",
        "person",
        "group",
        "issue_type",
        "emergency_plan",
        "department",
        "responsibility",
        "improvement",
        "appraisal",
        "reward",
        "supplier",
        "supplier_notice",
        "corrective_action",
        "supplier_evaluation",
        "supplier_standing",
        "quality_record",
        "course",
        "training_need",
        "training_plan",
        "training_session",
        "qualification",
        "cause_analysis",
        "periodic_report",
    ];
    let data = |event: &RecordedEvent| serde_json::from_slice::<Value>(&event.data).unwrap();
    let mut gone = Vec::new();
    for event in log {
        let data = data(event);
        gone.extend(
            ["retracts", "moved"]
                .into_iter()
                .filter(|_| &*event.kind != "ticket.entry_moved_in")
                .filter_map(|field| data[field].as_str().map(str::to_owned)),
        );
    }
    let keeping = ["ticket.entry_corrected", "ticket.entry_retracted", "ticket.entry_moved_out"];
    let stays = |event: &&RecordedEvent| {
        about.contains(&event.stream.category())
            && !keeping.contains(&&*event.kind)
            && !gone.contains(&event.id.to_string())
    };
    let mut types = BTreeMap::new();
    let (mut events, mut steps) = (0, 0);
    for event in log.iter().filter(stays) {
        let moved = || data(event)["fact"]["type"].as_str().map(str::to_owned);
        let is_moved = &*event.kind == "ticket.entry_moved_in";
        let kind = if is_moved { moved().unwrap() } else { event.kind.to_string() };
        events += 1;
        let is_notice = matches!(&*kind, "clock.warned" | "clock.breached");
        steps += usize::from(event.stream.category() == TicketFact::CATEGORY && !is_notice);
        *types.entry(kind).or_default() += 1;
    }
    let tickets = log.iter().filter(|event| &*event.kind == "ticket.reported").count();
    Expected { events, tickets, steps, types }
}

fn mined(data: &Path, log: &[RecordedEvent]) {
    let Some(python) = python() else { return };
    let out = tempfile::tempdir().unwrap();
    export(data, &["ocel"], &out.path().join("log.jsonocel"));
    export(data, &["ocel", "--format", "sqlite"], &out.path().join("log.sqlite"));
    export(data, &["xes"], &out.path().join("log.xes"));
    let found = found(&python, "process_mining.py", out.path());
    let expected = expected(log);
    assert_eq!((&found["satisfied"], &found["unsatisfied"]), (&json!(24), &json!([])));
    for form in ["sqlite", "json"] {
        assert_eq!(found[form]["events"], expected.events, "{form}");
        assert_eq!(sorted(&found[form]["types"]), sorted(&json!(expected.types)), "{form}");
        assert_eq!(found[form]["objects"]["ticket"], expected.tickets, "{form}");
    }
    assert_eq!(sorted(&found["sqlite"]), sorted(&found["json"]), "both forms say the same");
    assert_eq!((&found["flattened"], &found["traces"]), (&json!(expected.tickets), &json!(expected.tickets)));
    assert_eq!((&found["steps"], &found["resources"]), (&json!(expected.steps), &json!(expected.steps)));
    assert_eq!(found["begins"], json!({ "ticket.reported": expected.tickets }), "it begins with the report");
    assert_eq!(found["follows"], expected.steps - expected.tickets);
}

#[test]
fn pm4py_finds_in_the_demo_what_happened() {
    let (folder, log) = &*QUARTER;
    mined(&folder.path().join("data"), log);
}

/// What `import.rs` has brought in from another system.
pub(crate) fn pm4py_finds_what_was_imported(data: &Path) {
    mined(data, &log_in(data));
}
