//! How a ticket changed: its attributes, each since when, and how it stands to other things.

use std::collections::{BTreeMap, BTreeSet};

use domain::ticket::entry_spec;
use events_schema::facts::ticket::TicketFact;
use events_schema::ids::TicketId;
use events_schema::{StreamName, TicketCode, Timestamp};

use super::super::events::{origin, word};
use super::super::happened::Happening;
use super::super::shape::{Object, Plain};
use super::super::table::sortable;
use super::Thing;

/// A ticket as the facts so far make it.
pub(in super::super) struct Ticket {
    is: Object,
    since: Option<Timestamp>,
    attributes: Vec<(&'static str, Option<Timestamp>, String)>,
    /// The engine and the customer; the last one said counts.
    one: BTreeMap<&'static str, Object>,
    merged_into: BTreeSet<String>,
}

impl Ticket {
    pub(in super::super) fn new(stream: &StreamName) -> Self {
        let mut ticket = Self {
            is: Object { kind: "ticket", id: stream.to_string() },
            since: None,
            attributes: Vec::new(),
            one: BTreeMap::new(),
            merged_into: BTreeSet::new(),
        };
        if let Ok(id) = stream.as_str().parse::<TicketId>() {
            ticket.set("code", TicketCode::of(id).to_string(), None);
        }
        ticket
    }

    /// Takes in what happened next.
    pub(in super::super) fn apply(&mut self, happening: &Happening, fact: &TicketFact) {
        if self.since.is_none() {
            self.since = Some(happening.at);
            self.set("origin", origin(&happening.envelope.origin).to_owned(), None);
        }
        let at = (self.since != Some(happening.at)).then_some(happening.at);
        match fact {
            TicketFact::Reported(fact) => {
                self.set("channel", word(&fact.channel), at);
                self.set_if("engine_model", fact.engine_model.as_ref().map(ToString::to_string), at);
                self.is_of("customer", Object::named("CustomerId", &fact.customer.to_string()));
                self.engine(fact.engine_serial.as_ref().map(ToString::to_string));
            }
            TicketFact::IntakeCompleted(fact) => {
                self.set_if("engine_model", fact.engine_model.as_ref().map(ToString::to_string), at);
            }
            TicketFact::EngineIdentified(fact) => self.engine(fact.serial.as_ref().map(ToString::to_string)),
            TicketFact::Classified(fact) => self.class(word(&fact.class), fact.issue_type.as_ref(), at),
            TicketFact::ClassCorrected(fact) => self.class(word(&fact.class), fact.issue_type.as_ref(), at),
            TicketFact::ClassChangeApproved(fact) => self.class(word(&fact.class), fact.issue_type.as_ref(), at),
            TicketFact::Assigned(fact) => self.set("group", fact.group.to_string(), at),
            TicketFact::Reassigned(fact) => self.set("group", fact.to.to_string(), at),
            TicketFact::TakenOver(fact) => self.set("person", fact.person.to_string(), at),
            TicketFact::Merged(fact) => drop(self.merged_into.insert(fact.into.to_string())),
            // The table of entries says which of the others bring a stage; they change nothing else.
            _ => {}
        }
        if let Some(stage) = entry_spec(fact).brings {
            self.set("stage", word(&stage), at);
        }
    }

    /// What is known of it by now.
    pub(super) fn known(&self) -> Thing {
        let since = |at: &Option<Timestamp>| at.map(sortable);
        let attributes = self.attributes.iter();
        let attributes = attributes.map(|(name, at, value)| (*name, since(at), Plain::Text(value.clone())));
        let one = self.one.iter().map(|(how, object)| (*how, object.id.clone()));
        let merged = self.merged_into.iter().map(|other| ("merged_into", other.clone()));
        Thing { is: self.is.clone(), attributes: attributes.collect(), related: one.chain(merged).collect() }
    }

    fn class(&mut self, class: String, issue_type: Option<&impl ToString>, at: Option<Timestamp>) {
        self.set("class", class, at);
        self.set_if("issue_type", issue_type.map(ToString::to_string), at);
    }

    fn engine(&mut self, serial: Option<String>) {
        self.is_of("engine", serial.and_then(|serial| Object::named("EngineSerial", &serial)));
    }

    fn is_of(&mut self, how: &'static str, object: Option<Object>) {
        if let Some(object) = object {
            self.one.insert(how, object);
        }
    }

    fn set_if(&mut self, name: &'static str, value: Option<String>, at: Option<Timestamp>) {
        if let Some(value) = value {
            self.set(name, value, at);
        }
    }

    /// Sets an attribute from a time on, or from the beginning. What it is already it does not become.
    fn set(&mut self, name: &'static str, value: String, at: Option<Timestamp>) {
        let now = self.attributes.iter().rev().find(|(other, ..)| *other == name);
        if now.is_none_or(|(.., now)| *now != value) {
            self.attributes.push((name, at, value));
        }
    }

    /// The value that an attribute has by now.
    pub(in super::super) fn now(&self) -> BTreeMap<&'static str, &str> {
        self.attributes.iter().map(|(name, _, value)| (*name, &**value)).collect()
    }

    /// What it is of by now: its engine, its customer.
    pub(in super::super) fn of(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.one.iter().map(|(how, object)| (*how, &*object.id))
    }
}
