//! `POST /v1/web/reports`: a report by the form on the web (P2.1.b), from whoever fills it in.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::Json;
use axum::extract::{ConnectInfo, Request as HttpRequest, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::command::read_body;
use domain::ticket::{COMMANDS, Report, ReportedContact};
use events_schema::facts::ticket::TicketFact;
use events_schema::ids::{CustomerId, TicketId};
use events_schema::text::{Line, Paragraph};
use events_schema::values::{EngineSerial, IntakeChannel};
use events_schema::{Actor, Channel, CommandId, Digest256, Duration, Entry, PrincipalId, Revision, Role, TicketCode};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::pace::Pace;
use super::places::Places;
use super::{Problem, Served, body, command};
use crate::app::Holds;
use crate::commands::{Done, Replay, Request, named};
use crate::intake::WebForm;
use crate::keys::Fingerprint;

/// The most bytes of a report.
const MOST_BYTES: usize = 16 * 1024;

/// How many reports are taken at once.
const MOST_AT_ONCE: usize = 32;

/// For so long the same body is the same report: somebody has clicked twice.
const SAME_REPORT: Duration = Duration::from_hours(24);

/// What strangers may take of the program.
pub(super) struct Limits {
    places: Places<MOST_AT_ONCE>,
    by_address: Pace<IpAddr>,
    /// By a keyed hash of the number.
    by_phone: Pace<Digest256>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            places: Places::default(),
            by_address: Pace::of(10, Duration::from_minutes(1)),
            by_phone: Pace::of(5, Duration::from_hours(1)),
        }
    }
}

/// A report as the form sends it. All of engine model, symptom, usage scenario and contact are needed (P2.1.a).
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WebReport {
    /// The customer's company.
    #[serde(default)]
    #[schemars(example = &"潍坊客运公司")]
    organisation: Option<Line>,
    /// The engine model (发动机型号).
    #[serde(default)]
    #[schemars(example = &"WP12")]
    engine_model: Option<Line>,
    /// The engine's serial number, where it is known.
    #[serde(default)]
    engine_serial: Option<EngineSerial>,
    /// The fault symptom (故障现象).
    #[serde(default)]
    symptom: Option<Paragraph>,
    /// The usage scenario (使用场景).
    #[serde(default)]
    #[schemars(example = &"bus, -20 °C")]
    usage_scenario: Option<Paragraph>,
    /// Whom to call (客户联系方式). Stored sealed.
    #[serde(default)]
    contact: Option<ReportedContact>,
}

/// What whoever filled the form in is told.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct WebReceipt {
    /// The code of the ticket, to say on the phone. It opens nothing.
    code: String,
}

/// A browser asks whether the page of another site may send the form.
pub(super) async fn preflight(State(served): State<Served>, headers: HeaderMap) -> Result<Response, Problem> {
    let form = set_up(&served)?;
    let allowed = [
        (header::ACCESS_CONTROL_ALLOW_METHODS, "POST"),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, "content-type, idempotency-key"),
        (header::ACCESS_CONTROL_MAX_AGE, "3600"),
    ];
    Ok(shared(form, &headers, (StatusCode::NO_CONTENT, allowed).into_response()))
}

/// A report. The page that sent it may read refusals too.
pub(super) async fn take(State(served): State<Served>, request: HttpRequest) -> Result<Response, Problem> {
    let form = set_up(&served)?;
    let (parts, body) = request.into_parts();
    let answer = report(&served, form, &parts, body).await;
    Ok(shared(form, &parts.headers, answer.into_response()))
}

async fn report(served: &Served, form: &WebForm, parts: &Parts, body: axum::body::Body) -> Result<Response, Problem> {
    let (app, limits, now) = (&served.app, &served.forms, served.app.clock.now());
    limits.by_address.take(network(address(form, parts)), now).map_err(too_often)?;
    let Some(_place) = limits.places.take() else {
        return Err(Problem::busy("overloaded", "nothing was done; send it again"));
    };
    let body = body::json_of(parts, body, MOST_BYTES).await?;
    let WebReport { organisation, engine_model, engine_serial, symptom, usage_scenario, contact } = read_body(&body)?;
    let number = contact.as_ref().map(|contact| app.phones.digest(contact.phone.as_str()));
    let customer = match &contact {
        Some(contact) => {
            number.map_or(Ok(()), |number| limits.by_phone.take(number, now)).map_err(too_often)?;
            app.phones.find_or_new(contact.phone.as_str()).map_err(|error| Problem::internal(&error))?
        }
        // Whoever sends no contact is refused, so nothing is ever recorded of this one.
        None => CustomerId::from_uuid(Uuid::nil()),
    };
    let fingerprint = Fingerprint { method: parts.method.as_str(), path: parts.uri.path(), body: &body };
    let id = match command::idempotency_key(&parts.headers)? {
        Some(key) => CommandId::to(&customer.to_string(), "web", key),
        None => same_report(served, customer, &fingerprint).await?,
    };
    let channel = IntakeChannel::Website;
    let report = Report {
        received_at: None,
        channel,
        organisation,
        engine_model,
        engine_serial,
        symptom,
        usage_scenario,
        contact,
    };
    let actor = Actor::new(PrincipalId::Customer(customer), Role::Customer, Channel::Web);
    let request = Request {
        fingerprint: Some(fingerprint),
        ..Request::live(named(COMMANDS, "report"), &report, None, id, actor)
    };
    let done = Holds::<domain::ticket::Ticket>::streams(&**app).perform(&request).await;
    // Whoever forgot something, or clicked twice, has not reported more often for it.
    if let Some(number) = number.filter(|_| !done.as_ref().is_ok_and(|done| done.replay == Replay::New)) {
        limits.by_phone.give_back(&number);
    }
    receipt(&done?)
}

fn receipt(done: &Done) -> Result<Response, Problem> {
    let ticket: TicketId = done.stream.as_str().parse().map_err(|error| Problem::internal(&error))?;
    let receipt = Json(WebReceipt { code: TicketCode::of(ticket).to_string() });
    let replayed = (done.replay == Replay::Repeated).then_some([("idempotency-replayed", "true")]);
    Ok((StatusCode::CREATED, replayed, receipt).into_response())
}

/// The id of this report, or of the same one that came in the last 24 hours: each has the days since 1970 in its id, so that
/// yesterday's is the only other one to be asked for. What is hashed is hashed under a key, for a body has a number in it.
async fn same_report(
    served: &Served,
    customer: CustomerId,
    fingerprint: &Fingerprint<'_>,
) -> Result<CommandId, Problem> {
    let now = served.app.clock.now();
    let digest = fingerprint.under(served.app.keys.fingerprints());
    let day = now.as_micros() / SAME_REPORT.as_micros();
    let id = |day: i64| CommandId::to(&customer.to_string(), "web-clicks", &format!("{digest} {day}"));
    let yesterday = id(day - 1);
    let ticket = TicketId::from_uuid(yesterday.derive("ticket")).stream();
    let opened = served.app.store.read_stream(&ticket, Revision::FIRST, 1).await?;
    let is_recent = match opened.first() {
        Some(first) => now.since(Entry::<TicketFact>::decode(first)?.envelope.recorded_at) < SAME_REPORT,
        None => false,
    };
    Ok(if is_recent { yesterday } else { id(day) })
}

fn set_up(served: &Served) -> Result<&WebForm, Problem> {
    served.intake.web_form.as_ref().ok_or_else(Problem::not_found)
}

fn too_often(seconds: u32) -> Problem {
    Problem::busy("too_often", "nothing was done; wait, or call the hotline").retry_after(seconds)
}

/// Who is at the other end: the peer, or, where that is a proxy of ours, the last one in front of it who is none.
fn address(form: &WebForm, parts: &Parts) -> IpAddr {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
    let peer = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |ConnectInfo(peer)| peer.ip().to_canonical());
    if !form.trusted_proxies.contains(&peer) {
        return peer;
    }
    let forwarded = parts.headers.get_all("x-forwarded-for").iter().filter_map(|header| header.to_str().ok());
    let forwarded: Vec<&str> = forwarded.flat_map(|header| header.split(',')).collect();
    // What a stranger has written himself stands in front of what the proxies have added.
    let mut added = forwarded.iter().rev().map_while(|one| one.trim().parse().ok());
    added.find(|one| !form.trusted_proxies.contains(one)).unwrap_or(peer)
}

/// Whoever has an IPv6 address has the other 2^64 of its network too.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => IpAddr::V6((address.to_bits() >> 64 << 64).into()),
    }
}

/// Lets the page of the one site that may read the answer.
fn shared(form: &WebForm, headers: &HeaderMap, mut answer: Response) -> Response {
    let Some(allowed) = &form.allowed_origin else { return answer };
    answer.headers_mut().insert(header::VARY, HeaderValue::from_static("origin"));
    if let Some(origin) = headers.get(header::ORIGIN).filter(|origin| origin.as_bytes() == allowed.as_bytes()) {
        answer.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
    }
    answer
}
