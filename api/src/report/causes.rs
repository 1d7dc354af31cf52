//! Why two reports of a period differ: for each figure the events that were recorded between them and bear on it.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use domain::Reference;
use domain::measures::{Case, Look, Observation, Repeats, observations};
use domain::report::{ColumnName, Difference, Looked, Report, TableName, differences, measured};
use events_schema::facts::ticket::TicketFact;
use events_schema::ids::TicketId;
use events_schema::{Entry, Envelope, EventId, FactSet, Position, RecordedEvent, StreamName, Timestamp};
use projections::TicketMeasures;
use projections::ticket_measures::case_of;
use schemars::JsonSchema;
use serde::Serialize;

use super::NotReported;
use crate::app::App;
use crate::entries::each_entry;

/// How many events of one line are listed.
const LISTED: usize = 20;
/// How many events are read at once.
const PAGE: usize = 2_048;

/// A figure that reads otherwise, and why.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Explained {
    /// What differs.
    #[serde(flatten)]
    pub difference: Difference,
    /// The events that bear on it, of those that were recorded between the two reports: the first 20 of them.
    pub events: Vec<Cause>,
    /// How many such events there are.
    pub of: usize,
    /// Whether time alone bears on it too: a deadline passed or a window elapsed between the two.
    pub time_passed: bool,
}

/// An event that was recorded between two reports.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Cause {
    /// Its position.
    pub position: Position,
    /// The event.
    pub event: EventId,
    /// Its stream.
    pub stream: StreamName,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: String,
    /// When it happened, as was reported.
    pub occurred_at: Timestamp,
    /// When it was recorded.
    pub recorded_at: Timestamp,
}

type Address = (TableName, String, ColumnName);

/// What bears on figures.
#[derive(Default)]
struct Bearing {
    /// Tickets by the figures that they change.
    tickets: HashMap<Address, BTreeSet<TicketId>>,
    /// Tickets that change although nothing was recorded of them, each with those whose report made them a repeat.
    silent: HashMap<TicketId, BTreeSet<TicketId>>,
}

/// Compares two reports of one period, and says what bears on each line.
///
/// # Errors
/// If the log or the read model of measures cannot be read.
pub async fn explain(app: &Arc<App>, then: &Report, now: &Report) -> Result<Vec<Explained>, NotReported> {
    let found = differences(then, now);
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let between = Between::read(app, then.position, now.position).await?;
    let histories = between.histories(app).await?;
    let view = app.models.views().of::<TicketMeasures>();
    let (then, now, reference) = (then.clone(), now.clone(), app.directory.now().reference);
    let explained = tokio::task::spawn_blocking(move || {
        let looked = Looked::of(now.period);
        let rules = |of: &Report| reference.policy_at(of.as_of).open.measures.clone();
        let longest = rules(&now).recurrence_windows.last().copied().unwrap_or_default();
        let from = looked.windows().map(|window| window.from).min().unwrap_or(now.as_of);
        let before = looked.windows().map(|window| window.before + longest).max().unwrap_or(now.as_of);
        let cases = view.cases(from, before)?.value;
        let pairs = pairs(cases, &histories, (then.position, now.position), &reference)?;
        let bearing = bearing(&looked, &pairs, (then.as_of, &rules(&then)), (now.as_of, &rules(&now)));
        Ok(found.into_iter().map(|difference| between.explained(difference, &bearing)).collect())
    });
    explained.await?
}

/// What was recorded between two reports.
struct Between {
    /// The events, in the order of the log, with what they say.
    events: Vec<(Cause, String)>,
}

impl Between {
    async fn read(app: &App, from: Position, before: Position) -> Result<Self, NotReported> {
        let (mut events, mut next) = (Vec::new(), from);
        loop {
            let page = app.store.read_all(next, PAGE).await?;
            let Some(last) = page.last().map(|event| event.position) else { break };
            let wanted = page.iter().filter(|event| event.position < before);
            for event in wanted {
                events.push((cause(event)?, String::from_utf8_lossy(&event.data).into_owned()));
            }
            next = last.next();
            if next >= before {
                break;
            }
        }
        Ok(Self { events })
    }

    /// The whole histories of the tickets of which something was recorded.
    async fn histories(&self, app: &App) -> Result<Histories, NotReported> {
        let mut histories = Histories::new();
        for (cause, _) in self.events.iter().filter(|(cause, _)| cause.stream.category() == TicketFact::CATEGORY) {
            let Ok(ticket) = cause.stream.as_str().parse::<TicketId>() else { continue };
            if let std::collections::hash_map::Entry::Vacant(place) = histories.entry(ticket) {
                let mut entries = Vec::new();
                each_entry::<_, NotReported>(&*app.store, &cause.stream, |entry| entries.push(entry.clone())).await?;
                place.insert(entries);
            }
        }
        Ok(histories)
    }

    fn explained(&self, difference: Difference, bearing: &Bearing) -> Explained {
        let feeding = feeding(difference.table, difference.column);
        let (causes, time_passed): (Vec<&Cause>, bool) = if feeding.is_empty() {
            let tickets = bearing.of(&difference);
            let speaking: BTreeSet<TicketId> = tickets
                .iter()
                .flat_map(|ticket| bearing.silent.get(ticket).into_iter().flatten().copied().chain([*ticket]))
                .collect();
            let is_of = |cause: &&Cause| cause.stream.as_str().parse().is_ok_and(|of| speaking.contains(&of));
            let causes: Vec<&Cause> = self.events.iter().map(|(cause, _)| cause).filter(is_of).collect();
            let time_passed = tickets.iter().any(|ticket| bearing.silent.get(ticket).is_some_and(BTreeSet::is_empty));
            (causes, time_passed)
        } else {
            (self.of_records(feeding, &difference.key), false)
        };
        let listed = causes.iter().take(LISTED).map(|cause| (*cause).clone()).collect();
        Explained { difference, events: listed, of: causes.len(), time_passed }
    }

    /// Events of streams of some kinds: those of the row's own stream, else those that name its key, else all.
    fn of_records(&self, feeding: &[&str], key: &str) -> Vec<&Cause> {
        let all = || self.events.iter().filter(|(cause, _)| feeding.contains(&cause.stream.category()));
        let own: Vec<&Cause> = all().map(|(cause, _)| cause).filter(|cause| cause.stream.as_str() == key).collect();
        if !own.is_empty() {
            return own;
        }
        let quoted = format!("\"{key}\"");
        let naming: Vec<&Cause> = all().filter(|(_, data)| data.contains(&quoted)).map(|(cause, _)| cause).collect();
        if naming.is_empty() { all().map(|(cause, _)| cause).collect() } else { naming }
    }
}

fn cause(event: &RecordedEvent) -> Result<Cause, NotReported> {
    let envelope: Envelope = serde_json::from_slice(&event.metadata)?;
    Ok(Cause {
        position: event.position,
        event: event.id,
        stream: event.stream.clone(),
        kind: event.kind.to_string(),
        occurred_at: envelope.occurred_at,
        recorded_at: envelope.recorded_at,
    })
}

/// The kinds of streams that feed a figure; none where it is counted from tickets.
fn feeding(table: TableName, column: ColumnName) -> &'static [&'static str] {
    match (table, column) {
        (_, ColumnName::Responsibility | ColumnName::Answers) => &["responsibility"],
        (TableName::Improvements, ColumnName::CauseBefore | ColumnName::CauseAfter) => &["improvement", "ticket"],
        (TableName::Improvements, _) => &["improvement"],
        (TableName::Suppliers, _) => {
            &["supplier_notice", "supplier_evaluation", "supplier_standing", "corrective_action", "supplier"]
        }
        (TableName::Trainings, _) => &["training_session", "qualification"],
        (TableName::TrainingPlan, _) => &["training_plan"],
        _ => &[],
    }
}

type Histories = HashMap<TicketId, Vec<Entry<TicketFact>>>;

/// A ticket as it was and as it is; equal where nothing was recorded of it.
struct Pair {
    then: Option<Case>,
    now: Option<Case>,
    is_recorded: bool,
}

fn pairs(
    cases: Vec<Case>,
    histories: &Histories,
    (then, now): (Position, Position),
    reference: &Reference,
) -> Result<BTreeMap<TicketId, Pair>, NotReported> {
    let mut pairs: BTreeMap<TicketId, Pair> = BTreeMap::new();
    for case in cases.into_iter().filter(|case| !histories.contains_key(&case.ticket)) {
        pairs.insert(case.ticket, Pair { then: Some(case.clone()), now: Some(case), is_recorded: false });
    }
    for (ticket, entries) in histories {
        let at = |before: Position| {
            let entries = entries.iter().filter(|entry| entry.position.is_some_and(|position| position < before));
            case_of(*ticket, entries, reference)
        };
        let unreadable = |error| NotReported::Sql(projections::sql::SqlError::Unreadable(error));
        let (then, now) = (at(then).map_err(unreadable)?, at(now).map_err(unreadable)?);
        pairs.insert(*ticket, Pair { then, now, is_recorded: true });
    }
    Ok(pairs)
}

type Rules = events_schema::facts::sla_policy::MeasureRules;

fn bearing(
    looked: &Looked,
    pairs: &BTreeMap<TicketId, Pair>,
    (as_of_then, rules_then): (Timestamp, &Rules),
    (as_of_now, rules_now): (Timestamp, &Rules),
) -> Bearing {
    let repeats_then = Repeats::of(pairs.values().filter_map(|pair| pair.then.as_ref()));
    let repeats_now = Repeats::of(pairs.values().filter_map(|pair| pair.now.as_ref()));
    let then = Look { as_of: as_of_then, rules: rules_then, repeats: &repeats_then };
    let now = Look { as_of: as_of_now, rules: rules_now, repeats: &repeats_now };
    let mut bearing = Bearing::default();
    for (ticket, pair) in pairs {
        if seen(pair.then.as_ref(), then) == seen(pair.now.as_ref(), now) && pair.then == pair.now {
            continue;
        }
        let table = |case: &Option<Case>, look| tables(looked, look, case.as_slice());
        for of in differences(&table(&pair.then, then), &table(&pair.now, now)) {
            bearing.tickets.entry((of.table, of.key, of.column)).or_default().insert(*ticket);
        }
        if !pair.is_recorded {
            bearing.silent.insert(*ticket, repeated_by(pair, pairs));
        }
    }
    bearing
}

fn seen<'a>(case: Option<&'a Case>, look: Look<'_>) -> Vec<Observation<'a>> {
    let mut seen = Vec::new();
    if let Some(case) = case {
        observations(case, look, |of| seen.push(of));
    }
    seen
}

/// The tables of a report to which only these cases belong.
fn tables(looked: &Looked, look: Look<'_>, cases: &[Case]) -> Report {
    Report { tables: measured(looked, look, cases), ..Report::empty(looked.period, look.as_of) }
}

/// Of which tickets something was recorded that have the same fault of the same engine.
fn repeated_by(silent: &Pair, pairs: &BTreeMap<TicketId, Pair>) -> BTreeSet<TicketId> {
    let fault = |case: &Case| {
        let of = &case.traits;
        Some((of.engine_serial.clone()?, of.failure_code.clone().or_else(|| of.part.clone())?))
    };
    let Some(own) = silent.now.as_ref().and_then(fault) else { return BTreeSet::new() };
    let has_it = |case: &Option<Case>| case.as_ref().and_then(fault).as_ref() == Some(&own);
    let same = pairs.iter().filter(|(_, pair)| pair.is_recorded && (has_it(&pair.then) || has_it(&pair.now)));
    same.map(|(ticket, _)| *ticket).collect()
}

impl Bearing {
    /// The tickets behind a line. A share of all may differ because of others: then it is all that change its column.
    fn of(&self, difference: &Difference) -> BTreeSet<TicketId> {
        let address = (difference.table, difference.key.clone(), difference.column);
        if let Some(tickets) = self.tickets.get(&address) {
            return tickets.clone();
        }
        let in_column = self
            .tickets
            .iter()
            .filter(|((table, _, column), _)| *table == difference.table && *column == difference.column);
        let in_column: BTreeSet<TicketId> = in_column.flat_map(|(_, tickets)| tickets.iter().copied()).collect();
        if !in_column.is_empty() {
            return in_column;
        }
        let in_table = self.tickets.iter().filter(|((table, ..), _)| *table == difference.table);
        in_table.flat_map(|(_, tickets)| tickets.iter().copied()).collect()
    }
}
