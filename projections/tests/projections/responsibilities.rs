//! Cases and shares: what is provisional, what counts, and what counts no longer.

use events_schema::facts::responsibility::{
    Conclusion, DeterminationBecameFinal, DisputeConcluded, DisputeReopened, Party, ResponsibilityDetermined,
    ResponsibilityFact, ResponsibilityMeetingHeld, ResponsibilityOpened, ShareOf,
};
use events_schema::ids::{ResponsibilityId, TicketId};
use events_schema::{Duration, EventId};
use projections::responsibilities::{RESPONSIBILITIES, SHARES, SUMS};
use projections::{Condition, PublishedView, ReadModels, Responsibilities};
use serde_json::{Map, Value};

use crate::follow::{caught_up, started};
use crate::history::World;

fn record(world: &mut World, ticket: TicketId, fact: impl Into<ResponsibilityFact>) -> EventId {
    world.record(&ResponsibilityId::of(ticket).stream(), &fact.into())
}

fn half(party: Party) -> ShareOf {
    ShareOf { party, share: "50".parse().unwrap() }
}

fn engineer() -> Party {
    Party::Person { person: "e4002".parse().unwrap(), department: "after-sales".parse().ok() }
}

fn supplier() -> Party {
    Party::Supplier { supplier: "supplier-a".parse().unwrap() }
}

/// A case of a ticket, up to a determination; says its event.
pub(crate) fn determined(world: &mut World, ticket: TicketId) -> EventId {
    let closed_at = world.now;
    record(world, ticket, ResponsibilityOpened { ticket, closing: None, closed_at });
    record(world, ticket, ResponsibilityMeetingHeld { attendees: vec!["e5001".parse().unwrap()], minutes: None });
    let determined = ResponsibilityDetermined {
        cause: "力矩不足".parse().unwrap(),
        category: None,
        shares: vec![half(Party::Department { department: "production".parse().unwrap() }), half(engineer())],
        grounds: "拆检".parse().unwrap(),
        objections_until: world.now + Duration::from_hours(120),
        policy_version: 0,
    };
    record(world, ticket, determined)
}

/// A case to whose determination nobody objected.
pub(crate) fn became_final(world: &mut World) -> TicketId {
    let ticket = world.report("漏油");
    let (determination, since) = (determined(world, ticket), world.now);
    record(world, ticket, DeterminationBecameFinal { determination, since });
    ticket
}

struct Shown {
    _folder: tempfile::TempDir,
    models: ReadModels,
}

impl Shown {
    async fn rows(
        &self,
        world: &World,
        view: &'static PublishedView,
        filters: &[(&str, &str)],
    ) -> Vec<Map<String, Value>> {
        caught_up(&self.models, world).await;
        let conditions: Vec<_> = filters.iter().map(|(name, text)| Condition::of(view, name, text).unwrap()).collect();
        self.models.views().of::<Responsibilities>().rows(view, &conditions, None, 10).unwrap().value.items
    }
}

#[tokio::test]
async fn a_share_counts_when_it_is_final_and_no_longer_when_that_is_disputed() {
    let mut world = World::new(41);
    let (ticket, other) = (world.report("漏油"), world.report("水温高"));
    let folder = tempfile::tempdir().unwrap();
    let models = started(folder.path(), world.store.clone()).await;
    let shown = Shown { _folder: folder, models };
    let determination = determined(&mut world, ticket);
    determined(&mut world, other);
    let counting = async |world: &World, filters: &[(&str, &str)]| {
        shown.rows(world, &SHARES, &[filters, &[("counts", "true")]].concat()).await.len()
    };
    assert_eq!(counting(&world, &[]).await, 0);
    assert_eq!(shown.rows(&world, &SHARES, &[("counts", "false")]).await.len(), 4);
    let due = |minutes| world.now + Duration::from_minutes(minutes) + Duration::from_micros(1);
    let cases = shown.models.views().of::<Responsibilities>();
    assert_eq!(cases.due_at(due(7_199), 10).unwrap().value, []);
    assert_eq!(cases.due_at(due(7_200), 10).unwrap().value.len(), 2);
    assert_eq!(cases.next_due_after(due(7_200)).unwrap().value, None);

    let since = world.now;
    record(&mut world, ticket, DeterminationBecameFinal { determination, since });
    for (filters, counts) in [
        (&[("department", "production")][..], 1),
        (&[("department", "after-sales")], 1),
        (&[("person", "e4002")], 1),
        (&[("supplier", "supplier-a")], 0),
        (&[("since_from", "2026-03-02T00:00:00Z")], 2),
        (&[("since_before", "2026-03-02T00:00:00Z")], 0),
    ] {
        assert_eq!(counting(&world, filters).await, counts, "{filters:?}");
    }
    record(&mut world, ticket, DisputeReopened { reason: "新证据".parse().unwrap() });
    assert_eq!(counting(&world, &[]).await, 0);
    let disputed = shown.rows(&world, &RESPONSIBILITIES, &[("stage", "disputed")]).await;
    assert_eq!(disputed[0]["ticket"], ticket.to_string());
    let conclusion = Conclusion::Changed { shares: vec![half(supplier()), half(engineer())] };
    let (findings, evidence) = ("来料不合格".parse().unwrap(), Vec::new());
    let concluded = DisputeConcluded { determination, conclusion, findings, evidence, objections: None };
    let concluded = record(&mut world, ticket, concluded);
    let rows = shown.rows(&world, &SHARES, &[("supplier", "supplier-a")]).await;
    assert_eq!((&rows[0]["event"], &rows[0]["counts"]), (&Value::from(concluded.to_string()), &Value::from(true)));
    assert_eq!(counting(&world, &[("department", "production")]).await, 0);
}

#[tokio::test]
async fn sums_are_by_period_and_name_the_events_that_they_come_from() {
    let mut world = World::new(42);
    let folder = tempfile::tempdir().unwrap();
    let models = started(folder.path(), world.store.clone()).await;
    let shown = Shown { _folder: folder, models };
    let tickets = [became_final(&mut world), became_final(&mut world)];
    let provisional = world.report("冒烟");
    determined(&mut world, provisional);
    for (filters, sums) in [
        (&[("party", "department"), ("department", "production"), ("period", "2026-03")][..], (2, 10_000)),
        (&[("party", "department"), ("department", "after-sales"), ("period", "2026-Q1")], (2, 10_000)),
        (&[("person", "e4002"), ("period", "2026")], (2, 10_000)),
    ] {
        let rows = shown.rows(&world, &SUMS, filters).await;
        let [row] = &rows[..] else { panic!("{filters:?}: {rows:?}") };
        assert_eq!((row["tickets"].as_i64(), row["hundredths"].as_i64()), (Some(sums.0), Some(sums.1)), "{filters:?}");
        let events = row["events"].as_array().unwrap();
        let behind: i64 = events.iter().map(|event| event["hundredths"].as_i64().unwrap()).sum();
        assert_eq!((events.len(), behind), (2, sums.1));
        assert!(tickets.iter().all(|ticket| events.iter().any(|event| event["ticket"] == ticket.to_string())));
    }
    let all = shown.rows(&world, &SUMS, &[]).await;
    let numbers: std::collections::BTreeSet<i64> = all.iter().map(|row| row["number"].as_i64().unwrap()).collect();
    assert_eq!((all.len(), numbers.len()), (9, 9), "two departments and a person, by month, quarter and year");
}
