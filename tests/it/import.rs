//! Records of another system, brought in by the command line: every row is accounted for, nothing is invented, a second
//! run adds nothing.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use event_store::EventStore;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::chain::check_whole;
use crate::export_tools::pm4py_finds_what_was_imported;
use crate::golden::workspace;
use crate::killed::log_in;
use crate::process::flywheel;

/// A factory's old list of repairs, in Chinese, one row for each save.
pub(crate) const MAPPING: &str = r#"
name = "old-list"

[source]
encoding = "auto"
missing = ["", "无"]
time_format = "%Y-%m-%d %H:%M"
time_zone = "Asia/Shanghai"
default_channel = "hotline"

[columns]
case = "单号"
at = "时间"
state = "状态"
group = "小组"
issue_type = "类型"
class = "级别"
serial = "机号"
symptom = "故障现象"

[states]
"新建" = { is = "open" }
"处理中" = { is = "open" }
"已解决" = { is = "solved" }
"已关闭" = { is = "closed" }

[classes]
"一般" = "general"
"重要" = "important"

[ignore]
columns = ["保存次数", "重开次数"]

[check]
reopenings = "重开次数"
"#;

pub(crate) const ROWS: [&str; 11] = [
    "单号,时间,状态,小组,类型,级别,机号,故障现象,保存次数,重开次数",
    "A-1,2025-03-03 09:00,新建,无,起动,一般,WP12-2024-000001,\"冷车起动困难,冒黑烟\",1,0",
    "A-1,2025-03-03 09:20,处理中,电气组,起动,一般,WP12-2024-000001,\"冷车起动困难,冒黑烟\",2,0",
    "A-1,2025-03-03 09:25,处理中,电气组,起动,一般,WP12-2024-000001,\"冷车起动困难,冒黑烟\",3,0",
    "A-2,2025-03-03 10:00,新建,无,燃油,一般,无,漏油,1,0",
    "A-1,2025-03-04 15:00,已解决,电气组,起动,一般,WP12-2024-000001,\"冷车起动困难,冒黑烟\",4,0",
    "A-1,2025-03-05 08:30,处理中,电气组,起动,一般,WP12-2024-000001,\"冷车起动困难,冒黑烟\",5,1",
    "A-1,2025-03-06 17:00,已关闭,电气组,起动,一般,WP12-2024-000001,\"冷车起动困难,冒黑烟\",6,1",
    "A-2,2025-03-03 10:00,新建,无,燃油,一般,无,漏油,1,0",
    "A-2,2025-13-03 11:00,处理中,喷射组,燃油,一般,无,漏油,2,0",
    ",2025-03-03 12:00,新建,无,燃油,一般,无,漏油,1,0",
];

/// A folder with the mapping, for imports into its data folder.
struct Desk(TempDir);

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("mapping.toml"), MAPPING).unwrap();
        Self(folder)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn data(&self) -> PathBuf {
        self.path("data")
    }

    /// Writes a file and imports it.
    fn try_import(&self, file: &str, content: &[u8]) -> Output {
        fs::write(self.path(file), content).unwrap();
        import(&self.path("mapping.toml"), &self.path(file), &self.data(), &self.path("rejects.csv"))
    }

    /// The figures of an import that has to succeed, without what differs in every run.
    fn import(&self, file: &str, content: &[u8]) -> Value {
        figures(&self.try_import(file, content))
    }

    /// What was recorded, but for what differs in every run.
    fn histories(&self) -> Vec<(String, String, Value)> {
        let log = log_in(&self.data());
        check_whole(&log);
        let mut events: Vec<_> = log
            .iter()
            .filter(|event| event.stream.as_str().starts_with("ticket-"))
            .map(|event| {
                let place = format!("{}@{:03}", event.stream, event.revision.0);
                (place, event.kind.to_string(), serde_json::from_slice(&event.data).unwrap())
            })
            .collect();
        events.sort_by(|a, b| a.0.cmp(&b.0));
        events
    }
}

fn import(mapping: &Path, file: &Path, data: &Path, rejects: &Path) -> Output {
    let texts = [mapping, file, data, rejects].map(|path| path.to_str().unwrap());
    flywheel(&[
        "import",
        "--mapping",
        texts[0],
        texts[1],
        "--data",
        texts[2],
        "--rejects",
        texts[3],
        "--output",
        "json",
    ])
}

fn figures(output: &Output) -> Value {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut summary: Value = serde_json::from_slice(&output.stdout).unwrap();
    let count = |name: &str| summary[name].as_u64().unwrap();
    let ends = ["recorded", "unchanged", "duplicates", "rejected", "already_imported"].map(count);
    assert_eq!(ends.iter().sum::<u64>(), count("rows"), "every row ends somewhere: {summary}");
    summary.as_object_mut().unwrap().remove("run");
    summary
}

pub(crate) fn file(lines: &[&str]) -> Vec<u8> {
    lines.iter().flat_map(|line| [line.as_bytes(), b"\n"].concat()).collect()
}

#[test]
fn every_row_is_accounted_for() {
    let desk = Desk::new();
    let summary = desk.import("list.csv", &file(&ROWS));
    let rejects = fs::read_to_string(desk.path("rejects.csv")).unwrap();
    insta::assert_snapshot!("small_import", format!("{summary:#}\n\n{rejects}"));
    let histories = desk.histories();
    let text: Vec<String> = histories
        .iter()
        .map(|(place, kind, data)| format!("{} {kind} {data}", place.split_once('@').unwrap().1))
        .collect();
    insta::assert_snapshot!("small_import_histories", steady(&text.join("\n")));
}

/// Customers are as random as their keys.
fn steady(text: &str) -> String {
    let parts: Vec<&str> = text.split("customer-").collect();
    let rest = parts[1..].iter().map(|part| &part[36..]);
    std::iter::once(parts[0]).chain(rest).collect::<Vec<_>>().join("[customer]")
}

#[test]
fn imported_history_says_so_and_starts_no_live_clock() {
    let desk = Desk::new();
    desk.import("list.csv", &file(&ROWS));
    for event in log_in(&desk.data()) {
        let envelope: events_schema::Envelope = serde_json::from_slice(&event.metadata).unwrap();
        assert!(envelope.origin.is_import(), "{event:?}");
        assert!(!event.kind.starts_with("ticket.clock_"), "an import warns nobody: {event:?}");
    }
}

#[test]
fn a_second_run_adds_nothing_and_a_longer_file_what_is_new() {
    let desk = Desk::new();
    let first = desk.import("part.csv", &file(&ROWS[..5]));
    assert_eq!(first["already_imported"], 0);
    let before = desk.histories();
    let again = desk.import("part.csv", &file(&ROWS[..5]));
    assert_eq!((&again["events"], &again["already_imported"]), (&json!(0), &first["rows"]), "{again}");
    assert_eq!(desk.histories(), before);
    let longer = desk.import("whole.csv", &file(&ROWS));
    // The four rows of before, and the one that says again what one of them said.
    assert_eq!(longer["already_imported"], 5, "{longer}");
    let whole = Desk::new();
    whole.import("whole.csv", &file(&ROWS));
    assert_eq!(kinds(&desk), kinds(&whole), "in two parts as at once");
}

fn kinds(desk: &Desk) -> Vec<(String, String)> {
    desk.histories().into_iter().map(|(place, kind, _)| (place, kind)).collect()
}

#[test]
fn the_order_of_rows_says_nothing() {
    let (desk, shuffled) = (Desk::new(), Desk::new());
    let mut rows = ROWS;
    rows[1..].reverse();
    rows.swap(2, 7);
    let summary = desk.import("list.csv", &file(&ROWS));
    assert_eq!(shuffled.import("list.csv", &file(&rows)), summary);
    assert_eq!(kinds(&shuffled), kinds(&desk));
}

#[test]
fn encodings_line_ends_and_packing_say_nothing() {
    let desk = Desk::new();
    let text = String::from_utf8(file(&ROWS)).unwrap();
    let first = desk.import("list.csv", text.as_bytes());
    let taken = first["rows"].as_u64().unwrap() - first["rejected"].as_u64().unwrap();
    let packed = {
        use std::io::Write;
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        packer.write_all(text.as_bytes()).unwrap();
        packer.finish().unwrap()
    };
    for (what, content) in [
        ("a byte order mark", [b"\xEF\xBB\xBF", text.as_bytes()].concat()),
        ("GB18030", encoding_rs::GB18030.encode(&text).0.into_owned()),
        ("CRLF", text.replace('\n', "\r\n").into_bytes()),
        ("CR", text.replace('\n', "\r").into_bytes()),
        ("gzip", packed),
    ] {
        let again = desk.import("other.csv", &content);
        assert_eq!((&again["events"], &again["already_imported"]), (&json!(0), &json!(taken)), "{what}: {again}");
    }
}

#[test]
fn a_field_may_hold_lines_and_quotes() {
    let desk = Desk::new();
    let row = "A-9,2025-03-03 09:00,新建,无,起动,一般,无,\"冒\"\"黑烟\"\",\n起动困难\",1,0";
    desk.import("list.csv", &file(&[ROWS[0], row]));
    let (_, kind, data) = &desk.histories()[0];
    assert_eq!((kind.as_str(), &data["symptom"]), ("ticket.reported", &json!("冒\"黑烟\",\n起动困难")));
}

#[test]
fn what_can_not_be_read_is_said_and_nothing_is_done() {
    let desk = Desk::new();
    let refused = |content: &[u8], code: i32, says: &[&str]| {
        let output = desk.try_import("list.csv", content);
        let message = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(code), "{message}");
        for word in says {
            assert!(message.contains(word), "{word} is not in: {message}");
        }
        assert!(!desk.data().join("log.db").exists() || desk.histories().is_empty());
    };
    refused(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x10", 1, &["list.csv"]);
    refused(b"", 1, &["list.csv"]);
    refused(&file(&["单号,时间,小组"]), 1, &["状态"]);
    fs::write(desk.path("mapping.toml"), MAPPING.replace("symptom =", "symptoms =")).unwrap();
    refused(&file(&ROWS), 2, &["mapping.toml", "symptoms", "symptom", "line 19"]);
    fs::write(desk.path("mapping.toml"), MAPPING.replace("Asia/Shanghai", "Asia/Weifang")).unwrap();
    refused(&file(&ROWS), 2, &["Asia/Weifang", "Asia/Shanghai"]);
}

/// The records of other systems that the mappings were written for; they are no part of the project. Without them the tests
/// below say so and show nothing, unless `FLYWHEEL_REQUIRE_DATA` is set.
fn shared(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("FLYWHEEL_SHARED_DATA").map(|folder| Path::new(&folder).join(name));
    let found = path.filter(|path| path.exists());
    if found.is_none() {
        assert!(std::env::var_os("FLYWHEEL_REQUIRE_DATA").is_none(), "FLYWHEEL_SHARED_DATA has no {name}");
        eprintln!("SKIPPED: FLYWHEEL_SHARED_DATA does not name a folder with {name}, so nothing was shown about it");
    }
    found
}

fn import_shared(name: &str, mapping: &str, desk: &Desk) -> Option<Value> {
    let mapping = workspace().join("deploy/mappings").join(mapping);
    Some(figures(&import(&mapping, &shared(name)?, &desk.data(), &desk.path("rejects.csv"))))
}

/// Imports the log of `ServiceNow` into a folder; `false` without it.
pub(crate) fn servicenow_into(data: &Path) -> bool {
    let Some(log) = shared("servicenow_incident_event_log.csv.gz") else { return false };
    let desk = Desk::new();
    figures(&import(&workspace().join("deploy/mappings/servicenow.toml"), &log, data, &desk.path("rejects.csv")));
    true
}

#[test]
fn the_log_of_servicenow() {
    let desk = Desk::new();
    let again = || import_shared("servicenow_incident_event_log.csv.gz", "servicenow.toml", &desk);
    let Some(summary) = again() else { return };
    // Counted in the file by other means: `zcat | wc -l`, distinct values of `number`.
    assert_eq!((&summary["rows"], &summary["rejected"]), (&json!(119_998), &json!(7)), "{summary:#}");
    assert_eq!(summary["tickets"], 20_769);
    for (counter, disagree) in [("reopenings", 1), ("group_changes", 3_524)] {
        assert_eq!(summary[counter]["cases_that_disagree"], disagree, "{summary:#}");
        assert!(!summary[counter]["because"].as_object().unwrap().is_empty(), "it says why: {summary:#}");
    }
    let length = length(&desk);
    let second = again().unwrap();
    assert_eq!((&second["events"], &second["already_imported"]), (&json!(0), &json!(119_991)), "{second:#}");
    assert_eq!(self::length(&desk), length);
    pm4py_finds_what_was_imported(&desk.data());
}

#[test]
fn the_log_of_a_help_desk() {
    let desk = Desk::new();
    let Some(summary) = import_shared("helpdesk_italy.csv.gz", "helpdesk.toml", &desk) else { return };
    assert_eq!((&summary["rows"], &summary["rejected"]), (&json!(21_348), &json!(0)), "{summary:#}");
    assert_eq!(summary["tickets"], 4_580);
    check_whole(&log_in(&desk.data()));
    let second = import_shared("helpdesk_italy.csv.gz", "helpdesk.toml", &desk).unwrap();
    assert_eq!(second["events"], 0, "{second:#}");
}

fn length(desk: &Desk) -> u64 {
    let store = event_store::SqliteStore::open_read_only(&desk.data()).unwrap();
    *store.length().borrow()
}
