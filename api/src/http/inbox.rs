//! `GET /v1/inbox` and `/v1/inbox/live`: what one is told, by the rules in force (P2.1.b, P3.2.a, P3.3.a, P4.2).

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::sse::Event;
use axum::response::{IntoResponse, Response};
use domain::inbox::Inbox;
use domain::notification::{Reader, title};
use domain::queries::{SHOW_INBOX, SHOW_POLICY};
use domain::words::Language;
use events_schema::Position;
use events_schema::facts::notification_rules::NotificationRulesPublished;
use events_schema::ids::InboxId;
use projections::notifications::Notified;
use projections::{Notifications, Positions, Projection, Read};
use schemars::JsonSchema;
use serde::Serialize;

use super::auth::Caller;
use super::language::Preferred;
use super::live::{Listener, Teller, last_seen, live};
use super::parameters::Parameters;
use super::tickets::wait_for;
use super::{Problem, Served, answer};
use crate::commands::Draft;

/// A page of an inbox.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct InboxPage {
    /// The number of the newest notification that was read; absent while none was. `POST /v1/inboxes` moves it.
    #[serde(skip_serializing_if = "Option::is_none")]
    read_through: Option<u64>,
    /// What one is told, the newest first.
    notifications: Vec<InInbox>,
    /// The cursor of the next page; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<u64>,
}

/// Something that one is told.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct InInbox {
    /// In one line.
    title: String,
    /// Whether it was read.
    is_read: bool,
    #[serde(flatten)]
    notified: Notified,
}

pub(super) async fn show(
    State(served): State<Served>,
    caller: Caller,
    Preferred(preferred): Preferred,
    mut parameters: Parameters,
) -> Result<Response, Problem> {
    caller.may(&SHOW_INBOX)?;
    let pages = parameters.pages("/v1/inbox");
    let (language, min_position) = (parameters.take("lang")?.unwrap_or(preferred), parameters.take("min_position")?);
    let (limit, before) = (parameters.take_limit()?, parameters.take("cursor")?);
    parameters.nothing_else()?;
    wait_for(&served, Notifications::NAME, min_position).await?;
    let read_through = read_through(&served, &caller).await?;
    let Read { value: page, position } = page(&served, &caller, before, limit).await?;
    let in_inbox = |notified| InInbox::of(notified, read_through, language);
    let notifications = page.items.into_iter().map(in_inbox).collect();
    let link = pages.link(page.next.map(|next| next.to_string()).as_deref());
    let page = InboxPage { read_through, notifications, next: page.next };
    Ok(([answer::at_position(position.0)], link, Json(page)).into_response())
}

impl InInbox {
    fn of(notified: Notified, read_through: Option<u64>, language: Language) -> Self {
        let title = title(&notified.kind, notified.class, notified.clock, language);
        Self { title, is_read: read_through >= Some(notified.number), notified }
    }
}

async fn read_through(served: &Served, caller: &Caller) -> Result<Option<u64>, Problem> {
    let Some(person) = caller.actor.person() else { return Ok(None) };
    let inbox = Draft::<Inbox>::read(InboxId::of(person).stream(), &*served.app.store).await?;
    Ok(inbox.state().read_through)
}

async fn page(
    served: &Served,
    caller: &Caller,
    before: Option<u64>,
    limit: usize,
) -> Result<Read<projections::Page<Notified, u64>>, Problem> {
    let reader = Reader::of(&caller.actor, &served.app.directory.now().reference, served.app.clock.now());
    let view = served.app.models.views().of::<Notifications>();
    let page = tokio::task::spawn_blocking(move || view.inbox(&reader, before, limit));
    Ok(page.await.map_err(|error| Problem::internal(&error))??)
}

/// How many notifications one message holds.
const MOST: usize = 100;

pub(super) async fn follow(
    State(served): State<Served>,
    caller: Caller,
    Preferred(preferred): Preferred,
    headers: HeaderMap,
    mut parameters: Parameters,
) -> Result<Response, Problem> {
    let listener = Listener::of(&served, caller, &SHOW_INBOX)?;
    let language = parameters.take("lang")?.unwrap_or(preferred);
    parameters.nothing_else()?;
    let positions = served.app.models.positions(Notifications::NAME).ok_or_else(Problem::not_found)?;
    let last = last_seen(&headers)?.map(|Position(number)| number);
    Ok(live(Listening { served, listener, language, positions, at: None, last }))
}

/// Somebody who is told as it happens.
struct Listening {
    served: Served,
    listener: Listener,
    language: Language,
    positions: Positions,
    /// Up to which position it was looked; absent before the first time.
    at: Option<Position>,
    /// The number of the last one that was told.
    last: Option<u64>,
}

impl Teller for Listening {
    fn served(&self) -> &Served {
        &self.served
    }

    /// Waits until there is something new. Whoever comes for the first time is told what comes from now on.
    async fn next(&mut self) -> Result<Option<Event>, Problem> {
        loop {
            if let Some(at) = self.at {
                self.positions.beyond(at).await.ok_or_else(|| Problem::behind(at.0))?;
            }
            let caller = self.listener.still(&self.served)?;
            let Read { value: page, position } = page(&self.served, caller, None, MOST).await?;
            self.at = Some(position);
            let newest = page.items.first().map(|notified| notified.number);
            let before = self.last;
            self.last = newest.max(before).or(Some(0));
            let Some(last) = before else { continue };
            let mut new: Vec<Notified> = page.items.into_iter().take_while(|notified| notified.number > last).collect();
            if new.is_empty() {
                continue;
            }
            new.reverse();
            let read_through = read_through(&self.served, caller).await?;
            let new: Vec<InInbox> =
                new.into_iter().map(|notified| InInbox::of(notified, read_through, self.language)).collect();
            let data = serde_json::to_string(&new).map_err(|error| Problem::internal(&error))?;
            let id = newest.unwrap_or(last).to_string();
            return Ok(Some(Event::default().id(id).event("notifications").data(data)));
        }
    }
}

/// `GET /v1/notification-rules`: the rules in force.
pub(super) async fn rules(
    State(served): State<Served>,
    caller: Caller,
) -> Result<Json<NotificationRulesPublished>, Problem> {
    caller.may(&SHOW_POLICY)?;
    Ok(Json(served.app.directory.now().reference.notification_rules().clone()))
}
