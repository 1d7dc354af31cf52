//! Who is responsible for an issue, from the close of its ticket to the report (P4.1, P4.2), over HTTP: the conversation that the
//! documents tell.

use events_schema::Role::{
    self, Auditor, HeadOfAfterSales, Management, ProductionHead, QualityEngineer, SupportLead, TechnicalExpert,
};
use events_schema::{Digest256, Position};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::chain::check_whole;
use crate::conversation::{Conversation, Refusal, Talk, event_of, is_refused};
use crate::harness::{Answer, general};
use crate::records::said;
use crate::transcript::Transcript;

const REPORT: &[u8] = b"%PDF-1.7 inspection of the parts that came in";

/// A closed ticket, its case, and everybody who has to do with it.
pub(crate) struct Case {
    pub(crate) talk: Conversation,
    pub(crate) transcript: Transcript,
}

impl Case {
    /// Handling has ended, and the program has opened the case.
    pub(crate) async fn opened() -> Self {
        let talk = Conversation::classified(&general(), 10).await;
        talk.app.spawn(api::watch::run(std::sync::Arc::clone(&talk.app.app)));
        talk.app.reacts();
        talk.done(Role::HotlineAgent, "assign", &json!({ "group": "electrical" })).await;
        talk.done(Role::SupportEngineer, "reach-customer", &json!({ "method": "phone" })).await;
        talk.repair().await;
        talk.done(Role::Customer, "confirm-solved", &json!({ "rating": 5 })).await;
        talk.done(Role::SupportEngineer, "close", &json!({ "result": "更换油管" })).await;
        let case = Self { talk, transcript: Transcript::default() };
        case.transcript.watches(&case.talk.ticket);
        case.comes_to("meeting_due").await;
        case
    }

    /// The case, as facts name it.
    pub(crate) fn stream(&self) -> String {
        self.talk.ticket.0.replace("ticket-", "responsibility-")
    }

    fn path(&self, what: &str) -> String {
        format!("/v1/responsibilities/{}/{what}", self.stream())
    }

    /// About anything that has to do with the case.
    pub(crate) fn beside(&self) -> Talk<'_> {
        Talk { app: &self.talk.app, transcript: &self.transcript }
    }

    async fn tell(&self, role: Role, command: &str, body: &Value) -> Answer {
        let app = &self.talk.app;
        let answer = self.beside().send_alone(role, app.post(self.path(command), body), &[]).await;
        if answer.status == 200 && matches!(command, "hold-meeting" | "decide-no-cause") {
            said(app, &self.talk.ticket, "ticket.responsibility_reviewed").await;
        }
        self.beside().look_at_the_clocks().await;
        answer
    }

    pub(crate) async fn now(&self, role: Role, command: &str, body: &Value) -> Value {
        self.tell(role, command, body).await.ok()
    }

    async fn refused(&self, role: Role, command: &str, body: &Value, refusal: Refusal<'_>) {
        is_refused(&self.tell(role, command, body).await, refusal);
    }

    /// The row of the case, as lists show it.
    async fn row(&self) -> Value {
        let app = &self.talk.app;
        app.settled().await;
        let path = format!("/v1/responsibilities?ticket={}", self.talk.ticket.0);
        app.get(path).by(Auditor).send().await.ok()["rows"][0].clone()
    }

    /// Waits until the program has brought the case to a stage by itself.
    pub(crate) async fn comes_to(&self, stage: &str) {
        let mut length = *self.talk.app.store.length().borrow();
        while self.row().await["stage"] != stage {
            self.talk.app.length_reaches(length + 1).await;
            length = *self.talk.app.store.length().borrow();
        }
    }

    /// Waits until those whom a conclusion holds responsible for the first time have not objected in time.
    pub(crate) async fn nobody_objects(&self) {
        assert_eq!(self.row().await["stage"], "provisional", "whoever is named for the first time may object (P4.1)");
        self.talk.app.pass(5 * 24 * 60 + 1);
        self.comes_to("final").await;
    }

    /// The shares by party, with whether they count.
    pub(crate) async fn shares(&self) -> Vec<String> {
        let app = &self.talk.app;
        app.settled().await;
        let path = format!("/v1/responsibility-shares?ticket={}", self.talk.ticket.0);
        let rows = app.get(path).by(Auditor).send().await.ok()["rows"].as_array().unwrap().clone();
        let told = |row: &Value| {
            let name = |field: &str| row[field].as_str().unwrap_or_default().to_owned();
            let party = match row["party"].as_str().unwrap() {
                "department" => name("department"),
                "person" => format!("{} of {}", name("person"), name("department")),
                _ => name("supplier"),
            };
            let counts = if row["counts"] == true { "counts" } else { "provisional" };
            format!("{party}: {} {counts}", row["hundredths"])
        };
        let mut shares: Vec<String> = rows.iter().map(told).collect();
        shares.sort();
        shares
    }

    pub(crate) async fn met_and_determined(&self) -> Value {
        self.now(HeadOfAfterSales, "hold-meeting", &meeting()).await;
        self.now(HeadOfAfterSales, "determine", &determination("50")).await
    }

    /// Quality control investigates, and finds a report on what the supplier delivered.
    pub(crate) async fn investigated(&self) -> Value {
        let investigation = json!({ "lead": "quality-engineer", "members": ["technical-expert"] });
        self.now(QualityEngineer, "open-investigation", &investigation).await;
        let upload = self.talk.app.call(axum::http::Method::POST, "/v1/attachments").by(TechnicalExpert);
        upload.raw_body(REPORT).send().await.ok();
        event_of(&self.now(TechnicalExpert, "record-evidence", &evidence()).await)
    }
}

fn meeting() -> Value {
    json!({ "attendees": ["head-of-after-sales", "production-head", "quality-engineer"], "minutes": "油管接头渗漏" })
}

/// The production department and an engineer on site.
fn determination(share: &str) -> Value {
    json!({
        "cause": "油管接头装配力矩不足", "category": "method", "grounds": "拆检记录",
        "shares": [
            { "party": { "is": "department", "department": "production" }, "share": share },
            { "party": { "is": "person", "person": "on-site-engineer" }, "share": "50" },
        ],
    })
}

fn evidence() -> Value {
    let hash = Digest256(Sha256::digest(REPORT).into()).to_string();
    json!({
        "kind": "inspection_report", "file": { "hash": hash, "name": "来料检验.pdf" }, "finding": "来料硬度不合格",
    })
}

pub(crate) fn suppliers() -> Value {
    let supplier = json!({ "is": "supplier", "supplier": "supplier-a" });
    json!({ "is": "changed", "shares": [{ "party": supplier, "share": "100" }] })
}

#[tokio::test]
async fn from_the_close_to_the_approved_report() {
    let case = Case::opened().await;
    let app = &case.talk.app;
    app.post(case.path("determine"), &determination("50")).by(SupportLead).send().await.refused(403, "not_permitted");
    case.refused(HeadOfAfterSales, "determine", &determination("50"), (409, "no_meeting", "P4.2.a")).await;
    app.pass(60);
    case.now(HeadOfAfterSales, "hold-meeting", &meeting()).await;
    case.refused(HeadOfAfterSales, "determine", &determination("49.99"), (422, "shares_not_whole", "open point 10"))
        .await;
    case.now(HeadOfAfterSales, "determine", &determination("50")).await;
    let provisional = ["on-site-engineer of after-sales: 5000 provisional", "production: 5000 provisional"];
    assert_eq!(case.shares().await, provisional);

    let objection = json!({ "party": { "is": "department", "department": "production" }, "grounds": "装配扭矩合格" });
    case.refused(SupportLead, "object", &objection, (403, "not_your_objection", "P4.1")).await;
    app.pass(24 * 60);
    case.now(ProductionHead, "object", &objection).await;
    case.refused(HeadOfAfterSales, "submit-report", &report(), (409, "not_final", "open point 10")).await;
    let own = json!({ "lead": "quality-engineer", "members": ["production-head"] });
    case.refused(QualityEngineer, "open-investigation", &own, (422, "party_to_dispute", "P4.2.b")).await;
    let missing = case.talk.app.post(case.path("record-evidence"), &evidence()).by(QualityEngineer).send().await;
    missing.refused(409, "no_investigation");
    let evidence = case.investigated().await;
    let none = json!({ "conclusion": { "is": "upheld" }, "findings": "属实", "evidence": [] });
    case.refused(QualityEngineer, "conclude-dispute", &none, (422, "no_evidence", "P4.2.b")).await;
    let conclusion = json!({ "conclusion": suppliers(), "findings": "来料硬度不合格", "evidence": [evidence] });
    case.now(QualityEngineer, "conclude-dispute", &conclusion).await;
    assert_eq!(case.shares().await, ["supplier-a: 10000 provisional"]);
    case.refused(ProductionHead, "object", &objection, (422, "not_held_responsible", "P4.1")).await;
    case.refused(HeadOfAfterSales, "submit-report", &report(), (409, "not_final", "open point 10")).await;
    case.nobody_objects().await;
    assert_eq!(case.shares().await, ["supplier-a: 10000 counts"]);

    let submitted = event_of(&case.now(HeadOfAfterSales, "submit-report", &report()).await);
    let approval = json!({ "report": submitted });
    case.refused(HeadOfAfterSales, "approve-report", &approval, (403, "not_permitted", "P1.2")).await;
    case.now(Management, "return-report", &json!({ "report": submitted, "reason": "措施没有责任人" })).await;
    let again = event_of(&case.now(HeadOfAfterSales, "submit-report", &report()).await);
    case.refused(Management, "approve-report", &approval, (409, "no_such_report", "P4.2.c")).await;
    case.now(Management, "approve-report", &json!({ "report": again })).await;
    let row = case.row().await;
    let one = app.get(case.path("").trim_end_matches('/')).by(Auditor).send().await;
    assert_eq!(one.header("etag").map(str::to_owned), Some(format!("\"{}\"", row["revision"])));
    assert_eq!(one.ok(), row, "one by its id is the row of the list");
    app.get("/v1/responsibilities/none").by(Auditor).send().await.refused(404, "not_found");
    assert_eq!((&row["stage"], &row["report"], &row["rounds"]), (&json!("final"), &json!("approved"), &json!(1)));

    let history = app.get(case.path("history")).by(Auditor).send().await.ok();
    let kinds: Vec<&str> =
        history["events"].as_array().unwrap().iter().map(|event| event["type"].as_str().unwrap()).collect();
    assert_eq!(kinds[0], "responsibility.opened");
    assert!(kinds.contains(&"responsibility.dispute_concluded"), "{kinds:?}");
    let hash = Digest256(Sha256::digest(REPORT).into());
    let file = app.get(case.path(&format!("attachments/{hash}"))).by(ProductionHead).send().await;
    assert_eq!((file.status.as_u16(), &*file.body), (200, REPORT));
    case.transcript
        .published("responsibility", "# Responsibility: determined, disputed, changed, reported (P4.1, P4.2)");
    check_whole(&app.log().await);
}

fn report() -> Value {
    json!({ "measures": ["供应商来料加检硬度", "油管接头扭矩复检"] })
}

#[tokio::test]
async fn to_what_nobody_objects_counts_when_the_period_is_over_and_not_before() {
    let case = Case::opened().await;
    let app = &case.talk.app;
    case.met_and_determined().await;
    app.pass(5 * 24 * 60);
    assert_eq!(case.row().await["stage"], "provisional", "the last instant is still his");
    app.clock.advance(events_schema::Duration::from_micros(1));
    case.comes_to("final").await;
    let counts = ["on-site-engineer of after-sales: 5000 counts", "production: 5000 counts"];
    assert_eq!(case.shares().await, counts);
    let late = json!({ "party": { "is": "person", "person": "on-site-engineer" }, "grounds": "不在现场" });
    case.refused(Role::OnSiteEngineer, "object", &late, (409, "objection_too_late", "open point 12")).await;
    let log = app.log().await;
    let final_at = log.iter().rfind(|event| &*event.kind == "responsibility.became_final").unwrap().position.0;
    let then = format!("/v1/responsibility-shares?counts=true&as_of={}", final_at - 1);
    let mut read = app.get(&then).by(Auditor).send().await;
    while read.status == 503 {
        read = app.get(&then).by(Auditor).send().await;
    }
    assert_eq!(read.ok()["rows"], json!([]), "as of the event before, nothing counted");

    app.pass(30 * 24 * 60);
    case.now(Management, "reopen-dispute", &json!({ "reason": "新发现的检验报告" })).await;
    assert!(
        case.shares().await.iter().all(|share| share.ends_with("provisional")),
        "while it is disputed it counts nowhere"
    );
    let evidence = case.investigated().await;
    let conclusion = json!({ "conclusion": { "is": "withdrawn" }, "findings": "证据不足", "evidence": [evidence] });
    case.now(QualityEngineer, "conclude-dispute", &conclusion).await;
    assert_eq!(case.shares().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_ticket_that_is_reopened_begins_another_round_when_it_is_closed_again() {
    let case = Case::opened().await;
    case.met_and_determined().await;
    case.talk.done(Role::Customer, "reopen", &json!({ "reason": "又漏油" })).await;
    case.comes_to("suspended").await;
    case.refused(HeadOfAfterSales, "hold-meeting", &meeting(), (409, "handled_again", "open point 5")).await;
    assert_eq!(case.shares().await, Vec::<String>::new());
    case.talk.repair().await;
    case.talk.done(Role::Customer, "confirm-solved", &json!({ "rating": 5 })).await;
    case.talk.done(Role::SupportEngineer, "close", &json!({ "result": "更换接头" })).await;
    case.comes_to("meeting_due").await;
    assert_eq!(case.row().await["rounds"], 2);
    let no_cause = json!({ "grounds": "客户自行改装" });
    case.now(HeadOfAfterSales, "decide-no-cause", &no_cause).await;
    case.refused(HeadOfAfterSales, "determine", &determination("50"), (409, "already_decided", "P4.2.a")).await;
    let open = json!({ "ticket": case.talk.ticket.0 });
    case.talk.app.post("/v1/responsibilities", &open).by(HeadOfAfterSales).send().await.refused(409, "case_exists");
    let last = *case.talk.app.store.length().borrow() - 1;
    let path = format!("/v1/responsibilities?stage=no_cause&min_position={}", Position(last));
    assert_eq!(case.talk.app.get(path).by(Auditor).send().await.ok()["rows"].as_array().unwrap().len(), 1);
}
