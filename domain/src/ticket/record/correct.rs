use events_schema::facts::ticket::{EntryCorrected, Replacement, TicketFact};
use events_schema::text::Paragraph;
use events_schema::{Entry, EventId, FactSet, Personal, Timestamp};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::command::{Decide, check_backdating};
use crate::context::Context;
use crate::refusal::Refused;
use crate::ticket::entry::Amendable;
use crate::ticket::ground::check;
use crate::ticket::{Ticket, TicketRefusal};

/// Corrects a recorded entry (P5.1): a wrong serial number, a mistyped telephone number. History shows both; clocks, views
/// and measures follow. The corrected entry keeps the rules that hold for it, and no other entry may lose its ground. A time
/// that is corrected after a deadline does not undo the breach.
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
        let (entry, amendable) = ticket.amendable(self.event, cx)?;
        let Some(Amendable { fixed, .. }) = amendable else {
            return Err(TicketRefusal::EntryStands(entry.fact.kind(), "corrected").into());
        };
        if let Some(field) = fixed.iter().find(|field| self.set.contains_key(**field)) {
            let reason = format!("`{field}` cannot be corrected; there is a command for that change");
            return Err(TicketRefusal::ReplacementInvalid(reason).into());
        }
        if self.set.is_empty() && self.happened_at.is_none() {
            return Err(TicketRefusal::NothingToCorrect.into());
        }
        let happened_at = self.happened_at.filter(|at| *at != entry.envelope.occurred_at);
        check_time(ticket, happened_at, entry, cx)?;
        let mut fact = self.replacement(entry)?;
        if fact == entry.fact && happened_at.is_none() {
            return Ok(Vec::new());
        }
        settle_personal(&mut fact, entry, ticket)?;
        let at = happened_at.unwrap_or(entry.envelope.occurred_at);
        check_rules(&fact, entry, &Context { at, actor: &entry.envelope.actor, ..*cx })?;
        ticket.check_foundations(self.event, &ticket.with(self.event, &fact, happened_at), cx)?;
        let replacement = Replacement(Box::new(fact));
        Ok(vec![EntryCorrected { corrects: self.event, replacement, happened_at, reason: self.reason.clone() }.into()])
    }
}

/// An entry happened before it was recorded, and no further back than its author might have said himself.
fn check_time(
    ticket: &Ticket,
    at: Option<Timestamp>,
    entry: &Entry<TicketFact>,
    cx: &Context<'_>,
) -> Result<(), Refused> {
    let Some(at) = at else { return Ok(()) };
    let recorded_at = entry.envelope.recorded_at;
    if at > recorded_at {
        return Err(TicketRefusal::AfterItsRecord { at, recorded_at }.into());
    }
    Ok(check_backdating(ticket, at, recorded_at, cx)?)
}

/// A correction may not break a rule that the entry kept.
fn check_rules(fact: &TicketFact, before: &Entry<TicketFact>, cx: &Context<'_>) -> Result<(), Refused> {
    match (check(fact, cx), check(&before.fact, cx)) {
        (Err(refusal), Err(known)) if refusal.to_string() == known.to_string() => Ok(()),
        (refused, _) => refused,
    }
}

impl Correct {
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
    use crate::command::Inadmissible;
    use crate::scenario::{
        self, approved, arrived, as_lead, assigned, at, attempted, classified, closed, emergency, entries, event,
        given, given_entries, identified, important, person, proposed, reported, satisfied, solved, team_formed,
    };
    use crate::ticket::{Retract, UrgentRefusal};
    use events_schema::facts::ticket::DiagnosisConcluded;
    use events_schema::values::{CauseCategory, TicketClass};
    use events_schema::{Actor, Channel, Duration, PrincipalId, Role};
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

    fn at_minute(index: usize, minute: i64) -> Correct {
        Correct { happened_at: Some(at(minute)), ..correct(index, &json!({})) }
    }

    #[test]
    fn refusals_in_order_of_precedence() {
        let invalid = |reason: &str| TicketRefusal::ReplacementInvalid(reason.to_owned());
        let command = "cannot be corrected; there is a command for that change";
        let rows = [
            (correct(9, &json!({})), TicketRefusal::UnknownEntry(event(9))),
            (correct(1, &json!({})), TicketRefusal::NothingToCorrect),
            (correct(1, &json!({ "class": "emergency" })), invalid(&format!("`class` {command}"))),
            (correct(2, &json!({ "group": "painters" })), invalid(&format!("`group` {command}"))),
            (at_minute(3, 30), TicketRefusal::AfterItsRecord { at: at(30), recorded_at: at(3) }),
            (correct(3, &json!({ "metod": "phone" })), invalid("there is no field `metod`")),
            (
                at_minute(3, 1),
                invalid(&Inadmissible::BeforeCause { at: at(1), what: "the assignment", since: at(2) }.to_string()),
            ),
        ];
        for (command, refusal) in rows {
            given(history()).when(&command).refused(&refusal);
        }
        let proposal = given([reported(), proposed()]);
        proposal
            .when(&correct(1, &json!({})))
            .refused(&TicketRefusal::EntryStands("ticket.solution_proposed", "corrected"));
        let long_ago = Inadmissible::TooFarBack { at: at(-4400), limit: Duration::from_hours(72) };
        given(history()).when(&at_minute(0, -4400)).refused(&long_ago);
    }

    #[test]
    fn a_correction_keeps_the_rules_of_the_entry() {
        let hazard = json!({ "grounds": { "safety_hazard": "possible" } });
        let rows = [
            (
                correct(1, &hazard),
                TicketRefusal::ClassBelowGrounds { class: TicketClass::General, implied: TicketClass::Emergency },
            ),
            (correct(1, &json!({ "grounds": null })), TicketRefusal::GroundsMissing),
            (
                correct(1, &json!({ "issue_type": "unheard-of" })),
                TicketRefusal::UnknownIssueType("unheard-of".parse().unwrap()),
            ),
            (
                correct(0, &json!({ "symptom": null })),
                TicketRefusal::FieldsMissing { channel: "hotline", missing: vec!["symptom"] },
            ),
            (correct(3, &json!({ "outcome": "unrecorded" })), TicketRefusal::OutcomeMissing),
        ];
        for (command, refusal) in rows {
            given(history()).when(&command).refused(&refusal);
        }
        let over = || given([reported(), solved(), satisfied(), closed()]);
        over().when(&correct(2, &json!({ "rating": 2 }))).refused(&TicketRefusal::RatingTooLow);
        assert_eq!(over().when(&correct(2, &json!({ "rating": 4 }))).facts().len(), 1);
        over().when(&correct(3, &json!({ "result": null }))).refused(&TicketRefusal::ResultMissing);
    }

    #[test]
    fn no_other_entry_loses_its_ground() {
        let receipt = Inadmissible::BeforeCause { at: at(1), what: "the receipt", since: at(2) };
        let mut late = entries(history());
        late[0].envelope.recorded_at = at(3);
        given_entries(late).when(&at_minute(0, 2)).refused(&TicketRefusal::Undermines {
            event: event(1),
            kind: "ticket.classified",
            reason: receipt.to_string(),
        });
        let concluded = TicketFact::from(DiagnosisConcluded {
            category: CauseCategory::Material,
            failure_code: "A12".parse().unwrap(),
            root_cause: "水泵密封老化".parse().unwrap(),
            part: None,
        });
        let with_serial = given([reported(), identified(), concluded]);
        let retract = Retract { event: event(1), reason: "other engine".parse().unwrap() };
        with_serial.when(&retract).refused(&TicketRefusal::Undermines {
            event: event(2),
            kind: "ticket.diagnosis_concluded",
            reason: TicketRefusal::EngineUnidentified.to_string(),
        });
    }

    #[test]
    fn what_others_decided_and_what_the_customer_said_stands() {
        let mut history = entries([reported(), proposed(), approved(), solved(), satisfied()]);
        history[2].envelope.actor = as_lead();
        history[4].envelope.actor =
            Actor::new(PrincipalId::Customer(scenario::customer()), Role::Customer, Channel::Http);
        let remark = correct(2, &json!({ "remark": "quickly" }));
        given_entries(history.clone()).when(&remark).refused(&TicketRefusal::NotTheirDecision);
        let comment = correct(4, &json!({ "comment": "splendid" }));
        given_entries(history).when(&comment).refused(&TicketRefusal::CustomersWord);
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

    #[test]
    fn nobody_is_corrected_into_a_role_that_he_does_not_have() {
        let there = || given([reported(), important(), arrived("e4001", Role::TechnicalExpert)]);
        let engineer = UrgentRefusal::NotOfRole { person: person("e4001"), role: Role::OnSiteEngineer };
        there().when(&correct(2, &json!({ "role": "on_site_engineer" }))).refused(&engineer);
        let stranger = UrgentRefusal::UnknownPerson(person("e8888"));
        there().when(&correct(2, &json!({ "person": "e8888" }))).refused(&stranger);
        let team = || given([reported(), emergency(), team_formed()]);
        team().when(&correct(2, &json!({ "leader": "e8888" }))).refused(&stranger);
    }
}
