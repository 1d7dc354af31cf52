//! What a conversation said, exchange by exchange, as the documents show it.

use std::collections::HashMap;
use std::sync::Mutex;

use domain::factory_time::factory_time;
use events_schema::{RecordedEvent, Timestamp};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::harness::{Answer, Call, Ticket};
use crate::published::published_text;

/// A table that grows row by row. Ids are others at every run, so that the document has names for them: `{ticket}` is the
/// ticket, `#8` its entry 8, and `ticket #8` the same where entries of other streams stand beside it.
pub(crate) struct Transcript {
    columns: &'static [&'static str],
    told: Mutex<Told>,
}

#[derive(Default)]
struct Told {
    /// When, and what each column says.
    rows: Vec<(Timestamp, Vec<String>)>,
    /// What else is another at every run, with what stands for it.
    names: Vec<(String, String)>,
    /// The events by their ids: what their types begin with, and which entry of their stream they are.
    entries: HashMap<String, (String, u64)>,
    /// The ticket whose clocks are shown.
    ticket: Option<Ticket>,
    clocks: Vec<String>,
}

impl Default for Transcript {
    /// Of requests and their answers.
    fn default() -> Self {
        Self::with_columns(&["who", "sends", "gets"])
    }
}

impl Transcript {
    /// Beside the time, which comes first.
    pub(crate) fn with_columns(columns: &'static [&'static str]) -> Self {
        Self { columns, told: Mutex::default() }
    }

    /// Shows from now on which clocks of a ticket change.
    pub(crate) fn watches(&self, ticket: &Ticket) {
        self.told.lock().unwrap().ticket = Some(ticket.clone());
    }

    pub(crate) fn watched(&self) -> Option<Ticket> {
        self.told.lock().unwrap().ticket.clone()
    }

    /// Names what is another at every run.
    pub(crate) fn names(&self, what: &str, name: &str) {
        self.told.lock().unwrap().names.push((what.to_owned(), name.to_owned()));
    }

    pub(crate) fn row(&self, at: Timestamp, cells: &[&str]) {
        let cells = cells.iter().map(|cell| cell.replace('|', "\\|")).collect();
        self.told.lock().unwrap().rows.push((at, cells));
    }

    /// What somebody sent, and what he got: the events that it wrote, why it was refused, or of what he read these fields.
    pub(crate) fn exchange(&self, at: Timestamp, who: &str, sent: &str, answer: &Answer, fields: &[&str]) {
        let got = self.told.lock().unwrap().got(answer, fields);
        self.row(at, &[who, sent, &got]);
    }

    /// What the program wrote by itself.
    pub(crate) fn by_itself(&self, at: Timestamp, event: &RecordedEvent) {
        let (id, kind, revision) = (event.id.to_string(), &*event.kind, event.revision.0);
        self.told.lock().unwrap().takes(&id, kind, revision);
        let data: Value = serde_json::from_slice(&event.data).unwrap();
        self.row(at, &["the program", "by itself", &format!("#{revision} `{kind}` `{data}`")]);
    }

    /// Which clocks the last row changed, each in a few words.
    pub(crate) fn changes(&self, clocks: Vec<String>) {
        let told = &mut *self.told.lock().unwrap();
        let new = clocks.iter().filter(|clock| !told.clocks.contains(clock)).map(String::as_str);
        let new = new.collect::<Vec<_>>().join("<br>");
        if let Some((_, cells)) = told.rows.last_mut() {
            cells.push(new);
        }
        told.clocks = clocks;
    }

    /// Asserts that the document of this name shows the conversation, or makes it so.
    #[track_caller]
    pub(crate) fn published(&self, name: &str, introduction: &str) {
        let told = self.told.lock().unwrap();
        let clocks = told.ticket.as_ref().map(|_| "clocks that change");
        let columns: Vec<&str> = ["when"].into_iter().chain(self.columns.iter().copied()).chain(clocks).collect();
        let head = format!("| {} |\n|{}\n", columns.join(" | "), "---|".repeat(columns.len()));
        let mut rows = String::new();
        for (at, cells) in &told.rows {
            let time = factory_time(*at);
            let missing = columns.len() - 1 - cells.len();
            rows +=
                &format!("| {} {} | {} |{}\n", &time[5..10], &time[11..16], cells.join(" | "), "  |".repeat(missing));
        }
        let text = format!("{introduction}\n\n{head}{}", told.named(rows));
        published_text(&format!("docs/conversations/{name}.md"), &text);
    }
}

impl Told {
    fn takes(&mut self, id: &str, kind: &str, revision: u64) {
        let category = kind.split('.').next().unwrap_or_default();
        self.entries.insert(id.to_owned(), (category.to_owned(), revision));
    }

    fn got(&mut self, answer: &Answer, fields: &[&str]) -> String {
        let headers = ["idempotency-replayed", "content-range", "retry-after"];
        let headers = headers.into_iter().filter_map(|name| Some(format!(" `{name}: {}`", answer.header(name)?)));
        let headers: String = headers.collect();
        format!("**{}**{headers} {}", answer.status.as_u16(), self.said(answer, fields))
    }

    fn said(&mut self, answer: &Answer, fields: &[&str]) -> String {
        let Ok(body) = serde_json::from_slice::<Value>(&answer.body) else { return outline(answer, fields) };
        if let Some(code) = body["code"].as_str().filter(|_| !answer.status.is_success()) {
            let said = |field: &str| body[field].as_str().unwrap_or_default();
            let clause = body["clause"].as_str().map(|clause| format!(", {clause}")).unwrap_or_default();
            return format!("`{code}`{clause}: {}", said("detail"));
        }
        let Some(events) = body["events"].as_array() else { return format!("`{}`", picked(&body, fields)) };
        let mut written = Vec::new();
        for event in events {
            let revision = event["revision"].as_u64().unwrap();
            let kind = event["type"].as_str().unwrap();
            self.takes(event["id"].as_str().unwrap(), kind, revision);
            written.push(format!("#{revision} `{kind}`"));
        }
        if written.is_empty() { "it was so already".to_owned() } else { written.join(", ") }
    }

    fn named(&self, mut text: String) -> String {
        for (what, name) in &self.names {
            text = text.replace(what, name);
        }
        let of_one_kind = self.entries.values().all(|(of, _)| self.entries.values().all(|(other, _)| of == other));
        for (id, (of, revision)) in &self.entries {
            let name = if of_one_kind { format!("#{revision}") } else { format!("{of} #{revision}") };
            text = text.replace(id, &name);
        }
        for (stream, name) in streams(&text) {
            text = text.replace(&stream, &name);
        }
        text
    }
}

/// A request as whoever reads the document would send it, but for his key.
pub(crate) fn sent(call: &Call<'_>) -> String {
    let mut said = format!("`{} {}`", call.method, call.path);
    let is_usual = |name: &str, value: &str| name == "authorization" || value == "application/json";
    for (name, value) in call.headers.iter().filter(|(name, value)| !is_usual(name, value)) {
        said += &format!(" `{name}: {value}`");
    }
    match serde_json::from_slice::<Value>(&call.body) {
        Ok(body) => said + &format!(" `{body}`"),
        Err(_) if call.body.is_empty() => said,
        Err(_) => said + &format!(" {} bytes", call.body.len()),
    }
}

/// The rows of a list, or a thing by itself, with no more than these fields; with all if none is named.
fn picked(body: &Value, fields: &[&str]) -> Value {
    let of = |whole: &Value| {
        let named = fields.iter().filter_map(|field| Some(((*field).to_owned(), whole.get(*field)?.clone())));
        if fields.is_empty() { whole.clone() } else { Value::Object(named.collect::<Map<_, _>>()) }
    };
    let lists = ["rows", "tickets", "notifications", "deliveries", "tasks"];
    let list = lists.iter().find_map(|list| body[list].as_array()).or(body.as_array());
    list.map_or_else(|| of(body), |list| list.iter().map(of).collect())
}

/// What is no JSON: a page in its words, of other texts the lines that begin so, a file by its type and size.
fn outline(answer: &Answer, begins: &[&str]) -> String {
    let kind = answer.header("content-type").unwrap_or_default();
    let page = String::from_utf8_lossy(&answer.body);
    if !kind.starts_with("text/html") {
        let lines = page.lines().filter(|line| begins.iter().any(|begin| line.starts_with(begin)));
        let lines: Vec<String> = lines.map(|line| format!("`{line}`")).collect();
        return if begins.is_empty() { format!("`{kind}`, {} bytes", answer.body.len()) } else { lines.join(" ") };
    }
    let shown = page.split_once("</style>").map_or(&*page, |(_, shown)| shown);
    let words = shown.split('<').filter_map(|piece| Some(piece.split_once('>')?.1.trim()));
    words.filter(|words| !words.is_empty()).collect::<Vec<_>>().join(" / ")
}

/// The streams that a text names by ids, with names for people. An id of something else has to have got its name before.
fn streams(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::<(String, String)>::new();
    for word in text.split(|letter: char| !letter.is_ascii_alphanumeric() && !"-_".contains(letter)) {
        let Some((category, _)) =
            word.len().checked_sub(36).map(|start| word.split_at(start)).filter(|(_, id)| is_id(id))
        else {
            continue;
        };
        assert!(!category.is_empty(), "{word} has no name");
        if found.iter().all(|(stream, _)| stream != word) {
            let category = category.trim_end_matches('-');
            let nth = 1 + found.iter().filter(|(stream, _)| stream.starts_with(category)).count();
            let nth = if nth == 1 { String::new() } else { format!(" {nth}") };
            found.push((word.to_owned(), format!("{{{category}{nth}}}")));
        }
    }
    found
}

fn is_id(word: &str) -> bool {
    word.len() == 36 && Uuid::try_parse(word).is_ok()
}
