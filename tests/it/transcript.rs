//! What a conversation said, exchange by exchange, as the documents show it.

use std::collections::HashMap;
use std::fmt::Write;
use std::sync::Mutex;

use domain::factory_time::factory_time;
use events_schema::{Role, Timestamp};
use serde_json::Value;

use crate::harness::Answer;
use crate::published::published_text;

#[derive(Default)]
pub(crate) struct Transcript(Mutex<Told>);

#[derive(Default)]
struct Told {
    rows: String,
    /// The entries of the ticket that an event's id names.
    entries: HashMap<String, u64>,
    clocks: Vec<String>,
}

/// What somebody sent, and what he got.
pub(crate) struct Exchange<'a> {
    pub(crate) at: Timestamp,
    pub(crate) by: Role,
    pub(crate) command: &'a str,
    pub(crate) body: &'a Value,
    pub(crate) answer: &'a Answer,
    /// Each clock of the ticket in a few words, as it is then.
    pub(crate) clocks: Vec<String>,
}

impl Transcript {
    pub(crate) fn take(&self, exchange: Exchange<'_>) {
        let told = &mut *self.0.lock().unwrap();
        let Exchange { at, by, command, body, answer, clocks } = exchange;
        let time = factory_time(at);
        let body = told.named(&body.to_string());
        let gets = told.gets(answer);
        let (day, time) = (&time[5..10], &time[11..16]);
        let changed: Vec<&str> =
            clocks.iter().filter(|clock| !told.clocks.contains(clock)).map(String::as_str).collect();
        let changed = changed.join("<br>");
        let by = by.name().replace('_', " ");
        writeln!(told.rows, "| {day} {time} | {by} | `{command}` `{body}` | {gets} | {changed} |").unwrap();
        told.clocks = clocks;
    }

    /// Asserts that the document of this name shows the conversation, or makes it so.
    #[track_caller]
    pub(crate) fn published(&self, name: &str, introduction: &str) {
        let told = self.0.lock().unwrap();
        let columns = "| when | who | sends | gets | clocks that change |\n|---|---|---|---|---|\n";
        published_text(&format!("docs/conversations/{name}.md"), &format!("{introduction}\n\n{columns}{}", told.rows));
    }
}

impl Told {
    /// Ids of events as the numbers of their entries, which people can follow.
    fn named(&self, text: &str) -> String {
        self.entries.iter().fold(text.to_owned(), |text, (id, entry)| text.replace(id, &format!("#{entry}")))
    }

    fn gets(&mut self, answer: &Answer) -> String {
        let (status, body) = (answer.status.as_u16(), answer.json());
        let Some(events) = body["events"].as_array() else {
            let said = |field: &str| body[field].as_str().unwrap_or_default().to_owned();
            let detail = self.named(&said("detail"));
            return format!("**{status}** `{}`, {}: {detail}", said("code"), said("clause"));
        };
        let mut written = Vec::new();
        for event in events {
            let revision = event["revision"].as_u64().unwrap();
            self.entries.insert(event["id"].as_str().unwrap().to_owned(), revision);
            written.push(format!("#{revision} `{}`", event["type"].as_str().unwrap()));
        }
        format!("**{status}** {}", written.join(", "))
    }
}
