use events_schema::Timestamp;
use events_schema::facts::ticket::{SatisfactionConfirmed, SatisfactionRefused, TicketFact};
use events_schema::text::Paragraph;
use events_schema::values::{OnBehalf, Rating};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::ticket::Ticket;

/// Confirms, as the customer or for him, that the issue is solved, with his rating (P3.1.e). A rating of 1 or 2 does not
/// confirm: it goes back to diagnosis (`policy.md`, open point 5).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConfirmSolved {
    /// When he said so; now if absent.
    #[serde(default)]
    pub confirmed_at: Option<Timestamp>,
    /// His rating, 1 (bad) to 5 (good).
    #[serde(default)]
    pub rating: Option<Rating>,
    /// What he said.
    #[serde(default)]
    pub comment: Option<Paragraph>,
    /// How staff learnt it, where they record it for him.
    #[serde(default)]
    pub on_behalf: Option<OnBehalf>,
}

impl Decide<Ticket> for ConfirmSolved {
    fn happened_at(&self) -> Option<Timestamp> {
        self.confirmed_at
    }

    fn decide(&self, ticket: &Ticket, _: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        ticket.solved()?;
        let (rating, comment, on_behalf) = (self.rating, self.comment.clone(), self.on_behalf.clone());
        match rating {
            Some(rating) if !rating.is_satisfied() => {
                Ok(vec![SatisfactionRefused { rating: Some(rating), reason: comment, on_behalf }.into()])
            }
            Some(_) | None => Ok(vec![SatisfactionConfirmed { rating, comment, on_behalf }.into()]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{given, reported, solved, withdrawn};
    use crate::ticket::TicketRefusal;
    use events_schema::values::ContactMethod;

    fn rated(rating: Option<u8>) -> ConfirmSolved {
        let reference = "call 4711".parse().unwrap();
        ConfirmSolved {
            confirmed_at: None,
            rating: rating.map(|rating| rating.try_into().unwrap()),
            comment: None,
            on_behalf: Some(OnBehalf { method: ContactMethod::Phone, reference }),
        }
    }

    #[test]
    fn refusals_in_order_of_precedence() {
        given([reported(), withdrawn()]).when(&rated(None)).refused(&TicketRefusal::Withdrawn);
        given([reported()]).when(&rated(None)).refused(&TicketRefusal::NotSolved);
        given([reported(), solved()]).when(&rated(None)).refused(&TicketRefusal::RatingMissing);
        let unproven = ConfirmSolved { on_behalf: None, ..rated(Some(5)) };
        given([reported(), solved()]).when(&unproven).refused(&TicketRefusal::ReferenceMissing);
    }

    #[test]
    fn a_rating_of_one_or_two_does_not_confirm() {
        for (rating, confirms) in [(1, false), (2, false), (3, true), (5, true)] {
            let facts = given([reported(), solved()]).when(&rated(Some(rating))).facts();
            assert_eq!(matches!(facts[..], [TicketFact::SatisfactionConfirmed(_)]), confirms, "{rating}");
        }
    }
}
