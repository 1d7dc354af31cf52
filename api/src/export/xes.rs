//! The log as traces, XES (IEEE 1849-2016): one for each ticket, in the order in which things happened.
//!
//! As corrected, the program's own notices (`clock.warned`, `clock.breached`) are left out: they say what was known of a
//! deadline, nobody did anything, and nothing follows from them. As recorded everything is there.

use std::collections::BTreeMap;
use std::io::Write;

use events_schema::facts::ticket::TicketFact;
use events_schema::{FactSet, Position, RecordedEvent, Revision, StreamName};

use super::ExportError;
use super::events::{origin, word};
use super::happened::{Entries, Happening, of_ticket};
use super::log::Log;
use super::ocel::Ticket;
use super::shape::Plain;
use super::table::sortable;

const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849-2016" xes.features="" xmlns="http://www.xes-standard.org/">
<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
<extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
<extension name="Lifecycle" prefix="lifecycle" uri="http://www.xes-standard.org/lifecycle.xesext"/>
<extension name="Identity" prefix="identity" uri="http://www.xes-standard.org/identity.xesext"/>
<global scope="trace"><string key="concept:name" value=""/></global>
<global scope="event"><string key="concept:name" value=""/><date key="time:timestamp" value="1970-01-01T00:00:00Z"/><string key="org:resource" value=""/><string key="org:role" value=""/><string key="lifecycle:transition" value="complete"/></global>
<classifier name="Activity" keys="concept:name"/>
<classifier name="Activity and role" keys="concept:name org:role"/>
<string key="concept:name" value="Flywheel"/>
<string key="lifecycle:model" value="standard"/>
"#;

/// Writes all tickets.
pub(super) fn write(log: &Log, entries: Entries, mut out: impl Write) -> Result<(), ExportError> {
    out.write_all(HEAD.as_bytes())?;
    let mut tickets = Vec::new();
    log.pages(Position(0), |page| {
        let of_tickets = || page.iter().filter(|event| event.stream.category() == TicketFact::CATEGORY);
        tickets
            .extend(of_tickets().filter(|event| event.revision == Revision::FIRST).map(|event| event.stream.clone()));
        log.done(page.len() - of_tickets().count())
    })?;
    for ticket in tickets {
        let events = log.stream(&ticket)?;
        out.write_all(trace(&ticket, &events, entries)?.as_bytes())?;
        log.done(events.len())?;
    }
    out.write_all(b"</log>\n")?;
    Ok(out.flush()?)
}

fn trace(stream: &StreamName, events: &[RecordedEvent], entries: Entries) -> Result<String, ExportError> {
    let (mut ticket, mut steps) = (Ticket::new(stream), String::new());
    for (happening, fact) in of_ticket(events, entries)? {
        ticket.apply(&happening, &fact);
        if !is_left_out(&fact, entries) {
            step(&mut steps, &happening);
        }
    }
    let mut trace = String::from("<trace>");
    string(&mut trace, "concept:name", stream.as_str());
    for (name, value) in ticket.now().into_iter().chain(ticket.of()) {
        string(&mut trace, name, value);
    }
    trace.push('\n');
    trace.push_str(&steps);
    trace.push_str("</trace>\n");
    Ok(trace)
}

fn is_left_out(fact: &TicketFact, entries: Entries) -> bool {
    match entries {
        Entries::Corrected => matches!(fact, TicketFact::ClockWarned(_) | TicketFact::ClockBreached(_)),
        Entries::Recorded => false,
    }
}

fn step(steps: &mut String, happening: &Happening) {
    let envelope = &happening.envelope;
    steps.push_str("<event>");
    string(steps, "concept:name", &happening.kind);
    attribute(steps, "date", "time:timestamp", &sortable(happening.at));
    string(steps, "org:resource", &envelope.actor.id.to_string());
    string(steps, "org:role", envelope.actor.role.name());
    string(steps, "lifecycle:transition", "complete");
    attribute(steps, "id", "identity:id", &happening.id.to_string());
    attribute(steps, "date", "recorded_at", &sortable(envelope.recorded_at));
    attribute(steps, "int", "revision", &happening.revision.to_string());
    string(steps, "actor_kind", &word(&envelope.actor.kind));
    string(steps, "actor_channel", &word(&envelope.actor.channel));
    string(steps, "origin", origin(&envelope.origin));
    for (name, value) in happening.attributes() {
        match value {
            Plain::Text(text) => string(steps, name, &text),
            Plain::Integer(number) => attribute(steps, "int", name, &number.to_string()),
            Plain::Time(text) => attribute(steps, "date", name, &text),
        }
    }
    for (how, ids) in others(happening) {
        string(steps, how, &ids.join(" "));
    }
    steps.push_str("</event>\n");
}

/// What else it is about, by how: keys are there once, and ids have no spaces.
fn others(happening: &Happening) -> BTreeMap<&'static str, Vec<String>> {
    let mut others = BTreeMap::<_, Vec<String>>::new();
    for (how, object) in happening.objects() {
        if how != "actor" && object.id != happening.stream.as_str() {
            others.entry(how).or_default().push(object.id);
        }
    }
    others
}

fn string(out: &mut String, key: &str, value: &str) {
    attribute(out, "string", key, value);
}

/// Characters that XML does not know at all become a replacement; they are found in no id and no word.
fn attribute(out: &mut String, tag: &str, key: &str, value: &str) {
    out.push_str(&format!("<{tag} key=\"{key}\" value=\""));
    for letter in value.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push_str(&format!("&#{};", u32::from(letter))),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            _ => out.push(letter),
        }
    }
    out.push_str("\"/>");
}
