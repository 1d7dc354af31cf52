//! The conversation with a customer at WeChat (P2.1.b): his first message opens a ticket, and what it lacks of the four fields is
//! asked for in turn.
//!
//! Nothing is kept beside the ticket. Whose turn it is follows from what was missing when a message was recorded, so that the
//! same message is answered alike however often it comes, and two at once do not get in each other's way.

use domain::ticket::{COMMANDS, CompleteIntake, Report, ReportedContact, SendMessage, Stage, Ticket};
use domain::{Aggregate, Decide};
use events_schema::facts::ticket::TicketFact;
use events_schema::ids::{CustomerId, TicketId};
use events_schema::personal::PersonalText;
use events_schema::text::BadText;
use events_schema::values::{ContactMethod, Direction, IntakeChannel};
use events_schema::{
    Actor, Channel, CommandId, Duration, Entry, EventId, Personal, PrincipalId, Role, StreamName, TicketCode, Timestamp,
};

use super::wechat::{Content, Message};
use crate::app::{App, Holds};
use crate::commands::{Done, Failed, Request, named, other_ticket};
use crate::entries::each_entry;
use crate::keys::{self, Fingerprint};

/// From then on an unfinished conversation is an agent's: half of the hour in which the issue has to be classified (P2.2) is
/// left to him.
const PATIENCE: Duration = Duration::from_minutes(30);

/// By this word the customer asks for a person.
const PERSON: &str = "人工";

/// What a new follower of the account reads.
pub(crate) const WELCOME: &str =
    "您好,欢迎联系售后服务。请直接发送文字描述故障现象,系统会立即为您登记工单。需要人工服务请回复“人工”。";

/// Records what a customer sent, and says what he reads then.
///
/// # Errors
/// If it cannot be recorded. Sent again, it goes on where it stopped.
pub(crate) async fn answer(app: &App, message: &Message) -> Result<String, Failed> {
    let customer = app.keys.wechat_customer(&message.from)?;
    let actor = Actor::new(PrincipalId::Customer(customer), Role::Customer, Channel::Wechat);
    Talk { app, customer, actor, message }.answer().await
}

/// One message of a customer.
struct Talk<'a> {
    app: &'a App,
    customer: CustomerId,
    actor: Actor,
    message: &'a Message,
}

/// What a message is to its ticket.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// The report itself.
    Report,
    /// What came after it.
    Sequel,
}

type History = Vec<Entry<TicketFact>>;

impl Talk<'_> {
    async fn answer(&self) -> Result<String, Failed> {
        let (ticket, part) = self.place().await?;
        let stream = ticket.stream();
        let text = kept(&self.message.content);
        let sending = SendMessage { method: Some(ContactMethod::Wechat), text };
        self.send("send-message", Some(&stream), self.id("message"), &sending, None).await?;

        let history = self.history(&stream).await?;
        let (before, rest) = history.split_at(self.place_in(&history, "message").unwrap_or(history.len()));
        let at = rest.first().map_or(self.app.clock.now(), |entry| entry.envelope.recorded_at);
        let is_handed_over = self.is_handed_over(&folded(before), before, at) || self.asks_for_a_person();
        let mut misfit = None;
        if part == Part::Sequel
            && !is_handed_over
            && let (Content::Text(text), Some(field)) = (&self.message.content, first_missing(&folded(before)))
        {
            match completing(field, text, &self.message.from) {
                Ok(completing) => self.complete(&stream, &completing).await?,
                Err(reason) => misfit = Some(reason),
            }
        }

        let history = self.history(&stream).await?;
        let last = self.place_in(&history, "answer").or(self.place_in(&history, "message"));
        let after = folded(&history[..last.map_or(history.len(), |last| last + 1)]);
        Ok(self.reply(ticket, part, first_missing(&after), is_handed_over, misfit.as_deref()))
    }

    /// The ticket to which the message belongs: the one that it was recorded on, else the one that is not over, else a new
    /// one. A customer's tickets are numbered, and whoever of two messages at once is first opens the next.
    async fn place(&self) -> Result<(TicketId, Part), Failed> {
        for number in 0_u32.. {
            let opening = self.report();
            let id = CommandId::to(&self.customer.to_string(), "wechat-tickets", &number.to_string());
            let ticket = TicketId::from_uuid(id.derive("ticket"));
            let history = self.history(&ticket.stream()).await?;
            let is_its_place = history.is_empty() || self.place_in(&history, "message").is_some();
            let goes_on = if is_its_place { Some(ticket) } else { self.going_on(ticket).await? };
            let Some(goes_on) = goes_on else { continue };
            let fingerprint = Fingerprint { method: "wechat", path: "report", body: self.message.id.as_bytes() };
            let part = match self.send("report", None, id, &opening, Some(fingerprint)).await {
                Ok(_) => Part::Report,
                Err(Failed::KeyReused) => Part::Sequel,
                Err(failed) => return Err(failed),
            };
            return Ok((goes_on, part));
        }
        Err(Failed::Contended)
    }

    /// The ticket that goes on with this one, if it is his and not over. One that was merged into another customer's is over
    /// for him: what he writes must not stand among the words of somebody else.
    async fn going_on(&self, ticket: TicketId) -> Result<Option<TicketId>, Failed> {
        let Some(other) = other_ticket(ticket, &*self.app.store).await? else { return Ok(None) };
        let is_over = matches!(other.is.state().stage, Stage::Closed { .. } | Stage::Withdrawn { .. });
        Ok((!is_over && other.is.belongs_to(&self.actor)).then_some(other.id))
    }

    /// The first message says what is wrong, unless it says nothing.
    fn report(&self) -> Report {
        let symptom = match &self.message.content {
            Content::Text(text) if !self.asks_for_a_person() => text.parse().ok(),
            Content::Text(_) | Content::Other(_) | Content::Subscribed | Content::Event => None,
        };
        Report {
            received_at: None,
            channel: IntakeChannel::Wechat,
            organisation: None,
            engine_model: None,
            engine_serial: None,
            symptom,
            usage_scenario: None,
            contact: None,
        }
    }

    /// What another message has said meanwhile stands; this one is kept as a message.
    async fn complete(&self, stream: &StreamName, completing: &CompleteIntake) -> Result<(), Failed> {
        match self.send("complete-intake", Some(stream), self.id("answer"), completing, None).await {
            Ok(_) | Err(Failed::Refused(_)) => Ok(()),
            Err(failed) => Err(failed),
        }
    }

    fn asks_for_a_person(&self) -> bool {
        matches!(&self.message.content, Content::Text(text) if is_for_a_person(text))
    }

    /// Whether an agent goes on: time is short, somebody has looked at it, or the customer has asked for a person. Messages
    /// of somebody whose data were erased ask for nobody.
    fn is_handed_over(&self, ticket: &Ticket, history: &[Entry<TicketFact>], at: Timestamp) -> bool {
        let state = ticket.state();
        let is_late = state.intake.as_ref().is_some_and(|intake| at.since(intake.received_at) >= PATIENCE);
        let asks = |entry: &Entry<TicketFact>| match &entry.fact {
            TicketFact::MessageExchanged(message) if message.direction == Direction::FromCustomer => {
                matches!(&message.text, Personal::Sealed(sealed)
                    if keys::open(sealed, &self.app.keys).is_ok_and(|text| is_for_a_person(&text)))
            }
            _ => false,
        };
        is_late || state.classification.is_some() || history.iter().any(asks)
    }

    fn reply(
        &self,
        ticket: TicketId,
        part: Part,
        missing: Option<&'static str>,
        is_handed_over: bool,
        misfit: Option<&str>,
    ) -> String {
        let code = TicketCode::of(ticket);
        let taken = match (&self.message.content, part) {
            (Content::Other(_), Part::Report) => format!("已为您登记工单 {code}。目前只能识别文字消息。"),
            (Content::Other(_), Part::Sequel) => "已记录您发来的内容,但目前只能识别文字消息。".to_owned(),
            (_, Part::Report) => format!("已为您登记工单 {code}。"),
            (_, Part::Sequel) => misfit.map_or_else(|| "已记录。".to_owned(), |misfit| format!("{misfit}。")),
        };
        match missing {
            Some(_) if is_handed_over => format!("{taken}工单 {code} 已转人工,客服人员会与您联系。"),
            Some(field) => format!("{taken}{}需要人工服务请回复“人工”。", question(field)),
            None => format!("{taken}工单 {code} 的信息已齐全,我们会尽快与您联系。"),
        }
    }

    async fn history(&self, stream: &StreamName) -> Result<History, Failed> {
        let mut history = History::new();
        each_entry::<_, Failed>(&*self.app.store, stream, |entry| history.push(entry.clone())).await?;
        Ok(history)
    }

    /// Where in a history the event stands that this message wrote.
    fn place_in(&self, history: &[Entry<TicketFact>], what: &str) -> Option<usize> {
        let event = EventId::of(self.id(what), 0);
        history.iter().position(|entry| entry.id == event)
    }

    /// The command that this message makes of itself, however often it comes.
    fn id(&self, what: &str) -> CommandId {
        CommandId::to(&self.customer.to_string(), &format!("wechat-{what}"), &self.message.id)
    }

    async fn send(
        &self,
        name: &str,
        stream: Option<&StreamName>,
        id: CommandId,
        command: &dyn Decide<Ticket>,
        fingerprint: Option<Fingerprint<'_>>,
    ) -> Result<Done, Failed> {
        let request = Request {
            fingerprint,
            ..Request::live(named(COMMANDS, name), command, stream.cloned(), id, self.actor.clone())
        };
        Holds::<Ticket>::streams(self.app).perform(&request).await
    }
}

fn folded(history: &[Entry<TicketFact>]) -> Ticket {
    history.iter().fold(Ticket::default(), |mut ticket, entry| {
        ticket.evolve(entry);
        ticket
    })
}

fn first_missing(ticket: &Ticket) -> Option<&'static str> {
    ticket.state().intake.as_ref()?.missing.first().copied()
}

fn is_for_a_person(text: &str) -> bool {
    matches!(text.trim(), PERSON | "转人工" | "人工服务" | "人工客服")
}

/// What stands on the ticket of a message. Nothing that a customer wrote is lost for a character that nobody types.
fn kept(content: &Content) -> PersonalText {
    let said = match content {
        Content::Text(text) => {
            let typed = text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\r' | '\t'));
            typed.take(4_000).collect::<String>()
        }
        Content::Other(kind) => {
            let name = match kind.as_str() {
                "image" => "图片",
                "voice" => "语音",
                "video" | "shortvideo" => "视频",
                "location" => "位置",
                "link" => "链接",
                other => other,
            };
            format!("[{name}]")
        }
        Content::Subscribed | Content::Event => String::new(),
    };
    let blank = || "[空白]".parse().expect("it is short and holds no control character");
    said.parse().unwrap_or_else(|_: BadText| blank())
}

/// How the customer is asked for one of the four fields (P2.1.a).
fn question(field: &str) -> &'static str {
    match field {
        "engine_model" => "请告诉我们发动机型号,例如:WP12。",
        "symptom" => "请描述故障现象,例如:冷车启动困难,排气管冒黑烟。",
        "usage_scenario" => "请说明使用场景,例如:公交车,室外零下 20 度。",
        _ => "请留下联系人和电话,例如:王师傅 13900000001。",
    }
}

/// What a text says about the field that was asked for, or why it says nothing.
fn completing(field: &str, text: &str, open_id: &str) -> Result<CompleteIntake, String> {
    let reason = |bad: BadText| match bad {
        BadText::Blank => "内容为空".to_owned(),
        BadText::TooLong { limit, .. } => format!("内容过长,请不要超过 {limit} 字"),
        BadText::Control => "内容含有无法识别的字符".to_owned(),
    };
    let mut completing = CompleteIntake::default();
    match field {
        "engine_model" => completing.engine_model = Some(text.parse().map_err(reason)?),
        "symptom" => completing.symptom = Some(text.parse().map_err(reason)?),
        "usage_scenario" => completing.usage_scenario = Some(text.parse().map_err(reason)?),
        _ => completing.contact = Some(contact(text, open_id)?),
    }
    Ok(completing)
}

/// A name and a number in one line, in either order, with what people put between them.
fn contact(text: &str, open_id: &str) -> Result<ReportedContact, String> {
    let no_phone = || "没有找到电话号码".to_owned();
    let text: String = text.chars().map(narrow).collect();
    let is_of_number = |c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | ' ' | '(' | ')');
    let begin = text.find(|c: char| c.is_ascii_digit() || c == '+').ok_or_else(no_phone)?;
    let begin = text[..begin].strip_suffix('(').map_or(begin, str::len);
    let end = begin + text[begin..].find(|c| !is_of_number(c)).unwrap_or(text.len() - begin);
    let phone = text[begin..end].trim_matches([' ', '-']);
    if !(5..=20).contains(&phone.chars().filter(char::is_ascii_digit).count()) {
        return Err(no_phone());
    }
    let is_between = |c: char| c.is_whitespace() || ",.;:、。()-".contains(c);
    let rest = format!("{} {}", &text[..begin], &text[end..]);
    let words = rest.split(is_between).filter(|word| !matches!(*word, "" | "电话" | "手机" | "联系人" | "联系电话"));
    let name = words.collect::<Vec<_>>().join(" ");
    let name = name.parse().map_err(|_| "没有找到联系人姓名".to_owned())?;
    let phone = phone.parse().map_err(|_| no_phone())?;
    Ok(ReportedContact { name, phone, wechat: open_id.parse().ok(), address: None })
}

/// Chinese keyboards write digits and signs twice as wide.
fn narrow(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contact_is_a_name_and_a_number_however_they_are_written() {
        for (text, name, phone) in [
            ("王师傅 13900000001", "王师傅", "13900000001"),
            ("13900000001 王师傅", "王师傅", "13900000001"),
            ("联系人:王师傅,电话:+86 139-0000-0001。", "王师傅", "+86 139-0000-0001"),
            ("王师傅1390000 0001", "王师傅", "1390000 0001"),
            ("王 师傅(0536)1234567", "王 师傅", "(0536)1234567"),
        ] {
            let contact = contact(text, "oA").unwrap();
            assert_eq!((contact.name.as_str(), contact.phone.as_str()), (name, phone), "{text}");
        }
        for (text, reason) in [
            ("王师傅", "没有找到电话号码"),
            ("王师傅 123", "没有找到电话号码"),
            ("13900000001", "没有找到联系人姓名"),
            ("电话 13900000001", "没有找到联系人姓名"),
        ] {
            assert_eq!(contact(text, "oA").map(|_| ()), Err(reason.to_owned()), "{text}");
        }
    }

    #[test]
    fn nothing_that_was_sent_is_refused() {
        for (text, said) in [("a\u{0}b", "ab"), (" \n", "[空白]"), ("起动困难", "起动困难")] {
            assert_eq!(kept(&Content::Text(text.to_owned())).as_str(), said);
        }
        assert_eq!(kept(&Content::Text("x".repeat(5_000))).as_str().len(), 4_000);
        assert_eq!(kept(&Content::Other("image".to_owned())).as_str(), "[图片]");
    }
}
