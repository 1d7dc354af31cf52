//! What customers say of his work after a training.

use events_schema::facts::ticket::{SatisfactionConfirmed, SatisfactionRefused, TicketFact};
use events_schema::values::Rating;

use super::*;
use crate::scenario::{arrived, entries, event, reported, ticket, ticket_id};

const RATED: usize = 2;

/// A ticket to which he was sent, and which the customer rated then.
fn rated_ticket(number: u128, rating: Option<u8>, minute: i64) -> OtherTicket {
    let rating = rating.map(|rating| Rating::try_from(rating).unwrap());
    let said = match rating {
        Some(rating) if rating.is_satisfied() => {
            TicketFact::from(SatisfactionConfirmed { rating: Some(rating), comment: None, on_behalf: None })
        }
        rating => SatisfactionRefused { rating, reason: None, on_behalf: None }.into(),
    };
    let mut history = entries([reported(), arrived("e4002", events_schema::Role::OnSiteEngineer), said]);
    history[RATED].id = event(RATED + usize::try_from(number).unwrap());
    (history[RATED].envelope.occurred_at, history[RATED].envelope.recorded_at) = (at(minute), at(minute));
    OtherTicket { id: ticket_id(number), is: ticket(history) }
}

fn feedback(number: u128) -> RecordFeedback {
    RecordFeedback { ticket: ticket_id(number), entry: event(RATED + usize::try_from(number).unwrap()) }
}

impl Chain {
    fn beside(mut self, ticket: OtherTicket) -> Self {
        self.ticket = Some(ticket);
        self
    }
}

/// After a training, by so many customers.
pub(super) fn rated(ratings: &[u8]) -> Chain {
    let trained = chain().then(&as_hr(), &there("attitude", 1, 50));
    (1..).zip(ratings).fold(trained, |chain, (number, rating)| {
        chain.beside(rated_ticket(number, Some(*rating), 55)).then(&as_hr(), &feedback(number))
    })
}

#[test]
fn a_rating_counts_that_a_customer_gave_for_his_work_after_the_training() {
    let untrained = chain().beside(rated_ticket(1, Some(5), 55));
    let trained =
        untrained.refuses(&as_engineer(), &feedback(2), &No::NotTrained).then(&as_hr(), &there("attitude", 1, 50));
    let somebody_elses =
        OtherTicket { id: ticket_id(1), is: ticket(entries([reported(), reported(), crate::scenario::satisfied()])) };
    let of_entry = |index| RecordFeedback { ticket: ticket_id(1), entry: event(index) };
    let one = trained
        .refuses(&as_engineer(), &feedback(2), &No::Own)
        .refuses(&as_hr(), &feedback(2), &No::UnknownTicket(ticket_id(2)))
        .refuses(&as_hr(), &of_entry(0), &No::NoRating(event(0)))
        .beside(rated_ticket(1, None, 55))
        .refuses(&as_hr(), &feedback(1), &No::NoRating(event(RATED + 1)))
        .beside(rated_ticket(1, Some(5), 49))
        .refuses(&as_hr(), &feedback(1), &No::BeforeTraining(at(50)))
        .beside(rated_ticket(1, Some(5), 50))
        .then(&as_hr(), &feedback(1))
        .stands(Stage::AssessmentDue)
        .leaves(&feedback(1));
    let early = chain().then(&as_hr(), &there("attitude", 1, 1)).beside(somebody_elses);
    early.refuses(&as_hr(), &of_entry(RATED), &No::NotHisWork);
    assert_eq!(one.is.round.as_ref().unwrap().ratings.len(), 1);
    let by_exam = chain().then(&as_hr(), &there("fuel", 1, 50)).beside(rated_ticket(1, Some(5), 55));
    by_exam.refuses(&as_hr(), &feedback(1), &No::NotAssessedBy(AssessmentMethod::CustomerFeedback));
}

#[test]
fn enough_ratings_are_an_attempt_and_their_mean_decides() {
    let passed = rated(&[5, 3]);
    let fact = passed.assessed();
    assert_eq!((&*fact.score.to_string(), &*fact.maximum.to_string(), fact.feedback.len()), ("4", "5", 2));
    assert_eq!((fact.result, fact.assessed_by.as_ref()), (AssessmentResult::Passed, None));
    let failed = rated(&[5, 2]).stands(Stage::RetakeDue);
    assert_eq!((failed.assessed().attempt, failed.is.round.as_ref().unwrap().ratings.len()), (1, 0));
    rated(&[5, 2, 4]).stands(Stage::RetakeDue);
    rated(&[5, 2, 4, 4]).stands(Stage::Passed);
    let used_up = rated(&[5, 2, 1, 1]).stands(Stage::RepeatDue);
    used_up.refuses(&as_hr(), &feedback(9), &No::AttemptsUsedUp);
}
