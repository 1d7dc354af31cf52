//! `/acknowledge/{token}`: whoever got a message says by its link that he knows (P3.2.a, P3.3.a). To open the page says nothing yet,
//! for programs that look at mails open links too.

use axum::extract::{Path, State};
use axum::response::Html;
use domain::notification::title;
use domain::ticket::{Acknowledge, COMMANDS, Ticket};
use domain::words::{Language, of_value};
use events_schema::{Actor, Channel, CommandId, PrincipalId, TicketCode};

use super::{Problem, Served};
use crate::app::{App, Holds};
use crate::commands::{Request, named};
use crate::links::AcknowledgeLink;

/// A page, in the languages of both who may read it.
fn page(heading: &str, body: &str) -> Html<String> {
    Html(format!(
        "<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width\"><meta name=\"robots\" content=\"noindex\"><title>{heading}</title><style>body\
         {{font:1.1rem/1.6 system-ui,sans-serif;max-width:32rem;margin:3rem auto;padding:0 1rem}}button{{font:inherit;\
         padding:.6rem 1.2rem}}</style><h1>{heading}</h1>{body}</html>"
    ))
}

fn link(served: &Served, token: &str) -> Result<AcknowledgeLink, Problem> {
    AcknowledgeLink::read(token, &served.app.keys, served.app.clock.now()).ok_or_else(Problem::not_found)
}

fn heading(link: &AcknowledgeLink) -> String {
    let code = TicketCode::of(link.ticket);
    format!("工单 {code} · Ticket {code}")
}

pub(super) async fn show(State(served): State<Served>, Path(token): Path<String>) -> Result<Html<String>, Problem> {
    let link = link(&served, &token)?;
    let role = |language| of_value(&link.role, language);
    let classified = |language| title("ticket.classified", None, None, language);
    let [zh, en] = Language::ALL.map(|language| format!("{} · {}", classified(language), role(language)));
    let body = format!(
        "<p lang=\"zh-CN\">{zh}</p><p lang=\"en\">{en}</p><form method=\"post\"><button>我已知悉 · I know of it</button></form>"
    );
    Ok(page(&heading(&link), &body))
}

pub(super) async fn acknowledge(
    State(served): State<Served>,
    Path(token): Path<String>,
) -> Result<Html<String>, Problem> {
    let link = link(&served, &token)?;
    let reference = served.app.directory.now().reference;
    let roles = reference.employment(&link.person).map(|does| &does.roles);
    let own = roles.and_then(|roles| roles.iter().find(|role| **role == link.role).or(roles.first()));
    // Whoever has left acknowledges nothing any more.
    let role = *own.ok_or_else(Problem::not_found)?;
    let command = Acknowledge { acknowledged_at: None, role: Some(link.role) };
    let (stream, id) = (Some(link.ticket.stream()), CommandId::of("acknowledge-link", &token));
    let actor = Actor::new(PrincipalId::Person(link.person.clone()), role, Channel::Http);
    let request = Request::live(named(COMMANDS, "acknowledge"), &command, stream, id, actor);
    let app: &App = &served.app;
    Holds::<Ticket>::streams(app).perform(&request).await?;
    Ok(page(&heading(&link), "<p lang=\"zh-CN\">已记录：您已知悉。</p><p lang=\"en\">Recorded: you know of it.</p>"))
}
