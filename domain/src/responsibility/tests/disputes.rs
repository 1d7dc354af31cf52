//! Disputes: who investigates, on what a conclusion rests, and who may object to it.

use super::*;

pub(super) fn investigation(lead: &str, members: &[&str]) -> OpenInvestigation {
    OpenInvestigation { lead: person(lead), members: members.iter().map(|number| person(number)).collect() }
}

#[test]
fn quality_control_leads_and_nobody_investigates_his_own_affair() {
    let undisputed = [opened(), met(), determined()];
    refused(&undisputed, &as_inspector(), &investigation("e4001", &[]), &No::NoDispute);
    let not_quality = |number| No::NotQualityControl(person(number));
    for number in ["e4001", "e8888", "e9001"] {
        refused(&disputed(), &as_inspector(), &investigation(number, &[]), &not_quality(number));
    }
    refused(&disputed(), &as_inspector(), &investigation("e5003", &["e8888"]), &No::UnknownPerson(person("e8888")));
    let party = |number| No::PartyToIt(person(number));
    for (number, why) in [
        ("e4002", "held responsible"),
        ("e6001", "of a department that is, and its head, and who objected"),
        ("e5001", "who determined it"),
        ("e5002", "who acts for the one who determined it"),
    ] {
        let refusal = party(number);
        let said = decide(&disputed(), &as_inspector(), &investigation("e5003", &[number])).unwrap_err();
        assert_eq!(said.to_string(), refusal.to_string(), "{why}");
    }
    assert_eq!(decided(&disputed(), &as_inspector(), &investigation("e5003", &["e4001"])), investigated());
    let history = [disputed(), vec![investigated()]].concat();
    nothing(&history, &as_inspector(), &investigation("e5003", &["e4001"]));
    decided(&history, &as_inspector(), &investigation("e5003", &[]));
}

fn evidence(hash: Digest256) -> RecordEvidence {
    let file = Uploaded { hash, name: "检验报告.pdf".parse().unwrap() };
    let (kind, finding) = (EvidenceKind::InspectionReport, "合格".parse().unwrap());
    RecordEvidence { kind, file, reference: None, finding }
}

#[test]
fn evidence_is_there_and_put_before_the_investigation_by_those_who_investigate() {
    let history = [disputed(), vec![investigated()]].concat();
    refused(&[opened(), met(), determined()], &as_head(), &evidence(HASH), &No::NoDispute);
    refused(&disputed(), &as_head(), &evidence(HASH), &No::NoInvestigation);
    refused(&history, &as_head(), &evidence(HASH), &No::NotInvestigating);
    let missing = Digest256([8; 32]);
    let said = decide(&history, &as_inspector(), &evidence(missing)).unwrap_err().to_string();
    assert_eq!(said, AttachmentRefusal::Missing(missing).to_string());
    for investigator in [as_inspector(), as_expert()] {
        assert_eq!(decided(&history, &investigator, &evidence(HASH)), proved());
    }
}

fn conclude(conclusion: Conclusion, evidence: &[usize]) -> ConcludeDispute {
    let evidence: BTreeSet<EventId> = evidence.iter().map(|index| event(*index)).collect();
    ConcludeDispute { conclusion, findings: "来料不合格".parse().unwrap(), evidence }
}

#[test]
fn the_lead_concludes_on_evidence_and_what_he_says_counts() {
    let history = [disputed(), vec![investigated(), proved()]].concat();
    let withdrawn = |evidence| conclude(Conclusion::Withdrawn, evidence);
    refused(&[opened(), met(), determined()], &as_head(), &withdrawn(&[]), &No::NoDispute);
    refused(&disputed(), &as_head(), &withdrawn(&[]), &No::NoInvestigation);
    refused(&history, &as_expert(), &withdrawn(&[]), &No::NotTheLead(person("e5003")));
    refused(&history, &as_inspector(), &withdrawn(&[]), &No::NoEvidence);
    refused(&history, &as_inspector(), &withdrawn(&[5, 4]), &No::UnknownEvidence(event(4)));
    let half = Conclusion::Changed { shares: shares(&[(supplier(), "50")]) };
    refused(&history, &as_inspector(), &conclude(half, &[5]), &No::NotTheWhole { hundredths: 5_000 });
    let mut same = three();
    same.reverse();
    refused(&history, &as_inspector(), &conclude(Conclusion::Changed { shares: same }, &[5]), &No::ChangesNothing);

    let suppliers = shares(&[(supplier(), "100")]);
    let changed = || Conclusion::Changed { shares: suppliers.clone() };
    for (conclusion, stands) in
        [(Conclusion::Upheld, three()), (changed(), suppliers.clone()), (Conclusion::Withdrawn, Vec::new())]
    {
        let fact = decided(&history, &as_inspector(), &conclude(conclusion.clone(), &[5]));
        assert_eq!(fact, concluded(conclusion));
        let case = case(&[history.clone(), vec![fact]].concat());
        let standing = case.standing.unwrap();
        assert_eq!((case.stage, standing.event, standing.shares), (Stage::Final, event(6), stands));
    }
}

/// Whoever is held responsible can object (P4.1), also where an investigation holds him responsible for the first time.
#[test]
fn a_conclusion_that_names_others_is_provisional_until_they_could_object() {
    let history = [disputed(), vec![investigated(), proved()]].concat();
    let others = || shares(&[(department("quality"), "60"), (who("e4002", Some("after-sales")), "40")]);
    let fact = decided(&history, &as_inspector(), &conclude(Conclusion::Changed { shares: others() }, &[5]));
    let ResponsibilityFact::DisputeConcluded(concluded) = &fact else { panic!() };
    let until = at(60 + 5 * 24 * 60);
    assert_eq!(concluded.objections, Some(ObjectionPeriod { until, policy_version: 0 }));

    let history = [history, vec![fact]].concat();
    let provisional = case(&history);
    assert_eq!((provisional.stage, &provisional.standing), (Stage::Provisional, &None));
    assert_eq!(provisional.due_at(), Some(until + INSTANT));
    refused(&history, &as_head(), &determine(three()), &No::AlreadyDecided);
    refused(&history, &as_engineer(), &object(who("e4002", None), false), &No::Concluded);
    let objection = decided(&history, &as_deputy(), &object(department("quality"), false));
    let again = [&history[..], &[objection]].concat();
    assert_eq!(case(&again).stage, Stage::Disputed);
    refused(&again, &as_expert(), &investigation("e5003", &[]), &No::PartyToIt(person("e5003")));

    assert_eq!(case(&again).determination.unwrap().evidence, [], "the objection is looked into anew");
    let others_lead = investigation("e4001", &[]);
    refused(&again, &as_inspector(), &others_lead, &No::PartyToIt(person("e5003")));
    let named = decided(&again, &as_management(), &others_lead);
    let concluding = [&again[..], &[named, proved()]].concat();
    let withdrawn = conclude(Conclusion::Withdrawn, &[9]);
    let ended = [&concluding[..], &[decided(&concluding, &as_expert(), &withdrawn)]].concat();
    assert_eq!(case(&ended).stage, Stage::Final, "where all of quality control has a side, the dispute ends too");

    let became_final: ResponsibilityFact = DeterminationBecameFinal { determination: event(6), since: until }.into();
    let standing = case(&[&history[..], &[became_final]].concat()).standing.unwrap();
    assert_eq!((standing.event, standing.since, standing.shares), (event(6), until, others()));
}

/// Whoever was acquitted, and is held responsible again, was not heard about that. Nobody looks into his own conclusion.
#[test]
fn somebody_who_was_acquitted_is_not_convicted_without_being_heard() {
    let reopened: ResponsibilityFact = DisputeReopened { reason: "新证据".parse().unwrap() }.into();
    let acquitted = [disputed(), vec![investigated(), proved(), concluded(Conclusion::Withdrawn), reopened]].concat();
    let by_himself = investigation("e5003", &[]);
    refused(&acquitted, &as_management(), &by_himself, &No::PartyToIt(person("e5003")));
    let named = decided(&acquitted, &as_management(), &investigation("e4001", &[]));
    let history = [&acquitted[..], &[named, proved()]].concat();
    let again = conclude(Conclusion::Changed { shares: shares(&[(department("production"), "100")]) }, &[9]);
    let fact = decided(&history, &as_expert(), &again);
    let history = [history, vec![fact]].concat();
    assert_eq!(case(&history).stage, Stage::Provisional);
    decided(&history, &as_production_head(), &object(department("production"), false));
}

/// Whoever had a side once has it for ever, also where somebody else answers for it by now.
#[test]
fn who_was_party_to_a_dispute_is_to_the_next_one_too() {
    let suppliers = Conclusion::Changed { shares: shares(&[(supplier(), "100")]) };
    let reopened = DisputeReopened { reason: "新证据".parse().unwrap() }.into();
    let history = [disputed(), vec![investigated(), proved(), concluded(suppliers), reopened]].concat();
    for number in ["e6001", "e4002", "e5001"] {
        let said = decide(&history, &as_management(), &investigation("e4001", &[number])).unwrap_err();
        assert_eq!(said.to_string(), No::PartyToIt(person(number)).to_string());
    }
    refused(&history, &as_production_head(), &investigation("e5003", &[]), &No::PartyToIt(person("e6001")));
}
