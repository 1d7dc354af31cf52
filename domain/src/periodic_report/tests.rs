//! Reports of periods, with every refusal.

use std::fmt::Display;

use events_schema::attachment::MediaType;
use events_schema::facts::periodic_report::MadeBecause;
use events_schema::{Actor, Digest256};

use super::PeriodicReportRefusal as No;
use super::*;
use crate::attachments::{AttachmentRefusal, Kept, Uploaded};
use crate::command::Decide;
use crate::context::Context;
use crate::report::Versions;
use crate::scenario::{as_head, as_management, at, happened, in_context};

type History = Vec<(Actor, PeriodicReportFact)>;

fn hash() -> Digest256 {
    Digest256([7; 32])
}

fn make(period: &str) -> MakePeriodicReport {
    MakePeriodicReport {
        report: period.parse().unwrap(),
        at: Position(40),
        as_of: at(50),
        versions: Versions { policy: 3, supplier_scheme: 2, appraisal_scheme: 1 },
        content: Uploaded { hash: hash(), name: "2025-12.json".parse().unwrap() },
    }
}

fn submit(number: u32) -> SubmitPeriodicReport {
    SubmitPeriodicReport { number, remark: None }
}

fn request() -> RequestPeriodicReport {
    RequestPeriodicReport { reason: "补录".parse().unwrap() }
}

fn acknowledge() -> AcknowledgePeriodicReport {
    AcknowledgePeriodicReport { remark: None }
}

fn state(history: &[(Actor, PeriodicReportFact)]) -> PeriodicReport {
    let mut report = PeriodicReport::default();
    for (nth, (by, fact)) in history.iter().enumerate() {
        let mut entry = happened(60, fact.clone());
        entry.id = EventId::from_uuid(uuid::Uuid::from_u128(nth as u128 + 1));
        entry.envelope.actor = by.clone();
        report.evolve(&entry);
    }
    report
}

fn decide(
    history: &[(Actor, PeriodicReportFact)],
    by: &Actor,
    command: &dyn Decide<PeriodicReport>,
) -> Result<Vec<PeriodicReportFact>, String> {
    let files = [(hash(), Kept::Intact { size: 9, media_type: MediaType::Text })];
    let decided = in_context("periodic_report-2025-12", by, |cx| {
        command.decide(&state(history), &Context { files: &files, ..*cx })
    });
    decided.map_err(|refusal| refusal.to_string())
}

#[track_caller]
fn refused(history: &History, by: &Actor, command: &dyn Decide<PeriodicReport>, refusal: &dyn Display) {
    assert_eq!(decide(history, by, command), Err(refusal.to_string()), "{command:?}");
}

#[track_caller]
fn then(history: &History, by: &Actor, command: &dyn Decide<PeriodicReport>) -> History {
    let facts = decide(history, by, command).unwrap();
    assert!(!facts.is_empty(), "{command:?}");
    history.iter().cloned().chain(facts.into_iter().map(|fact| (by.clone(), fact))).collect()
}

#[track_caller]
fn made(history: &History) -> (u32, MadeBecause) {
    let Some((_, PeriodicReportFact::Made(made))) = history.last() else { panic!("nothing was made") };
    (made.number, made.because.clone())
}

#[test]
fn a_report_is_made_once_when_its_period_is_over() {
    let system = Actor::system("reporting");
    refused(&History::new(), &system, &make("2099-12"), &No::PeriodNotOver("2099-12".parse().unwrap()));
    let history = then(&History::new(), &system, &make("2025-12"));
    assert_eq!(made(&history), (1, MadeBecause::PeriodOver));
    assert_eq!(decide(&history, &system, &make("2025-12")), Ok(Vec::new()), "nobody wanted another one");
}

#[test]
fn what_a_report_says_has_to_be_there() {
    let other = Digest256([8; 32]);
    let command = MakePeriodicReport { content: Uploaded { hash: other, ..make("2025").content }, ..make("2025") };
    refused(&History::new(), &Actor::system("reporting"), &command, &AttachmentRefusal::Missing(other));
}

#[test]
fn it_is_made_again_for_whoever_wants_it_and_then_lies_before_nobody() {
    refused(&History::new(), &as_head(), &request(), &No::NotMade);
    let history = then(&History::new(), &Actor::system("reporting"), &make("2025-12"));
    let history = then(&history, &as_head(), &submit(1));
    let history = then(&history, &as_head(), &request());
    assert_eq!(decide(&history, &as_management(), &request()), Ok(Vec::new()), "it is wanted already");
    let wanted = EventId::from_uuid(uuid::Uuid::from_u128(3));
    let history = then(&history, &Actor::system("reporting"), &make("2025-12"));
    assert_eq!(made(&history), (2, MadeBecause::Requested { event: wanted }));
    refused(&history, &as_management(), &acknowledge(), &No::NotSubmitted);
    assert_eq!(state(&history).made.len(), 2, "the first one stays");
}

#[test]
fn what_was_read_is_submitted_and_somebody_else_takes_note() {
    refused(&History::new(), &as_head(), &submit(1), &No::NotMade);
    let history = then(&History::new(), &Actor::system("reporting"), &make("2025-12"));
    refused(&history, &as_head(), &submit(2), &No::NotTheLatest { sent: 2, latest: 1 });
    refused(&history, &as_management(), &acknowledge(), &No::NotSubmitted);
    let history = then(&history, &as_head(), &submit(1));
    assert_eq!(decide(&history, &as_head(), &submit(1)), Ok(Vec::new()));
    refused(&history, &as_head(), &acknowledge(), &No::Own);
    let history = then(&history, &as_management(), &acknowledge());
    assert_eq!(decide(&history, &as_management(), &acknowledge()), Ok(Vec::new()));
    assert_eq!(state(&history).stage, Stage::Acknowledged);
}
