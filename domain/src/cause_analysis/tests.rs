//! An analysis from its opening to its root causes, with every refusal on the way in order of precedence.

use std::fmt::Display;

use events_schema::attachment::MediaType;
use events_schema::facts::cause_analysis::CauseVerdict::{Confirmed, Open, Rejected};
use events_schema::facts::cause_analysis::EvidenceSide::{Against, For};
use events_schema::facts::cause_analysis::{AnalysisScope, CauseWithdrawn};
use events_schema::text::Paragraph;
use events_schema::values::CauseCategory::{Machine, Material, Method, People};
use events_schema::{Actor, Digest256, Role};

use super::CauseAnalysisRefusal as No;
use super::*;
use crate::attachments::{AttachmentRefusal, Kept, Uploaded};
use crate::command::{Decide, Inadmissible, judge};
use crate::context::{Context, OtherTicket};
use crate::refusal::Refuse;
use crate::scenario::{
    as_expert, as_head, as_inspector, as_lead, as_management, as_production_head, entries, happened, in_context,
    person, reported, ticket, ticket_id,
};

type History = Vec<(Actor, CauseAnalysisFact)>;

const STREAM: &str = "cause_analysis-00000000-0000-0000-0000-000000000001";

fn because() -> Paragraph {
    "原因".parse().unwrap()
}

fn line(text: &str) -> Line {
    text.parse().unwrap()
}

fn open(scope: AnalysisScope, owner: &str) -> OpenCauseAnalysis {
    OpenCauseAnalysis { effect: line("油管渗油"), scope, owner: person(owner) }
}

fn of_code() -> AnalysisScope {
    AnalysisScope { failure_code: Some(line("FUEL-017")), ..AnalysisScope::default() }
}

fn add(category: CauseCategory, text: &str, parent: Option<u32>) -> AddCause {
    AddCause { category, text: line(text), parent, failure_code: None, part: None }
}

fn shown(cause: u32, side: EvidenceSide, text: &str) -> AddCauseEvidence {
    AddCauseEvidence { cause, side, text: text.parse().ok(), files: Vec::new() }
}

fn found(cause: u32, verdict: CauseVerdict) -> JudgeCause {
    JudgeCause { cause, verdict, reason: because() }
}

fn withdraw(cause: u32) -> WithdrawCause {
    WithdrawCause { cause, reason: because() }
}

fn conclude(root_causes: &[u32]) -> ConcludeCauseAnalysis {
    ConcludeCauseAnalysis { root_causes: root_causes.iter().copied().collect(), remark: None }
}

fn reopen() -> ReopenCauseAnalysis {
    ReopenCauseAnalysis { reason: because() }
}

fn state(history: &[(Actor, CauseAnalysisFact)]) -> CauseAnalysis {
    let mut analysis = CauseAnalysis::default();
    for (by, fact) in history {
        let mut entry = happened(60, fact.clone());
        entry.envelope.actor = by.clone();
        analysis.evolve(&entry);
    }
    analysis
}

fn hash(byte: u8) -> Digest256 {
    Digest256([byte; 32])
}

fn decide(
    history: &[(Actor, CauseAnalysisFact)],
    by: &Actor,
    command: &dyn Decide<CauseAnalysis>,
) -> Result<Vec<CauseAnalysisFact>, String> {
    let other = OtherTicket { id: ticket_id(1), is: ticket(entries([reported()])) };
    let files = [
        (hash(1), Kept::Intact { size: 9, media_type: MediaType::Jpeg }),
        (hash(2), Kept::Altered),
        (hash(3), Kept::Missing),
    ];
    let decided = in_context(STREAM, by, |cx| {
        command.decide(&state(history), &Context { other: Some(&other), files: &files, ..*cx })
    });
    decided.map_err(|refusal| refusal.to_string())
}

#[track_caller]
fn refused(history: &History, by: &Actor, command: &dyn Decide<CauseAnalysis>, refusal: &dyn Display) {
    assert_eq!(decide(history, by, command), Err(refusal.to_string()), "{command:?}");
}

#[track_caller]
fn nothing(history: &History, by: &Actor, command: &dyn Decide<CauseAnalysis>) {
    assert_eq!(decide(history, by, command), Ok(Vec::new()), "{command:?}");
}

#[track_caller]
fn then(history: &History, by: &Actor, command: &dyn Decide<CauseAnalysis>) -> History {
    let facts = decide(history, by, command).unwrap_or_else(|refusal| panic!("{command:?}: {refusal}"));
    assert_eq!(facts.len(), 1, "{command:?}");
    history.iter().cloned().chain(facts.into_iter().map(|fact| (by.clone(), fact))).collect()
}

/// Opened by the head, with a chain of three in material and one in method, all added by the expert.
fn with_causes() -> History {
    let mut history = then(&History::new(), &as_head(), &open(of_code(), "e4001"));
    let chain =
        [(Material, "密封圈老化", None), (Material, "胶料硬度超差", Some(1)), (Material, "硫化时间短", Some(2))];
    for (category, text, parent) in chain.into_iter().chain([(Method, "力矩不足", None)]) {
        history = then(&history, &as_expert(), &add(category, text, parent));
    }
    history
}

/// The same, with the verdict of the head on some, after a piece of evidence for each.
fn judged(history: &History, verdicts: &[(u32, CauseVerdict)]) -> History {
    verdicts.iter().fold(history.clone(), |history, (cause, verdict)| {
        let history = then(&history, &as_expert(), &shown(*cause, For, "解剖"));
        then(&history, &as_head(), &found(*cause, *verdict))
    })
}

fn concluded() -> History {
    let all = [(1, Confirmed), (2, Rejected), (3, Rejected), (4, Rejected)];
    then(&judged(&with_causes(), &all), &as_head(), &conclude(&[1]))
}

#[test]
fn an_effect_concerns_something_that_there_is_and_has_an_owner() {
    let none = History::new();
    let ticket = || AnalysisScope { ticket: Some(ticket_id(1)), ..AnalysisScope::default() };
    let period = |period: &str| AnalysisScope { period: period.parse().ok(), ..ticket() };
    refused(&none, &as_head(), &open(AnalysisScope::default(), "e9001"), &No::ConcernsNothing);
    let alone = |scope| {
        in_context(STREAM, &as_head(), |cx| open(scope, "e9001").decide(&CauseAnalysis::default(), cx))
            .unwrap_err()
            .to_string()
    };
    assert_eq!(alone(period("2026-04")), No::UnknownTicket(ticket_id(1)).to_string());
    let ahead = No::PeriodAhead("2026-04".parse().unwrap());
    refused(&none, &as_head(), &open(period("2026-04"), "e9001"), &ahead);
    refused(&none, &as_head(), &open(period("2026-Q1"), "e9001"), &No::UnknownOwner(person("e9001")));
    refused(&none, &as_head(), &open(of_code(), "e8888"), &No::UnknownOwner(person("e8888")));
    then(&none, &as_head(), &open(ticket(), "e4001"));
    let history = then(&none, &as_head(), &open(period("2026-Q1"), "e6001"));
    let opened = state(&history).opened.unwrap();
    assert_eq!(opened.department, "production".parse().ok(), "the owner's");
    assert_eq!(opened.scope, period("2026-Q1"));
}

#[test]
fn a_cause_gets_the_next_number_and_stands_in_a_chain_of_its_category() {
    let none = History::new();
    refused(&none, &as_expert(), &add(People, "a", Some(9)), &No::NotOpen(Stage::Unopened));
    refused(&concluded(), &as_expert(), &add(People, "a", Some(9)), &No::NotOpen(Stage::Concluded));
    let history = then(&with_causes(), &as_expert(), &withdraw(4));
    for beyond in [0, 5] {
        let refusal = No::NoSuchCause { cause: beyond, causes: 4 };
        refused(&history, &as_expert(), &add(People, "a", Some(beyond)), &refusal);
    }
    refused(&history, &as_expert(), &add(People, "a", Some(4)), &No::Withdrawn(4));
    let other = No::OtherCategory { parent: 3, category: Material };
    refused(&history, &as_expert(), &add(People, "a", Some(3)), &other);
    refused(&history, &as_expert(), &add(Material, "a", Some(3)), &No::TooDeep(3));
    let history = then(&history, &as_expert(), &add(Material, "a", Some(2)));
    let Some((_, CauseAnalysisFact::CauseAdded(fact))) = history.last() else { panic!() };
    assert_eq!((fact.number, fact.parent), (5, Some(2)));
}

#[test]
fn the_same_cause_again_is_none_until_it_was_withdrawn() {
    let history = with_causes();
    nothing(&history, &as_lead(), &add(Method, "力矩不足", None));
    nothing(&history, &as_lead(), &add(Material, "胶料硬度超差", Some(1)));
    then(&history, &as_lead(), &add(Machine, "力矩不足", None));
    then(&history, &as_lead(), &AddCause { part: Some(line("612600090561")), ..add(Method, "力矩不足", None) });
    let history = then(&history, &as_expert(), &withdraw(4));
    let history = then(&history, &as_lead(), &add(Method, "力矩不足", None));
    assert_eq!(state(&history).causes.keys().copied().collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
}

#[test]
fn an_analysis_has_room_for_two_hundred_causes() {
    let mut history = with_causes();
    for number in 5..=200 {
        let CauseAnalysisFact::CauseAdded(mut fact) = history[1].1.clone() else { panic!() };
        (fact.number, fact.text) = (number, line(&number.to_string()));
        history.push((as_expert(), fact.into()));
    }
    nothing(&history, &as_expert(), &add(Material, "200", None));
    refused(&history, &as_expert(), &add(Material, "a", Some(3)), &No::TooDeep(3));
    refused(&history, &as_expert(), &add(Material, "201", None), &No::TooManyCauses);
    let history = then(&history, &as_expert(), &withdraw(200));
    refused(&history, &as_expert(), &add(Material, "201", None), &No::TooManyCauses);
}

#[test]
fn evidence_says_something_and_the_same_counts_once() {
    let with = |bytes: &[u8]| AddCauseEvidence {
        files: bytes.iter().map(|byte| Uploaded { hash: hash(*byte), name: line("断口.jpg") }).collect(),
        ..shown(1, For, "")
    };
    let early = AddCauseEvidence { cause: 9, ..with(&[]) };
    refused(&History::new(), &as_expert(), &early, &No::NotOpen(Stage::Unopened));
    refused(&concluded(), &as_expert(), &early, &No::NotOpen(Stage::Concluded));
    let history = then(&with_causes(), &as_expert(), &withdraw(4));
    refused(&history, &as_expert(), &early, &No::NoSuchCause { cause: 9, causes: 4 });
    refused(&history, &as_expert(), &AddCauseEvidence { cause: 4, ..with(&[]) }, &No::Withdrawn(4));
    refused(&history, &as_expert(), &with(&[]), &No::EmptyEvidence);
    refused(&history, &as_expert(), &with(&[3; 11]), &No::TooManyFiles(11));
    refused(&history, &as_expert(), &with(&[1, 2]), &AttachmentRefusal::Altered(hash(2)));
    refused(&history, &as_expert(), &with(&[1, 3]), &AttachmentRefusal::Missing(hash(3)));
    let mut history = then(&history, &as_expert(), &with(&[1; 10]));
    for (side, text) in (1..=18).map(|nth| (For, nth.to_string())).chain([(Against, "1".to_owned())]) {
        history = then(&history, &as_lead(), &shown(1, side, &text));
    }
    nothing(&history, &as_head(), &shown(1, Against, "1"));
    nothing(&history, &as_head(), &with(&[1; 10]));
    refused(&history, &as_head(), &shown(1, For, "19"), &No::TooMuchEvidence(1));
    then(&history, &as_head(), &shown(2, For, "19"));
}

#[test]
fn somebody_else_judges_a_cause_by_evidence_and_may_judge_it_again() {
    refused(&History::new(), &as_head(), &found(9, Confirmed), &No::NotOpen(Stage::Unopened));
    refused(&concluded(), &as_head(), &found(9, Confirmed), &No::NotOpen(Stage::Concluded));
    let history = then(&with_causes(), &as_expert(), &withdraw(4));
    refused(&history, &as_expert(), &found(9, Confirmed), &No::NoSuchCause { cause: 9, causes: 4 });
    refused(&history, &as_expert(), &found(4, Confirmed), &No::Withdrawn(4));
    nothing(&history, &as_head(), &found(1, Open));
    for verdict in [Confirmed, Rejected] {
        refused(&history, &as_expert(), &found(1, verdict), &No::Own(1));
        refused(&history, &as_head(), &found(1, verdict), &No::NoEvidence(1));
    }
    let mut history = judged(&history, &[(1, Confirmed)]);
    nothing(&history, &as_head(), &found(1, Confirmed));
    refused(&history, &as_expert(), &found(1, Open), &No::Own(1));
    for verdict in [Rejected, Confirmed, Open] {
        history = then(&history, &as_inspector(), &found(1, verdict));
        assert_eq!(state(&history).causes[&1].verdict, Some(verdict));
    }
    let judgements = history.iter().filter(|(_, fact)| matches!(fact, CauseAnalysisFact::CauseJudged(_)));
    assert_eq!(judgements.count(), 4, "the history has them all");
}

#[test]
fn what_is_below_goes_with_a_cause_unless_it_is_confirmed() {
    refused(&History::new(), &as_expert(), &withdraw(9), &No::NotOpen(Stage::Unopened));
    refused(&concluded(), &as_expert(), &withdraw(1), &No::NotOpen(Stage::Concluded));
    let history = with_causes();
    refused(&history, &as_expert(), &withdraw(9), &No::NoSuchCause { cause: 9, causes: 4 });
    let confirmed = judged(&history, &[(3, Confirmed), (2, Rejected)]);
    for cause in [1, 2, 3] {
        refused(&confirmed, &as_expert(), &withdraw(cause), &No::Confirmed(3));
    }
    let unsure = then(&confirmed, &as_head(), &found(3, Open));
    let history = then(&unsure, &as_expert(), &withdraw(2));
    let state = state(&history);
    let standing = state.causes.iter().filter(|(_, cause)| cause.verdict.is_some());
    assert_eq!(standing.map(|(number, _)| *number).collect::<Vec<_>>(), [1, 4]);
    for gone in [2, 3] {
        nothing(&history, &as_expert(), &withdraw(gone));
    }
}

#[test]
fn it_is_concluded_when_all_is_judged_and_names_confirmed_root_causes() {
    refused(&History::new(), &as_head(), &conclude(&[]), &No::NotOpen(Stage::Unopened));
    let history = with_causes();
    refused(&history, &as_head(), &conclude(&[]), &No::NothingConfirmed);
    let history = judged(&history, &[(1, Confirmed), (4, Rejected)]);
    refused(&history, &as_head(), &conclude(&[]), &No::StillOpen(2));
    let history = then(&judged(&history, &[(2, Confirmed)]), &as_expert(), &withdraw(3));
    refused(&history, &as_head(), &conclude(&[]), &No::NoRootCause);
    refused(&history, &as_head(), &conclude(&[2, 9]), &No::NoSuchCause { cause: 9, causes: 4 });
    refused(&history, &as_head(), &conclude(&[2, 3]), &No::Withdrawn(3));
    refused(&history, &as_head(), &conclude(&[2, 4]), &No::NotConfirmed(4));
    let history = then(&history, &as_head(), &conclude(&[2]));
    assert_eq!((state(&history).stage, state(&history).root_causes), (Stage::Concluded, [2].into()));
    nothing(&history, &as_lead(), &conclude(&[2]));
    refused(&history, &as_lead(), &conclude(&[1]), &No::NotOpen(Stage::Concluded));
}

#[test]
fn it_goes_on_with_the_verdicts_that_there_are() {
    refused(&History::new(), &as_head(), &reopen(), &No::NotOpen(Stage::Unopened));
    nothing(&with_causes(), &as_head(), &reopen());
    let history = then(&concluded(), &as_head(), &reopen());
    nothing(&history, &as_head(), &reopen());
    let again = state(&history);
    assert_eq!((again.stage, again.root_causes.len()), (Stage::Open, 0));
    assert_eq!(again.causes, state(&concluded()).causes);
    then(&history, &as_head(), &conclude(&[1]));
}

#[test]
fn the_tree_has_every_category_with_what_is_confirmed_first() {
    assert_eq!(CauseAnalysis::default().tree(), None);
    let counted = AddCause {
        failure_code: Some(line("SEAL-02")),
        part: Some(line("612600090561")),
        ..add(Material, "密封圈错装", None)
    };
    let history = then(&with_causes(), &as_expert(), &counted);
    let history = then(&history, &as_expert(), &add(Material, "来料混批", None));
    let history = then(&history, &as_lead(), &shown(5, Against, "批次一致"));
    let all = [(1, Rejected), (2, Rejected), (3, Rejected), (5, Confirmed), (6, Rejected)];
    let history = then(&judged(&history, &all), &as_expert(), &withdraw(4));
    let history = then(&history, &as_head(), &conclude(&[5]));
    let tree = state(&history).tree().unwrap();
    assert_eq!(tree.effect, line("油管渗油"));
    assert_eq!(tree.categories.iter().map(|branch| branch.category).collect::<Vec<_>>(), CauseCategory::ALL);
    let (full, empty): (Vec<_>, Vec<_>) = tree.categories.iter().partition(|branch| !branch.causes.is_empty());
    assert_eq!((full.len(), empty.len()), (1, 5), "what was withdrawn is not drawn");
    let rejected = |number, text, causes| CauseNode {
        number,
        text: line(text),
        verdict: Rejected,
        is_root_cause: false,
        evidence: EvidenceCount { in_favour: 1, against: 0 },
        failure_code: None,
        part: None,
        causes,
    };
    let chain = rejected(2, "胶料硬度超差", vec![rejected(3, "硫化时间短", Vec::new())]);
    let confirmed = CauseNode {
        verdict: Confirmed,
        is_root_cause: true,
        evidence: EvidenceCount { in_favour: 1, against: 1 },
        failure_code: Some(line("SEAL-02")),
        part: Some(line("612600090561")),
        ..rejected(5, "密封圈错装", Vec::new())
    };
    let first = rejected(1, "密封圈老化", vec![chain]);
    assert_eq!(full[0].causes, [confirmed, first, rejected(6, "来料混批", Vec::new())]);
    let open = with_causes();
    let open = judged(&then(&open, &as_expert(), &add(Method, "b", None)), &[(4, Rejected)]);
    let tree = state(&open).tree().unwrap();
    assert_eq!(tree.categories[3].causes.iter().map(|node| node.number).collect::<Vec<_>>(), [5, 4]);
    let shown = serde_json::to_value(&tree.categories[3].causes[1]).unwrap();
    assert_eq!(shown["evidence"], serde_json::json!({ "for": 1, "against": 0 }));
}

#[test]
fn confirmed_causes_say_under_what_they_are_counted() {
    let counted = AddCause {
        failure_code: Some(line("SEAL-02")),
        part: Some(line("612600090561")),
        ..add(Material, "密封圈错装", None)
    };
    let history = then(&with_causes(), &as_expert(), &counted);
    let history = judged(&history, &[(4, Confirmed), (5, Confirmed), (1, Rejected)]);
    let (code, part) = (line("SEAL-02"), line("612600090561"));
    let method = ConfirmedCause { number: 4, category: Method, failure_code: None, part: None, is_root_cause: false };
    let material = ConfirmedCause {
        number: 5,
        category: Material,
        failure_code: Some(&code),
        part: Some(&part),
        is_root_cause: false,
    };
    assert_eq!(state(&history).confirmed_causes().collect::<Vec<_>>(), [method, material]);
    let concluded = state(&concluded());
    let root = ConfirmedCause { number: 1, category: Material, is_root_cause: true, ..method };
    assert_eq!(concluded.confirmed_causes().collect::<Vec<_>>(), [root]);
}

#[test]
fn whatever_the_history_says_the_fold_and_the_tree_have_an_end() {
    let circle = |number, parent| CauseAdded {
        number,
        category: Material,
        text: line("a"),
        parent: Some(parent),
        failure_code: None,
        part: None,
    };
    let mut history = then(&History::new(), &as_head(), &open(of_code(), "e4001"));
    history.extend([circle(1, 2), circle(2, 1), circle(3, 3)].map(|fact| (as_expert(), fact.into())));
    history.push((as_expert(), CauseWithdrawn { cause: 1, reason: because() }.into()));
    let analysis = state(&history);
    assert!(analysis.tree().is_some());
    assert_eq!(analysis.causes.values().filter(|cause| cause.verdict.is_some()).count(), 1);
}

#[test]
fn a_state_is_read_back_as_it_was_written() {
    for history in [History::new(), with_causes(), concluded()] {
        let state = state(&history);
        let written = serde_json::to_string(&state).unwrap();
        assert_eq!(serde_json::from_str::<CauseAnalysis>(&written).unwrap(), state);
    }
}

#[test]
fn people_look_for_causes_and_fewer_judge_and_conclude() {
    let may = |name: &str| COMMANDS.iter().find(|row| row.name == name).unwrap().may;
    let history = judged(&with_causes(), &[(1, Rejected)]);
    let said = |name: &str, actor: &Actor, command: &dyn Decide<CauseAnalysis>| {
        let spec = COMMANDS.iter().find(|row| row.name == name).unwrap();
        let judged = in_context(STREAM, actor, |cx| judge(spec, command, Some(&state(&history)), cx));
        judged.map(|judged| judged.facts.len()).map_err(|refusal| refusal.to_string())
    };
    let not = |command, actor: &Actor| {
        Err(Inadmissible::NotPermitted { command, role: actor.role, may: may(command) }.to_string())
    };
    assert_eq!(said("add-cause", &as_production_head(), &add(People, "a", None)), Ok(1));
    assert_eq!(said("add-cause", &as_management(), &add(People, "a", None)), not("add-cause", &as_management()));
    let judging = found(1, Confirmed);
    assert_eq!(said("judge-cause", &as_production_head(), &judging), not("judge-cause", &as_production_head()));
    assert_eq!(said("judge-cause", &as_expert(), &judging), Err(No::Own(1).to_string()));
    assert_eq!(said("conclude", &as_expert(), &conclude(&[1])), not("conclude", &as_expert()));
    assert_eq!(said("conclude", &as_lead(), &conclude(&[1])), Err(No::NothingConfirmed.to_string()));
    let program = Actor::new("system-importer".parse().unwrap(), Role::QualityEngineer, events_schema::Channel::Import);
    let not_a_person = Inadmissible::NotAPerson { command: "add-cause" }.to_string();
    assert_eq!(said("add-cause", &program, &add(People, "a", None)), Err(not_a_person));
}

#[test]
#[rustfmt::skip]
fn a_refusal_has_its_code_and_says_what_to_do() {
    for (refusal, code, said) in [
        (No::ConcernsNothing, "analysis_concerns_nothing", "say which ticket, failure code, part, engine model or period the effect concerns (`scope`)"),
        (No::UnknownTicket(ticket_id(1)), "unknown_ticket", "there is no ticket-00000000-0000-0000-0000-000000000001 that the effect could concern"),
        (No::PeriodAhead("2026-Q4".parse().unwrap()), "period_ahead", "the period 2026-Q4 has not begun in the factory's time; name one that has"),
        (No::UnknownOwner(person("e8888")), "unknown_person", "e8888 does not work here, or was never registered; name somebody of the directory"),
        (No::NotOpen(Stage::Unopened), "analysis_not_open", "the analysis is unknown"),
        (No::NotOpen(Stage::Concluded), "analysis_not_open", "the analysis is concluded; let it go on first (reopen)"),
        (No::NoSuchCause { cause: 9, causes: 4 }, "no_such_cause", "the analysis has 4 causes; there is no cause 9"),
        (No::Withdrawn(4), "cause_withdrawn", "cause 4 was withdrawn; add it again (add-cause)"),
        (No::OtherCategory { parent: 3, category: Material }, "other_cause_category", "cause 3 is of the category material; a cause below it is of the same"),
        (No::TooDeep(3), "cause_too_deep", "cause 3 is the third of its chain, and has none below it; put what is behind it into the evidence"),
        (No::TooManyCauses, "too_many_causes", "an analysis has at most 200 causes, those that were withdrawn too; make two of it"),
        (No::EmptyEvidence, "empty_evidence", "say what the evidence shows (`text`), or name a file (`files`)"),
        (No::TooManyFiles(11), "too_many_files", "a piece of evidence has at most 10 files, not 11; put them together"),
        (No::TooMuchEvidence(1), "too_much_evidence", "cause 1 has 20 pieces of evidence, which is the most; judge it (judge-cause)"),
        (No::Own(1), "own_entry", "you added cause 1 yourself; somebody else judges it"),
        (No::NoEvidence(1), "cause_without_evidence", "nothing speaks for or against cause 1 yet; add what does (add-evidence)"),
        (No::Confirmed(3), "cause_is_confirmed", "cause 3 is confirmed, and stands with those above it; judge it again first (judge-cause)"),
        (No::NothingConfirmed, "no_confirmed_cause", "no cause is confirmed yet (judge-cause)"),
        (No::StillOpen(2), "cause_open", "cause 2 is open; judge it (judge-cause) or withdraw it (withdraw-cause) first"),
        (No::NoRootCause, "no_root_cause", "say which of the confirmed causes are the root causes (`root_causes`)"),
        (No::NotConfirmed(4), "root_cause_not_confirmed", "cause 4 is not confirmed, and cannot be a root cause"),
    ] {
        let about = refusal.about();
        assert_eq!((about.code, about.clause, refusal.to_string().as_str()), (code, "P5.2", said));
    }
}
