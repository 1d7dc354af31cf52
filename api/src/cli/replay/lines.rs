//! The timeline of a ticket as a table.

use domain::Reference;
use domain::sla_policy::policy_id;
use domain::timeline::{By, LineIs, TimelineLine};
use domain::words::{Language, Phrase};
use event_store::SqliteStore;
use events_schema::facts::sla_policy::SlaPolicyFact;
use events_schema::ids::TicketId;
use events_schema::{Entry, TicketCode};

use crate::cli::output::{Failure, Output};
use crate::clock::{Clock, SystemClock};
use crate::http::AsOf;
use crate::timeline::History;

/// Prints it; `None` if there is no such ticket, or was none then.
pub(super) async fn print(
    store: &SqliteStore,
    id: TicketId,
    as_of: Option<AsOf>,
    language: Language,
    output: Output,
) -> Result<Option<()>, Failure> {
    let Some(history) = History::read(store, id, as_of, SystemClock.now()).await? else { return Ok(None) };
    let timeline = history.timeline(&policies(store)?, language)?;
    if timeline.lines.is_empty() {
        return Ok(None);
    }
    if output == Output::Table {
        eprintln!("ticket {} ({id}) as of {}", TicketCode::of(id), super::shown(timeline.as_of));
    }
    output.rows(&timeline.lines, columns(language), |line| cells(line, language))?;
    Ok(Some(()))
}

/// What clocks are pinned to: all versions of the policy, and the calendars that they name.
fn policies(store: &SqliteStore) -> Result<Reference, Failure> {
    let (mut reference, mut calendars) = (Reference::default(), Vec::new());
    for event in super::all(store, &policy_id().stream())? {
        let SlaPolicyFact::Published(policy) = Entry::decode(&event)?.fact;
        calendars.extend(policy.clocks.into_iter().filter_map(|rule| rule.calendar).map(|pinned| pinned.calendar));
        reference.apply(&event)?;
    }
    calendars.sort_unstable();
    calendars.dedup();
    for calendar in calendars {
        for event in super::all(store, &calendar.stream())? {
            reference.apply(&event)?;
        }
    }
    Ok(reference)
}

fn columns(language: Language) -> [&'static str; 6] {
    match language {
        Language::Chinese => ["", "发生时间(北京时间)", "事项", "经办", "条款", "详情"],
        Language::English => ["", "happened (UTC+8)", "what", "by", "clause", "details"],
    }
}

/// Who did it, in which role, and for whom.
fn whose(by: &By, language: Language) -> String {
    let own = format!("{}\n{}", by.id, by.role.word);
    match (&by.on_behalf_of, language) {
        (None, _) => own,
        (Some(principal), Language::Chinese) => format!("{own}\n代 {principal}"),
        (Some(principal), Language::English) => format!("{own}\nfor {principal}"),
    }
}

fn cells(line: &TimelineLine, language: Language) -> [String; 6] {
    let (revision, by) = match &line.event {
        Some(event) => (event.revision.to_string(), whose(&event.by, language)),
        None => Default::default(),
    };
    let mut what = line.title.clone();
    // The title of a breach says it already.
    if let Some(verdict) = line.verdict.as_ref().filter(|_| line.what.is != LineIs::ClockBreached) {
        what.push_str(&format!(" · {}", verdict.word));
    }
    if let Some(event) = line.event.as_ref().filter(|event| event.entered_late) {
        let late = Phrase::EnteredLate.words().in_language(language);
        what.push_str(&format!("\n{late} {}", super::shown(event.recorded_at)));
    }
    for amended in &line.amended {
        what.push_str(&format!("\n{} #{} {}", amended.how.word, amended.revision, super::shown(amended.recorded_at)));
    }
    let details = line.details.iter().map(|said| format!("{}{}{}", said.label, language.colon(), said.value));
    let details = details.collect::<Vec<_>>().join("\n");
    [revision, super::shown(line.at), what, by, line.clause.as_deref().unwrap_or_default().to_owned(), details]
}
