//! Measures: due, overdue, done, verified.

use events_schema::facts::improvement::{
    Addressed, Effect, ImprovementBecameOverdue, ImprovementDone, ImprovementDueDateMoved, ImprovementFact,
    ImprovementKind, ImprovementOpened, ImprovementSource, ImprovementStepDone, ImprovementVerified,
};
use events_schema::ids::{ImprovementId, TicketId};
use events_schema::{Duration, Timestamp};
use projections::improvements::IMPROVEMENTS;
use projections::{Condition, Improvements};
use serde_json::json;
use uuid::Uuid;

use crate::follow::{caught_up, started};
use crate::history::World;

const INSTANT: Duration = Duration::from_micros(1);

fn record(world: &mut World, measure: ImprovementId, fact: impl Into<ImprovementFact>) {
    world.record(&measure.stream(), &fact.into());
}

fn opened(world: &mut World, number: u128, source: ImprovementSource) -> (ImprovementId, Timestamp) {
    let measure = ImprovementId::from_uuid(Uuid::from_u128(number));
    let due_at = world.now + Duration::from_hours(24);
    let opened = ImprovementOpened {
        kind: ImprovementKind::Corrective,
        title: "扭矩复检".parse().unwrap(),
        description: "逐台复检".parse().unwrap(),
        source,
        addresses: Some(Addressed { failure_code: "FUEL-017".parse().ok(), part: None, engine_model: None }),
        owner: "e6001".parse().unwrap(),
        department: "production".parse().ok(),
        due_at,
        steps: vec!["培训".parse().unwrap(), "复检".parse().unwrap()],
    };
    record(world, measure, opened);
    (measure, due_at)
}

/// A measure that a ticket asks for, up to its verification, and another one that is due.
pub(crate) fn measured(world: &mut World, ticket: TicketId) -> (ImprovementId, Timestamp) {
    let (measure, due_at) = opened(world, 1, ImprovementSource::Ticket { ticket, entry: None });
    record(world, measure, ImprovementBecameOverdue { due_at });
    record(world, measure, ImprovementDueDateMoved { due_at: due_at + INSTANT, reason: "工装推迟".parse().unwrap() });
    for step in [2, 1] {
        record(world, measure, ImprovementStepDone { step, remark: None });
    }
    let effective_from = world.now;
    record(world, measure, ImprovementDone { result: "已复检".parse().unwrap(), effective_from, attachment: None });
    let findings = "无复发".parse().unwrap();
    record(world, measure, ImprovementVerified { effect: Effect::Effective, findings, attachment: None });
    opened(world, 2, ImprovementSource::Other { explanation: "审核".parse().unwrap() })
}

#[tokio::test]
async fn a_measure_says_how_far_it_is_and_whether_it_was_ever_overdue() {
    let mut world = World::new(42);
    let ticket = world.report("漏油");
    let (second, due_at) = measured(&mut world, ticket);
    let folder = tempfile::tempdir().unwrap();
    let models = started(folder.path(), world.store.clone()).await;
    caught_up(&models, &world).await;
    let view = models.views().of::<Improvements>();
    let rows = |filters: &[(&str, &str)]| {
        let of = |(name, text): &(&str, &str)| Condition::of(&IMPROVEMENTS, name, text).unwrap();
        let conditions: Vec<_> = filters.iter().map(of).collect();
        view.rows(&IMPROVEMENTS, &conditions, None, 10).unwrap().value.items
    };
    let [first] = &rows(&[("ticket", &ticket.to_string())])[..] else { panic!("one measure of the ticket") };
    assert_eq!(
        (&first["stage"], &first["steps_done"], &first["source"]),
        (&json!("effective"), &json!(2), &json!("ticket"))
    );
    assert!(first.contains_key("overdue_since") && first.contains_key("verified_by"), "{first:?}");
    for (filters, found) in [
        (&[("stage", "open")][..], 1),
        (&[("owner", "e6001")], 2),
        (&[("failure_code", "FUEL-017")], 2),
        (&[("stage", "open"), ("due_at_before", &(due_at + INSTANT).to_string())], 1),
        (&[("stage", "open"), ("due_at_before", &due_at.to_string())], 0),
    ] {
        assert_eq!(rows(filters).len(), found, "{filters:?}");
    }
    assert_eq!(view.due_at(due_at, 10).unwrap().value, []);
    assert_eq!(view.due_at(due_at + INSTANT, 10).unwrap().value, [(second.stream(), due_at + INSTANT)]);
    assert_eq!(view.next_due_after(due_at).unwrap().value, Some(due_at + INSTANT));
}
