//! The role-by-action table, walked through the running program: every operation of the document, every role.

use api::app::{App, Holds};
use api::commands::{Failed, Request};
use axum::http::{Method, StatusCode};
use domain::{Aggregate, CommandSpec, Target};
use events_schema::{Actor, ActorKind, Channel, CommandId, Digest256, FactSet, Role};
use serde_json::{Value, json};

use crate::harness::{Answer, Engine, TestApp};

/// An operation of the OpenAPI document.
struct Operation {
    method: Method,
    path: String,
    roles: Vec<String>,
    open: bool,
    body: Option<Value>,
}

fn operations() -> Vec<Operation> {
    let document = api::http::openapi_document();
    let mut operations = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let roles = operation["x-roles"].as_array().unwrap().iter().map(|role| role.as_str().unwrap().to_owned());
            let content = &operation["requestBody"]["content"]["application/json"];
            operations.push(Operation {
                method: method.to_uppercase().parse().unwrap(),
                path: path
                    .replace("{id}", "00000000-0000-5000-8000-000000000000")
                    .replace("{clock}", "triage")
                    .replace("{hash}", &Digest256([0; 32]).to_string()),
                roles: roles.collect(),
                open: operation["security"] == json!([]),
                body: content.get("example").cloned(),
            });
        }
    }
    assert!(operations.len() > 30, "the document has {} operations", operations.len());
    operations
}

impl Operation {
    async fn send(&self, app: &TestApp, key: Option<&str>) -> Answer {
        let mut call = app.call(self.method.clone(), &self.path);
        if let Some(body) = &self.body {
            call = call.header("content-type", "application/json").raw_body(body.to_string());
        }
        if let Some(key) = key {
            call = call.with_key(key);
        }
        // A stream without end has an answer when its head is there.
        let response = tokio::time::timeout(crate::harness::PATIENCE, call.open()).await.unwrap();
        let (parts, body) = response.into_parts();
        let live = parts.headers.get("content-type").is_some_and(|kind| kind == "text/event-stream");
        let body = if live { Vec::new().into() } else { axum::body::to_bytes(body, usize::MAX).await.unwrap() };
        Answer { status: parts.status, headers: parts.headers, body }
    }
}

#[tokio::test]
async fn every_operation_is_for_its_roles_and_nobody_else() {
    let app = TestApp::ready(Engine::Memory).await;
    for operation in operations() {
        let what = format!("{} {}", operation.method, operation.path);
        if UNTIL_SET_UP.contains(&operation.path.as_str()) {
            operation.send(&app, None).await.refused(404, "not_found");
            continue;
        }
        if operation.open {
            let answer = operation.send(&app, None).await;
            if operation.path.contains("{token}") {
                answer.refused(404, "not_found");
                continue;
            }
            assert!(answer.status.is_success(), "{what} without a key: {answer}");
            continue;
        }
        operation.send(&app, None).await.refused(401, "unauthenticated");
        for role in Role::ALL.into_iter().filter(|role| !WITHOUT_KEYS.contains(role)) {
            let answer = operation.send(&app, Some(&role.name().replace('_', "-"))).await;
            if operation.roles.iter().any(|may| may == role.name()) {
                assert_ne!(answer.status, StatusCode::FORBIDDEN, "{what} by {role}: {answer}");
                assert!(!answer.status.is_server_error(), "{what} by {role}: {answer}");
            } else {
                assert_eq!(
                    (answer.status, answer.code().as_str()),
                    (StatusCode::FORBIDDEN, "not_permitted"),
                    "{what} by {role}: {answer}"
                );
            }
        }
    }
}

/// What customers send themselves is not there until an administrator has set it up; then a signature or limits guard it.
const UNTIL_SET_UP: [&str; 2] = ["/v1/wechat", "/v1/web/reports"];

/// Roles in which nobody comes in over HTTP: the program itself.
const WITHOUT_KEYS: [Role; 1] = [Role::System];

#[tokio::test]
async fn nobody_gets_a_key_for_a_role_that_is_not_his() {
    let app = TestApp::ready(Engine::Memory).await;
    let customer = "customer-00000000-0000-5000-8000-000000000001";
    for (number, role) in Role::ALL.into_iter().enumerate() {
        let principals = ["person-hotline-agent", customer, "system-shop", "supplier-supplier-a", "supplier-nobody"];
        for (kind, principal) in principals.into_iter().enumerate() {
            let (key, secret_hash) = (format!("new-{number}-{kind}"), api::http::hash_of("new"));
            let body = json!({ "key": key, "principal": principal, "role": role, "secret_hash": secret_hash });
            let answer = app.post("/v1/keys", &body).by(Role::Administrator).send().await;
            match principal {
                "person-hotline-agent" if role == Role::HotlineAgent => _ = answer.ok(),
                "person-hotline-agent" => answer.refused(422, "not_their_role"),
                "system-shop" if role.kind() == ActorKind::Staff => _ = answer.ok(),
                "supplier-supplier-a" if role == Role::Supplier => _ = answer.ok(),
                "supplier-nobody" if role == Role::Supplier => answer.refused(422, "unknown_supplier"),
                _ if principal == customer && role == Role::Customer => _ = answer.ok(),
                _ => answer.refused(422, "role_of_others"),
            }
        }
    }
}

#[tokio::test]
async fn roles_without_keys_are_held_to_the_tables_as_well() {
    let app = TestApp::ready(Engine::Memory).await;
    for role in WITHOUT_KEYS {
        api::every_table!(table => table_holds(&app.app, table, role).await);
    }
}

async fn table_holds<A: Aggregate>(app: &App, table: &'static [CommandSpec<A>], role: Role)
where
    App: Holds<A>,
{
    for spec in table.iter().filter(|spec| !spec.is_internal()) {
        let body = example_of(A::COLLECTION, spec.name);
        let command = (spec.parse)(body.to_string().as_bytes()).unwrap_or_else(|error| {
            panic!("the example of {} {} is not its command: {error} at {}", A::COLLECTION, spec.name, error.pointer)
        });
        let nobody = format!("{}-00000000-0000-5000-8000-000000000000", A::Fact::CATEGORY);
        let mut actor = Actor::new("system-somebody".parse().unwrap(), Role::Auditor, Channel::Internal);
        (actor.role, actor.kind) = (role, role.kind());
        let stream = (spec.target == Target::Member).then(|| nobody.parse().unwrap());
        let id = CommandId::of("test", &format!("{role} {} {}", A::COLLECTION, spec.name));
        let request = Request::live(spec, &*command, stream, id, actor);
        let code = match app.streams().perform(&request).await {
            Ok(_) => "done",
            Err(Failed::Refused(refusal)) => refusal.about().code,
            Err(error) => panic!("{} {} by {role}: {error}", A::COLLECTION, spec.name),
        };
        assert_eq!(
            code == "not_permitted",
            !spec.may.contains(&role),
            "{} {} by {role}: {code}",
            A::COLLECTION,
            spec.name
        );
    }
}

fn example_of(collection: &str, command: &str) -> Value {
    let document = api::http::openapi_document();
    let id = format!("{}_{}", collection.replace('-', "_"), command.replace('-', "_"));
    let operations =
        document["paths"].as_object().unwrap().values().flat_map(|path| path.as_object().unwrap().values());
    let mut named = operations.filter(|operation| operation["operationId"] == json!(id));
    let operation = named.next().unwrap_or_else(|| panic!("{id} is not in the document"));
    operation["requestBody"]["content"]["application/json"]["example"].clone()
}

#[tokio::test]
async fn the_document_names_every_route_and_no_other_method() {
    let app = TestApp::ready(Engine::Memory).await;
    let operations = operations();
    for operation in &operations {
        for method in [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
            let documented = operations.iter().any(|other| other.path == operation.path && other.method == method);
            let answer = app.call(method.clone(), &operation.path).send().await;
            let routed = !["no_such_method", "no_such_route"].contains(&answer.code().as_str());
            assert_eq!(routed, documented, "{method} {}: {answer}", operation.path);
        }
    }
}
