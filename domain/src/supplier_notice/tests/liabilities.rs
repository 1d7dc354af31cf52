//! What a supplier bears: proposed, agreed or disputed, given up, and borne to the last cent.

use events_schema::facts::supplier_notice::Recovered;
use events_schema::values::{Amount, Currency};

use super::*;
use crate::scenario::as_management;
use crate::supplier_notice::propose_liability::RepairShare;

fn claim(parts: Vec<InvolvedPart>, cost: Option<(&str, &str)>) -> ProposeLiability {
    let repair = cost.map(|(cost, share)| RepairShare {
        cost: cost.parse().unwrap(),
        share: share.parse().unwrap(),
        currency: "CNY".parse().unwrap(),
    });
    ProposeLiability { free_parts: parts, repair, grounds: because() }
}

fn agree() -> AgreeLiability {
    AgreeLiability { on_behalf: None }
}

fn dispute() -> DisputeLiability {
    DisputeLiability { grounds: because(), on_behalf: None }
}

fn waive() -> WaiveLiability {
    WaiveLiability { reason: because() }
}

fn money(amount: &str, currency: &str) -> RecordRecovery {
    let (amount, currency): (Amount, Currency) = (amount.parse().unwrap(), currency.parse().unwrap());
    RecordRecovery { recovered: Recovered::Money { amount, currency }, reference: "贷项 17".parse().unwrap() }
}

fn parts(number: &str, quantity: u32) -> RecordRecovery {
    let part = part(number, Some(quantity));
    RecordRecovery { recovered: Recovered::Parts { part }, reference: "送货单 17".parse().unwrap() }
}

fn left(amount: &str) -> No {
    No::MoreThanLeft(amount.to_owned())
}

#[test]
fn a_share_of_the_cost_is_exact_to_the_cent() {
    for (cost, share, amount) in [
        ("100", "33.33", "33.33"),
        ("0.03", "50", "0.02"),
        ("1234.5678", "60", "740.74"),
        ("999999999999.9999", "100", "1000000000000.00"),
    ] {
        let (cost, share): (Amount, Share) = (cost.parse().unwrap(), share.parse().unwrap());
        assert_eq!(cost.share(share).to_string(), amount, "{cost} {share:?}");
    }
}

#[test]
fn it_is_proposed_while_the_supplier_may_answer_for_it() {
    let early = Course::default();
    early.refuses(&as_lead(), &claim(Vec::new(), None), &No::NotSent(Stage::Unproposed));
    sent().refuses(&as_lead(), &claim(Vec::new(), None), &No::NothingToBear);
    sent().refuses(&as_lead(), &claim(vec![part("1", None); 51], None), &No::TooManyParts(51));
    sent().refuses(&as_lead(), &claim(Vec::new(), Some(("0", "60"))), &No::NoShare);
    let case = events_schema::ids::ResponsibilityId::of(ticket_id(1));
    let not_his = NoteResponsibility { case, standing: new_event(), share: None };
    let system = Actor::system("reactions");
    sent().then(40, &system, &not_his).refuses(&as_lead(), &claim(Vec::new(), None), &No::NotResponsible);
    let proposed = sent().then(40, &as_lead(), &claim(vec![part("1", None)], None));
    assert_eq!(proposed.clone().then(50, &system, &not_his).notice().liability.name(), "lapsed");
    let again = proposed.then(50, &as_lead(), &claim(Vec::new(), Some(("100", "60"))));
    let agreed = again.then(60, &as_supplier(), &agree());
    agreed.refuses(&as_lead(), &claim(Vec::new(), None), &No::AlreadyAgreed);
}

#[test]
fn the_supplier_agrees_or_disputes_and_another_person_gives_it_up() {
    for answer in [&agree() as &dyn Decide<SupplierNotice>, &dispute()] {
        sent().refuses(&as_supplier(), answer, &No::NoLiabilityToAnswer);
    }
    let proposed = sent().then(40, &as_head(), &claim(Vec::new(), Some(("100", "60"))));
    proposed.refuses(&as_lead(), &agree(), &NotSaid::NoReference);
    let disputed = proposed.clone().then(50, &as_supplier(), &dispute());
    disputed.refuses(&as_supplier(), &agree(), &No::NoLiabilityToAnswer);
    disputed.refuses(&as_lead(), &money("1", "CNY"), &No::NotAgreed);
    sent().refuses(&as_head(), &waive(), &No::NothingToWaive);
    disputed.refuses(&as_head(), &waive(), &No::Own);
    let waived = disputed.then(60, &as_management(), &waive());
    assert_eq!(waived.notice().liability.name(), "waived");
    waived.refuses(&as_management(), &waive(), &No::NothingToWaive);
}

#[test]
fn what_he_bears_is_of_what_was_agreed_and_never_more() {
    let claimed = claim(vec![part("1", Some(2)), part("2", None)], Some(("100", "60.5")));
    let agreed = sent().then(40, &as_lead(), &claimed).then(50, &as_supplier(), &agree());
    let others = No::OtherCurrency { agreed: "CNY".parse().unwrap(), sent: "EUR".parse().unwrap() };
    agreed.refuses(&as_lead(), &money("100", "EUR"), &others);
    agreed.refuses(&as_lead(), &money("60.51", "CNY"), &left("60.5"));
    agreed.refuses(&as_lead(), &parts("1", 3), &left("2"));
    agreed.refuses(&as_lead(), &parts("9", 1), &left("0"));
    let some = agreed.then(60, &as_lead(), &money("60", "CNY")).then(61, &as_lead(), &parts("1", 2));
    some.refuses(&as_lead(), &money("0.51", "CNY"), &left("0.5"));
    let solved = some.then(62, &as_supplier(), &give(None, None)).then(63, &as_lead(), &accept());
    let close = CloseNotice { remark: None };
    let open = "what the supplier is to bear is open (record-recovery, waive-liability)";
    solved.refuses(&as_lead(), &close, &No::Unsettled(open));
    let all = solved.then(64, &as_lead(), &money("0.5", "CNY")).then(65, &as_lead(), &parts("2", 1));
    let claim = all.notice().liability.claim().unwrap().clone();
    assert!(claim.is_settled());
    assert_eq!(claim.money_borne().map(|borne| borne.to_string()).as_deref(), Some("60.5"));
    all.refuses(&as_management(), &waive(), &No::NothingToWaive);
    all.then(70, &as_lead(), &close);
}

#[test]
fn what_he_has_borne_counts_whatever_becomes_of_the_proposal() {
    let claimed = claim(vec![part("1", Some(2))], Some(("100", "60")));
    let agreed = sent().then(40, &as_lead(), &claimed).then(50, &as_supplier(), &agree());
    let some = agreed.then(60, &as_lead(), &money("40", "CNY")).then(61, &as_lead(), &parts("1", 2));
    let borne = |course: &Course| {
        let claim = course.notice().liability.claim().cloned().unwrap();
        claim.money_borne().map(|borne| borne.to_string())
    };
    let waived = some.clone().then(62, &as_head(), &waive());
    assert_eq!((waived.notice().liability.name(), borne(&waived)), ("waived", Some("40".to_owned())));
    let note = |share: Option<&str>| NoteResponsibility {
        case: events_schema::ids::ResponsibilityId::of(ticket_id(1)),
        standing: new_event(),
        share: share.map(|share| share.parse().unwrap()),
    };
    let system = Actor::system("reactions");
    let lapsed = some.then(62, &system, &note(None)).then(63, &system, &note(Some("60")));
    let euros = ProposeLiability {
        repair: claim(Vec::new(), Some(("100", "60")))
            .repair
            .map(|of| RepairShare { currency: "EUR".parse().unwrap(), ..of }),
        ..claim(Vec::new(), None)
    };
    for over in [waived, lapsed] {
        let others = No::OtherCurrency { agreed: "CNY".parse().unwrap(), sent: "EUR".parse().unwrap() };
        over.refuses(&as_lead(), &euros, &others);
        let disputed = over.then(64, &as_lead(), &claimed).then(65, &as_supplier(), &dispute());
        let again = disputed.then(66, &as_lead(), &claimed).then(67, &as_supplier(), &agree());
        assert_eq!(borne(&again).as_deref(), Some("40"));
        again.refuses(&as_lead(), &money("20.01", "CNY"), &left("20"));
        again.refuses(&as_lead(), &parts("1", 1), &left("0"));
        let all = again.then(68, &as_lead(), &money("20", "CNY"));
        assert!(all.notice().liability.claim().unwrap().is_settled());
        // Less than he has borne leaves nothing.
        let less = all.then(69, &system, &note(None)).then(70, &system, &note(Some("10")));
        let less =
            less.then(71, &as_lead(), &claim(Vec::new(), Some(("100", "10")))).then(72, &as_supplier(), &agree());
        less.refuses(&as_lead(), &money("0.01", "CNY"), &left("0"));
        assert_eq!(borne(&less).as_deref(), Some("60"));
    }
}
