//! What holds whatever people do to a ticket, in whatever order: every command of the table, by everybody, at any time.

use std::sync::LazyLock;

use events_schema::facts::ticket::TicketFact;
use events_schema::schema::{Extent, example, generator};
use events_schema::{
    Actor, Channel, CommandId, Duration, Entry, EventId, Origin, PrincipalId, Revision, Role, Timestamp,
};
use proptest::prelude::*;
use proptest::sample::Index;
use schemars::Schema;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{COMMANDS, Ticket};
use crate::clocks::{Clock, Marks};
use crate::command::{Aggregate, judge};
use crate::context::{Context, OtherTicket};
use crate::scenario::{
    REFERENCE, actor, arrived, as_deputy, as_engineer, as_expert, as_head, as_lead, as_production_head, assigned, at,
    classified, customer, dispatched, emergency, entries, envelope, important, plan_started, reached, reported,
    reported_on_site, safe, solved, team_formed, ticket, ticket_id,
};

/// Something that somebody tries.
#[derive(Debug, Clone)]
struct Attempt {
    command: Index,
    extent: Extent,
    by: Index,
    /// So many minutes after the one before, and so many minutes before it is recorded.
    times: (i64, i64),
    /// What decides about the values in the body.
    choices: Vec<Index>,
}

fn attempt() -> impl Strategy<Value = Attempt> {
    let extent = prop_oneof![Just(Extent::Complete), Just(Extent::Minimal)];
    let later = prop_oneof![4 => 0_i64..20, 2 => 0_i64..200, 1 => 0_i64..3000];
    let back = prop_oneof![6 => Just(0_i64), 3 => 0_i64..60, 1 => 0_i64..5000];
    let choices = prop::collection::vec(any::<Index>(), 4..12);
    (any::<Index>(), extent, any::<Index>(), (later, back), choices)
        .prop_map(|(command, extent, by, times, choices)| Attempt { command, extent, by, times, choices })
}

/// Where it begins.
fn beginning() -> impl Strategy<Value = Vec<TicketFact>> {
    let on_site = || vec![arrived("e4001", Role::TechnicalExpert), arrived("e4002", Role::OnSiteEngineer)];
    prop_oneof![
        Just(vec![reported_on_site()]),
        Just(vec![reported(), classified(), assigned()]),
        Just(vec![reported(), classified(), assigned(), reached(), solved()]),
        Just(vec![reported(), important(), assigned(), dispatched()]),
        Just([vec![reported(), important(), assigned(), dispatched()], on_site()].concat()),
        Just(vec![reported(), emergency(), plan_started(), team_formed(), dispatched()]),
        Just(
            [vec![reported(), emergency(), plan_started(), team_formed()], on_site(), vec![safe(), solved()]].concat()
        ),
    ]
}

/// The bodies of all commands, as the interface shows them.
static BODIES: LazyLock<Vec<[Value; 2]>> = LazyLock::new(|| {
    let bodies = COMMANDS.iter().map(|row| {
        let mut generator = generator();
        let mut whole = (row.schema)(&mut generator).to_value();
        whole["$defs"] = Value::Object(generator.take_definitions(true));
        let schema = Schema::try_from(whole).unwrap();
        [Extent::Complete, Extent::Minimal].map(|extent| example(&schema, extent))
    });
    bodies.collect()
});

fn everybody() -> Vec<Actor> {
    let reporter = Actor::new(PrincipalId::Customer(customer()), Role::Customer, Channel::Http);
    let own_work = [actor(Role::HotlineAgent), actor(Role::SupportEngineer), Actor::system("reactions"), reporter];
    let others = [as_lead(), as_expert(), as_engineer(), as_head(), as_deputy(), as_production_head()];
    own_work.into_iter().chain(others).collect()
}

/// Mostly somebody who may.
fn somebody(attempt: &Attempt, may: &[Role]) -> Actor {
    let anybody = everybody();
    let those: Vec<Actor> = anybody.iter().filter(|actor| may.contains(&actor.role)).cloned().collect();
    let tries_his_luck = those.is_empty() || attempt.choices[0].index(5) == 0;
    attempt.by.get(if tries_his_luck { &anybody } else { &those }).clone()
}

/// Whether an entry can be meant where a body names one so.
fn is_meant(name: &str, fact: &TicketFact) -> bool {
    use TicketFact as F;
    match name {
        "request" => matches!(
            fact,
            F::WaiverRequested(_)
                | F::NoVisitProposed(_)
                | F::ClassChangeProposed(_)
                | F::ReassessmentOpened(_)
                | F::ResourceRequested(_)
        ),
        "solution" => matches!(fact, F::SolutionProposed(_)),
        "hold" => matches!(fact, F::HoldPlaced(_)),
        "report" => matches!(fact, F::ProgressReported(_)),
        _ => true,
    }
}

/// A history that grows by what the rules allow.
struct Course {
    history: Vec<Entry<TicketFact>>,
    ticket: Ticket,
    now: Timestamp,
    earlier: OtherTicket,
}

impl Course {
    fn from(beginning: Vec<TicketFact>) -> Self {
        let history = entries(beginning);
        let mut earlier = entries([reported(), classified(), assigned()]);
        earlier[0].envelope.occurred_at = at(-1);
        let earlier = OtherTicket { id: ticket_id(0), is: ticket(&earlier) };
        let (ticket, now) = (ticket(&history), at(history.len() as i64));
        Self { history, ticket, now, earlier }
    }

    /// The body with values that mean something here.
    fn body(&self, attempt: &Attempt, row: usize, happened_at: Timestamp) -> Value {
        let mut choices = attempt.choices.iter().cycle();
        let mut body = BODIES[row][usize::from(attempt.extent == Extent::Minimal)].clone();
        let name = COMMANDS[row].name;
        self.fit("", &mut body, happened_at, &mut || *choices.next().unwrap());
        match name {
            "receive-entry" => {
                body["author"] = json!(as_lead());
                body["happened_at"] = json!(self.now);
            }
            "correct" => body["set"] = json!({}),
            _ => {}
        }
        body
    }

    fn fit(&self, name: &str, value: &mut Value, happened_at: Timestamp, next: &mut impl FnMut() -> Index) {
        let fitting: Vec<Value> = match name {
            "request" | "event" | "solution" | "hold" | "report" | "merge" | "moved" => {
                let meant = self.history.iter().filter(|entry| is_meant(name, &entry.fact));
                meant.map(|entry| json!(entry.id)).collect()
            }
            "person" | "leader" | "attendees" => {
                ["e1042", "e2001", "e3001", "e4001", "e4002", "e5001", "e6001"].map(Value::from).into()
            }
            "role" => [Role::TechnicalExpert, Role::OnSiteEngineer, Role::HeadOfAfterSales, Role::ProductionHead]
                .map(|role| json!(role))
                .into(),
            "class" => vec!["general".into(), "important".into(), "emergency".into()],
            "safety_hazard" => vec!["none".into(), "possible".into()],
            "rating" => vec![1.into(), 3.into(), 5.into()],
            "group" => vec!["starters".into(), "crankers".into()],
            "issue_type" => vec!["starting".into()],
            "plan" if value.is_string() => vec!["fire".into(), "leak".into()],
            "to" | "into" => vec![json!(ticket_id(0)), json!(ticket_id(1))],
            _ => Vec::new(),
        };
        match value {
            Value::Object(fields) => {
                fields.iter_mut().for_each(|(name, value)| self.fit(name, value, happened_at, next));
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.fit(name, item, happened_at, next)),
            Value::String(text) if text.parse::<Timestamp>().is_ok() => *value = json!(happened_at),
            _ if !fitting.is_empty() => *value = next().get(&fitting).clone(),
            _ => {}
        }
    }

    /// What follows if it is allowed.
    fn attempt(&mut self, attempt: &Attempt) -> Result<(), TestCaseError> {
        let row = attempt.command.index(COMMANDS.len());
        let (later, back) = attempt.times;
        self.now = self.now + Duration::from_minutes(later);
        let happened_at = self.now - Duration::from_minutes(back);
        let body = self.body(attempt, row, happened_at);
        let command = (COMMANDS[row].parse)(&serde_json::to_vec(&body).unwrap());
        let command = command.map_err(|error| TestCaseError::fail(format!("{}: {error}", COMMANDS[row].name)))?;
        let by = somebody(attempt, COMMANDS[row].may);
        let id = CommandId::from_uuid(Uuid::from_u128(1000 + self.history.len() as u128));
        let stream = ticket_id(1).stream();
        let cx = Context {
            files: &[],
            stream: &stream,
            command: id,
            at: command.happened_at().unwrap_or(self.now),
            now: self.now,
            actor: &by,
            reference: &REFERENCE,
            reporter: None,
            other: command.other_ticket().filter(|id| *id == self.earlier.id).map(|_| &self.earlier),
            improvement: None,
            question: None,
            origin: &Origin::Live,
            unproven: &[],
        };
        let Ok(judged) = judge(&COMMANDS[row], &*command, Some(&self.ticket), &cx) else { return Ok(()) };
        let mut after = self.ticket.clone();
        let mut facts = Vec::new();
        for (index, (at, fact)) in judged.facts.into_iter().enumerate() {
            let mut envelope = envelope(at);
            (envelope.recorded_at, envelope.actor, envelope.command) = (self.now, judged.actor.clone(), id);
            let revision = Revision(self.history.len() as u64);
            let entry = Entry { position: None, id: EventId::of(id, index), revision, envelope, fact: fact.clone() };
            after.evolve(&entry);
            self.history.push(entry);
            facts.push(fact);
        }
        verdicts_stand(&self.ticket, &after, &facts, &cx)?;
        nothing_loses_its_ground(&self.ticket, &after, &facts, &cx)?;
        self.ticket = after;
        Ok(())
    }
}

/// Only another person changes a verdict, and what speaks against one is noted at once (`policy.md`, open point 8).
fn verdicts_stand(
    before: &Ticket,
    after: &Ticket,
    facts: &[TicketFact],
    cx: &Context<'_>,
) -> Result<(), TestCaseError> {
    let clocks = |ticket: &Ticket| ticket.marks().clocks(cx.now, &REFERENCE).unwrap();
    let (before, after) = (clocks(before), clocks(after));
    let known = |clocks: &[Clock], one: &Clock| clocks.iter().find(|clock| clock.id() == one.id()).cloned();
    let is_reassessed = facts.iter().any(|fact| matches!(fact, TicketFact::ClockReassessed(_)));
    // Until its deadline a clock follows the record.
    let is_judged = |clock: &Clock| clock.verdict.is_some() && clock.judged_by.is_some_and(|due| due < cx.now);
    for clock in before.iter().filter(|clock| is_judged(clock) && !is_reassessed) {
        let verdict = known(&after, clock).and_then(|clock| clock.verdict);
        prop_assert_eq!(verdict, clock.verdict, "{:?} after {:?}", clock, facts);
    }
    for clock in after.iter().filter(|clock| clock.contested.is_some() && !is_reassessed) {
        let is_new = known(&before, clock).is_none_or(|known| known.contested != clock.contested);
        let is_opened = facts.iter().any(|fact| {
            matches!(fact, TicketFact::ReassessmentOpened(opened)
                if (opened.clock, opened.episode, opened.number) == (clock.clock, clock.episode, clock.number)
                    && Some(opened.claimed) == clock.contested)
        });
        prop_assert_eq!(is_new, is_opened, "{:?} after {:?}", clock, facts);
    }
    Ok(())
}

/// What was allowed stands where it stands, and takes nothing away from under anything else.
fn nothing_loses_its_ground(
    before: &Ticket,
    after: &Ticket,
    facts: &[TicketFact],
    cx: &Context<'_>,
) -> Result<(), TestCaseError> {
    // Whether an entry of another ticket fits was asked when it was moved.
    if facts.iter().any(|fact| matches!(fact, TicketFact::EntryMovedIn(_))) {
        return Ok(());
    }
    let known = before.faults(cx);
    let new: Vec<_> = after.faults(cx).into_iter().filter(|fault| !known.contains(fault)).collect();
    prop_assert!(new.is_empty(), "{:?} after {:?}", new, facts);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) })]

    #[test]
    fn whatever_is_tried_the_rules_hold(
        beginning in beginning(),
        attempts in prop::collection::vec(attempt(), 1..100),
        cut in any::<Index>(),
    ) {
        let mut course = Course::from(beginning);
        for attempt in &attempts {
            course.attempt(attempt)?;
        }
        let (first, second) = course.history.split_at(cut.index(course.history.len()));
        let mut in_halves = ticket(first);
        let mut kept: Marks = serde_json::from_slice(&serde_json::to_vec(in_halves.marks()).unwrap()).unwrap();
        for entry in second {
            in_halves.evolve(entry);
            kept.apply(entry);
        }
        let at_once = ticket(&course.history);
        prop_assert_eq!(in_halves.state(), at_once.state());
        prop_assert_eq!(in_halves.marks(), at_once.marks());
        prop_assert_eq!(&kept, at_once.marks());
        prop_assert_eq!(course.ticket.state(), at_once.state());
    }
}
