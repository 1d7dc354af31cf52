//! What a timeline promises.

use events_schema::facts::sla_policy::ClockKind;
use events_schema::facts::ticket::{
    ClockBreached, ClockReassessed, ClockWarned, EntryCorrected, EntryMovedIn, EntryRetracted, FirstAnalysisHeld,
    NoteAdded, NotificationAcknowledged, PlanActivated, ReassessmentOpened, Replacement, StaffArrived, TeamFormed,
    TicketClassified,
};
use events_schema::ids::TicketId;
use events_schema::values::{EffectOnUse, Grounds, TicketClass, Verdict};
use events_schema::{Origin, Role};
use uuid::Uuid;

use super::*;
use crate::clocks::Marks;
use crate::factory_time::factory_time;
use crate::scenario::{
    REFERENCE, actor, assigned, at, attempted, classified, entries, event, grounds, reached, reported, solved,
};

/// A fact, the minute at which it is said to have happened, and the minute at which it was recorded.
type Recorded = (i64, i64, TicketFact);

fn recorded(history: &[Recorded]) -> Vec<Entry<TicketFact>> {
    let mut entries = entries(history.iter().map(|(.., fact)| fact.clone()));
    for (entry, (happened, recorded, _)) in entries.iter_mut().zip(history) {
        entry.envelope.occurred_at = at(*happened);
        entry.envelope.recorded_at = at(*recorded);
    }
    entries
}

fn lines_in(language: Language, history: &[Recorded], now: i64) -> Vec<TimelineLine> {
    let entries = recorded(history);
    let mut marks = Marks::default();
    for entry in &entries {
        marks.apply(entry);
    }
    timeline(&entries, &marks.clocks(at(now), &REFERENCE).unwrap(), at(now), language)
}

/// The lines as somebody would read them out: minute, title, verdict, details, amendments.
fn read(history: &[Recorded], now: i64) -> Vec<String> {
    lines_in(Language::English, history, now).iter().map(read_out).collect()
}

fn read_out(line: &TimelineLine) -> String {
    let minute = line.at.since(at(0)).as_micros() / 60_000_000;
    let mut said = format!("{minute} {}", line.title);
    if let Some(verdict) = &line.verdict {
        said.push_str(&format!(", {}", verdict.word));
    }
    if line.event.as_ref().is_some_and(|event| event.entered_late) {
        said.push_str(", entered late");
    }
    for amended in &line.amended {
        said.push_str(&format!(", {} by #{}", amended.how.word, amended.revision));
    }
    said
}

fn value<'a>(line: &'a TimelineLine, label: &str) -> &'a str {
    let detail = line.details.iter().find(|detail| detail.label == label);
    &detail.unwrap_or_else(|| panic!("no {label} in {line:#?}")).value
}

fn find<'a>(lines: &'a [TimelineLine], title: &str) -> &'a TimelineLine {
    lines.iter().find(|line| line.title == title).unwrap_or_else(|| panic!("no {title} in {lines:#?}"))
}

fn of_class(class: TicketClass) -> TicketFact {
    let grounds = Grounds { effect_on_use: EffectOnUse::Stopped, ..grounds() };
    let issue_type = Some("starting".parse().unwrap());
    TicketClassified { class, grounds: Some(grounds), issue_type, policy_version: 0 }.into()
}

fn acknowledged(role: Role) -> TicketFact {
    NotificationAcknowledged { role }.into()
}

fn arrived(person: &str, role: Role) -> TicketFact {
    StaffArrived { person: person.parse().unwrap(), role, policy_version: 0 }.into()
}

fn met() -> TicketFact {
    FirstAnalysisHeld {
        attendees: vec!["e3001".parse().unwrap(), "e3002".parse().unwrap()],
        first_measures: vec!["停止使用".parse().unwrap()],
    }
    .into()
}

fn noted(text: &str) -> TicketFact {
    NoteAdded { text: text.parse().unwrap() }.into()
}

fn corrected(index: usize, by: TicketFact) -> EntryCorrected {
    let reason = "mistyped".parse().unwrap();
    EntryCorrected { corrects: event(index), replacement: Replacement(Box::new(by)), happened_at: None, reason }
}

#[test]
fn a_fact_comes_before_what_it_stops_and_that_before_what_it_starts() {
    let history = [(0, 0, reported()), (20, 20, classified()), (20, 20, assigned()), (40, 40, attempted())];
    assert_eq!(
        read(&history, 50),
        [
            "0 reported",
            "0 clock started: triage",
            "20 classified",
            "20 clock stopped: triage, met",
            "20 assigned to a group",
            "20 clock started: first contact",
            "40 attempt to reach the customer",
            "140 clock open: first contact",
        ]
    );
    let lines = lines_in(Language::English, &history, 50);
    assert_eq!(value(find(&lines, "clock stopped: triage"), "time left"), "40 min");
    assert_eq!(value(find(&lines, "clock open: first contact"), "time left"), "1 h 30 min");
    assert_eq!(find(&lines, "clock open: first contact").clause.as_deref(), Some("P3.1.b"));
    let late = lines_in(Language::English, &history, 200);
    assert_eq!(late.last().unwrap().title, "clock open: first contact", "it is open still");
    assert_eq!(value(late.last().unwrap(), "over by"), "1 h");
    assert_eq!(find(&late, "clock breached: first contact").at, at(140));
}

#[test]
fn an_important_issue_with_a_late_entry_and_a_reassessment() {
    let (clock, episode, number) = (ClockKind::FirstAnalysis, 1, 1);
    let (stands, claimed, evidence) = (Verdict::Breached, Verdict::Met, event(4));
    let evidence_by = actor(Role::SupportEngineer).id;
    let opened = ReassessmentOpened { clock, episode, number, stands, claimed, evidence, evidence_by };
    let (before, verdict, grounds) = (stands, claimed, "minutes of the meeting".parse().unwrap());
    let reassessed = ClockReassessed { request: event(5), clock, episode, number, before, verdict, evidence, grounds };
    let history = [
        (0, 0, reported()),
        (10, 10, of_class(TicketClass::Important)),
        (12, 12, acknowledged(Role::HeadOfAfterSales)),
        (14, 14, acknowledged(Role::TechnicalExpert)),
        (30, 90, met()),
        (30, 90, opened.into()),
        (120, 120, reassessed.into()),
    ];
    let lines = lines_in(Language::English, &history, 130);
    assert_eq!(
        lines.iter().map(read_out).collect::<Vec<_>>(),
        [
            "0 reported",
            "0 clock started: triage",
            "10 classified",
            "10 clock stopped: triage, met",
            "10 clock started: notification",
            "10 clock started: first analysis meeting",
            "10 clock started: arrival, important issue",
            "12 notification acknowledged",
            "14 notification acknowledged",
            "14 clock stopped: notification, met",
            "30 first analysis meeting held, entered late",
            "30 clock stopped: first analysis meeting, met",
            "40 clock breached: first analysis meeting, breached",
            "90 reassessment opened: first analysis meeting, breached",
            "120 clock reassessed: first analysis meeting, met",
            "1450 clock open: arrival, important issue",
        ]
    );
    let stopped = find(&lines, "clock stopped: first analysis meeting");
    assert_eq!((value(stopped, "time left"), value(stopped, "verdict before")), ("10 min", "breached"));
    let reassessed = find(&lines, "clock reassessed: first analysis meeting");
    assert_eq!((value(reassessed, "verdict before"), value(reassessed, "new verdict")), ("breached", "met"));
    assert_eq!(value(reassessed, "evidence"), "#4 first analysis meeting held");
    let undecided = lines_in(Language::English, &history[..6], 100);
    let stopped = find(&undecided, "clock stopped: first analysis meeting");
    assert_eq!(stopped.verdict.as_ref().unwrap().is, Verdict::Breached);
    assert_eq!(value(stopped, "verdict that the record speaks for"), "met");
}

#[test]
fn a_long_silence_on_site_is_one_line() {
    let mut history = vec![
        (0, 0, reported()),
        (0, 0, of_class(TicketClass::Important)),
        (60, 60, arrived("e4001", Role::TechnicalExpert)),
        (60, 60, arrived("e4002", Role::OnSiteEngineer)),
    ];
    let of_grid = |history: &[Recorded], now| {
        let lines = read(history, now).into_iter();
        lines.filter(|line| line.contains("progress report")).collect::<Vec<_>>()
    };
    let each = ["180 slot missed: progress report #1, breached", "300 slot missed: progress report #2, breached"];
    let begin = "60 clock started: progress report #1".to_owned();
    let open = "420 clock open: progress report #3".to_owned();
    assert_eq!(of_grid(&history, 310), [begin.clone(), each[0].into(), each[1].into(), open]);

    let (clock, episode, reached_at) = (ClockKind::ProgressReport, 1, at(120));
    let warned = ClockWarned { clock, episode, number: 1, threshold: 50, due_at: at(180), reached_at };
    history.push((120, 120, warned.into()));
    for (number, due) in [(1, 180), (2, 300)] {
        history.push((due, due, ClockBreached { clock, episode, number, due_at: at(due) }.into()));
    }
    history.push((700, 700, solved()));
    let folded = "180 slot missed: progress report #1 – #5, breached".to_owned();
    let end = "700 clock cancelled: progress report #6, not judged".to_owned();
    assert_eq!(of_grid(&history, 800), [begin, folded, end]);
    let lines = lines_in(Language::Chinese, &history, 800);
    let folded = find(&lines, "时段缺报：进度汇报 #1 – #5");
    assert_eq!((value(folded, "连续缺报次数"), value(folded, "其间预警次数")), ("5", "1"));
    assert_eq!(value(folded, "最后一次缺报"), factory_time(at(660)));
    assert_eq!(folded.event.as_ref().unwrap().id, event(5), "the breach that was recorded first");
}

#[test]
fn an_emergency_in_chinese() {
    let (leader, members) = ("e4003".parse().unwrap(), Vec::new());
    let history = [
        (0, 0, reported()),
        (10, 10, of_class(TicketClass::Emergency)),
        (12, 12, PlanActivated { plan: "engine-fire".parse().unwrap(), version: 2 }.into()),
        (20, 20, TeamFormed { leader, members }.into()),
        (50, 50, arrived("e4003", Role::OnSiteEngineer)),
        (55, 55, arrived("e4001", Role::TechnicalExpert)),
    ];
    let lines = lines_in(Language::Chinese, &history, 60);
    let titles: Vec<&str> = lines.iter().map(|line| &*line.title).collect();
    assert_eq!(
        titles,
        [
            "报修登记",
            "时限开始：问题分级",
            "问题分级",
            "时限停止：问题分级",
            "时限开始：通知相关负责人",
            "时限开始：启动应急预案",
            "时限开始：到达现场(紧急问题)",
            "启动应急预案",
            "时限超时：通知相关负责人",
            "时限超时：启动应急预案",
            "成立应急处理小组",
            "时限停止：启动应急预案",
            "到达客户现场",
            "到达客户现场",
            "时限停止：到达现场(紧急问题)",
            "时限未结：通知相关负责人",
        ]
    );
    let stopped = find(&lines, "时限停止：启动应急预案");
    assert_eq!((stopped.verdict.as_ref().unwrap().word.as_str(), value(stopped, "超出时间")), ("超时", "5分"));
    let classified = find(&lines, "问题分级");
    let said: Vec<(&str, &str)> = classified.details.iter().map(|said| (&*said.label, &*said.value)).collect();
    assert_eq!(
        said,
        [
            ("级别", "紧急"),
            ("对使用的影响", "无法使用"),
            ("安全隐患", "无"),
            ("对客户生产的影响", "无"),
            ("问题类型", "starting"),
        ]
    );
    assert_eq!(classified.event.as_ref().unwrap().by.role.word, "客服人员");
}

#[test]
fn personal_values_are_never_opened() {
    let lines = lines_in(Language::Chinese, &[(0, 0, reported())], 1);
    assert_eq!((value(&lines[0], "联系人"), value(&lines[0], "联系电话")), ("已加密", "已加密"));
    assert!(!serde_json::to_string(&lines).unwrap().contains("c2VhbGVk"), "not even sealed: {lines:#?}");
}

#[test]
fn a_corrected_entry_says_what_is_right_and_the_correction_what_was_wrong() {
    let mut moved = corrected(1, noted("客户在厂"));
    moved.happened_at = Some(at(3));
    let history = [(0, 0, reported()), (5, 5, noted("客户在场")), (30, 30, moved.into())];
    let lines = lines_in(Language::English, &history, 40);
    let note = find(&lines, "note added");
    assert_eq!((note.at, value(note, "text")), (at(3), "客户在厂"));
    assert_eq!(read_out(note), "3 note added, corrected by #2");
    assert_eq!(note.amended[0].recorded_at, at(30));
    let correction = find(&lines, "entry corrected: #1 note added");
    assert_eq!((value(correction, "text"), value(correction, "reason")), ("客户在场 → 客户在厂", "mistyped"));
    assert_eq!(value(correction, "happened at"), format!("{} → {}", factory_time(at(5)), factory_time(at(3))));
}

#[test]
fn a_retracted_entry_stays_and_says_so() {
    let kind = "ticket.customer_reached".to_owned();
    let retraction = EntryRetracted { retracts: event(3), kind, reason: "another ticket".parse().unwrap() };
    let history = [
        (0, 0, reported()),
        (10, 10, classified()),
        (20, 20, assigned()),
        (50, 50, reached()),
        (60, 60, retraction.into()),
    ];
    assert_eq!(
        read(&history, 70)[6..],
        [
            "50 customer reached, retracted by #4",
            "60 entry retracted: #3 customer reached",
            "140 clock open: first contact",
        ]
    );
}

#[test]
fn an_entry_that_was_moved_here_reads_as_what_it_says() {
    let moved = EntryMovedIn {
        from: TicketId::from_uuid(Uuid::from_u128(2)),
        moved: event(9),
        fact: Replacement(Box::new(noted("客户在场"))),
        author: actor(Role::SupportEngineer),
    };
    let history = [(0, 0, reported()), (5, 40, moved.into())];
    let lines = lines_in(Language::English, &history, 50);
    let note = find(&lines, "note added");
    let event = note.event.as_ref().unwrap();
    assert_eq!((event.kind, event.by.role.is, event.entered_late), ("ticket.note_added", Role::SupportEngineer, false));
    assert_eq!(value(note, "moved from ticket"), TicketId::from_uuid(Uuid::from_u128(2)).to_string());
    assert_eq!(read_out(note), "5 note added, moved here from another ticket by #1");
}

#[test]
fn what_a_watch_recorded_is_said_once() {
    let (clock, episode, number, due_at) = (ClockKind::Triage, 1, 1, at(60));
    let warned = |threshold, minute| ClockWarned { clock, episode, number, threshold, due_at, reached_at: at(minute) };
    let breached = ClockBreached { clock, episode, number, due_at };
    let history = [(0, 0, reported()), (30, 31, warned(50, 30).into()), (60, 61, breached.into())];
    assert_eq!(
        read(&history, 70),
        [
            "0 reported",
            "0 clock started: triage",
            "30 clock warned: triage",
            "60 clock breached: triage, breached",
            "60 clock open: triage, breached",
        ]
    );
    let lines = lines_in(Language::English, &history, 70);
    assert_eq!(lines[3].event.as_ref().unwrap().id, event(2));
    let moved = corrected(0, reported());
    let moved = EntryCorrected { happened_at: Some(at(-10)), ..moved };
    let earlier = [&history[..2], &[(45, 45, moved.into()), (50, 50, breached_at(50))]].concat();
    assert!(read(&earlier, 55).contains(&"50 clock breached: triage, breached".to_owned()));
}

/// It was down for an hour, say.
#[test]
fn a_watch_that_was_late_is_no_late_clerk() {
    let (clock, episode, number, due_at) = (ClockKind::Triage, 1, 1, at(60));
    let warned = ClockWarned { clock, episode, number, threshold: 50, due_at, reached_at: at(30) };
    let history = [(0, 0, reported()), (30, 130, warned.into()), (60, 130, breached_at(60)), (20, 140, classified())];
    let lines = lines_in(Language::English, &history, 150);
    let late = lines.iter().filter(|line| line.event.as_ref().is_some_and(|event| event.entered_late));
    assert_eq!(late.map(|line| &*line.title).collect::<Vec<_>>(), ["classified"]);
    for (title, index) in [("clock warned: triage", 1), ("clock breached: triage", 2)] {
        assert_eq!(find(&lines, title).event.as_ref().unwrap().id, event(index), "{title}");
    }
}

#[test]
fn a_clause_is_that_of_the_class() {
    let clause_in = |language, class| {
        let history = [(0, 0, reported()), (5, 5, of_class(class)), (6, 6, acknowledged(Role::HeadOfAfterSales))];
        let lines = lines_in(language, &history, 7);
        let acknowledged = |line: &&TimelineLine| {
            line.event.as_ref().is_some_and(|event| event.kind == "ticket.notification_acknowledged")
        };
        lines.iter().find(acknowledged).unwrap().clause.clone().unwrap()
    };
    assert_eq!(clause_in(Language::English, TicketClass::Important), "P3.2.a");
    assert_eq!(clause_in(Language::Chinese, TicketClass::Emergency), "P3.3.a");
}

fn breached_at(minute: i64) -> TicketFact {
    ClockBreached { clock: ClockKind::Triage, episode: 1, number: 1, due_at: at(minute) }.into()
}

#[test]
fn imported_history_was_not_entered_late() {
    let mut imported = recorded(&[(0, 1_000_000, reported()), (10, 1_000_000, classified())]);
    for entry in &mut imported {
        entry.envelope.origin =
            Origin::Import { run: events_schema::ids::ImportRun::from_uuid(Uuid::nil()), unproven: vec![] };
    }
    let lines = timeline(&imported, &[], at(1_000_000), Language::English);
    assert!(lines.iter().all(|line| line.event.as_ref().is_some_and(|event| !event.entered_late)));
}
