use events_schema::facts::inbox::{InboxFact, InboxRead};
use events_schema::ids::{InboxId, PersonId};
use events_schema::{CommandId, StreamName};
use schemars::JsonSchema;
use serde::Deserialize;

use super::Inbox;
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::{About, RefusalKind, Refuse, Refused};

/// Marks one's own inbox as read up to a notification. A deputy reads his own, which shows what the one is told for whom he acts.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadInbox {
    /// Whose inbox it is: one's own.
    pub person: PersonId,
    /// The number of the newest notification that was read.
    pub through: u64,
}

/// Why an inbox is not marked as read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InboxRefusal {
    /// It is somebody else's.
    #[error("the inbox of {0} is read by nobody else; name yourself")]
    NotYours(PersonId),
}

impl Refuse for InboxRefusal {
    fn about(&self) -> About {
        let (zh, en) = ("只能标记本人的收件箱", "the inbox is somebody else's");
        About::new("not_your_inbox", RefusalKind::Value, "P2.1.b", zh, en)
    }
}

impl Decide<Inbox> for ReadInbox {
    fn opens(&self, _: CommandId) -> Option<StreamName> {
        Some(InboxId::of(&self.person).stream())
    }

    fn decide(&self, state: &Inbox, cx: &Context<'_>) -> Result<Vec<InboxFact>, Refused> {
        if cx.actor.person() != Some(&self.person) {
            return Err(InboxRefusal::NotYours(self.person.clone()).into());
        }
        if state.read_through >= Some(self.through) {
            return Ok(Vec::new());
        }
        Ok(vec![InboxRead { through: self.through }.into()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{as_engineer, in_context};

    fn decided(person: PersonId, read_through: Option<u64>) -> Result<usize, String> {
        let inbox = Inbox { read_through };
        in_context("inbox-e2001", &as_engineer(), |cx| {
            let decided = ReadInbox { person, through: 7 }.decide(&inbox, cx);
            decided.map(|facts| facts.len()).map_err(|refusal| refusal.to_string())
        })
    }

    #[test]
    fn everybody_marks_his_own_and_never_goes_back() {
        let own = as_engineer().person().unwrap().clone();
        assert_eq!(decided(own.clone(), None), Ok(1));
        assert_eq!(decided(own.clone(), Some(6)), Ok(1));
        assert_eq!(decided(own, Some(7)), Ok(0));
        let other: PersonId = "e9999".parse().unwrap();
        assert_eq!(decided(other.clone(), None), Err(InboxRefusal::NotYours(other).to_string()));
    }
}
