//! What is published beside the program, as files that tools read: it says what the program does.

use std::fs;
use std::path::Path;

use events_schema::Envelope;
use events_schema::facts::catalogue;
use events_schema::schema::{Extent, example, generator};
use serde_json::{Map, Value, json};

use crate::golden::{updating, workspace};

/// Asserts that a published file says this, or makes it so.
#[track_caller]
fn published(name: &str, document: &Value) {
    published_text(name, &format!("{document:#}\n"));
}

/// The same of a file for people.
#[track_caller]
pub(crate) fn published_text(name: &str, text: &str) {
    let path = workspace().join(name);
    if updating() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
    }
    let known = fs::read_to_string(&path).unwrap_or_default();
    assert!(known == text, "{name} is not what the program says; UPDATE_GOLDEN=1 writes it");
}

fn schema_name(kind: &str, version: u32) -> String {
    format!("schemas/{}.v{version}.json", kind.replacen('.', "/", 1))
}

#[test]
fn schemas_of_all_facts() {
    let mut expected = 0;
    for spec in catalogue() {
        for (version, schema) in &spec.versions {
            published(&format!("events-schema/{}", schema_name(spec.kind, *version)), schema.as_value());
            expected += 1;
        }
    }
    published("events-schema/schemas/envelope.json", generator().root_schema_for::<Envelope>().as_value());
    assert_eq!(count(&workspace().join("events-schema/schemas")), expected + 1, "a schema of no fact");
}

fn count(folder: &Path) -> usize {
    fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| if path.is_dir() { count(&path) } else { 1 })
        .sum()
}

/// Whoever sends what the documentation shows is not refused for its shape.
#[test]
fn the_examples_of_all_commands_can_be_read() {
    let mut count = 0;
    api::every_table!(table => for spec in table {
        let mut generator = generator();
        let mut schema = (spec.schema)(&mut generator);
        schema.insert("$defs".to_owned(), Value::Object(generator.take_definitions(true)));
        for extent in [Extent::Complete, Extent::Minimal] {
            let body = example(&schema, extent).to_string();
            let parsed = (spec.parse)(body.as_bytes());
            assert!(parsed.is_ok(), "{}: {body}: {:?}", spec.name, parsed.err());
            count += 1;
        }
    });
    assert!(count > 150, "{count}");
}

#[test]
fn the_description_of_the_log() {
    published("events-schema/asyncapi.json", &asyncapi());
}

#[test]
fn the_description_of_the_api() {
    published("api/openapi.json", &api::http::openapi_document());
}

/// The log as AsyncAPI 3.0: a channel for each kind of stream, a message for each version of each fact.
fn asyncapi() -> Value {
    let mut channels = Map::new();
    let mut operations = Map::new();
    let mut messages = Map::new();
    for spec in catalogue() {
        let category = spec.category;
        let channel = channels.entry(category).or_insert_with(|| {
            json!({
                "address": format!("{category}-{{id}}"),
                "description": format!("The streams of category {category}: each event carries the hash of the one before it."),
                "parameters": { "id": { "description": "A UUID for tickets and customers, a short code for everything else." } },
                "messages": {},
            })
        });
        for (version, schema) in &spec.versions {
            let name = format!("{}.v{version}", spec.kind);
            channel["messages"][&name] = json!({ "$ref": format!("#/components/messages/{name}") });
            let message = json!({
                "name": spec.kind,
                "title": schema.as_value()["title"],
                "summary": schema.as_value()["description"],
                "contentType": "application/json",
                "headers": { "$ref": "./schemas/envelope.json" },
                "payload": { "$ref": format!("./{}", schema_name(spec.kind, *version)) },
            });
            messages.insert(name, message);
        }
        operations
            .entry(format!("read_{category}"))
            .or_insert_with(|| json!({ "action": "receive", "channel": { "$ref": format!("#/channels/{category}") } }));
    }
    json!({
        "asyncapi": "3.0.0",
        "info": {
            "title": "The log of Flywheel",
            "version": env!("CARGO_PKG_VERSION"),
            "description": LOG,
            "license": { "name": "Apache-2.0" },
        },
        "defaultContentType": "application/json",
        "channels": channels,
        "operations": operations,
        "components": { "messages": messages },
    })
}

const LOG: &str = "\
Every action on a ticket, and every change of the directory, policies and calendars, is one message on the channel of its \
stream. The header is the envelope, the payload is the fact; both are stored byte for byte as they were written. A published \
version of a payload never changes; a reader meets every version ever written. `x-visible` names who beside the factory may \
see a fact or a field. Over HTTP: GET /v1/events and GET /v1/tickets/{id}/history. As a file: GET /v1/export/events, flywheel export events.";
