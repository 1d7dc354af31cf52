//! What a message says, in the language of the factory.

use std::sync::Arc;

use async_trait::async_trait;
use domain::factory_time::factory_time;
use domain::notification::title;
use domain::words::{Language, of_value};
use events_schema::ids::{PersonId, TicketId};
use events_schema::{Personal, StreamName, TicketCode};
use projections::improvements::IMPROVEMENTS;
use projections::notifications::{Notified, Subject};
use projections::ticket_list::TicketFilter;
use projections::{Condition, Improvements, Notifications, TicketList};
use serde_json::json;
use serde_json::value::{RawValue, to_raw_value};
use uuid::Uuid;

use super::people;
use crate::app::App;
use crate::channels::{Message, Urgency};
use crate::keys;
use crate::links::{AcknowledgeLink, LASTS};
use crate::outbox::{Delivery, Render, Unrendered};

/// The factory reads Chinese; programs read names.
const LANGUAGE: Language = Language::Chinese;

/// Finds the words for messages.
pub struct Words(Arc<App>);

impl Words {
    /// The words of a program.
    #[must_use]
    pub fn new(app: Arc<App>) -> Self {
        Self(app)
    }

    /// What is told by a delivery, and to whom of those whom it reaches.
    fn told(&self, delivery: &Delivery) -> Result<Told, Unrendered> {
        let subject = Subject::of(&delivery.stream);
        let told = self.0.models.views().of::<Notifications>().told_of(&subject, delivery.event).map_err(later)?.value;
        let (now, reference) = (self.0.clock.now(), self.0.directory.now().reference);
        let reaches = |notified: &Notified| match &delivery.recipient {
            Some(_) => people(notified, &reference, now).contains(&delivery.recipient),
            None => true,
        };
        let mut reached: Vec<Notified> = told.into_iter().filter(reaches).collect();
        // What waits for nobody any more stands behind what still waits for somebody.
        reached.sort_by_key(|notified| notified.answered_at.is_some());
        let first = reached.first().cloned();
        let first = first.ok_or_else(|| Unrendered::Later("the read model of notifications is behind".to_owned()))?;
        Ok(Told { subject, first, reached })
    }

    /// The lines below the title: by what people know again what it is about, and who is to act. Nothing of it is personal.
    fn lines(&self, told: &Told, repeat: u32) -> Result<Vec<String>, Unrendered> {
        let mut lines = match &told.subject {
            Subject::Ticket(ticket) => self.of_ticket(*ticket)?,
            Subject::Record(stream) => self.of_record(stream)?,
        };
        let waiting = told.reached.iter().filter(|notified| notified.answered_at.is_none());
        let roles: Vec<String> = waiting.filter_map(|notified| Some(of_value(&notified.role?, LANGUAGE))).collect();
        if !roles.is_empty() {
            lines.push(format!("请处理：{}", roles.join(LANGUAGE.comma())));
        }
        if repeat > 0 {
            lines.push(format!("第{repeat}次重复提醒，尚无人确认"));
        }
        Ok(lines)
    }

    fn of_ticket(&self, ticket: TicketId) -> Result<Vec<String>, Unrendered> {
        let code = TicketCode::of(ticket);
        let filter = TicketFilter { code: Some(code), ..TicketFilter::default() };
        let rows = self.0.models.views().of::<TicketList>().page(&filter, None, 2).map_err(later)?.value.items;
        let mut lines = vec![format!("工单：{code}")];
        if let Some(row) = rows.into_iter().find(|row| row.ticket == ticket) {
            let engine_model = row.engine_model.map(|text| text.to_string());
            let known = [("机型", engine_model), ("故障现象", row.symptom.map(|text| text.to_string()))];
            lines.extend(known.into_iter().filter_map(|(name, known)| Some(format!("{name}：{}", known?))));
        }
        Ok(lines)
    }

    /// An improvement measure is known by its title; what else there is, by its name.
    fn of_record(&self, stream: &StreamName) -> Result<Vec<String>, Unrendered> {
        let named = Condition::of(&IMPROVEMENTS, "improvement", stream.as_str()).map_err(later)?;
        let measures = self.0.models.views().of::<Improvements>();
        let rows = measures.rows(&IMPROVEMENTS, &[named], None, 1).map_err(later)?.value.items;
        let of = |column: &str| rows.first().and_then(|row| row.get(column)?.as_str()).map(str::to_owned);
        let due = of("due_at").and_then(|due| due.parse().ok()).map(factory_time);
        let known = [("措施", of("title")), ("期限", due), ("编号", Some(stream.to_string()))];
        Ok(known.into_iter().filter_map(|(name, known)| Some(format!("{name}：{}", known?))).collect())
    }

    /// By which one reader says that he knows, where he has to.
    fn link(&self, told: &Told, delivery: &Delivery) -> Option<String> {
        let Told { subject: Subject::Ticket(ticket), first, .. } = told else { return None };
        let (Some(role), Some(person), Some(_)) = (first.role, &delivery.recipient, first.every) else { return None };
        let until = first.told_at + LASTS;
        let link = AcknowledgeLink { ticket: *ticket, role, person: person.clone(), until };
        self.0.channels.link(&format!("/acknowledge/{}", link.signed(&self.0.keys)))
    }

    fn address(&self, recipient: Option<&PersonId>) -> Result<Option<String>, Unrendered> {
        let Some(person) = recipient else { return Ok(None) };
        let reference = self.0.directory.now().reference;
        let known = reference.person(person).map(|known| &known.is);
        let email = known.and_then(|person| person.contact()).and_then(|contact| contact.email.as_ref());
        match email {
            Some(Personal::Sealed(sealed)) => match keys::open(sealed, &self.0.keys) {
                Ok(address) => Ok(Some(address)),
                Err(keys::OpenError::Key(keys::KeyStoreError::Erased(_))) => Ok(None),
                Err(error) => Err(later(error)),
            },
            Some(Personal::Typed(_) | Personal::Open { .. }) | None => Ok(None),
        }
    }
}

fn later(error: impl std::error::Error) -> Unrendered {
    Unrendered::Later(projections::with_sources(&error))
}

fn raw(value: &serde_json::Value) -> Result<Box<RawValue>, Unrendered> {
    to_raw_value(value).map_err(later)
}

/// What is told by a delivery.
struct Told {
    subject: Subject,
    /// What still waits for somebody, if anything does.
    first: Notified,
    reached: Vec<Notified>,
}

impl Told {
    fn title(&self) -> String {
        title(&self.first.kind, self.first.class, self.first.clock, LANGUAGE)
    }

    /// What a digest says of it.
    fn in_one_line(&self) -> String {
        match &self.subject {
            Subject::Ticket(ticket) => format!("{} {}", TicketCode::of(*ticket), self.title()),
            Subject::Record(_) => self.title(),
        }
    }

    /// What programs are told.
    fn data(&self, delivery: &Delivery) -> serde_json::Value {
        let ticket = self.subject.ticket();
        json!({
            "event": delivery.event, "kind": delivery.kind, "stream": delivery.stream, "ticket": ticket,
            "code": ticket.map(|ticket| TicketCode::of(ticket).to_string()), "class": self.first.class, "clock": self.first.clock,
            "repeat": delivery.repeat, "told_at": self.first.told_at, "told": self.reached,
        })
    }
}

#[async_trait]
impl Render for Words {
    async fn message(&self, delivery: &Delivery) -> Result<Message, Unrendered> {
        let told = self.told(delivery)?;
        if delivery.repeat > 0 && told.first.answered_at.is_some() {
            return Err(Unrendered::Nothing("somebody has answered it".to_owned()));
        }
        Ok(Message {
            id: delivery.message(),
            kind: delivery.kind.clone(),
            at: delivery.at,
            title: told.title(),
            lines: self.lines(&told, delivery.repeat)?,
            link: self.link(&told, delivery),
            data: raw(&told.data(delivery))?,
            to: self.address(delivery.recipient.as_ref())?,
            urgency: if delivery.urgent { Urgency::Urgent } else { Urgency::Ordinary },
        })
    }

    async fn digest(&self, of: &[Delivery]) -> Result<Message, Unrendered> {
        let (mut lines, mut all) = (Vec::new(), Vec::new());
        for delivery in of {
            let told = self.told(delivery)?;
            lines.push(told.in_one_line());
            all.push(told.data(delivery));
        }
        let last = of.last();
        Ok(Message {
            id: last.map_or_else(Uuid::nil, Delivery::message),
            kind: "digest".to_owned(),
            at: last.map_or_else(|| self.0.clock.now(), |delivery| delivery.at),
            title: format!("{}条提醒", of.len()),
            lines,
            link: None,
            data: raw(&json!({ "notifications": all }))?,
            to: self.address(last.and_then(|delivery| delivery.recipient.as_ref()))?,
            urgency: Urgency::Ordinary,
        })
    }
}
