use events_schema::facts::ticket::{EntryCorrected, Replacement, TicketFact};
use events_schema::text::Paragraph;
use events_schema::{Entry, EventId, FactSet, Personal, Timestamp};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::amend::{Amendment, amendment};
use super::{Ticket, TicketRefusal};
use crate::command::{Decide, Inadmissible};
use crate::context::Context;
use crate::refusal::Refused;

/// Corrects a recorded entry (P5.1): a wrong serial number, a mistyped telephone number. History shows both; clocks, views
/// and measures follow. A time that is corrected after a deadline does not undo the breach.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Correct {
    /// The event to correct.
    pub event: EventId,
    /// The fields that should read otherwise, as they are named in the event; `null` removes one (RFC 7396). Personal
    /// values are sent as plain texts.
    #[serde(default)]
    pub set: Map<String, Value>,
    /// When it happened, where that was wrong.
    #[serde(default)]
    pub happened_at: Option<Timestamp>,
    /// Why.
    pub reason: Paragraph,
}

impl Decide<Ticket> for Correct {
    fn decide(&self, ticket: &Ticket, cx: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        let entry = ticket.entry(self.event).ok_or(TicketRefusal::UnknownEntry(self.event))?;
        let fixed = match amendment(&entry.fact) {
            Amendment::None => return Err(TicketRefusal::EntryStands(entry.fact.kind(), "corrected").into()),
            Amendment::Correct(fixed) => fixed,
            Amendment::CorrectOrRetract => &[],
        };
        if let Some(field) = fixed.iter().find(|field| self.set.contains_key(**field)) {
            let reason = format!("`{field}` cannot be corrected; there is a command for that change");
            return Err(TicketRefusal::ReplacementInvalid(reason).into());
        }
        self.check_time(ticket, entry, cx)?;
        let mut fact = self.replacement(entry)?;
        let happened_at = self.happened_at.filter(|at| *at != entry.envelope.occurred_at);
        if fact == entry.fact && happened_at.is_none() {
            return Ok(Vec::new());
        }
        settle_personal(&mut fact, entry, ticket)?;
        let replacement = Replacement(Box::new(fact));
        Ok(vec![EntryCorrected { corrects: self.event, replacement, happened_at, reason: self.reason.clone() }.into()])
    }
}

impl Correct {
    fn check_time(&self, ticket: &Ticket, entry: &Entry<TicketFact>, cx: &Context<'_>) -> Result<(), Inadmissible> {
        let Some(at) = self.happened_at else { return Ok(()) };
        if at > cx.now {
            return Err(Inadmissible::InFuture { at, now: cx.now });
        }
        let received = ticket.state().intake.as_ref().map(|intake| intake.received_at);
        match (&entry.fact, received) {
            (TicketFact::Reported(_), _) => Ok(()),
            (_, Some(since)) if at < since => Err(Inadmissible::BeforeCause { at, what: "the receipt", since }),
            (_, Some(_) | None) => Ok(()),
        }
    }

    /// The entry with the fields patched, read as the type of fact that it is.
    fn replacement(&self, entry: &Entry<TicketFact>) -> Result<TicketFact, TicketRefusal> {
        let invalid = |reason: String| TicketRefusal::ReplacementInvalid(reason);
        let stored = entry.fact.encode().map_err(|error| invalid(error.to_string()))?;
        let mut data = serde_json::from_slice(&stored).map_err(|error| invalid(error.to_string()))?;
        patch(&mut data, &self.set);
        let known = serde_json::to_vec(&data).map_err(|error| invalid(error.to_string()))?;
        let decoded = TicketFact::decode(entry.fact.kind(), entry.fact.version(), &known);
        let fact =
            decoded.ok_or_else(|| TicketRefusal::ReplacementOfOtherType(entry.fact.kind()))?.map_err(|error| {
                invalid(std::error::Error::source(&error).map_or(error.to_string(), ToString::to_string))
            })?;
        let unknown = self.set.iter().find(|(name, value)| !value.is_null() && !knows(&fact, name));
        unknown.map_or(Ok(fact.clone()), |(name, _)| Err(invalid(format!("there is no field `{name}`"))))
    }
}

/// Personal values that were typed are about the ticket's customer; those that were not touched are carried over as they
/// are, sealed. No other sealed value gets in.
fn settle_personal(fact: &mut TicketFact, entry: &Entry<TicketFact>, ticket: &Ticket) -> Result<(), TicketRefusal> {
    let mut before = entry.fact.clone();
    let before: Vec<&Personal> = before.personal().into_iter().map(|(_, value)| &*value).collect();
    let subject = ticket.state().intake.as_ref().map(|intake| intake.customer.stream());
    for (_, value) in fact.personal() {
        match (&*value, &subject) {
            (Personal::Typed(text), Some(subject)) => *value = Personal::open(subject.clone(), text.clone()),
            (Personal::Sealed(_), _) if before.contains(&&*value) => {}
            (Personal::Sealed(_) | Personal::Typed(_) | Personal::Open { .. }, _) => {
                return Err(TicketRefusal::ReplacementInvalid("send personal values as plain texts".to_owned()));
            }
        }
    }
    Ok(())
}

/// RFC 7396.
fn patch(target: &mut Value, changes: &Map<String, Value>) {
    if !target.is_object() {
        *target = Value::Object(Map::new());
    }
    let Some(fields) = target.as_object_mut() else { return };
    for (name, change) in changes {
        match change {
            Value::Null => {
                fields.remove(name);
            }
            Value::Object(nested) => patch(fields.entry(name.clone()).or_insert(Value::Null), nested),
            _ => {
                fields.insert(name.clone(), change.clone());
            }
        }
    }
}

/// Facts tolerate unknown fields, so that an older program can read a newer minor shape; a typo in a patch must not pass.
fn knows(fact: &TicketFact, field: &str) -> bool {
    events_schema::facts::ticket::field_names(fact.kind()).iter().any(|name| name == field)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{assigned, at, attempted, classified, event, given, reported};
    use serde_json::json;

    fn correct(index: usize, set: &Value) -> Correct {
        Correct {
            event: event(index),
            set: set.as_object().cloned().unwrap_or_default(),
            happened_at: None,
            reason: "mistyped".parse().unwrap(),
        }
    }

    fn history() -> Vec<TicketFact> {
        vec![reported(), classified(), assigned(), attempted()]
    }

    #[test]
    fn refusals_in_order_of_precedence() {
        let rows = [
            (correct(9, &json!({})), TicketRefusal::UnknownEntry(event(9))),
            (correct(2, &json!({ "group": "painters" })), TicketRefusal::EntryStands("ticket.assigned", "corrected")),
            (
                correct(1, &json!({ "class": "emergency" })),
                TicketRefusal::ReplacementInvalid(
                    "`class` cannot be corrected; there is a command for that change".to_owned(),
                ),
            ),
            (
                correct(3, &json!({ "metod": "phone" })),
                TicketRefusal::ReplacementInvalid("there is no field `metod`".to_owned()),
            ),
        ];
        for (command, refusal) in rows {
            given(history()).when(&command).refused(&refusal);
        }
        let early = Correct { happened_at: Some(at(-1)), ..correct(3, &json!({})) };
        given(history()).when(&early).refused(&Inadmissible::BeforeCause {
            at: at(-1),
            what: "the receipt",
            since: at(0),
        });
    }

    #[test]
    fn what_is_corrected_to_what_it_is_stays() {
        given(history()).when(&correct(3, &json!({ "method": "phone" }))).nothing();
    }

    #[test]
    fn a_correction_holds_the_whole_entry_as_it_should_read() {
        let facts = given(history()).when(&correct(0, &json!({ "engine_serial": "wp12-2025-000815" }))).facts();
        let [TicketFact::EntryCorrected(correction)] = &facts[..] else { panic!("{facts:?}") };
        let TicketFact::Reported(report) = &*correction.replacement.0 else { panic!("{correction:?}") };
        assert_eq!(report.engine_serial.as_ref().map(ToString::to_string).as_deref(), Some("WP12-2025-000815"));
        assert!(report.symptom.is_some());
    }

    #[test]
    fn a_typed_personal_value_is_about_the_ticket_s_customer_and_untouched_ones_are_carried_over() {
        let facts = given(history()).when(&correct(0, &json!({ "contact": { "phone": "13900000001" } }))).facts();
        let [TicketFact::EntryCorrected(correction)] = &facts[..] else { panic!("{facts:?}") };
        let TicketFact::Reported(report) = &*correction.replacement.0 else { panic!("{correction:?}") };
        let contact = report.contact.as_ref().unwrap();
        assert!(matches!(&contact.phone, Personal::Open { text, .. } if text.as_str() == "13900000001"));
        assert!(matches!(&contact.name, Personal::Sealed(sealed) if sealed.event == event(0)));
    }

    #[test]
    fn a_sealed_value_cannot_be_smuggled_in() {
        let foreign = json!({ "contact": { "phone": { "subject": "customer-1", "event": event(0), "label": "contact.phone", "sealed": "AAAA" } } });
        let refusal = TicketRefusal::ReplacementInvalid("send personal values as plain texts".to_owned());
        given(history()).when(&correct(0, &foreign)).refused(&refusal);
    }
}
