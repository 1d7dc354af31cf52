//! The OpenAPI 3.1 document, made from the tables of commands and queries, and a page that shows it without the internet.

use axum::Json;
use axum::response::Html;
use domain::{Aggregate, CommandSpec, Target};
use events_schema::schema::{Extent, example, generator};
use schemars::{Schema, SchemaGenerator};
use serde_json::{Map, Value, json};

use super::Problem;
use super::answer::Receipt;
use super::queries::{Answer, Body, OF_LISTS, Query, export, file_of_records, live, timed, upload};

/// The document.
#[must_use]
pub fn document() -> Value {
    let mut generator = generator();
    let mut paths = Map::new();
    crate::every_table!(table => add_commands(&mut paths, &mut generator, table));
    for query in timed().chain(live()).chain([export(), upload(), file_of_records()]) {
        add_query(&mut paths, &mut generator, &query);
    }
    let receipt = generator.subschema_for::<Receipt>();
    let problem = generator.subschema_for::<Problem>();
    let mut document = json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Flywheel",
            "version": env!("CARGO_PKG_VERSION"),
            "summary": "After-sales issue management of an engine factory on an immutable event log",
            "description": "Times are RFC 3339 UTC, names are snake_case, lengths of time are ISO 8601. Commands take an \
                Idempotency-Key, and an If-Match with the ETag of the last answer; both are optional. Refusals are RFC 9457 \
                problems with a stable `code` and the clause of the policy.",
        },
        "security": [{ "key": [] }],
        "paths": paths,
        "components": {
            "securitySchemes": { "key": { "type": "http", "scheme": "bearer", "bearerFormat": "fw_<key>_<secret>" } },
            "responses": {
                "Receipt": { "description": "Carried out, durably.", "content": { "application/json": { "schema": receipt } } },
                "Problem": { "description": "Refused, with the reason.", "content": { "application/problem+json": { "schema": problem } } },
            },
        },
    });
    let mut definitions = Value::Object(generator.take_definitions(true));
    point_to_components(&mut document);
    point_to_components(&mut definitions);
    document["components"]["schemas"] = definitions;
    document
}

fn add_commands<A: Aggregate>(
    paths: &mut Map<String, Value>,
    generator: &mut SchemaGenerator,
    table: &[CommandSpec<A>],
) {
    for spec in table.iter().filter(|spec| !spec.is_internal()) {
        let schema = (spec.schema)(generator);
        let (path, success, parameters) = match spec.target {
            Target::Collection => (format!("/v1/{}", A::COLLECTION), "201", json!([])),
            Target::Member => {
                (format!("/v1/{}/{{id}}/{}", A::COLLECTION, spec.name), "200", json!([path_parameter("id")]))
            }
        };
        let roles: Vec<&str> = spec.may.iter().map(|role| role.name()).collect();
        let mut parameters = parameters;
        if let Some(list) = parameters.as_array_mut() {
            list.push(header("Idempotency-Key", "the same key and body again is answered again, and carried out once"));
            list.push(header("If-Match", "the ETag of the last answer; if somebody has changed it since: 412"));
        }
        let operation = json!({
            "operationId": format!("{}_{}", A::COLLECTION.replace('-', "_"), spec.name.replace('-', "_")),
            "tags": [A::COLLECTION],
            "description": description(&schema, generator),
            "x-clause": spec.clause,
            "x-roles": roles,
            "parameters": parameters,
            "requestBody": {
                "required": true,
                "content": { "application/json": { "schema": schema, "example": body_example(&schema, generator) } },
            },
            "responses": { success: { "$ref": "#/components/responses/Receipt" }, "default": { "$ref": "#/components/responses/Problem" } },
        });
        at(paths, path).insert("post".to_owned(), operation);
    }
}

fn add_query(paths: &mut Map<String, Value>, generator: &mut SchemaGenerator, query: &Query) {
    let in_path = query.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    let mut parameters: Vec<Value> = in_path.map(path_parameter).collect();
    let of_lists: &[(&str, &str)] = if matches!(query.answer, Answer::Rows(_)) { &OF_LISTS } else { &[] };
    parameters.extend(query.parameters.iter().chain(of_lists).map(|(name, description)| {
        json!({ "name": name, "in": "query", "description": description, "schema": { "type": "string" } })
    }));
    let success = if matches!(query.answer, Answer::Created(_)) { "201" } else { "200" };
    let content = match query.answer {
        Answer::Json(schema) | Answer::Created(schema) => {
            json!({ "application/json": { "schema": schema(generator) } })
        }
        Answer::Rows(listing) | Answer::Few(listing) => {
            json!({ "application/json": { "schema": listing.page_schema() } })
        }
        Answer::Row(listing) => json!({ "application/json": { "schema": listing.row_schema() } }),
        Answer::Other(media_type) => json!({ media_type: {} }),
    };
    let roles: Vec<&str> =
        query.permission.map(|spec| spec.may.iter().map(|role| role.name()).collect()).unwrap_or_default();
    let name = query.path.trim_start_matches("/v1").replace(['{', '}'], "").replace(['/', '-', '.'], "_");
    let mut operation = json!({
        "operationId": format!("{}{name}", query.method),
        "description": query.summary,
        "x-roles": roles,
        "parameters": parameters,
        "responses": {
            success: { "description": "The answer.", "content": content },
            "default": { "$ref": "#/components/responses/Problem" },
        },
    });
    let (shape, required) = match query.body {
        Body::None | Body::File | Body::Xml | Body::Csv => (None, false),
        Body::Optional(shape) => (Some(shape), false),
        Body::Required(shape) => (Some(shape), true),
    };
    if let Some(shape) = shape {
        let schema = shape(generator);
        let example = body_example(&schema, generator);
        let content = json!({ "application/json": { "schema": schema, "example": example } });
        operation["requestBody"] = json!({ "required": required, "content": content });
    }
    if matches!(query.body, Body::File) {
        let content = json!({ "application/octet-stream": { "schema": { "type": "string", "format": "binary" } } });
        operation["requestBody"] = json!({ "required": true, "content": content });
    }
    if matches!(query.body, Body::Xml) {
        operation["requestBody"] = json!({ "required": true, "content": { "application/xml": {} } });
    }
    if matches!(query.body, Body::Csv) {
        operation["requestBody"] = json!({ "required": true, "content": { "text/csv": {} } });
    }
    if query.permission.is_none() {
        operation["security"] = json!([]);
    }
    at(paths, query.path.clone().into_owned()).insert(query.method.to_owned(), operation);
}

fn at(paths: &mut Map<String, Value>, path: String) -> &mut Map<String, Value> {
    let entry = paths.entry(path).or_insert_with(|| Value::Object(Map::new()));
    entry.as_object_mut().expect("every path is made as an object")
}

fn path_parameter(name: &str) -> Value {
    json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } })
}

fn header(name: &str, description: &str) -> Value {
    json!({ "name": name, "in": "header", "description": description, "schema": { "type": "string" } })
}

fn resolved<'a>(schema: &'a Schema, generator: &'a SchemaGenerator) -> &'a Value {
    let name = schema.get("$ref").and_then(Value::as_str).and_then(|reference| reference.rsplit('/').next());
    name.and_then(|name| generator.definitions().get(name)).unwrap_or(schema.as_value())
}

fn description(schema: &Schema, generator: &SchemaGenerator) -> Value {
    resolved(schema, generator).get("description").cloned().unwrap_or(Value::Null)
}

fn body_example(schema: &Schema, generator: &SchemaGenerator) -> Value {
    let mut whole = resolved(schema, generator).clone();
    whole["$defs"] = Value::Object(generator.definitions().clone());
    Schema::try_from(whole).map(|schema| example(&schema, Extent::Complete)).unwrap_or(Value::Null)
}

/// schemars keeps shared schemas under `$defs`, OpenAPI under `components`.
fn point_to_components(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            if let Some(Value::String(reference)) = fields.get_mut("$ref")
                && let Some(name) = reference.strip_prefix("#/$defs/")
            {
                *reference = format!("#/components/schemas/{name}");
            }
            fields.values_mut().for_each(point_to_components);
        }
        Value::Array(items) => items.iter_mut().for_each(point_to_components),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

pub(super) async fn show() -> Json<Value> {
    Json(document())
}

pub(super) async fn page() -> Html<&'static str> {
    Html(include_str!("openapi.html"))
}
