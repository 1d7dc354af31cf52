//! A notice from its proposal to its end, with every refusal on the way in order of precedence.

mod liabilities;
mod times;

use events_schema::Duration;
use events_schema::facts::supplier_notice::{InvolvedPart, NoticeProposed, Receipt};
use events_schema::values::{ContactMethod, OnBehalf, TicketClass};

use super::NoticeRefusal as No;
use super::*;
use crate::command::Decide;
use crate::context::OtherTicket;
use crate::duty::NotSaidByTheSupplier as NotSaid;
use crate::refusal::{Refuse, Refused};
use crate::scenario::{
    as_engineer, as_expert, as_head, as_inspector, as_lead, as_supplier, at, entries, event, identified, important,
    in_context, new_event, reported, ticket, ticket_id,
};

/// What happened to a notice: minute by minute, by whom.
#[derive(Clone, Default)]
pub(super) struct Course(pub(super) Vec<Entry<SupplierNoticeFact>>);

impl Course {
    pub(super) fn notice(&self) -> SupplierNotice {
        let mut notice = SupplierNotice::default();
        self.0.iter().for_each(|entry| notice.evolve(entry));
        notice
    }

    pub(super) fn decide(
        &self,
        minute: i64,
        actor: &Actor,
        command: &dyn Decide<SupplierNotice>,
    ) -> Result<Vec<SupplierNoticeFact>, Refused> {
        let other = OtherTicket { id: ticket_id(1), is: ticket(entries([reported(), identified(), important()])) };
        in_context("supplier_notice-00000000-0000-0000-0000-000000000001", actor, |cx| {
            let now = at(minute);
            let happened_at = command.happened_at().unwrap_or(now);
            command.decide(&self.notice(), &Context { other: Some(&other), at: happened_at, now, ..*cx })
        })
    }

    /// The same with what it comes to.
    #[track_caller]
    pub(super) fn then(mut self, minute: i64, actor: &Actor, command: &dyn Decide<SupplierNotice>) -> Self {
        let facts = self.decide(minute, actor, command).unwrap_or_else(|refusal| panic!("refused: {refusal}"));
        let [fact] = &facts[..] else { panic!("{facts:?}") };
        let mut entry = crate::scenario::happened(minute, fact.clone());
        entry.id = event(self.0.len());
        (entry.envelope.actor, entry.envelope.occurred_at) =
            (actor.clone(), command.happened_at().unwrap_or(at(minute)));
        self.0.push(entry);
        self
    }

    #[track_caller]
    pub(super) fn refuses(&self, actor: &Actor, command: &dyn Decide<SupplierNotice>, refusal: &dyn Refuse) {
        let said = self.decide(600, actor, command).expect_err("should be refused");
        assert_eq!(said.to_string(), refusal.to_string(), "{command:?}");
    }

    #[track_caller]
    pub(super) fn already(&self, actor: &Actor, command: &dyn Decide<SupplierNotice>) {
        assert!(self.decide(600, actor, command).is_ok_and(|facts| facts.is_empty()), "{command:?}");
    }
}

pub(super) fn because() -> events_schema::text::Paragraph {
    "原因".parse().unwrap()
}

pub(super) fn part(number: &str, quantity: Option<u32>) -> InvolvedPart {
    InvolvedPart { number: number.parse().unwrap(), batch: None, quantity }
}

pub(super) fn told() -> Option<OnBehalf> {
    Some(OnBehalf { method: ContactMethod::Phone, reference: "recording 17".parse().unwrap() })
}

fn propose(parts: usize) -> ProposeNotice {
    let content = NoticeContent { parts: vec![part("612600090561", None); parts], ..NoticeContent::default() };
    let supplier = "supplier-a".parse().unwrap();
    ProposeNotice { supplier, ticket: ticket_id(1), diagnosis: None, content: Some(content) }
}

fn confirm() -> ConfirmCause {
    ConfirmCause { finding: because() }
}

fn dismiss() -> DismissNotice {
    DismissNotice { reason: because() }
}

fn send() -> SendNotice {
    SendNotice { content: None, solution_within: Some(Duration::from_hours(72)), by: None }
}

/// Confirmed ten minutes after the call, sent half an hour after it.
pub(super) fn sent() -> Course {
    let proposed = Course::default().then(5, &as_engineer(), &propose(1));
    proposed.then(10, &as_inspector(), &confirm()).then(30, &as_lead(), &send())
}

pub(super) fn receipt(minute: Option<i64>, on_behalf: Option<OnBehalf>) -> RecordReceipt {
    RecordReceipt { received_at: minute.map(at), on_behalf }
}

pub(super) fn respond(minute: Option<i64>, on_behalf: Option<OnBehalf>) -> Respond {
    let (response, text) = (ResponseIs::Investigates, because());
    Respond { responded_at: minute.map(at), response, text, on_behalf }
}

pub(super) fn give(minute: Option<i64>, on_behalf: Option<OnBehalf>) -> GiveSolution {
    GiveSolution { given_at: minute.map(at), solution: because(), files: Vec::new(), on_behalf }
}

pub(super) fn accept() -> AcceptSolution {
    AcceptSolution { remark: None }
}

pub(super) fn send_back() -> ReturnSolution {
    ReturnSolution { reason: because() }
}

#[test]
fn a_proposal_takes_from_the_ticket_what_it_does_not_say() {
    let nothing = Course::default();
    let unknown = ProposeNotice { supplier: "supplier-b".parse().unwrap(), ..propose(51) };
    nothing.refuses(&as_engineer(), &unknown, &No::UnknownSupplier("supplier-b".parse().unwrap()));
    let alone = in_context("supplier_notice-00000000-0000-0000-0000-000000000001", &as_engineer(), |cx| {
        propose(51).decide(&SupplierNotice::default(), cx).unwrap_err().to_string()
    });
    assert_eq!(alone, No::UnknownTicket(ticket_id(1)).to_string());
    nothing.refuses(&as_engineer(), &propose(51), &No::TooManyParts(51));
    let proposed = nothing.then(5, &as_engineer(), &propose(1));
    let SupplierNoticeFact::Proposed(NoticeProposed { content, .. }) = &proposed.0[0].fact else { panic!() };
    assert_eq!(content.class, Some(TicketClass::Important));
    assert_eq!(content.arose_at, Some(at(0)));
    let known = [content.engine_model.is_some(), content.symptom.is_some(), content.engine_serial.is_some()];
    assert_eq!(known, [true; 3]);
}

#[test]
fn it_is_sent_once_the_cause_is_confirmed_and_it_says_what_it_must() {
    let nothing = Course::default();
    for early in [&confirm() as &dyn Decide<SupplierNotice>, &dismiss()] {
        nothing.refuses(&as_head(), early, &No::NotProposed(Stage::Unproposed));
    }
    let proposed = nothing.then(5, &as_engineer(), &propose(0));
    proposed.refuses(&as_lead(), &send(), &No::NotConfirmed(Stage::Proposed));
    let dismissed = proposed.clone().then(6, &as_expert(), &dismiss());
    dismissed.refuses(&as_lead(), &send(), &No::NotConfirmed(Stage::Dismissed));
    dismissed.refuses(&as_head(), &confirm(), &No::NotProposed(Stage::Dismissed));
    let confirmed = proposed.then(10, &as_inspector(), &confirm());
    confirmed.refuses(&as_head(), &confirm(), &No::NotProposed(Stage::Confirmed));
    let at_once = SendNotice { solution_within: Some(Duration::ZERO), ..send() };
    confirmed.refuses(&as_lead(), &at_once, &No::Incomplete(vec!["parts"]));
    let content = |parts: usize| {
        let parts = vec![part("1", None); parts];
        Some(NoticeContent { parts, ..confirmed.notice().content })
    };
    confirmed.refuses(&as_lead(), &SendNotice { content: content(51), ..at_once.clone() }, &No::TooManyParts(51));
    confirmed.refuses(&as_lead(), &SendNotice { content: content(1), ..at_once }, &No::SolutionTime);
    let by_policy = SendNotice { content: content(1), solution_within: None, by: None };
    let sent = confirmed.then(30, &as_lead(), &by_policy);
    assert_eq!(sent.notice().sent.unwrap().1.solution_within, Duration::from_hours(5 * 24));
    assert!(sent.notice().belongs_to(&as_supplier()));
}

#[test]
fn the_supplier_speaks_for_himself_and_staff_with_a_proof() {
    let confirmed = Course::default().then(5, &as_engineer(), &propose(1)).then(10, &as_inspector(), &confirm());
    assert!(!confirmed.notice().belongs_to(&as_supplier()), "he sees it from when it is sent");
    type Said<'a> = &'a dyn Fn(Option<OnBehalf>) -> Box<dyn Decide<SupplierNotice>>;
    let sides: [Said<'_>; 3] =
        [&|told| Box::new(receipt(None, told)), &|told| Box::new(respond(None, told)), &|told| {
            Box::new(give(None, told))
        }];
    for said in sides {
        confirmed.refuses(&as_supplier(), &*said(told()), &No::NotSent(Stage::Confirmed));
        sent().refuses(&as_supplier(), &*said(told()), &NotSaid::OnBehalfOfHimself);
        sent().refuses(&as_lead(), &*said(None), &NotSaid::NoReference);
        sent().then(40, &as_supplier(), &*said(None));
        sent().then(40, &as_lead(), &*said(told()));
    }
    let before = sent().decide(40, &as_lead(), &respond(Some(29), told())).unwrap_err().to_string();
    assert!(before.contains("before the notice was sent"), "{before}");
    let opened = sent().then(31, &as_supplier(), &NoteOpened {});
    assert!(matches!(&opened.0[3].fact, SupplierNoticeFact::Received(fact) if fact.receipt == Receipt::Opened));
    opened.already(&as_supplier(), &NoteOpened {});
    opened.already(&as_supplier(), &receipt(None, None));
    confirmed.already(&as_supplier(), &NoteOpened {});
}

#[test]
fn another_person_accepts_a_solution_or_returns_it() {
    sent().refuses(&as_lead(), &accept(), &No::NoSolutionToReview);
    let given = sent().then(40, &as_lead(), &give(None, told()));
    given.refuses(&as_supplier(), &give(None, None), &No::UnderReview);
    for review in [&accept() as &dyn Decide<SupplierNotice>, &send_back()] {
        given.refuses(&as_lead(), review, &No::Own);
    }
    let returned = given.then(50, &as_inspector(), &send_back());
    returned.refuses(&as_inspector(), &accept(), &No::NoSolutionToReview);
    let early = returned.decide(60, &as_lead(), &give(Some(49), told())).unwrap_err().to_string();
    assert!(early.contains("before the solution before it was returned"), "{early}");
    let accepted = returned.then(60, &as_supplier(), &give(None, None)).then(70, &as_lead(), &accept());
    accepted.refuses(&as_supplier(), &give(None, None), &No::AlreadySolved);
    assert_eq!(accepted.notice().solved_at(), Some(at(60)), "it counts from when it was given");
    let eleven = GiveSolution { files: vec![uploaded(); 11], ..give(None, None) };
    sent().refuses(&as_supplier(), &eleven, &No::TooManyFiles(11));
}

fn uploaded() -> crate::attachments::Uploaded {
    let hash = events_schema::Digest256([7; 32]);
    crate::attachments::Uploaded { hash, name: "8D.pdf".parse().unwrap() }
}

#[test]
fn it_is_closed_when_it_is_solved_or_taken_back() {
    let close = CloseNotice { remark: None };
    sent().refuses(&as_lead(), &close, &No::Unsettled("no solution was accepted yet"));
    let solved = sent().then(40, &as_supplier(), &give(None, None)).then(50, &as_lead(), &accept());
    let closed = solved.clone().then(60, &as_lead(), &close);
    assert!(closed.notice().counts());
    let withdrawn = solved.then(60, &as_head(), &WithdrawNotice { reason: because() });
    assert!(!withdrawn.notice().counts());
    let withdraw = WithdrawNotice { reason: because() };
    withdrawn.refuses(&as_head(), &withdraw, &No::NotSent(Stage::Withdrawn));
    let twice = closed.clone().then(70, &as_head(), &withdraw).notice();
    assert_eq!((twice.stage, twice.counts()), (Stage::Withdrawn, false));
    for (over, stage) in [(closed, Stage::Closed), (withdrawn, Stage::Withdrawn)] {
        let late: [&dyn Decide<SupplierNotice>; 6] = [
            &close,
            &respond(None, None),
            &respond(Some(55), None),
            &receipt(Some(55), None),
            &accept(),
            &give(Some(55), told()),
        ];
        for command in late {
            over.refuses(&as_supplier(), command, &No::NotSent(stage));
        }
        let evidence = AddEvidence { file: uploaded(), shows: because() };
        over.refuses(&as_lead(), &evidence, &No::NotSent(stage));
    }
}

#[test]
fn what_stands_of_the_case_says_whether_it_counts() {
    let note = |standing, share: Option<&str>| NoteResponsibility {
        case: events_schema::ids::ResponsibilityId::of(ticket_id(1)),
        standing,
        share: share.map(|share| share.parse().unwrap()),
    };
    let not_his = sent().then(40, &Actor::system("reactions"), &note(new_event(), None));
    assert!(!not_his.notice().counts() && not_his.notice().is_refuted());
    not_his.already(&Actor::system("reactions"), &note(new_event(), None));
    let his = not_his.then(50, &Actor::system("reactions"), &note(new_event(), Some("60")));
    assert!(his.notice().counts());
}
