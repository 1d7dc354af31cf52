use events_schema::facts::ticket::{AttachmentAdded, AttachmentShared, TicketFact};
use events_schema::text::Paragraph;
use events_schema::{ActorKind, Digest256};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::attachments::Uploaded;
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::ticket::Ticket;

/// Puts an uploaded photograph, record or report on the ticket (P5.1). Possible at any time.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Attach {
    /// The file.
    pub file: Uploaded,
    /// What it shows.
    #[serde(default)]
    #[schemars(example = &"油管断口,断面有锈")]
    pub description: Option<Paragraph>,
    /// Who sees it. What a customer sends he sees himself.
    #[serde(default)]
    pub seen_by: SeenBy,
}

/// Who sees what is put on a ticket.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SeenBy {
    /// Colleagues only.
    #[default]
    Staff,
    /// The customer too.
    Customer,
}

impl Decide<Ticket> for Attach {
    fn files(&self) -> Vec<Digest256> {
        vec![self.file.hash]
    }

    fn decide(&self, _: &Ticket, cx: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        let (attachment, description) = (self.file.attachment(cx)?, self.description.clone());
        let is_shared = cx.actor.kind == ActorKind::Customer || self.seen_by == SeenBy::Customer;
        Ok(vec![if is_shared {
            AttachmentShared { attachment, description }.into()
        } else {
            AttachmentAdded { attachment, description }.into()
        }])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attachments::{AttachmentRefusal, Kept};
    use crate::scenario::{as_engineer, customer, given, reported};
    use events_schema::attachment::MediaType;
    use events_schema::{Actor, Channel, PrincipalId, Role};

    const HASH: Digest256 = Digest256([7; 32]);

    fn attach(seen_by: SeenBy) -> Attach {
        Attach { file: Uploaded { hash: HASH, name: "断口.jpg".parse().unwrap() }, description: None, seen_by }
    }

    #[test]
    fn refusals_in_order_of_precedence() {
        given([reported()]).when(&attach(SeenBy::Staff)).refused(&AttachmentRefusal::Missing(HASH));
        for (kept, refusal) in
            [(Kept::Missing, AttachmentRefusal::Missing(HASH)), (Kept::Altered, AttachmentRefusal::Altered(HASH))]
        {
            given([reported()]).with_file(HASH, kept).when(&attach(SeenBy::Staff)).refused(&refusal);
        }
    }

    #[test]
    fn what_a_customer_sends_he_sees_himself_and_staff_say_what_he_sees() {
        let kind = |by, seen_by| {
            let kept = Kept::Intact { size: 9, media_type: MediaType::Jpeg };
            let facts = given([reported()]).by(by).with_file(HASH, kept).when(&attach(seen_by)).facts();
            matches!(facts[..], [TicketFact::AttachmentShared(_)])
        };
        assert!(!kind(as_engineer(), SeenBy::Staff));
        assert!(kind(as_engineer(), SeenBy::Customer));
        let himself = Actor::new(PrincipalId::Customer(customer()), Role::Customer, Channel::Http);
        assert!(kind(himself, SeenBy::Staff));
    }
}
