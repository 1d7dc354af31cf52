//! What the read models show.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use domain::clocks::Marks;
use events_schema::facts::sla_policy::ClockKind;
use events_schema::facts::ticket::{
    ClockBreached, ContactAttempted, CustomerReached, EntryCorrected, EntryRetracted, FailedAttempt, Replacement,
    TicketAssigned, TicketClassified, TicketFact,
};
use events_schema::ids::TicketId;
use events_schema::values::{ContactMethod, TicketClass, Verdict};
use events_schema::{Duration, EventId, Position, Revision, TicketCode, Timestamp};
use projections::clocks::{ClockFilter, Looker, Standing};
use projections::ticket_details::Details;
use projections::ticket_list::{TicketFilter, TicketRow};
use projections::{Clocks, ReadModels, TicketDetails, TicketList, open_read_only};

use crate::follow::{caught_up, started};
use crate::history::{Chance, World};

struct Shown {
    folder: tempfile::TempDir,
    models: ReadModels,
}

async fn shown(world: &World) -> Shown {
    let folder = tempfile::tempdir().unwrap();
    let models = started(folder.path(), world.store.clone()).await;
    caught_up(&models, world).await;
    Shown { folder, models }
}

impl Shown {
    fn tickets(&self, filter: &TicketFilter) -> Vec<TicketRow> {
        self.models.views().of::<TicketList>().page(filter, None, 500).unwrap().value.items
    }

    fn found(&self, text: &str) -> BTreeSet<TicketId> {
        let filter = TicketFilter { text: Some(text.to_owned()), ..TicketFilter::default() };
        self.tickets(&filter).into_iter().map(|row| row.ticket).collect()
    }

    fn details(&self, ticket: TicketId) -> Details {
        let document = self.models.views().of::<TicketDetails>().details(ticket).unwrap().value.unwrap();
        serde_json::from_str(&document.json).unwrap()
    }
}

fn at(minute: i64) -> Timestamp {
    "2026-03-02T01:15:00Z".parse::<Timestamp>().unwrap() + Duration::from_minutes(minute)
}

fn classified(class: TicketClass) -> TicketClassified {
    TicketClassified { class, grounds: None, issue_type: "leak".parse().ok(), policy_version: 0 }
}

fn assigned() -> TicketAssigned {
    TicketAssigned { group: "fuel".parse().unwrap(), group_revision: Revision::FIRST, policy_version: 0 }
}

fn reached() -> CustomerReached {
    CustomerReached { method: Some(ContactMethod::Phone), summary: None }
}

fn retraction(retracts: EventId) -> EntryRetracted {
    EntryRetracted { retracts, kind: "ticket.customer_reached".to_owned(), reason: "wrong ticket".parse().unwrap() }
}

fn correction(corrects: EventId, fact: impl Into<TicketFact>, happened_at: Option<Timestamp>) -> EntryCorrected {
    let replacement = Replacement(Box::new(fact.into()));
    EntryCorrected { corrects, replacement, happened_at, reason: "mistyped".parse().unwrap() }
}

/// A report with another symptom and serial number, received earlier.
fn corrected_report(world: &World, ticket: TicketId) -> EntryCorrected {
    let (event, TicketFact::Reported(mut report)) = world.entries(ticket)[0].clone() else { panic!("a report") };
    report.symptom = "水温高".parse().ok();
    report.engine_serial = "WP12-999999".parse().ok();
    correction(event, report, Some(at(-30)))
}

#[tokio::test]
async fn the_list_shows_tickets_as_corrected() {
    let mut world = World::new(20);
    let ticket = world.report("漏油");
    world.after(5).add(ticket, classified(TicketClass::General));
    let wrong = world.after(5).add(ticket, classified(TicketClass::Important));
    let report = corrected_report(&world, ticket);
    world.after(5).add(ticket, report);
    let shown = shown(&world).await;
    assert_eq!(shown.tickets(&TicketFilter::default())[0].class, Some(TicketClass::Important));
    world.after(5).add(ticket, retraction(wrong));
    caught_up(&shown.models, &world).await;

    let rows = shown.tickets(&TicketFilter::default());
    let [row] = &rows[..] else { panic!("{rows:?}") };
    assert_eq!(row.class, Some(TicketClass::General));
    assert_eq!(row.received_at, at(-30));
    assert_eq!(row.last_changed_at, at(20));
    assert_eq!(row.revision, Revision(4));
    assert_eq!(row.engine_serial.as_ref().unwrap().as_str(), "WP12-999999");
    assert_eq!((shown.found("漏油"), shown.found("水温")), (BTreeSet::new(), [ticket].into()));
}

#[tokio::test]
async fn the_details_show_entries_as_corrected_and_name_those_that_were_retracted() {
    let mut world = World::new(21);
    let ticket = world.report("漏油");
    world.after(1).add(ticket, classified(TicketClass::General));
    world.after(1).add(ticket, assigned());
    let attempt = ContactAttempted { method: ContactMethod::Phone, outcome: FailedAttempt::Busy };
    let attempted = world.after(1).add(ticket, attempt.clone());
    let wrong = world.after(1).add(ticket, reached());
    let right = ContactAttempted { method: ContactMethod::Wechat, ..attempt };
    let corrected = world.after(1).add(ticket, correction(attempted, right.clone(), Some(at(2))));
    let retracted = world.after(1).add(ticket, retraction(wrong));
    let details = shown(&world).await.details(ticket);

    let [contact] = &details.contacts[..] else { panic!("{details:?}") };
    assert_eq!(*contact.fact.0, TicketFact::from(right));
    assert_eq!((contact.event, contact.occurred_at, &contact.corrected_by[..]), (attempted, at(2), &[corrected][..]));
    let [gone] = &details.retracted[..] else { panic!("{details:?}") };
    assert_eq!((gone.event, gone.by, &*gone.kind), (wrong, retracted, "ticket.customer_reached"));
    assert_eq!(details.corrections[0].event, corrected);
    assert_eq!((details.class, details.group), (Some(TicketClass::General), "fuel".parse().ok()));
    assert_eq!((details.revision, details.received_at), (Revision(6), Some(at(0))));
}

#[tokio::test]
async fn a_clock_follows_what_is_corrected_and_retracted() {
    let mut world = World::new(22);
    let ticket = world.report("漏油");
    world.after(10).add(ticket, classified(TicketClass::General));
    world.add(ticket, assigned());
    let wrong = world.after(30).add(ticket, reached());
    let shown = shown(&world).await;
    let clocks = shown.models.views().of::<Clocks>();
    let row = |clock| clocks.of_ticket(ticket).unwrap().value.into_iter().find(|row| row.clock == clock).unwrap();

    let contact = row(ClockKind::FirstContact);
    assert_eq!((contact.started_at, contact.due_at), (at(10), Some(at(130))));
    assert_eq!(
        (contact.state, contact.verdict, contact.stopped_at),
        (Standing::Stopped, Some(Verdict::Met), Some(at(40)))
    );
    assert_eq!((contact.class, contact.group), (Some(TicketClass::General), "fuel".parse().ok()));
    assert_eq!(clocks.next_notice_after(at(0)).unwrap().value, None);

    world.after(5).add(ticket, retraction(wrong));
    caught_up(&shown.models, &world).await;
    let contact = row(ClockKind::FirstContact);
    assert_eq!((contact.state, contact.verdict, contact.stopped_at), (Standing::Running, None, None));
    // Half of two hours after the assignment.
    assert_eq!(clocks.next_notice_after(at(0)).unwrap().value, Some(at(70)));

    let report = corrected_report(&world, ticket);
    world.after(5).add(ticket, report);
    caught_up(&shown.models, &world).await;
    assert_eq!(row(ClockKind::Triage).due_at, Some(at(30)));
}

#[tokio::test]
async fn the_watch_finds_what_is_due_and_not_what_it_has_recorded() {
    let mut world = World::new(23);
    let (first, second) = (world.report("漏油"), world.after(20).report("水温高"));
    let shown = shown(&world).await;
    let clocks = shown.models.views().of::<Clocks>();
    let due = |minute| -> Vec<_> {
        clocks.due_notices(at(minute), 10).unwrap().value.into_iter().map(|notice| (notice.ticket, notice.at)).collect()
    };
    assert_eq!(due(29), []);
    assert_eq!(due(50), [(first, at(30)), (second, at(50))]);
    assert_eq!(clocks.due_notices(at(50), 1).unwrap().value.len(), 1);

    world.after(10).add(first, classified(TicketClass::General));
    world.after(60).add(second, classified(TicketClass::General));
    caught_up(&shown.models, &world).await;
    let passed = at(80) + Duration::from_micros(1);
    assert_eq!(due(1000), [(second, passed)], "the second was classified late and the breach is not recorded");
    world.add(second, ClockBreached { clock: ClockKind::Triage, episode: 1, number: 1, due_at: at(80) });
    caught_up(&shown.models, &world).await;
    assert_eq!(due(1000), []);
}

#[tokio::test]
async fn tickets_are_found_by_words_of_two_scripts() {
    let mut world = World::new(24);
    let start = world.report("启动困难,排气管冒黑烟");
    let turbo = world.report("Turbo whistles at 2200 rpm, 增压器异响");
    let leak = world.report("漏油");
    let shown = shown(&world).await;
    let rows = [
        ("启动", vec![start]),
        ("黑烟 困难", vec![start]),
        ("烟", vec![start]),
        ("油", vec![leak]),
        ("TURBO 异响", vec![turbo]),
        ("turbo 漏油", vec![]),
        ("2200", vec![turbo]),
        ("220", vec![]),
        ("困启", vec![]),
        (",。", vec![]),
    ];
    for (text, tickets) in rows {
        assert_eq!(shown.found(text), tickets.into_iter().collect(), "{text}");
    }
}

#[tokio::test]
async fn each_filter_finds_exactly_the_rows_that_fit() {
    let mut world = World::new(25);
    world.go_on(900);
    let shown = shown(&world).await;
    let all = shown.tickets(&TicketFilter::default());
    let sample = all.iter().find(|row| row.group.is_some() && row.engine_serial.is_some()).unwrap().clone();
    let none = TicketFilter::default;
    let code: TicketCode = sample.code.parse().unwrap();
    type Fits = Box<dyn Fn(&TicketRow) -> bool>;
    let like = |fits: fn(&TicketRow, &TicketRow) -> bool| -> Fits {
        let sample = sample.clone();
        Box::new(move |row| fits(row, &sample))
    };
    let rows: Vec<(TicketFilter, Fits)> = vec![
        (TicketFilter { stage: Some(sample.stage), ..none() }, like(|row, sample| row.stage == sample.stage)),
        (TicketFilter { class: sample.class, ..none() }, like(|row, sample| row.class == sample.class)),
        (TicketFilter { group: sample.group.clone(), ..none() }, like(|row, sample| row.group == sample.group)),
        (
            TicketFilter { issue_type: sample.issue_type.clone(), ..none() },
            like(|row, sample| row.issue_type == sample.issue_type),
        ),
        (TicketFilter { channel: Some(sample.channel), ..none() }, like(|row, sample| row.channel == sample.channel)),
        (
            TicketFilter { engine_serial: sample.engine_serial.clone(), ..none() },
            like(|row, sample| row.engine_serial == sample.engine_serial),
        ),
        (
            TicketFilter { customer: Some(sample.customer), ..none() },
            like(|row, sample| row.customer == sample.customer),
        ),
        (TicketFilter { code: Some(code), ..none() }, like(|row, sample| row.ticket == sample.ticket)),
        (
            TicketFilter { received_from: Some(sample.received_at), class: sample.class, ..none() },
            like(|row, sample| row.received_at >= sample.received_at && row.class == sample.class),
        ),
        (
            TicketFilter { received_before: Some(sample.received_at), ..none() },
            like(|row, sample| row.received_at < sample.received_at),
        ),
    ];
    for (filter, fits) in rows {
        let expected: Vec<&TicketRow> = all.iter().filter(|row| fits(row)).collect();
        assert!(!expected.is_empty(), "{filter:?}");
        assert_eq!(shown.tickets(&filter).iter().collect::<Vec<_>>(), expected, "{filter:?}");
    }
}

#[tokio::test]
async fn pages_leave_nothing_out_and_repeat_nothing() {
    let (mut world, mut chance) = (World::new(26), Chance(27));
    for _ in 0..40 {
        // Several at the same instant, so that the id decides.
        for _ in 0..3 {
            world.report("漏油");
        }
        world.after(1);
    }
    let shown = shown(&world).await;
    let all = shown.tickets(&TicketFilter::default());
    assert_eq!(all.len(), 120);
    assert!(all.is_sorted_by_key(|row| std::cmp::Reverse((row.received_at, row.ticket))));
    let (list, clocks) = (shown.models.views().of::<TicketList>(), shown.models.views().of::<Clocks>());

    let (mut paged, mut after) = (Vec::new(), None);
    loop {
        let page = list.page(&TicketFilter::default(), after, 1 + chance.below(9)).unwrap().value;
        paged.extend(page.items);
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(paged, all);

    let (mut paged, mut after) = (Vec::new(), None);
    let running = ClockFilter { state: Some(Standing::Running), ..ClockFilter::default() };
    loop {
        let page = clocks.page(&running, after, 1 + chance.below(9)).unwrap().value;
        paged.extend(page.items);
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(paged, clocks.page(&running, None, 500).unwrap().value.items);
    assert_eq!(paged.len(), 120);
    assert!(paged.is_sorted_by_key(|row| (row.due_at, row.ticket)));
}

#[tokio::test]
async fn clocks_are_found_by_what_became_of_them() {
    let mut world = World::new(28);
    world.go_on(600);
    let shown = shown(&world).await;
    let clocks = shown.models.views().of::<Clocks>();
    let page = |filter: ClockFilter| clocks.page(&filter, None, 500).unwrap().value.items;
    let none = ClockFilter::default;
    let all = page(none());
    let sample = all.iter().find(|row| row.verdict == Some(Verdict::Breached) && row.group.is_some()).unwrap();
    let found = page(ClockFilter {
        clock: Some(sample.clock),
        verdict: sample.verdict,
        group: sample.group.clone(),
        class: sample.class,
        due_from: sample.due_at,
        ..none()
    });
    assert!(found.contains(sample));
    let fits = |row: &&projections::clocks::ClockRow| {
        (row.clock, row.verdict, row.class) == (sample.clock, sample.verdict, sample.class)
            && row.group == sample.group
            && row.due_at >= sample.due_at
    };
    assert_eq!(found.iter().collect::<Vec<_>>(), all.iter().filter(fits).collect::<Vec<_>>());
    let before = page(ClockFilter { due_before: sample.due_at, ..none() });
    assert_eq!(before.len(), all.iter().filter(|row| row.due_at < sample.due_at).count());
    assert_eq!(
        page(ClockFilter { ticket: Some(sample.ticket), ..none() }).len(),
        clocks.of_ticket(sample.ticket).unwrap().value.len()
    );
}

#[tokio::test]
async fn a_folder_can_be_read_beside_the_server() {
    let mut world = World::new(29);
    let ticket = world.report("漏油");
    let shown = shown(&world).await;
    let beside = open_read_only(shown.folder.path()).unwrap();
    let details = beside.of::<TicketDetails>().details(ticket).unwrap();
    assert_eq!(details.value.unwrap().revision, Revision(0));
    assert_eq!(details.position, world.last().next());
    assert!(open_read_only(&shown.folder.path().join("none")).is_err());
}

/// Notes whom it has seen, and stops after so many.
struct Seen {
    begun: Option<(Position, u64)>,
    tickets: Vec<TicketId>,
    most: usize,
}

impl Looker for Seen {
    fn begin(&mut self, position: Position, tickets: u64) -> ControlFlow<()> {
        self.begun = Some((position, tickets));
        ControlFlow::Continue(())
    }

    fn look(&mut self, ticket: TicketId, marks: &Marks) -> ControlFlow<()> {
        assert!(marks.latest().is_some(), "{ticket} was reported");
        self.tickets.push(ticket);
        if self.tickets.len() < self.most { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    }
}

#[tokio::test]
async fn all_tickets_are_looked_through_at_one_position_from_any_on() {
    let mut world = World::new(31);
    let mut tickets: Vec<TicketId> = (0..5).map(|_| world.report("漏油")).collect();
    tickets.sort_unstable_by_key(ToString::to_string);
    let shown = shown(&world).await;
    let clocks = shown.models.views().of::<Clocks>();
    for (from, most, expected) in
        [(None, 9, &tickets[..]), (Some(tickets[2]), 9, &tickets[2..]), (Some(tickets[1]), 2, &tickets[1..3])]
    {
        let mut seen = Seen { begun: None, tickets: Vec::new(), most };
        let read = clocks.look_through(from, &mut seen).unwrap();
        let left = tickets.iter().filter(|ticket| from.is_none_or(|from| **ticket >= from)).count();
        assert_eq!(seen.begun, Some((read.position, left as u64)));
        assert_eq!(read.position, world.last().next());
        assert_eq!(seen.tickets, expected);
    }
}
