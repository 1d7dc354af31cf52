//! The register of suppliers, and notices to them.

use events_schema::facts::corrective_action::{
    ActionGateAccepted, ActionGateAnswered, ActionGateBecameOverdue, ActionGateReturned, ActionLevel, ActionRequested,
    CorrectiveActionFact, EightD, GateDue,
};
use events_schema::facts::responsibility::Share;
use events_schema::facts::supplier::{
    SuppliedPart, SupplierFact, SupplierPartsSet, SupplierRegistered, SupplierVolumeRecorded,
};
use events_schema::facts::supplier_notice::{
    InvolvedPart, NoticeCauseConfirmed, NoticeContent, NoticeCostRecovered, NoticeLiabilityAgreed,
    NoticeLiabilityProposed, NoticeProposed, NoticeReceived, NoticeResponded, NoticeResponsibilityNoted, NoticeSent,
    NoticeSolutionAccepted, NoticeSolutionGiven, Receipt, Recovered, RepairCost, ResponseIs, SupplierNoticeFact,
};
use events_schema::ids::{CorrectiveActionId, ResponsibilityId, SupplierId, SupplierNoticeId, TicketId};
use events_schema::values::TicketClass;
use events_schema::{Duration, EventId};
use projections::corrective_actions::{ACTION_GATES, CORRECTIVE_ACTIONS};
use projections::supplier_notices::{SUPPLIER_CLOCKS, SUPPLIER_NOTICES};
use projections::suppliers::{SUPPLIED_PARTS, SUPPLIERS, VOLUMES};
use projections::{Condition, CorrectiveActions, SupplierNotices, Suppliers};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::follow::{caught_up, started};
use crate::history::World;

fn supplier() -> SupplierId {
    "supplier-a".parse().unwrap()
}

fn because() -> events_schema::text::Paragraph {
    "原因".parse().unwrap()
}

/// A supplier with parts and what he delivered.
pub(crate) fn registered(world: &mut World) {
    let stream = supplier().stream();
    let mut record = |fact: SupplierFact| _ = world.record(&stream, &fact);
    record(SupplierRegistered { supplier: supplier(), name: "Supplier A".parse().unwrap() }.into());
    let part = |number: &str| SuppliedPart { number: number.parse().unwrap(), name: None };
    record(SupplierPartsSet { parts: vec![part("1"), part("2")] }.into());
    for (month, delivered) in [("2026-01", 400), ("2026-02", 500), ("2026-01", 410)] {
        let month = month.parse().unwrap();
        record(SupplierVolumeRecorded { month, delivered, turnover: None }.into());
    }
}

fn part() -> InvolvedPart {
    InvolvedPart { number: "612600090561".parse().unwrap(), batch: None, quantity: None }
}

/// A notice that is proposed, confirmed, sent, answered, and borne in part.
pub(crate) fn notified(world: &mut World, ticket: TicketId) -> SupplierNoticeId {
    let notice = SupplierNoticeId::from_uuid(Uuid::from_u128(1));
    let content = NoticeContent {
        class: Some(TicketClass::Important),
        engine_model: "WP12".parse().ok(),
        parts: vec![part()],
        ..NoticeContent::default()
    };
    let mut record = |fact: SupplierNoticeFact| -> EventId { world.record(&notice.stream(), &fact) };
    record(NoticeProposed { supplier: supplier(), ticket, diagnosis: None, content: content.clone() }.into());
    record(NoticeCauseConfirmed { finding: because(), policy_version: 0 }.into());
    let solution_within = Duration::from_hours(72);
    record(NoticeSent { supplier: supplier(), ticket, content, solution_within, by: None, policy_version: 0 }.into());
    record(NoticeReceived { receipt: Receipt::Opened, on_behalf: None }.into());
    record(NoticeResponded { response: ResponseIs::Accepts, text: because(), on_behalf: None }.into());
    let solution = record(NoticeSolutionGiven { solution: because(), attachments: Vec::new(), on_behalf: None }.into());
    record(NoticeSolutionAccepted { solution, remark: None }.into());
    let share: Share = "60".parse().unwrap();
    let (cost, currency) = ("1000".parse().unwrap(), "CNY".parse().unwrap());
    let repair = Some(RepairCost { cost, share, amount: cost.share(share), currency });
    let proposal = record(NoticeLiabilityProposed { free_parts: vec![part()], repair, grounds: because() }.into());
    record(NoticeLiabilityAgreed { proposal, on_behalf: None }.into());
    let recovered = Recovered::Money { amount: "250.5".parse().unwrap(), currency };
    record(NoticeCostRecovered { recovered, reference: "贷项 1".parse().unwrap() }.into());
    notice
}

/// An action of which one gate is overdue, then answered, returned and answered again, and the other accepted.
pub(crate) fn corrected(world: &mut World, notice: SupplierNoticeId) {
    let action = CorrectiveActionId::from_uuid(Uuid::from_u128(1));
    let due_at = world.now + Duration::from_hours(24);
    let gates = [EightD::D3, EightD::D6].map(|gate| GateDue { gate, due_at }).to_vec();
    let mut record = |fact: CorrectiveActionFact| -> EventId { world.record(&action.stream(), &fact) };
    let (level, notices) = (ActionLevel::Major, vec![notice]);
    record(ActionRequested { supplier: supplier(), notices, level, problem: because(), gates }.into());
    record(ActionGateBecameOverdue { gate: EightD::D3, due_at }.into());
    let answered = |gate, effective_from| ActionGateAnswered {
        gate,
        answer: because(),
        effective_from,
        attachments: Vec::new(),
        on_behalf: None,
    };
    let answer = record(answered(EightD::D3, None).into());
    record(ActionGateReturned { gate: EightD::D3, answer, reason: because() }.into());
    record(answered(EightD::D3, None).into());
    let answer = record(answered(EightD::D6, Some(due_at)).into());
    record(ActionGateAccepted { gate: EightD::D6, answer }.into());
}

/// What stands of the case says that the supplier does not answer for it.
pub(crate) fn refuted(world: &mut World, ticket: TicketId) {
    let (notice, case) = (SupplierNoticeId::from_uuid(Uuid::from_u128(1)), ResponsibilityId::of(ticket));
    let standing = EventId::from_uuid(Uuid::from_u128(7));
    world
        .record(&notice.stream(), &SupplierNoticeFact::from(NoticeResponsibilityNoted { case, standing, share: None }));
}

#[tokio::test]
async fn a_notice_shows_what_is_answered_and_borne_and_counts_until_it_is_refuted() {
    let mut world = World::new(43);
    let ticket = world.report("漏油");
    registered(&mut world);
    let notice = notified(&mut world, ticket);
    let folder = tempfile::tempdir().unwrap();
    let models = started(folder.path(), world.store.clone()).await;
    caught_up(&models, &world).await;
    let (suppliers, notices) = (models.views().of::<Suppliers>(), models.views().of::<SupplierNotices>());
    let of_supplier = |view| [Condition::of(view, "supplier", "supplier-a").unwrap()];
    let register = suppliers.rows(&SUPPLIERS, &of_supplier(&SUPPLIERS), None, 10).unwrap().value.items;
    assert_eq!((register.len(), &register[0]["parts"], &register[0]["name"]), (1, &json!(2), &json!("Supplier A")));
    let parts = suppliers.rows(&SUPPLIED_PARTS, &of_supplier(&SUPPLIED_PARTS), None, 10).unwrap().value.items;
    assert_eq!(parts.iter().map(|row| &row["part"]).collect::<Vec<_>>(), ["2", "1"]);
    let volumes = suppliers.rows(&VOLUMES, &of_supplier(&VOLUMES), None, 10).unwrap().value.items;
    assert_eq!(volumes.iter().map(|row| row["delivered"].clone()).collect::<Vec<_>>(), [500, 410].map(Value::from));

    let shown = || notices.rows(&SUPPLIER_NOTICES, &of_supplier(&SUPPLIER_NOTICES), None, 10).unwrap().value.items;
    let row = shown().remove(0);
    for (column, value) in [
        ("supplier_notice", json!(notice.to_string())),
        ("stage", json!("sent")),
        ("counts", json!(true)),
        ("response", json!("accepts")),
        ("review", json!("accepted")),
        ("liability", json!("agreed")),
        ("claimed", json!("600.00")),
        ("borne", json!("250.5")),
    ] {
        assert_eq!(row[column], value, "{column}");
    }
    let clocks = notices.rows(&SUPPLIER_CLOCKS, &of_supplier(&SUPPLIER_CLOCKS), None, 10).unwrap().value.items;
    let verdicts: Vec<_> = clocks.iter().map(|row| (row["clock"].clone(), row["verdict"].clone())).collect();
    let met = |clock: &str| (json!(clock), json!("met"));
    assert_eq!(verdicts, ["supplier_solution", "supplier_response", "supplier_notice"].map(met));

    refuted(&mut world, ticket);
    caught_up(&models, &world).await;
    assert_eq!((&shown()[0]["counts"], &shown()[0]["liability"]), (&json!(false), &json!("lapsed")));
}

#[tokio::test]
async fn an_action_shows_its_gates_and_that_one_was_overdue() {
    let mut world = World::new(44);
    let ticket = world.report("漏油");
    registered(&mut world);
    let notice = notified(&mut world, ticket);
    corrected(&mut world, notice);
    let folder = tempfile::tempdir().unwrap();
    let models = started(folder.path(), world.store.clone()).await;
    caught_up(&models, &world).await;
    let actions = models.views().of::<CorrectiveActions>();
    let rows = |view| {
        let conditions = [Condition::of(view, "supplier", "supplier-a").unwrap()];
        actions.rows(view, &conditions, None, 10).unwrap().value.items
    };
    let action = rows(&CORRECTIVE_ACTIONS).remove(0);
    let shown = ["stage", "level", "returned", "overdue", "notices"].map(|column| action[column].clone());
    let notices = json!([notice.to_string()]);
    assert_eq!(shown, [json!("open"), json!("major"), json!(1), json!(1), notices]);
    assert_eq!((action["rounds"].as_array().unwrap().len(), &action["rounds"][0]["outcome"]), (1, &json!("open")));
    let gates: Vec<_> = rows(&ACTION_GATES).iter().map(|row| (row["gate"].clone(), row["review"].clone())).collect();
    assert_eq!(gates, [(json!("d6"), json!("accepted")), (json!("d3"), json!("open"))]);
    let none_due = actions.next_due_after(world.now).unwrap().value;
    assert_eq!(none_due, None, "what waits is with quality control");
}
