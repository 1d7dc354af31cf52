//! A case from the close of its ticket to the report, with every refusal on the way in order of precedence.

mod disputes;

use std::collections::BTreeSet;

use events_schema::attachment::{Attachment, MediaType};
use events_schema::facts::responsibility::{
    Consequence, DeterminationBecameFinal, DisputeConcluded, DisputeReopened, EvidenceKind, EvidenceRecorded,
    HandlingResumed, InvestigationOpened, NoCauseDecided, ObjectionPeriod, ObjectionRaised, ReportReturned,
    ReportSubmitted, ResponsibilityDetermined, ResponsibilityMeetingHeld, ResponsibilityOpened,
};
use events_schema::ids::RewardId;
use events_schema::values::{ContactMethod, OnBehalf};
use events_schema::{Actor, Digest256, Role};

use self::disputes::investigation;
use super::ResponsibilityRefusal as No;
use super::*;
use crate::attachments::{AttachmentRefusal, Kept, Uploaded};
use crate::command::{Decide, Inadmissible};
use crate::context::Context;
use crate::refusal::Refused;
use crate::scenario::{
    as_deputy, as_engineer, as_expert, as_head, as_inspector, as_lead, as_management, as_production_head, as_trainer,
    at, event, happened, in_context, person, ticket_id,
};

const HASH: Digest256 = Digest256([7; 32]);

fn department(code: &str) -> Party {
    Party::Department { department: code.parse().unwrap() }
}

fn who(number: &str, of: Option<&str>) -> Party {
    Party::Person { person: person(number), department: of.map(|code| code.parse().unwrap()) }
}

fn supplier() -> Party {
    Party::Supplier { supplier: "supplier-a".parse().unwrap() }
}

fn shares(of: &[(Party, &str)]) -> Vec<ShareOf> {
    of.iter().map(|(party, share)| ShareOf { party: party.clone(), share: share.parse().unwrap() }).collect()
}

/// The production department, an engineer on site, and a supplier.
fn three() -> Vec<ShareOf> {
    shares(&[(department("production"), "50"), (who("e4002", Some("after-sales")), "25.5"), (supplier(), "24.5")])
}

fn opened() -> ResponsibilityFact {
    ResponsibilityOpened { ticket: ticket_id(1), closing: Some(event(99)), closed_at: at(0) }.into()
}

fn met() -> ResponsibilityFact {
    ResponsibilityMeetingHeld { attendees: vec![person("e5001")], minutes: None }.into()
}

/// So that objections are possible for ten minutes more.
fn determined() -> ResponsibilityFact {
    ResponsibilityDetermined {
        cause: "装配力矩不足".parse().unwrap(),
        category: None,
        shares: three(),
        grounds: "拆检".parse().unwrap(),
        objections_until: at(70),
        policy_version: 0,
    }
    .into()
}

fn objected() -> ResponsibilityFact {
    let grounds = "其他班组".parse().unwrap();
    ObjectionRaised { determination: event(2), party: department("production"), grounds, on_behalf: None }.into()
}

fn investigated() -> ResponsibilityFact {
    InvestigationOpened { lead: person("e5003"), members: vec![person("e4001")] }.into()
}

fn proved() -> ResponsibilityFact {
    let attachment =
        Attachment { hash: HASH, size: 9, media_type: MediaType::Pdf, name: "检验报告.pdf".parse().unwrap() };
    let (kind, finding) = (EvidenceKind::InspectionReport, "合格".parse().unwrap());
    EvidenceRecorded { kind, attachment, reference: None, finding }.into()
}

fn concluded(conclusion: Conclusion) -> ResponsibilityFact {
    let findings = "来料不合格".parse().unwrap();
    let evidence = vec![event(5)];
    DisputeConcluded { determination: event(2), conclusion, findings, evidence, objections: None }.into()
}

fn became_final() -> ResponsibilityFact {
    DeterminationBecameFinal { determination: event(2), since: at(70) }.into()
}

/// A case with this history, whose facts are the head's own.
fn case(history: &[ResponsibilityFact]) -> Responsibility {
    let mut case = Responsibility::default();
    for (index, fact) in history.iter().enumerate() {
        let mut entry = happened(i64::try_from(index).unwrap(), fact.clone());
        (entry.id, entry.envelope.actor) = (event(index), as_head());
        if matches!(fact, ResponsibilityFact::Objected(_)) {
            entry.envelope.actor = as_production_head();
        }
        if matches!(fact, ResponsibilityFact::DisputeConcluded(_)) {
            entry.envelope.actor = as_inspector();
        }
        case.evolve(&entry);
    }
    case
}

fn disputed() -> Vec<ResponsibilityFact> {
    vec![opened(), met(), determined(), objected()]
}

fn decide(
    history: &[ResponsibilityFact],
    by: &Actor,
    command: &dyn Decide<Responsibility>,
) -> Result<Vec<ResponsibilityFact>, Refused> {
    in_context("responsibility-00000000-0000-0000-0000-000000000001", by, |cx| {
        let kept = [(HASH, Kept::Intact { size: 9, media_type: MediaType::Pdf })];
        let cx = Context { files: &kept, at: command.happened_at().unwrap_or(cx.now), ..*cx };
        command.decide(&case(history), &cx)
    })
}

#[track_caller]
fn refused(history: &[ResponsibilityFact], by: &Actor, command: &dyn Decide<Responsibility>, refusal: &No) {
    let said = decide(history, by, command).expect_err("should be refused");
    assert_eq!(said.to_string(), refusal.to_string(), "{command:?}");
}

#[track_caller]
fn decided(history: &[ResponsibilityFact], by: &Actor, command: &dyn Decide<Responsibility>) -> ResponsibilityFact {
    let facts = decide(history, by, command).unwrap_or_else(|refusal| panic!("refused: {refusal}"));
    let [fact] = &facts[..] else { panic!("{facts:?}") };
    fact.clone()
}

#[track_caller]
fn nothing(history: &[ResponsibilityFact], by: &Actor, command: &dyn Decide<Responsibility>) {
    assert!(decide(history, by, command).is_ok_and(|facts| facts.is_empty()), "{command:?}");
}

fn meeting(attendees: &[&str], held_at: Option<i64>) -> HoldMeeting {
    let attendees = attendees.iter().map(|number| person(number)).collect();
    HoldMeeting { held_at: held_at.map(at), attendees, minutes: None }
}

#[test]
fn a_meeting_is_held_after_the_close_by_people_who_work_here() {
    let lapsed = [opened(), HandlingResumed { reopening: event(9) }.into()];
    refused(&[], &as_head(), &meeting(&[], None), &No::HandledAgain);
    refused(&lapsed, &as_head(), &meeting(&[], None), &No::HandledAgain);
    refused(&[opened(), met(), determined()], &as_head(), &meeting(&[], None), &No::AlreadyDecided);
    refused(&[opened()], &as_head(), &meeting(&[], Some(-1)), &No::Attendees);
    refused(&[opened()], &as_head(), &meeting(&["e8888"], Some(-1)), &No::UnknownPerson(person("e8888")));
    let before = Inadmissible::BeforeCause { at: at(-1), what: "the close of the ticket", since: at(0) }.to_string();
    let said = decide(&[opened()], &as_head(), &meeting(&["e5001"], Some(-1))).unwrap_err();
    assert_eq!(said.to_string(), before);
    for history in [&[opened()][..], &[opened(), met()]] {
        assert_eq!(decided(history, &as_head(), &meeting(&["e5001"], None)), met());
    }
}

#[test]
fn nobody_is_held_responsible_where_neither_factory_nor_supplier_caused_it() {
    let no_cause = DecideNoCause { grounds: "油品不合格".parse().unwrap() };
    refused(&[], &as_head(), &no_cause, &No::HandledAgain);
    refused(&[opened(), met(), determined()], &as_head(), &no_cause, &No::AlreadyDecided);
    for history in [&[opened()][..], &[opened(), met()]] {
        let fact = decided(history, &as_head(), &no_cause);
        let history = [history, &[fact]].concat();
        assert_eq!(case(&history).stage, Stage::NoCause);
        nothing(&history, &as_head(), &no_cause);
    }
}

fn determine(shares: Vec<ShareOf>) -> Determine {
    let (cause, grounds) = ("装配力矩不足".parse().unwrap(), "拆检".parse().unwrap());
    Determine { cause, category: None, shares, grounds }
}

#[test]
fn shares_add_up_over_parties_that_there_are_each_once() {
    let history = [opened(), met()];
    let nobody = || determine(Vec::new());
    refused(&[], &as_head(), &nobody(), &No::HandledAgain);
    refused(&[opened()], &as_head(), &nobody(), &No::NoMeeting);
    refused(&disputed(), &as_head(), &nobody(), &No::InDispute);
    let over = [opened(), met(), determined(), became_final()];
    refused(&over, &as_head(), &nobody(), &No::AlreadyDecided);
    let whole = |hundredths| No::NotTheWhole { hundredths };
    let paint = || (department("paint"), "50");
    for (of, refusal) in [
        (vec![], whole(0)),
        (vec![paint(), (supplier(), "49.99")], whole(9_999)),
        (vec![paint(), (supplier(), "50.01")], whole(10_001)),
        (vec![paint(), (supplier(), "50")], No::UnknownDepartment("paint".parse().unwrap())),
        (vec![(who("e8888", None), "100")], No::UnknownPerson(person("e8888"))),
        (vec![(supplier(), "50"), (supplier(), "50")], No::Twice),
        (vec![(who("e4002", None), "50"), (who("e4002", Some("quality")), "50")], No::Twice),
    ] {
        refused(&history, &as_head(), &determine(shares(&of)), &refusal);
    }
    let as_sent = shares(&[(department("production"), "50"), (who("e4002", None), "25.5"), (supplier(), "24.5")]);
    let ResponsibilityFact::Determined(fact) = decided(&history, &as_head(), &determine(as_sent)) else { panic!() };
    assert_eq!(fact.shares, three(), "a person's department is filled in");
    assert_eq!((fact.objections_until, fact.policy_version), (at(60 + 5 * 24 * 60), 0));
    let left = decided(&history, &as_head(), &determine(shares(&[(who("e9001", None), "100")])));
    assert!(matches!(left, ResponsibilityFact::Determined(_)), "whoever has left answers for what he did");
    let anew = [opened(), met(), determined()];
    decided(&anew, &as_head(), &determine(three()));
}

fn object(party: Party, by_phone: bool) -> Object {
    let reference = "recording 17".parse().unwrap();
    let on_behalf = by_phone.then_some(OnBehalf { method: ContactMethod::Phone, reference });
    Object { party, grounds: "其他班组".parse().unwrap(), on_behalf }
}

#[test]
fn whoever_is_held_responsible_may_object_and_nobody_else() {
    let history = [opened(), met(), determined()];
    let quality = department("quality");
    refused(&[opened(), met()], &as_lead(), &object(quality.clone(), false), &No::NothingDetermined);
    refused(&history, &as_lead(), &object(quality.clone(), false), &No::NotHeld(quality));
    let theirs = |party: Party| No::NotTheirs(party);
    let production = || department("production");
    refused(&history, &as_lead(), &object(production(), false), &theirs(production()));
    let engineer = who("e4002", Some("after-sales"));
    refused(&history, &as_lead(), &object(who("e4002", None), false), &theirs(engineer));
    refused(&history, &as_engineer(), &object(supplier(), true), &theirs(supplier()));
    refused(&history, &as_head(), &object(supplier(), false), &No::NoReference);
    let concluded = [disputed(), vec![investigated(), proved(), concluded(Conclusion::Upheld)]].concat();
    refused(&concluded, &as_engineer(), &object(who("e4002", None), false), &No::Concluded);
    let ResponsibilityFact::Determined(mut past) = determined() else { panic!() };
    past.objections_until = at(59);
    let over = [opened(), met(), past.into()];
    refused(&over, &as_production_head(), &object(production(), false), &No::TooLate(at(59)));
    assert_eq!(decided(&history, &as_production_head(), &object(production(), false)), objected());
    for (by, party, by_phone) in
        [(as_engineer(), who("e4002", None), false), (as_head(), supplier(), true), (as_deputy(), supplier(), true)]
    {
        decided(&history, &by, &object(party, by_phone));
    }
    nothing(&disputed(), &as_production_head(), &object(production(), false));
    let ResponsibilityFact::Determined(mut headless) = determined() else { panic!() };
    headless.shares = shares(&[(department("training"), "100")]);
    let headless = [opened(), met(), headless.into()];
    refused(&headless, &as_lead(), &object(department("training"), false), &theirs(department("training")));
    decided(&headless, &as_trainer(), &object(department("training"), false));
    decided(&disputed(), &as_engineer(), &object(who("e4002", None), false));
}

#[test]
fn what_is_determined_counts_nowhere_until_nobody_can_object_any_more() {
    let history = [opened(), met(), determined()];
    let provisional = case(&history);
    assert_eq!((provisional.stage, &provisional.standing), (Stage::Provisional, &None));
    assert_eq!(provisional.due_at(), Some(at(70) + INSTANT));
    nothing(&history, &as_head(), &BecomeFinal {});
    nothing(&disputed(), &as_head(), &BecomeFinal {});
    let ResponsibilityFact::Determined(mut past) = determined() else { panic!() };
    past.objections_until = at(59);
    let history = [opened(), met(), past.into()];
    let fact = decided(&history, &as_head(), &BecomeFinal {});
    assert_eq!(fact, DeterminationBecameFinal { determination: event(2), since: at(59) }.into());
    refused(&history, &as_head(), &determine(three()), &No::AlreadyDecided);
    let case = case(&[&history[..], &[fact]].concat());
    assert_eq!((case.stage, case.due_at()), (Stage::Final, None));
    assert_eq!(case.standing.unwrap().shares, three());
}

#[test]
fn what_counts_counts_no_longer_while_it_is_disputed_after_all() {
    let reopen = ReopenDispute { reason: "新证据".parse().unwrap() };
    for early in [&[][..], &[opened()], &[opened(), met(), determined()]] {
        refused(early, &as_head(), &reopen, &No::NotFinal);
    }
    nothing(&disputed(), &as_head(), &reopen);
    let over = [opened(), met(), determined(), became_final()];
    let fact = decided(&over, &as_head(), &reopen);
    let history = [&over[..], &[fact]].concat();
    let again = case(&history);
    assert_eq!((again.stage, again.standing, again.report), (Stage::Disputed, None, Report::None));
    decided(&history, &as_inspector(), &investigation("e5003", &["e4001"]));
    let no_cause: ResponsibilityFact = NoCauseDecided { grounds: "油品".parse().unwrap() }.into();
    let taken_back =
        [&[opened(), no_cause.clone()][..], &[decided(&[opened(), no_cause], &as_head(), &reopen)]].concat();
    assert_eq!(case(&taken_back).stage, Stage::MeetingHeld);
    let again = [&over[..], &[HandlingResumed { reopening: event(9) }.into()]].concat();
    refused(&again, &as_head(), &reopen, &No::HandledAgain);
}

#[test]
fn a_close_or_reopening_that_is_seen_again_changes_nothing() {
    let open = |closed_at| OpenRound { ticket: ticket_id(1), closing: event(99), closed_at: at(closed_at) };
    let resume = |reopened_at| ResumeHandling { reopening: event(9), reopened_at: at(reopened_at) };
    assert_eq!(decided(&[], &as_head(), &open(0)), opened());
    nothing(&[opened()], &as_head(), &open(0));
    nothing(&[opened(), met(), determined()], &as_head(), &open(5));
    nothing(&[], &as_head(), &resume(5));
    nothing(&[opened()], &as_head(), &resume(-5));
    let resumed = decided(&[opened()], &as_head(), &resume(5));
    nothing(&[opened(), resumed.clone()], &as_head(), &resume(5));
    decided(&[opened(), resumed], &as_head(), &open(9));
}

#[test]
fn a_ticket_that_is_handled_again_ends_what_is_not_final() {
    let resumed = || HandlingResumed { reopening: event(9) }.into();
    for (history, stage) in [
        (vec![opened()], Stage::Suspended),
        (vec![opened(), met(), determined()], Stage::Suspended),
        (disputed(), Stage::Suspended),
        (vec![opened(), met(), determined(), became_final()], Stage::Final),
    ] {
        assert_eq!(case(&[history, vec![resumed()]].concat()).stage, stage);
    }
    let history = [opened(), met(), determined(), became_final(), resumed(), opened()];
    let no_cause = DecideNoCause { grounds: "油品不合格".parse().unwrap() };
    refused(&history, &as_head(), &no_cause, &No::StoodBefore);
    decided(&[&history[..], &[met()]].concat(), &as_head(), &no_cause);
    let reopened = DisputeReopened { reason: "新证据".parse().unwrap() }.into();
    let questioned = [opened(), met(), determined(), became_final(), reopened, resumed(), opened(), met()];
    assert_eq!(case(&questioned).questioned_by, Some(event(4)), "a question lapses with no round");
    let second = case(&history);
    assert_eq!((second.stage, second.rounds), (Stage::MeetingDue, 2));
    assert!(second.standing.is_some(), "until the second round has something final, the first one counts");
}

#[test]
fn after_sales_submits_the_report_and_somebody_else_of_management_decides() {
    let submit = |measures: &[&str]| SubmitReport {
        measures: measures.iter().map(|measure| measure.parse().unwrap()).collect(),
        file: None,
    };
    let over = [opened(), met(), determined(), became_final()];
    let reopened = [&over[..], &[DisputeReopened { reason: "新证据".parse().unwrap() }.into()]].concat();
    for early in [&[opened(), met(), determined()][..], &reopened] {
        refused(early, &as_head(), &submit(&[]), &No::NotFinal);
    }
    refused(&over, &as_head(), &submit(&[]), &No::NoMeasures);
    let fact = decided(&over, &as_head(), &submit(&["增加扭矩复检"]));
    let ResponsibilityFact::ReportSubmitted(ReportSubmitted { rests_on, shares, .. }) = &fact else { panic!() };
    assert_eq!((*rests_on, shares), (event(2), &three()));
    let submitted = [&over[..], &[fact]].concat();
    refused(&submitted, &as_head(), &submit(&[]), &No::ReportThere);

    let approve = |report| ApproveReport { report: event(report), remark: None };
    let back = |report| ReturnReport { report: event(report), reason: "缺责任人".parse().unwrap() };
    let management = Actor::new("person-e7001".parse().unwrap(), Role::Management, events_schema::Channel::Http);
    for report in [&approve(3) as &dyn Decide<Responsibility>, &back(3)] {
        refused(&submitted, &management, report, &No::NoSuchReport);
    }
    for report in [&approve(4) as &dyn Decide<Responsibility>, &back(4)] {
        refused(&submitted, &as_head(), report, &No::OwnReport);
    }
    let approved = [&submitted[..], &[decided(&submitted, &management, &approve(4))]].concat();
    nothing(&approved, &management, &approve(4));
    refused(&approved, &as_head(), &submit(&[]), &No::ReportThere);
    let returned = [&submitted[..], &[decided(&submitted, &management, &back(4))]].concat();
    assert!(matches!(returned[5], ResponsibilityFact::ReportReturned(ReportReturned { .. })));
    decided(&returned, &as_head(), &submit(&["增加扭矩复检,责任人e6001"]));
}

/// A note that something rests on the event of this index.
fn resting_on(index: usize) -> NoteConsequence {
    let consequence = Consequence::Reward { reward: RewardId::from_uuid(uuid::Uuid::from_u128(1)) };
    NoteConsequence { consequence, event: event(50), standing: event(index) }
}

#[test]
fn what_rests_on_other_shares_than_those_that_stand_is_overturned_once_the_dispute_is_over() {
    let note = |history: &[ResponsibilityFact], index| decided(history, &as_head(), &resting_on(index));
    let overturned = |history: &[ResponsibilityFact]| case(history).overturned().count();
    let mut history = vec![opened(), met(), determined(), became_final()];
    history.push(note(&history, 2));
    nothing(&history, &as_head(), &resting_on(2));
    assert_eq!(overturned(&history), 0);
    assert_eq!(overturned(&[&history[..], &[note(&history, 1)]].concat()), 1, "that never stood");
    let reopened = DisputeReopened { reason: "新证据".parse().unwrap() };
    history.push(reopened.clone().into());
    assert_eq!(overturned(&history), 0, "not while it is disputed");
    let concluding = |conclusion| [&history[..], &[concluded(conclusion)]].concat();
    let upheld = concluding(Conclusion::Upheld);
    assert_eq!(overturned(&upheld), 0);
    assert_eq!(overturned(&[&upheld[..], &[note(&upheld, 6)]].concat()), 0, "both stand for the same");
    let other = Conclusion::Changed { shares: shares(&[(supplier(), "100")]) };
    let changed = concluding(other);
    assert_eq!(overturned(&changed), 1);
    assert_eq!(overturned(&concluding(Conclusion::Withdrawn)), 1);
    // What stood once and stands again came by another event: whoever rests on the old one has been told already.
    let back = [&changed[..], &[reopened.into(), concluded(Conclusion::Changed { shares: three() })]].concat();
    assert_eq!(overturned(&back), 1);
    assert_eq!(overturned(&[&back[..], &[note(&back, 8)]].concat()), 1, "only the first");
}

#[test]
fn that_there_was_no_cause_overturns_what_rests_on_a_round_before() {
    let mut history = vec![opened(), met(), determined(), became_final()];
    history.push(decided(&history, &as_head(), &resting_on(2)));
    history.extend([HandlingResumed { reopening: event(9) }.into(), opened()]);
    assert_eq!(case(&history).overturned().count(), 0, "what was final stands until something else does");
    history.push(NoCauseDecided { grounds: "油品".parse().unwrap() }.into());
    assert_eq!(case(&history).overturned().count(), 1);
}
