//! The vocabulary is whole, and has nothing too much.

use std::collections::BTreeSet;

use events_schema::FactSet;
use events_schema::facts::ticket::TicketFact;
use events_schema::schema::generator;
use serde_json::Value;

use super::fields::{ANY, FIELDS};
use super::*;
use crate::timeline::TimelineLine;

/// What stands in schemas: fields by their owner, values by their definition.
#[derive(Default)]
struct Found {
    fields: BTreeSet<(String, String)>,
    values: BTreeSet<(String, String)>,
}

impl Found {
    fn walk(&mut self, owner: &str, schema: &Value) {
        match schema {
            Value::Array(parts) => parts.iter().for_each(|part| self.walk(owner, part)),
            Value::Object(parts) => parts.iter().for_each(|(keyword, part)| self.keyword(owner, keyword, part)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    fn keyword(&mut self, owner: &str, keyword: &str, part: &Value) {
        match (keyword, part) {
            ("$defs", Value::Object(definitions)) => {
                definitions.iter().for_each(|(name, definition)| self.walk(name, definition));
            }
            ("properties", Value::Object(fields)) => fields.iter().for_each(|(name, field)| {
                self.fields.insert((owner.to_owned(), name.clone()));
                self.walk(owner, field);
            }),
            ("const", Value::String(name)) => _ = self.values.insert((owner.to_owned(), name.clone())),
            ("enum", Value::Array(names)) => {
                let names = names.iter().filter_map(Value::as_str);
                self.values.extend(names.map(|name| (owner.to_owned(), name.to_owned())));
            }
            ("examples", _) => {}
            (_, part) => self.walk(owner, part),
        }
    }

    /// The facts of a ticket, each in its newest version.
    fn in_facts() -> Self {
        let mut found = Self::default();
        for spec in TicketFact::catalogue() {
            let (_, schema) = spec.versions.last().unwrap();
            found.walk(spec.kind, schema.as_value());
        }
        found
    }

    /// The facts, and what a timeline says beside them.
    fn in_all() -> Self {
        let mut found = Self::in_facts();
        let mut lines = Self::default();
        lines.walk("TimelineLine", generator().root_schema_for::<TimelineLine>().as_value());
        found.values.extend(lines.values);
        found
    }
}

fn kinds() -> BTreeSet<&'static str> {
    TicketFact::catalogue().into_iter().map(|spec| spec.kind).collect()
}

#[test]
fn every_type_has_a_title_and_no_title_is_of_none() {
    let titled: Vec<&str> = facts::FACTS.iter().map(|row| row.kind).collect();
    assert_eq!(titled.iter().copied().collect::<BTreeSet<_>>(), kinds());
    assert_eq!(titled.len(), kinds().len(), "one row for each");
}

/// The definition of a fact says which clause asks for it.
#[test]
fn the_clause_of_a_title_is_that_of_the_definition() {
    for spec in TicketFact::catalogue() {
        let description = spec.versions.last().unwrap().1.as_value()["description"].as_str().unwrap().to_owned();
        let words = of_fact(spec.kind).unwrap();
        for clause in words.clause.iter().chain(&words.in_emergencies) {
            assert!(description.contains(clause), "{}: {clause} is not in: {description}", spec.kind);
        }
        let is_silent = words.clause.is_none();
        assert!(!is_silent || !description.contains("(P"), "{} has a clause: {description}", spec.kind);
    }
}

#[test]
fn an_emergency_has_clauses_of_its_own_and_open_points_have_words() {
    let notified = of_fact("ticket.role_notified").unwrap();
    assert_eq!(notified.clause_for(Some(TicketClass::Important)), Some("P3.2.a"));
    assert_eq!(notified.clause_for(Some(TicketClass::Emergency)), Some("P3.3.a"));
    let named = |clause| Language::ALL.map(|language| of_clause(clause, language));
    assert_eq!(named("open point 8"), ["未决事项8", "open point 8"]);
    assert_eq!(named("P3.1.e"), ["P3.1.e", "P3.1.e"]);
}

#[test]
fn every_field_has_a_row() {
    let has_row =
        |owner: &str, name: &str| FIELDS.iter().any(|row| row.name == name && (row.owner == owner || row.owner == ANY));
    let missing: Vec<_> = Found::in_facts().fields.into_iter().filter(|(owner, name)| !has_row(owner, name)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn every_row_of_a_field_is_of_one() {
    let found = Found::in_facts().fields;
    let own: BTreeSet<(&str, &str)> = FIELDS.iter().map(|row| (row.owner, row.name)).collect();
    assert_eq!(own.len(), FIELDS.len(), "one row for each");
    for row in FIELDS {
        let is_used = found.iter().any(|(owner, name)| {
            name == row.name && (owner == row.owner || (row.owner == ANY && !own.contains(&(owner.as_str(), name))))
        });
        assert!(is_used, "`{}` of `{}` is in no fact", row.name, row.owner);
    }
}

#[test]
fn every_value_has_a_word_and_no_word_is_of_none() {
    let worded: BTreeSet<(String, String)> =
        values::VALUES.iter().map(|row| (row.definition.to_owned(), row.name.to_owned())).collect();
    assert_eq!(worded, Found::in_all().values);
    assert_eq!(worded.len(), values::VALUES.len(), "one row for each");
}

#[test]
fn every_word_is_there_in_both_languages() {
    let fields = FIELDS.iter().filter_map(|row| match row.is {
        Field::Shown(words) => Some(words),
        Field::Technical => None,
    });
    let facts = facts::FACTS.iter().map(|row| row.words.title);
    for words in facts.chain(fields).chain(values::VALUES.iter().map(|row| row.words)) {
        assert!(!words.zh.is_ascii() && !words.en.is_empty() && words.en.is_ascii(), "{words:?}");
    }
}

#[test]
fn lengths_are_said_in_units() {
    let said = |seconds| {
        let said = events_schema::Duration::from_seconds(seconds);
        (length(said, Language::Chinese), length(said, Language::English))
    };
    assert_eq!(said(7_500), ("2小时5分".to_owned(), "2 h 5 min".to_owned()));
    assert_eq!(said(-90_061), ("1天1小时1分1秒".to_owned(), "1 d 1 h 1 min 1 s".to_owned()));
    assert_eq!(said(0), ("0秒".to_owned(), "0 s".to_owned()));
}
