//! Quality data (P5.1): records that come once, however often they are sent; files line by line; everything about one engine.

use api::quality::{COLUMNS, MOST_BYTES};
use axum::http::Method;
use encoding_rs::GB18030;
use events_schema::Role::{self, Auditor, HotlineAgent, ProductionHead, QualityEngineer, SupportEngineer, SupportLead};
use serde_json::{Value, json};

use crate::chain::check_whole;
use crate::conversation::is_refused;
use crate::golden::workspace;
use crate::harness::{Answer, Engine, TestApp, hotline_report};
use crate::process::{Server, flywheel, prepare};

/// A program whose register has what the documentation defines.
async fn registered() -> TestApp {
    let app = TestApp::ready(Engine::Memory).await;
    let pressure = json!({
        "characteristic": "oil-pressure-idle", "title": "怠速机油压力", "unit": "kPa",
        "limits": [{ "lower": "150" }, { "engine_model": "WP12", "lower": "180" }],
    });
    let leaks = json!({ "characteristic": "leak-check", "title": "密封性检查" });
    for body in [&pressure, &leaks] {
        app.post("/v1/characteristics", body).by(QualityEngineer).send().await.ok();
    }
    app
}

/// A final inspection that measured so many bar.
fn inspection(number: &str, revision: Option<u32>, bar: &str) -> Value {
    let mut source = json!({ "system": "mes", "number": number });
    if let Some(revision) = revision {
        source["revision"] = json!(revision);
    }
    json!({
        "source": source,
        "record": {
            "kind": "final_inspection", "taken_at": "2026-03-01T06:20:00Z", "engine_serial": "WP12-2025-004711",
            "engine_model": "WP12", "verdict": { "is": "passed", "said": "合格" },
            "values": [{ "characteristic": "oil-pressure-idle", "value": bar, "unit": "bar", "verdict": "ok" }],
        },
    })
}

async fn send(app: &TestApp, body: &Value) -> Answer {
    app.post("/v1/quality-records", body).by(QualityEngineer).send().await
}

async fn bring(app: &TestApp, role: Role, file: impl Into<axum::body::Bytes>, charset: &str) -> Answer {
    let call = app.call(Method::POST, "/v1/quality-records/csv?system=mes").by(role).raw_body(file);
    call.header("content-type", format!("text/csv; charset={charset}")).send().await
}

async fn read(app: &TestApp, path: &str) -> Value {
    app.settled().await;
    app.get(path).by(Auditor).send().await.ok()
}

/// Recorded, corrected, there already, refused.
fn counts(summary: &Value) -> [u64; 4] {
    let refused = summary["refused"].as_array().unwrap().len() as u64;
    let count = |name: &str| summary[name].as_u64().unwrap();
    [count("recorded"), count("corrected"), count("already_there"), refused]
}

/// The line and the code of each refusal.
fn refused(summary: &Value) -> Vec<(u64, &str)> {
    let refused = summary["refused"].as_array().unwrap().iter();
    refused.map(|refused| (refused["line"].as_u64().unwrap(), refused["code"].as_str().unwrap())).collect()
}

#[tokio::test]
async fn a_record_is_recorded_once_by_whatever_way_it_comes() {
    let app = registered().await;
    app.make_key("mes", "system-mes", QualityEngineer).await;
    let first = app.post("/v1/quality-records", &inspection("FI-1", Some(1), "2.45")).with_key("mes").once("a").send();
    let first = first.await;
    assert_eq!(first.status.as_u16(), 201, "{first}");
    let again = send(&app, &inspection("FI-1", Some(1), "2.450")).await;
    assert_eq!((again.status.as_u16(), &again.json()["events"]), (200, &json!([])), "{again}");
    assert_eq!(again.json()["id"], first.json()["id"]);
    let file = "number,revision,kind,taken_at,engine_serial,engine_model,verdict,characteristic,value,unit,characteristic_verdict\n\
                FI-1,1,final_inspection,2026-03-01 14:20,wp12-2025-004711,WP12,合格,oil-pressure-idle,2.45,bar,OK\n";
    assert_eq!(counts(&bring(&app, ProductionHead, file, "utf-8").await.ok()), [0, 0, 1, 0]);

    let other = send(&app, &inspection("FI-1", Some(1), "1.45")).await;
    is_refused(&other, (409, "differs_from_recorded", "P5.1"));
    assert!(other.to_string().contains("2.45 bar, Ok there and oil-pressure-idle 1.45 bar, Ok here"), "{other}");
    send(&app, &inspection("FI-1", Some(2), "1.45")).await.ok();
    is_refused(&send(&app, &inspection("FI-1", Some(1), "1.5")).await, (409, "older_than_recorded", "P5.1"));
    let row = &read(&app, "/v1/quality-records?source_number=FI-1").await["rows"][0];
    assert_eq!(
        (&row["versions"], &row["not_ok"], &row["contradictory"], &row["verdict"]),
        (&json!(2), &json!(1), &json!(true), &json!("passed"))
    );
    let values = &read(&app, "/v1/quality-values?characteristic=oil-pressure-idle").await["rows"];
    assert_eq!(
        (&values[0]["exact_value"], &values[0]["unit"], &values[0]["lower"], &values[0]["sent_value"]),
        (&json!("145"), &json!("kPa"), &json!(180.0), &json!("1.45"))
    );
    let record = format!("/v1/quality-records/{}", row["quality_record"].as_str().unwrap());
    app.post(format!("{record}/withdraw"), &json!({ "reason": "录入错误" })).by(QualityEngineer).send().await.ok();
    is_refused(&send(&app, &inspection("FI-1", Some(2), "1.45")).await, (409, "record_withdrawn", "P5.1"));
    let correction = json!({ "record": inspection("FI-1", None, "2")["record"], "reason": "已复测" });
    app.post(format!("{record}/correct"), &correction).by(QualityEngineer).send().await.ok();
    assert_eq!(read(&app, &record).await["withdrawn"], json!(false));
    assert_eq!(app.stream(row["quality_record"].as_str().unwrap()).await.len(), 4, "each of them once");
    check_whole(&app.log().await);
}

#[tokio::test]
async fn what_does_not_fit_is_refused_with_what_to_do() {
    let app = registered().await;
    let change = |change: &dyn Fn(&mut Value)| {
        let mut body = inspection("FI-2", None, "2.45");
        change(&mut body["record"]);
        body
    };
    let value = |of: &Value| change(&|record| record["values"] = json!([of]));
    for (body, status, code) in [
        (
            value(&json!({ "characteristic": "oil-pressure-idle", "value": "3", "unit": "Nm" })),
            422,
            "unit_does_not_fit",
        ),
        (value(&json!({ "characteristic": "oil-pressure-idle", "value": "3" })), 422, "unit_missing"),
        (
            value(&json!({ "characteristic": "oil-presure", "value": "3", "unit": "kPa" })),
            422,
            "unknown_characteristic",
        ),
        (value(&json!({ "characteristic": "leak-check", "value": "3", "unit": "1" })), 422, "not_measured"),
        (value(&json!({ "characteristic": "oil-pressure-idle", "value": "3", "unit": "furlong" })), 422, "invalid"),
        (value(&json!({ "characteristic": "oil-pressure-idle", "value": 3, "unit": "kPa" })), 422, "invalid"),
        (change(&|record| record["engine_serial"] = Value::Null), 422, "no_subject"),
        (change(&|record| record["taken_at"] = json!("2026-03-02T01:00:00Z")), 422, "in_future"),
    ] {
        send(&app, &body).await.refused(status, code);
    }
    let redefined = json!({ "characteristic": "oil-pressure-idle", "title": "怠速机油压力", "unit": "bar" });
    let answer = app.post("/v1/characteristics", &redefined).by(QualityEngineer).send().await;
    is_refused(&answer, (409, "unit_stays", "P5.1"));
    app.post("/v1/quality-records", &inspection("FI-2", None, "2"))
        .by(HotlineAgent)
        .send()
        .await
        .refused(403, "not_permitted");
}

/// The first example of this kind in the documentation.
fn documented(kind: &str) -> String {
    let document = std::fs::read_to_string(workspace().join("docs/quality.md")).unwrap();
    document.split(&format!("```{kind}\n")).nth(1).unwrap().split("```").next().unwrap().to_owned()
}

fn example() -> String {
    documented("csv")
}

#[tokio::test]
async fn a_file_is_taken_line_by_line_and_the_same_file_again_is_nothing() {
    let app = registered().await;
    let file = example();
    let first = bring(&app, QualityEngineer, file.clone(), "utf-8").await;
    let summary = first.ok();
    assert_eq!((counts(&summary), &summary["rows"], &summary["records"]), ([3, 0, 0, 0], &json!(5), &json!(3)));
    let position = summary["position"].as_u64().unwrap();
    let shown = app.get(format!("/v1/quality-records?min_position={position}")).by(Auditor).send().await.ok();
    assert_eq!(shown["rows"].as_array().unwrap().len(), 3);
    let length = app.log().await.len();
    let (gbk, _, _) = GB18030.encode(&file);
    for (again, charset) in [
        (file.clone().into_bytes(), "utf-8"),
        (format!("\u{feff}{file}").into_bytes(), "UTF-8"),
        (gbk.clone().into_owned(), "gbk"),
    ] {
        assert_eq!(counts(&bring(&app, QualityEngineer, again, charset).await.ok()), [0, 0, 3, 0], "{charset}");
    }
    assert_eq!(app.log().await.len(), length);
    bring(&app, QualityEngineer, gbk.into_owned(), "utf-8").await.refused(422, "unusable_file");
    let rows = read(&app, "/v1/quality-records?taken_at_from=2026-03-01T06:20:00Z").await["rows"].clone();
    let [bench, last] = &rows.as_array().unwrap()[..] else { panic!("{rows}") };
    assert_eq!(
        (&bench["said"], &bench["defect_codes"], &bench["not_ok"]),
        (&json!("不合格"), &json!(["LEAK-02"]), &json!(1))
    );
    assert_eq!(
        (&last["kind"], &last["characteristics"], &last["file_line"]),
        (&json!("final_inspection"), &json!(2), &json!(4))
    );
    assert_eq!(last["file_sha256"], summary["sha256"]);
}

#[tokio::test]
async fn a_good_record_is_recorded_even_where_another_is_refused() {
    let app = registered().await;
    let file = "number,revision,kind,taken_at,engine_serial,remark,characteristic,value,unit,defect,built_in_batch\n\
        A,2,final_inspection,2026-03-01 14:20,WP12-1,=1+1,oil-pressure-idle,2.6,bar,,\n\
        B,,final_inspection,2026-03-01 14:20,WP12-1,,oil-pressure-idle,2.6,Nm,,\n\
        A,1,final_inspection,2026-03-01 14:20,WP12-1,,oil-pressure-idle,2.5,bar,,\n\
        C,,final_inspection,2026-03-01 14:20,WP12-1,,oil-pressure-idle,2.6,bar,,\n\
        D,,final_inspection,yesterday,WP12-1,,,,,,\n\
        C,,final_inspection,2026-03-01 14:20,WP12-2,,,,,LEAK-01,\n\
        ,,final_inspection,2026-03-01 14:20,WP12-1,,,,,,\n\
        E,,final_inspection,2026-03-01 14:20,WP12-1,,,2.6,bar,,\n\
        F,,final_inspection,2026-03-01 14:20,WP12-1,,,,,LEAK-01,\n\
        F,,final_inspection,2026-03-01 14:20,WP12-1,,,,,LEAK-01,\n\
        F,,final_inspection,,,,,,,LEAK-02,\n\
        G,,final_inspection,2026-03-01 14:20,WP12-1,,,,,,B3\n\
        H,,final_inspection,2026-03-01 14:20,WP12-1,,,,,,,too,much\n\
        I,,final_inspection,2026-03-01 14:20,WP12-1,,oil-pressure-idle,2.6,,,\n";
    let summary = bring(&app, QualityEngineer, file, "utf-8").await.ok();
    assert_eq!(counts(&summary), [2, 1, 0, 8], "{summary:#}");
    assert_eq!((&summary["rows"], &summary["repeated_rows"], &summary["records"]), (&json!(14), &json!(1), &json!(11)));
    assert_eq!(
        refused(&summary),
        [
            (3, "unit_does_not_fit"),
            (6, "cell_invalid"),
            (7, "rows_disagree"),
            (8, "cell_missing"),
            (9, "cell_alone"),
            (13, "cell_alone"),
            (14, "row_too_long"),
            (15, "unit_missing"),
        ]
    );
    let row = &read(&app, "/v1/quality-records?source_number=A").await["rows"][0];
    assert_eq!((&row["source_revision"], &row["remark"]), (&json!(2), &json!("=1+1")), "a cell is text");
    let row = &read(&app, "/v1/quality-records?source_number=F").await["rows"][0];
    assert_eq!(
        (&row["defects"], &row["defect_codes"]),
        (&json!(2), &json!(["LEAK-01", "LEAK-02"])),
        "nothing counts twice"
    );
    let right = file.replace("2.6,Nm", "2.6,bar");
    assert_eq!(counts(&bring(&app, QualityEngineer, right, "utf-8").await.ok()), [1, 0, 3, 7]);
}

#[tokio::test]
async fn a_file_that_cannot_be_used_is_refused_whole_and_nobody_else_sends_one() {
    let app = registered().await;
    let length = app.log().await.len();
    let file = example();
    bring(&app, HotlineAgent, file.clone(), "utf-8").await.refused(403, "not_permitted");
    bring(&app, QualityEngineer, file.clone(), "latin-1").await.refused(400, "bad_parameter");
    let json = app.post("/v1/quality-records/csv", &json!({})).by(QualityEngineer).send().await;
    json.refused(415, "not_csv");
    for (file, said) in [
        (file.replace("station", "torque"), "the column `torque` is not known"),
        (String::new(), "the file is empty"),
        ("number,kind,taken_at\n\"1,built".to_owned() + "\0", "no text"),
    ] {
        let answer = bring(&app, QualityEngineer, file, "utf-8").await;
        answer.refused(422, "unusable_file");
        assert!(answer.to_string().contains(said), "{answer}");
    }
    let call = app.call(Method::POST, "/v1/quality-records/csv").by(QualityEngineer).raw_body(file);
    let answer = call.header("content-type", "text/csv").send().await;
    answer.refused(422, "unusable_file");
    assert!(answer.to_string().contains("say whose records these are"), "{answer}");
    bring(&app, QualityEngineer, vec![b','; MOST_BYTES + 1], "utf-8").await.refused(413, "too_large");
    let many = "number,kind,taken_at\n".to_owned() + &"1,built,x\n".repeat(api::quality::MOST_ROWS + 1);
    let answer = bring(&app, QualityEngineer, many, "utf-8").await;
    answer.refused(413, "too_large");
    assert!(answer.to_string().contains("split it between two records"), "{answer}");
    assert_eq!(app.log().await.len(), length);
}

#[tokio::test]
async fn an_engine_of_which_nobody_had_heard_is_known_when_its_record_comes() {
    let app = registered().await;
    app.post("/v1/tickets", &hotline_report()).by(HotlineAgent).once("call-1").send().await.ok();
    let engine = read(&app, "/v1/engines/wp12-2025-004711").await;
    assert_eq!((&engine["is_known"], &engine["tickets"]), (&json!(false), &json!(1)));
    let before = app.log().await.len() - 1;
    bring(&app, QualityEngineer, example(), "utf-8").await.ok();
    let record = read(&app, "/v1/engines/WP12-2025-004711/record").await;
    let kinds: Vec<&str> =
        record["events"].as_array().unwrap().iter().map(|event| event["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["built", "final_inspection", "fault_reported"]);
    assert_eq!(
        (&record["engine"]["is_known"], &record["engine"]["built_at"]),
        (&json!(true), &json!("2026-03-01T02:05:00.000000Z"))
    );
    assert!(record["events"].as_array().unwrap().iter().all(|event| event["is_known"] == json!(true)));
    let batches: Vec<&Value> = record["parts"].as_array().unwrap().iter().map(|part| &part["batch"]).collect();
    assert_eq!(batches, [&json!("2025-11-B3"), &json!("2025-12-A1")]);
    let then = read(&app, &format!("/v1/engines/WP12-2025-004711/record?as_of={before}")).await;
    assert_eq!((&then["engine"]["is_known"], then["events"].as_array().unwrap().len()), (&json!(false), 1));
    let events = read(&app, "/v1/engine-events?engine_serial=WP12-2025-004711&kind=built").await;
    assert_eq!(events["rows"].as_array().unwrap().len(), 1);
    let parts = read(&app, "/v1/engine-parts?part=612600090561&batch=2025-11-B3").await;
    assert_eq!(parts["rows"][0]["engine_serial"], json!("WP12-2025-004711"));
    let unknown = read(&app, "/v1/engines?is_known=false").await;
    assert_eq!(unknown["rows"][0]["engine_serial"], json!("WP12-2025-004712"));
    app.get("/v1/engines/WP12-2025-000000").by(Auditor).send().await.refused(404, "not_found");
    app.get("/v1/engines/WP12-2025-000000/record").by(Auditor).send().await.refused(404, "not_found");
}

/// Two engines, of 100 and of 200 days; the younger one is repaired today.
#[tokio::test]
async fn engines_age_by_days_since_they_were_built() {
    let app = registered().await;
    let built = |number: &str, serial: &str, at: &str| {
        let record = json!({ "kind": "built", "taken_at": at, "engine_serial": serial, "engine_model": "WP12" });
        json!({ "source": { "system": "mes", "number": number }, "record": record })
    };
    send(&app, &built("B-1", "WP12-2025-004711", "2025-11-22T00:00:00Z")).await.ok();
    send(&app, &built("B-2", "WP12-2025-004712", "2025-08-14T00:00:00Z")).await.ok();
    let ticket = app.assigned("call-1").await;
    let engineer = async |command: &str, body: Value| app.send(SupportEngineer, &ticket, command, &body).await.json();
    engineer("reach-customer", json!({ "method": "phone" })).await;
    let proposal = json!({ "kind": "replace_parts", "description": "更换起动机" });
    let solution = engineer("propose-solution", proposal).await["events"][0]["id"].clone();
    app.send(SupportLead, &ticket, "approve-solution", &json!({ "solution": solution })).await;
    engineer("start-solution", json!({})).await;
    engineer("finish-solution", json!({})).await;
    let shown = read(&app, "/v1/analysis/repairs?engine_model=WP12").await;
    let expected = json!([
        { "days": 90, "engines": 2, "repairs": 0, "rate": 0.0 },
        { "days": 180, "engines": 1, "repairs": 0, "rate": 0.0 },
        { "days": 365, "engines": 0, "repairs": 0 },
        { "days": 730, "engines": 0, "repairs": 0 },
    ]);
    assert_eq!((&shown["engines"], &shown["repairs"], &shown["per_thousand"]), (&json!(2), &json!(1), &expected));
    assert_eq!(shown["mean_cumulative"], json!([{ "age": 100, "repairs": 1, "observed": 2, "mean": 0.5 }]));
    assert_eq!(shown["ageing"], json!({ "is": "not_enough_data", "repairs": 1 }));
    assert_eq!(read(&app, "/v1/analysis/repairs?engine_model=WP10").await["engines"], json!(0));
    let refused = app.get("/v1/analysis/repairs").by(Role::Customer).send().await;
    refused.refused(403, "not_permitted");
}

#[tokio::test]
async fn measured_values_are_numbers_in_sql_and_in_exports() {
    let app = registered().await;
    bring(&app, QualityEngineer, example(), "utf-8").await.ok();
    app.settled().await;
    let sql = "SELECT engine_serial, value FROM quality_values WHERE value < lower ORDER BY value";
    let rows = app.post("/v1/sql", &json!({ "sql": sql })).by(Auditor).send().await.ok()["rows"].clone();
    assert_eq!(rows, json!([["WP12-2025-004712", 120.0]]));
    let rows = app.post("/v1/sql", &json!({ "sql": documented("sql") })).by(Auditor).send().await.ok()["rows"].clone();
    assert_eq!(rows, json!([["WP12-2025-004711", "WP12", "2026-03-01T02:05:00.000000Z", 0]]));
    for (format, said) in [("ndjson", "\"value\":245.5,\"exact_value\":\"245.5\""), ("csv", ",245.5,245.5,kPa,180,")] {
        let exported = app.get(format!("/v1/export/quality_values?format={format}")).by(Auditor).send().await;
        assert!(String::from_utf8_lossy(&exported.body).contains(said), "{exported}");
    }
    let parquet = app.get("/v1/export/quality_values?format=parquet").by(Auditor).send().await;
    assert!(parquet.status.is_success() && parquet.body.starts_with(b"PAR1"), "{}", parquet.status);
}

#[tokio::test]
async fn the_documentation_has_every_column() {
    let document = std::fs::read_to_string(workspace().join("docs/quality.md")).unwrap();
    for column in COLUMNS {
        let required = if column.is_required { " (required)" } else { "" };
        let line = format!("| `{}`{required} | {} |", column.name, column.about);
        assert!(document.contains(&line), "docs/quality.md lacks: {line}");
    }
}

#[test]
fn a_file_comes_in_from_the_command_line_with_and_without_a_server() {
    let folder = tempfile::tempdir().unwrap();
    prepare(folder.path());
    let file = folder.path().join("records.csv");
    let rows = "number,kind,taken_at,engine_serial\n1,built,2026-03-01 10:05,WP12-1\n2,built,2026-03-01 10:05,\n";
    std::fs::write(&file, rows).unwrap();
    let data = folder.path().to_str().unwrap();
    let import = |output: &str| {
        let arguments =
            ["quality", "import", "--data", data, "--output", output, "--system", "mes", file.to_str().unwrap()];
        let ended = flywheel(&arguments);
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (ended.status.code(), text(ended.stdout), text(ended.stderr))
    };
    let (code, printed, said) = import("json");
    assert_eq!(code, Some(4), "{said}");
    let summary: Value = serde_json::from_str(&printed).unwrap();
    assert_eq!((counts(&summary), refused(&summary)), ([1, 0, 0, 1], vec![(3, "engine_missing")]));
    assert!(said.contains("1 of 2 records were refused"), "{said}");
    let server = Server::start(folder.path());
    std::fs::write(&file, rows.replace("10:05,\n", "10:05,WP12-2\n")).unwrap();
    let (code, printed, said) = import("table");
    assert_eq!(code, Some(0), "{said}");
    assert!(printed.contains("already there"), "{printed}");
    server.terminate();
    assert!(server.ended().0.success());
    let (code, printed, _) = import("json");
    assert_eq!((code, counts(&serde_json::from_str(&printed).unwrap())), (Some(0), [0, 0, 2, 0]));
}
