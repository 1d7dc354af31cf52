//! The one handler of all commands, and their routes from the tables.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Request as HttpRequest, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use axum::routing::post;
use domain::{Aggregate, CommandSpec, Target};
use events_schema::{CommandId, FactSet, Origin, Position, Revision, StreamName};
use uuid::Uuid;

use super::auth::Caller;
use super::{Problem, Served, answer, body};
use crate::app::{App, Holds};
use crate::commands::Request;
use crate::keys::Fingerprint;
use crate::random;

/// Adds the routes of all commands.
pub(super) fn routes(router: Router<Served>) -> Router<Served> {
    let mut router = router;
    crate::every_table!(table => router = add(router, table));
    router
}

fn add<A: Aggregate>(router: Router<Served>, table: &'static [CommandSpec<A>]) -> Router<Served>
where
    App: Holds<A>,
{
    table.iter().filter(|spec| !spec.is_internal()).fold(router, |router, spec| match spec.target {
        Target::Collection => router.route(
            &format!("/v1/{}", A::COLLECTION),
            post(move |State(served): State<Served>, caller: Caller, request: HttpRequest| async move {
                carry_out(spec, &served, caller, None, request).await
            }),
        ),
        Target::Member => {
            router.route(
                &format!("/v1/{}/{{id}}/{}", A::COLLECTION, spec.name),
                post(
                    move |State(served): State<Served>,
                          Path(id): Path<String>,
                          caller: Caller,
                          request: HttpRequest| async move {
                        let stream = member::<A>(&id).ok_or_else(Problem::not_found)?;
                        carry_out(spec, &served, caller, Some(stream), request).await
                    },
                ),
            )
        }
    })
}

/// The stream of a member of a collection: by its key, or by the whole name where the key is a UUID.
pub(super) fn member<A: Aggregate>(id: &str) -> Option<StreamName> {
    let category = A::Fact::CATEGORY;
    let whole = id.strip_prefix(category).and_then(|rest| rest.strip_prefix('-'));
    let key = whole.filter(|rest| Uuid::try_parse(rest).is_ok()).unwrap_or(id);
    format!("{category}-{key}").parse().ok()
}

async fn carry_out<A: Aggregate>(
    spec: &'static CommandSpec<A>,
    served: &Served,
    caller: Caller,
    stream: Option<StreamName>,
    request: HttpRequest,
) -> Result<Response, Problem>
where
    App: Holds<A>,
{
    let (parts, body) = request.into_parts();
    let headers = &parts.headers;
    let body = body::json(&parts, body).await?;
    let command = (spec.parse)(&body)?;
    let actor = caller.actor;
    let request = Request {
        spec,
        command: &*command,
        id: command_id(headers, &actor.id.to_string(), stream.as_ref().map_or(A::COLLECTION, StreamName::as_str))?,
        stream: stream.clone(),
        fingerprint: Some(Fingerprint { method: parts.method.as_str(), path: parts.uri.path(), body: &body }),
        if_match: if_match(headers)?,
        causation: None,
        trace: trace(headers),
        origin: Origin::Live,
        unproven: &[],
        actor,
    };
    let app: &Arc<App> = &served.app;
    let done = Holds::<A>::streams(&**app).perform(&request).await?;
    if let Some(Position(position)) = done.position
        && crate::directory::is_reference(A::Fact::CATEGORY)
    {
        app.directory.reaches(Position(position)).await;
    }
    let status = match (spec.target, done.events.is_empty()) {
        (Target::Collection, false) => StatusCode::CREATED,
        (Target::Collection, true) | (Target::Member, _) => StatusCode::OK,
    };
    Ok(answer::receipt(done, status))
}

/// The target is part of the id: events of two streams never share one, also where a client uses a key twice. A request
/// without a key gets an id that nobody has, so it cannot be retried safely.
fn command_id(headers: &HeaderMap, principal: &str, target: &str) -> Result<CommandId, Problem> {
    let key = idempotency_key(headers)?;
    Ok(key.map_or_else(|| CommandId::from_uuid(random::uuid()), |key| CommandId::to(principal, target, key)))
}

/// By which a client knows its request again.
pub(super) fn idempotency_key(headers: &HeaderMap) -> Result<Option<&str>, Problem> {
    let Some(key) = headers.get("idempotency-key") else { return Ok(None) };
    let key = key.to_str().unwrap_or_default().trim().trim_matches('"');
    if key.is_empty() || key.len() > 200 {
        return Err(Problem::bad_parameter("Idempotency-Key", "send 1 to 200 visible ASCII characters"));
    }
    Ok(Some(key))
}

fn if_match(headers: &HeaderMap) -> Result<Option<Revision>, Problem> {
    let Some(tag) = headers.get(header::IF_MATCH) else { return Ok(None) };
    let tag = tag.to_str().unwrap_or_default().trim();
    if tag == "*" {
        return Ok(None);
    }
    let revision = tag.trim_matches('"').parse();
    revision.map(Some).map_err(|_| Problem::bad_parameter("If-Match", "send the ETag of the last answer"))
}

/// The W3C trace context, if it has its form.
fn trace(headers: &HeaderMap) -> Option<String> {
    let parent = headers.get("traceparent")?.to_str().ok()?;
    let formed = parent.len() == 55 && parent.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
    formed.then(|| parent.to_owned())
}
