//! Suppliers and quality records of other systems, brought in by the command line: as docs/import.md shows it, again and again,
//! and with what is wrong in them.

use std::fs;
use std::path::PathBuf;

use events_schema::{Envelope, RecordedEvent};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::chain::check_whole;
use crate::golden::workspace;
use crate::import::{MAPPING, ROWS, file};
use crate::killed::log_in;
use crate::process::{Client, Server, flywheel};

/// An example of docs/import.md, by what it is of.
fn documented(of: &str, kind: &str) -> String {
    let document = fs::read_to_string(workspace().join("docs/import.md")).unwrap();
    let chapter = document.split(&format!("\n## {of}\n")).nth(1).unwrap();
    chapter.split(&format!("```{kind}\n")).nth(1).unwrap().split("```").next().unwrap().to_owned()
}

/// A data folder, and files beside it.
struct Desk {
    folder: TempDir,
    mapping: String,
}

impl Desk {
    /// A folder with nothing but what somebody has entered, each with its path.
    fn new(mapping: &str, entered: &[(&str, Value)]) -> Self {
        let desk = Self { folder: tempfile::tempdir().unwrap(), mapping: mapping.to_owned() };
        if entered.is_empty() {
            return desk;
        }
        let server = Server::start(&desk.path("data"));
        let administrator = Client::new(&server, &server.first_key());
        for (place, (path, body)) in entered.iter().enumerate() {
            let (status, answer) = administrator.post(path, &format!("entry-{place}"), body).unwrap();
            assert!(matches!(status, 200 | 201), "{answer}");
        }
        server.terminate();
        assert!(server.ended().0.success());
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs a verb on the data folder: its exit code, what it prints, and what it says beside it.
    fn runs(&self, verb: &[&str]) -> (Option<i32>, Value, String) {
        let data = self.path("data");
        let ended = flywheel(&[verb, &["--data", data.to_str().unwrap(), "--output", "json"]].concat());
        let said = String::from_utf8(ended.stderr).unwrap();
        (ended.status.code(), serde_json::from_slice(&ended.stdout).unwrap_or_default(), said)
    }

    fn tries(&self, rows: &[u8], dry: bool) -> (Option<i32>, Value, String) {
        let [mapping, file] = ["mapping.toml", "rows.csv"].map(|name| self.path(name));
        fs::write(&mapping, &self.mapping).unwrap();
        fs::write(&file, rows).unwrap();
        let mut verb = vec!["import", "--mapping", mapping.to_str().unwrap(), file.to_str().unwrap()];
        verb.extend(dry.then_some("--dry-run"));
        self.runs(&verb)
    }

    /// The figures of an import that has to succeed, without what differs from run to run and from file to file.
    fn imports(&self, rows: impl AsRef<[u8]>) -> Value {
        let (code, figures, said) = self.tries(rows.as_ref(), false);
        assert_eq!(code, Some(0), "{said}");
        steady(figures)
    }

    /// The rejected rows of the last import: line, what it is of, and why.
    fn rejected(&self) -> Vec<(u64, String, String)> {
        let mut reader = csv::Reader::from_path(self.path("rows.csv.rejects.csv")).unwrap();
        reader.deserialize().map(Result::unwrap).collect()
    }

    fn asks(&self, sql: &str) -> Value {
        let (code, answer, said) = self.runs(&["sql", sql]);
        assert_eq!(code, Some(0), "{said}");
        answer
    }

    fn log(&self) -> Vec<RecordedEvent> {
        let log = log_in(&self.path("data"));
        check_whole(&log);
        log
    }
}

fn steady(mut figures: Value) -> Value {
    for name in ["run", "sha256"] {
        figures.as_object_mut().unwrap().remove(name);
    }
    figures
}

/// Whether rows were rejected for these reasons: the line, and words of the reason.
fn are_rejected(desk: &Desk, reasons: &[(u64, &[&str])]) {
    let rejected = desk.rejected();
    assert_eq!(
        rejected.iter().map(|(line, ..)| *line).collect::<Vec<_>>(),
        reasons.iter().map(|(line, _)| *line).collect::<Vec<_>>()
    );
    for ((line, _, reason), (_, words)) in rejected.iter().zip(reasons) {
        for word in *words {
            assert!(reason.contains(word), "{word} is not in the reason of line {line}: {reason}");
        }
    }
}

fn is_import(event: &RecordedEvent) -> bool {
    let envelope: Envelope = serde_json::from_slice(&event.metadata).unwrap();
    envelope.origin.is_import()
}

fn nothing_is_imported(desk: &Desk) {
    assert!(!desk.log().iter().any(is_import));
}

/// What the events of a category say, by type; all of them came by an import.
fn imported(desk: &Desk, category: &str) -> Vec<(String, Value)> {
    let log = desk.log();
    let events = log.iter().filter(|event| event.kind.starts_with(&format!("{category}.")));
    events
        .map(|event| {
            assert!(is_import(event), "{event:?}");
            (event.kind.to_string(), serde_json::from_slice(&event.data).unwrap())
        })
        .collect()
}

fn pressure() -> (&'static str, Value) {
    let pressure = json!({
        "characteristic": "oil-pressure-idle", "title": "怠速机油压力", "unit": "kPa", "limits": [{ "lower": "150" }],
    });
    ("/v1/characteristics", pressure)
}

fn lims() -> Desk {
    Desk::new(&documented("Quality records", "toml"), &[pressure()])
}

fn erp(entered: &[(&str, Value)]) -> Desk {
    Desk::new(&documented("Suppliers", "toml"), entered)
}

const PARTS: &str = "SELECT supplier, number FROM supplied_parts ORDER BY supplier, number";

#[test]
fn the_documented_suppliers_are_registered_once() {
    let desk = erp(&[]);
    let rows = documented("Suppliers", "csv");
    let expected: Value = serde_json::from_str(&documented("Suppliers", "json")).unwrap();
    let (gb, _, _) = encoding_rs::GB18030.encode(&rows);
    assert_eq!(desk.imports(&gb), expected);
    are_rejected(&desk, &[(6, &["`供应商编码` is `8/24`", "[suppliers.codes]"])]);
    let kinds: Vec<String> = imported(&desk, "supplier").into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(kinds.iter().filter(|kind| *kind == "supplier.registered").count(), 3, "{kinds:?}");
    assert_eq!(kinds.iter().filter(|kind| *kind == "supplier.parts_set").count(), 2, "{kinds:?}");
    let parts = desk.asks(PARTS);
    assert_eq!(parts.as_array().unwrap().len(), 4, "{parts}");

    let length = desk.log().len();
    let again = desk.imports(&gb);
    assert_eq!(
        (&again["recorded"], &again["already_there"], &again["rejected"], &again["parts_added"]),
        (&json!(0), &json!(4), &json!(1), &json!(0)),
        "{again}"
    );
    assert_eq!(desk.log().len(), length);
}

#[test]
fn a_registered_supplier_keeps_its_name_and_its_parts() {
    let desk = erp(&[
        ("/v1/suppliers", json!({ "supplier": "v1001", "name": "甲" })),
        (
            "/v1/suppliers/v1001/set-parts",
            json!({ "parts": [{ "number": "612600090561", "name": "起动机" }, { "number": "1" }] }),
        ),
        ("/v1/suppliers", json!({ "supplier": "old", "name": "旧供应商" })),
        ("/v1/suppliers/old/retire", json!({ "reason": "已停产" })),
    ]);
    let rows = "供应商编码,供应商名称,物料号\nV1001,甲起动机厂,612600090561、612600090562\nOLD,,\nOLD,,5\n";
    let figures = desk.imports(rows);
    let named = json!([{ "supplier": "v1001", "registered": "甲", "here": "甲起动机厂" }]);
    assert_eq!((&figures["parts_added"], &figures["named_otherwise"]), (&json!(1), &named), "{figures}");
    assert_eq!((&figures["recorded"], &figures["already_there"]), (&json!(1), &json!(1)), "{figures}");
    are_rejected(&desk, &[(4, &["the supplier delivers no more", "supplier_retired"])]);
    let log = desk.log();
    let set = log.iter().rfind(|event| &*event.kind == "supplier.parts_set").unwrap();
    let set: Value = serde_json::from_slice(&set.data).unwrap();
    let parts = json!([
        { "number": "612600090561", "name": "起动机" }, { "number": "1" }, { "number": "612600090562" },
    ]);
    assert_eq!(set["parts"], parts, "what was there stays as it was");
}

#[test]
fn a_row_of_a_supplier_that_cannot_be_taken_says_why() {
    let desk = Desk::new(
        "name = \"erp\"\n[source]\n[suppliers.columns]\ncode = \"Code\"\nname = \"Name\"\npart = \"Part\"\npart_name = \"Title\"\n",
        &[],
    );
    let long = "9".repeat(201);
    let rows = format!(
        "Code,Name,Part,Title\na,A,1,Starter\na,B,2,\n,C,3,\nd,,4,\ne,E,{long},\nf,F,,Pump\ng,G,7\na,A,1,Starter\n"
    );
    let figures = desk.imports(rows);
    assert_eq!((&figures["recorded"], &figures["already_there"]), (&json!(1), &json!(1)), "{figures}");
    are_rejected(
        &desk,
        &[
            (3, &["`B` here and `A` on line 2", "agree, or leave the name blank"]),
            (4, &["`Code` is missing"]),
            (5, &["nobody has registered the supplier, and no row has its name"]),
            (6, &["`Part`: the text has 201 characters; at most 200 are allowed"]),
            (7, &["`Title` is `Pump`, and `Part` is missing"]),
            (8, &["3 fields and the header 4"]),
        ],
    );
    let parts = json!([{ "number": "1", "name": "Starter" }]);
    assert_eq!(imported(&desk, "supplier")[1].1["parts"], parts);
}

#[test]
fn the_documented_quality_records_are_recorded_once() {
    let desk = lims();
    let rows = documented("Quality records", "csv");
    let expected: Value = serde_json::from_str(&documented("Quality records", "json")).unwrap();
    assert_eq!(desk.imports(&rows), expected);
    are_rejected(
        &desk,
        &[
            (4, &["Nm does not fit oil-pressure-idle", "kPa", "unit_does_not_fit"]),
            (5, &["`2026-03-01 16:30` is not a time of the form %d.%m.%Y %H:%M", "the column `Date`", "cell_invalid"]),
            (6, &["`P-02` is not an id", "the column `Test`", "[quality.characteristics]"]),
        ],
    );
    let records = imported(&desk, "quality_record");
    let (_, first) = &records.iter().find(|(_, data)| data["source"]["number"] == "R-1").unwrap();
    assert_eq!(first["source"], json!({ "system": "lims", "number": "R-1" }));
    assert_eq!(first["record"]["taken_at"], "2026-03-01T06:20:00Z");
    assert_eq!(first["record"]["verdict"], json!({ "is": "passed", "said": "in Ordnung" }));
    assert_eq!(first["file"]["line"], 2);
    let values = desk.asks("SELECT engine_serial, exact_value, unit FROM quality_values ORDER BY engine_serial");
    assert!(values.to_string().contains("120") && values.to_string().contains("kPa"), "{values}");
    let engines = desk.asks("SELECT engine_serial FROM engines WHERE is_known = 0");
    assert!(engines.to_string().contains("WP12-2025-004712"), "nobody has heard of it, and it is kept: {engines}");

    let length = desk.log().len();
    let again = desk.imports(&rows);
    assert_eq!((&again["recorded"], &again["already_there"], &again["rejected"]), (&json!(0), &json!(2), &json!(3)));
    assert_eq!(desk.log().len(), length);
}

#[test]
fn a_record_that_came_by_another_way_is_not_counted_twice() {
    let desk = lims();
    let records = desk.path("records.csv");
    fs::write(&records, "number,kind,taken_at,engine_serial,characteristic,value,unit\nR-1,final_inspection,2026-03-01 14:20,WP12-1,oil-pressure-idle,245.5,kPa\n").unwrap();
    let (code, _, said) = desk.runs(&["quality", "import", "--system", "lims", records.to_str().unwrap()]);
    assert_eq!(code, Some(0), "{said}");
    let header = "Report;Date;Engine;Result;Test;Reading;Unit\n";
    let same = "R-1;01.03.2026 14:20;WP12-1;-;P-01;245.5;Kilopascal\n";
    let figures = desk.imports(format!("{header}{same}{same}"));
    assert_eq!(
        (&figures["repeated_rows"], &figures["recorded"], &figures["already_there"]),
        (&json!(1), &json!(0), &json!(1)),
        "{figures}"
    );
    let others = "R-1;01.03.2026 14:20;WP12-1;-;P-01;99;kPa\nR-2;01.03.2026 14:20;WP12-1;-;p-02;1;kPa\n\
                  R-3;01.03.2026 14:20;WP12-1;-;P-01;1;Pfund\nR-4;01.03.2026 14:20;WP12-1;gut;P-01;1;kPa\n";
    desk.imports(format!("{header}{others}"));
    are_rejected(
        &desk,
        &[
            (2, &["245.5 kPa", "differs_from_recorded"]),
            (3, &["there is no characteristic p-02", "unknown_characteristic"]),
            (4, &["Pfund", "the column `Unit`", "[quality.units]"]),
            (5, &["`gut` is not passed, failed or conditional", "the column `Result`", "[quality.verdicts]"]),
        ],
    );
}

#[test]
fn a_dry_run_says_the_same_and_records_nothing() {
    let [suppliers, quality] = ["Suppliers", "Quality records"].map(|of| documented(of, "csv").into_bytes());
    let tickets = Desk::new(MAPPING, &[]);
    for (desk, rows) in [(erp(&[]), suppliers), (lims(), quality), (tickets, file(&ROWS))] {
        let server = Server::start(&desk.path("data"));
        let (code, figures, said) = desk.tries(&rows, true);
        assert!(code == Some(0) && said.contains("nothing was recorded"), "also beside a server: {said}");
        let (code, _, refused) = desk.tries(&rows, false);
        assert!(code == Some(4) && refused.contains("is in use"), "{refused}");
        server.terminate();
        assert!(server.ended().0.success());
        nothing_is_imported(&desk);
        assert_eq!(desk.imports(&rows), steady(figures));
    }
}

#[test]
fn a_file_without_a_column_is_refused_before_anything_is_recorded() {
    for (desk, rows, key, column) in [
        (erp(&[]), "供应商编码,供应商名称\nV1,甲\n", "suppliers.columns.part", "物料号"),
        (lims(), "Report;Date;Engine;Result;Test;Reading\nR-1;;;;;\n", "quality.columns", "Unit"),
    ] {
        let (code, _, said) = desk.tries(rows.as_bytes(), false);
        assert_eq!(code, Some(1), "{said}");
        let says = format!("`{key}` names the column `{column}`, which the file does not have");
        assert!(said.contains(&says), "{said}");
        nothing_is_imported(&desk);
    }
}

#[test]
fn a_mapping_is_of_one_kind() {
    let desk = Desk::new(&format!("{}\n[states]\n", documented("Suppliers", "toml")), &[]);
    let (code, _, said) = desk.tries(b"A\n1\n", false);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("`suppliers` and `states` do not go together"), "{said}");
}
