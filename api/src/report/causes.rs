//! Why two reports of a period differ: for each figure the events that were recorded between them and bear on it.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use domain::Reference;
use domain::measures::{Case, Look, Observation, Repeats, observations};
use domain::report::{ColumnName, Difference, Looked, Report, TableName, differences, measured};
use events_schema::facts::sla_policy::SlaPolicyFact;
use events_schema::facts::ticket::TicketFact;
use events_schema::ids::TicketId;
use events_schema::{Envelope, EventId, FactSet, Position, RecordedEvent, Revision, StreamName, Timestamp};
use projections::TicketMeasures;
use projections::ticket_measures::case_of;
use schemars::JsonSchema;
use serde::Serialize;

use super::NotReported;
use crate::app::App;
use crate::entries::each_entry;

/// How many events of one line are listed.
const LISTED: usize = 20;
/// How many events after both reports are looked through.
const AFTERWARDS: u64 = 50_000;
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

/// What bears on figures that are counted from tickets.
#[derive(Default)]
struct Bearing {
    /// Tickets by the figures that what was recorded of them changes.
    tickets: HashMap<Address, BTreeSet<TicketId>>,
    /// Tickets by the figures of others that they make a repeat.
    repeating: HashMap<Address, BTreeSet<TicketId>>,
    /// Figures that another version of the policy changes.
    by_policy: HashSet<Address>,
    /// Figures that time alone changes.
    by_time: HashSet<Address>,
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
    let between = Between::read(app, &found, (then.position, now.position)).await?;
    let reference = app.directory.now().reference;
    let between = Arc::new(between);
    let recorded = between.pairs(app, (then.position, now.position), &reference).await?;
    let known = Arc::clone(&between);
    let view = app.models.views().of::<TicketMeasures>();
    let (then, now) = (then.clone(), now.clone());
    let bearing = tokio::task::spawn_blocking(move || {
        let looked = Looked::of(now.period);
        let rules = |of: &Report| reference.policy_at(of.as_of).open.measures.clone();
        let longest = rules(&now).recurrence_windows.last().copied().unwrap_or_default();
        let from = looked.windows().map(|window| window.from).min().unwrap_or(now.as_of);
        let before = looked.windows().map(|window| window.before + longest).max().unwrap_or(now.as_of);
        let mut pairs = recorded;
        for case in view.cases(from, before)?.value {
            let is_new = known.is_as_read(case.ticket);
            let then = Some(case.clone()).filter(|_| !is_new);
            pairs.entry(case.ticket).or_insert(Pair { then, now: Some(case), is_recorded: is_new });
        }
        Ok::<_, NotReported>(bearing(&looked, &pairs, (then.as_of, &rules(&then)), (now.as_of, &rules(&now))))
    });
    let bearing = bearing.await??;
    let mut explained = Vec::new();
    for difference in found {
        explained.push(between.explained(app, difference, &bearing).await?);
    }
    Ok(explained)
}

/// What was recorded between two reports, in the order of the log. Of tickets there is much, so that only its places are kept.
struct Between {
    tickets: Vec<(Position, TicketId)>,
    /// Those of them that were reported in between.
    new: HashSet<TicketId>,
    /// Those of which something was recorded after both, if that is not too much to be read.
    after: Option<HashSet<TicketId>>,
    policies: Vec<Cause>,
    /// Of what feeds a figure that differs: the events, with what they say.
    records: Vec<(Cause, String)>,
}

impl Between {
    async fn read(app: &App, found: &[Difference], (from, before): (Position, Position)) -> Result<Self, NotReported> {
        let wanted: BTreeSet<&str> =
            found.iter().flat_map(|of| feeding(of.table, of.column)).copied().filter(|of| *of != "ticket").collect();
        let mut between = Self {
            tickets: Vec::new(),
            new: HashSet::new(),
            after: tickets_since(app, before).await?,
            policies: Vec::new(),
            records: Vec::new(),
        };
        let mut next = from;
        while next < before {
            let page = app.store.read_all(next, PAGE).await?;
            let Some(last) = page.last() else { break };
            next = last.position.next();
            for event in page.iter().filter(|event| event.position < before) {
                match event.stream.category() {
                    TicketFact::CATEGORY => {
                        let Ok(ticket) = event.stream.as_str().parse() else { continue };
                        between.tickets.push((event.position, ticket));
                        if event.revision == Revision::FIRST {
                            between.new.insert(ticket);
                        }
                    }
                    SlaPolicyFact::CATEGORY => between.policies.push(cause(event)?),
                    category if wanted.contains(category) => {
                        between.records.push((cause(event)?, String::from_utf8_lossy(&event.data).into_owned()));
                    }
                    _ => {}
                }
            }
        }
        Ok(between)
    }

    /// Whether a ticket is as the read model has it, and was not there before.
    fn is_as_read(&self, ticket: TicketId) -> bool {
        self.new.contains(&ticket) && self.after.as_ref().is_some_and(|after| !after.contains(&ticket))
    }

    /// The tickets of which something was recorded, as they were and as they are, but for those that are as the read model has
    /// them; one history is read at a time.
    async fn pairs(
        &self,
        app: &App,
        (then, now): (Position, Position),
        reference: &Reference,
    ) -> Result<BTreeMap<TicketId, Pair>, NotReported> {
        let unreadable = |error| NotReported::Sql(projections::sql::SqlError::Unreadable(error));
        let mut pairs = BTreeMap::new();
        let touched: BTreeSet<TicketId> = self.tickets.iter().map(|(_, ticket)| *ticket).collect();
        for ticket in touched.into_iter().filter(|ticket| !self.is_as_read(*ticket)) {
            let mut entries = Vec::new();
            each_entry::<_, NotReported>(&*app.store, &ticket.stream(), |entry| entries.push(entry.clone())).await?;
            let at = |before: Position| {
                let known = entries.iter().filter(|entry| entry.position.is_some_and(|position| position < before));
                case_of(ticket, known, reference).map_err(unreadable)
            };
            pairs.insert(ticket, Pair { then: at(then)?, now: at(now)?, is_recorded: true });
        }
        Ok(pairs)
    }

    async fn explained(&self, app: &App, difference: Difference, bearing: &Bearing) -> Result<Explained, NotReported> {
        let feeding = feeding(difference.table, difference.column);
        let (mut causes, time_passed) = if feeding.is_empty() {
            self.of_tickets(&difference, bearing)
        } else {
            let of_records = self.of_records(feeding, &difference.key).into_iter();
            (of_records.map(|cause| Place::Known(cause.clone())).collect(), false)
        };
        causes.sort_by_key(Place::position);
        let (of, mut events) = (causes.len(), Vec::new());
        for place in causes.into_iter().take(LISTED) {
            match place {
                Place::Known(cause) => events.push(cause),
                Place::OfTicket(position) => {
                    for event in app.store.read_all(position, 1).await? {
                        events.push(cause(&event)?);
                    }
                }
            }
        }
        Ok(Explained { difference, events, of, time_passed })
    }

    fn of_tickets(&self, difference: &Difference, bearing: &Bearing) -> (Vec<Place>, bool) {
        let address = (difference.table, difference.key.clone(), difference.column);
        let speaking = bearing.speaking(&address);
        let of_them = self.tickets.iter().filter(|(_, ticket)| speaking.contains(ticket));
        let mut causes: Vec<Place> = of_them.map(|(position, _)| Place::OfTicket(*position)).collect();
        if bearing.by_policy.contains(&address) {
            causes.extend(self.policies.iter().cloned().map(Place::Known));
        }
        (causes, bearing.by_time.contains(&address))
    }

    /// Events of streams of some kinds: those of the row's own stream, else those that name its key, else all.
    fn of_records(&self, feeding: &[&str], key: &str) -> Vec<&Cause> {
        let all = || self.records.iter().filter(|(cause, _)| feeding.contains(&cause.stream.category()));
        let own: Vec<&Cause> = all().map(|(cause, _)| cause).filter(|cause| cause.stream.as_str() == key).collect();
        if !own.is_empty() {
            return own;
        }
        let quoted = format!("\"{key}\"");
        let naming: Vec<&Cause> = all().filter(|(_, data)| data.contains(&quoted)).map(|(cause, _)| cause).collect();
        if naming.is_empty() { all().map(|(cause, _)| cause).collect() } else { naming }
    }
}

/// The tickets of which something was recorded since a position; `None` if that is more than is read for it.
async fn tickets_since(app: &App, mut next: Position) -> Result<Option<HashSet<TicketId>>, NotReported> {
    let (mut tickets, last) = (HashSet::new(), Position(next.0 + AFTERWARDS));
    loop {
        let page = app.store.read_all(next, PAGE).await?;
        let Some(end) = page.last() else { return Ok(Some(tickets)) };
        next = end.position.next();
        if next > last {
            return Ok(None);
        }
        let of_tickets = page.iter().filter(|event| event.stream.category() == TicketFact::CATEGORY);
        tickets.extend(of_tickets.filter_map(|event| event.stream.as_str().parse::<TicketId>().ok()));
    }
}

/// An event that bears on a figure: known, or to be read.
enum Place {
    Known(Cause),
    OfTicket(Position),
}

impl Place {
    const fn position(&self) -> Position {
        match self {
            Self::Known(cause) => cause.position,
            Self::OfTicket(position) => *position,
        }
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

/// A ticket as it was and as it is; equal where nothing was recorded of it.
struct Pair {
    then: Option<Case>,
    now: Option<Case>,
    is_recorded: bool,
}

type Rules = events_schema::facts::sla_policy::MeasureRules;

/// What makes each ticket count otherwise, one after the other: time, the rules, what others repeat, what was recorded of it.
fn bearing(
    looked: &Looked,
    pairs: &BTreeMap<TicketId, Pair>,
    (as_of_then, rules_then): (Timestamp, &Rules),
    (as_of_now, rules_now): (Timestamp, &Rules),
) -> Bearing {
    let repeats_then = Repeats::of(pairs.values().filter_map(|pair| pair.then.as_ref()));
    let repeats_now = Repeats::of(pairs.values().filter_map(|pair| pair.now.as_ref()));
    let then = Look { as_of: as_of_then, rules: rules_then, repeats: &repeats_then };
    let later = Look { as_of: as_of_now, ..then };
    let ruled = Look { rules: rules_now, ..later };
    let now = Look { repeats: &repeats_now, ..ruled };
    let mut bearing = Bearing::default();
    for (ticket, pair) in pairs {
        let (was, is) = (seen(pair.then.as_ref(), then, looked), seen(pair.now.as_ref(), now, looked));
        if was == is && (was.is_empty() || pair.then == pair.now) {
            continue;
        }
        let table = |case: &Option<Case>, look| tables(looked, look, case.as_slice());
        let steps = [then, later, ruled, now].map(|look| table(&pair.then, look));
        let addresses = |before: &Report, after: &Report| {
            differences(before, after).into_iter().map(|of| (of.table, of.key, of.column)).collect::<Vec<Address>>()
        };
        bearing.by_time.extend(addresses(&steps[0], &steps[1]));
        bearing.by_policy.extend(addresses(&steps[1], &steps[2]));
        let repeating = addresses(&steps[2], &steps[3]);
        if !repeating.is_empty() {
            let by = repeated_by(pair, pairs);
            repeating.into_iter().for_each(|of| bearing.repeating.entry(of).or_default().extend(by.iter().copied()));
        }
        if pair.is_recorded {
            for of in addresses(&steps[3], &table(&pair.now, now)) {
                bearing.tickets.entry(of).or_default().insert(*ticket);
            }
        }
    }
    bearing
}

/// What is observed of a case in the periods at which the report looks.
fn seen<'a>(case: Option<&'a Case>, look: Look<'_>, looked: &Looked) -> Vec<Observation<'a>> {
    let mut seen = Vec::new();
    if let Some(case) = case {
        observations(case, look, |of| {
            if looked.windows().any(|window| window.holds(of.at)) {
                seen.push(of);
            }
        });
    }
    seen
}

/// The tables of a report to which only these cases belong.
fn tables(looked: &Looked, look: Look<'_>, cases: &[Case]) -> Report {
    Report { tables: measured(looked, look, cases), ..Report::empty(looked.period, look.as_of) }
}

/// Of which tickets something was recorded that have the same fault of the same engine.
fn repeated_by(repeated: &Pair, pairs: &BTreeMap<TicketId, Pair>) -> BTreeSet<TicketId> {
    let fault = |case: &Case| {
        let of = &case.traits;
        Some((of.engine_serial.clone()?, of.failure_code.clone().or_else(|| of.part.clone())?))
    };
    let Some(own) = repeated.now.as_ref().and_then(fault) else { return BTreeSet::new() };
    let has_it = |case: &Option<Case>| case.as_ref().and_then(fault).as_ref() == Some(&own);
    let same = pairs.iter().filter(|(_, pair)| pair.is_recorded && (has_it(&pair.then) || has_it(&pair.now)));
    same.map(|(ticket, _)| *ticket).collect()
}

impl Bearing {
    /// The tickets behind a line. A share of all may differ because of others: then it is all that change its column, or its table.
    fn speaking(&self, address: &Address) -> BTreeSet<TicketId> {
        let of = |is_of: &dyn Fn(&Address) -> bool| {
            let both = self.tickets.iter().chain(&self.repeating).filter(|(of, _)| is_of(of));
            both.flat_map(|(_, tickets)| tickets.iter().copied()).collect::<BTreeSet<_>>()
        };
        let (table, _, column) = address;
        let is_known = self.by_time.contains(address) || self.by_policy.contains(address);
        let mut speaking = of(&|of| of == address);
        if speaking.is_empty() && !is_known {
            speaking = of(&|(of, _, in_column)| of == table && in_column == column);
        }
        if speaking.is_empty() && !is_known {
            speaking = of(&|(of, ..)| of == table);
        }
        speaking
    }
}
