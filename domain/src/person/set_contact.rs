use events_schema::Personal;
use events_schema::facts::person::{PersonContactSet, PersonFact};
use events_schema::personal::PersonalText;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Person, PersonRefusal};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Sets anew how a person is reached (P1.2). It is stored sealed; what is left out is no longer known.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetContact {
    /// The telephone number.
    #[serde(default)]
    #[schemars(example = &"+86 536 000 0000")]
    pub phone: Option<PersonalText>,
    /// The e-mail address.
    #[serde(default)]
    #[schemars(example = &"e1042@example.com")]
    pub email: Option<PersonalText>,
}

impl Decide<Person> for SetContact {
    fn decide(&self, state: &Person, cx: &Context<'_>) -> Result<Vec<PersonFact>, Refused> {
        state.employment().ok_or(PersonRefusal::HasLeft)?;
        if self.phone.as_ref().is_some_and(|phone| !is_number(phone.as_str())) {
            return Err(PersonRefusal::NotANumber.into());
        }
        if self.email.as_ref().is_some_and(|email| !is_address(email.as_str())) {
            return Err(PersonRefusal::NotAnAddress.into());
        }
        let sealed = |text: &Option<PersonalText>| text.clone().map(|text| Personal::open(cx.stream.clone(), text));
        Ok(vec![PersonContactSet { phone: sealed(&self.phone), email: sealed(&self.email) }.into()])
    }
}

/// Whether it has the form of a telephone number.
pub(crate) fn is_number(text: &str) -> bool {
    text.contains(|c: char| c.is_ascii_digit())
}

/// Whether it has the form of an address; whether anybody reads there only a message tells.
pub(crate) fn is_address(text: &str) -> bool {
    let parts = text.rsplit_once('@');
    let is_plain = |part: &str| {
        !part.is_empty() && !part.contains(|c: char| c.is_whitespace() || c.is_control() || "<>,;@".contains(c))
    };
    text.len() <= 254 && parts.is_some_and(|(name, host)| is_plain(name) && is_plain(host))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::Aggregate;
    use crate::scenario::{as_head, happened, in_context, sealed};
    use events_schema::Role;
    use events_schema::facts::person::PersonRegistered;

    fn decided(state: &Person, phone: Option<&str>, email: Option<&str>) -> Result<usize, String> {
        let text = |text: Option<&str>| text.map(|text| text.parse().unwrap());
        let command = SetContact { phone: text(phone), email: text(email) };
        let facts = in_context("person-e1042", &as_head(), |cx| command.decide(state, cx));
        facts.map(|facts| facts.len()).map_err(|refusal| refusal.to_string())
    }

    #[test]
    fn refusals_in_order_of_precedence() {
        let gone = PersonRefusal::HasLeft.to_string();
        assert_eq!(decided(&Person::default(), Some("none"), None), Err(gone));
        let (roles, groups) = (vec![Role::HotlineAgent], Vec::new());
        let registered = PersonRegistered { name: sealed("name"), roles, department: None, groups, superior: None };
        let mut known = Person::default();
        known.evolve(&happened(0, registered.into()));
        assert_eq!(decided(&known, Some("none"), Some("none")), Err(PersonRefusal::NotANumber.to_string()));
        for email in ["none", "a@", "@b", "a b@c", "a@b@c", "<a@b>", "a@b,c@d"] {
            assert_eq!(decided(&known, None, Some(email)), Err(PersonRefusal::NotAnAddress.to_string()), "{email}");
        }
        assert_eq!(decided(&known, Some("+86 536"), Some("e1042@example.com")), Ok(1));
        assert_eq!(decided(&known, None, None), Ok(1), "nothing is known any more");
    }
}
