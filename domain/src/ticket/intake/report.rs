use events_schema::facts::ticket::{TicketFact, TicketReported};
use events_schema::ids::{CustomerId, TicketId};
use events_schema::personal::PersonalText;
use events_schema::text::{Line, Paragraph};
use events_schema::values::{Contact, EngineSerial, IntakeChannel};
use events_schema::{CommandId, Personal, Role, StreamName, Timestamp};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::command::{Decide, Reporter};
use crate::context::Context;
use crate::refusal::Refused;
use crate::ticket::{Stage, Ticket, TicketRefusal};

/// Reports an issue: the customer's first message or call, or the on-site person's entry (P2.1).
///
/// By hotline and web form all four fields are required: engine model, symptom, usage scenario, contact. A WeChat
/// conversation or an on-site entry may start incomplete; the ticket cannot close before they are known.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// When it was received; now if absent.
    #[serde(default)]
    pub received_at: Option<Timestamp>,
    /// Where the report came in.
    pub channel: IntakeChannel,
    /// The customer's company.
    #[serde(default)]
    #[schemars(example = &"潍坊客运公司")]
    pub organisation: Option<Line>,
    /// The engine model (发动机型号).
    #[serde(default)]
    #[schemars(example = &"WP12")]
    pub engine_model: Option<Line>,
    /// The engine's serial number, where it is known.
    #[serde(default)]
    pub engine_serial: Option<EngineSerial>,
    /// The fault symptom (故障现象).
    #[serde(default)]
    pub symptom: Option<Paragraph>,
    /// The usage scenario (使用场景).
    #[serde(default)]
    #[schemars(example = &"bus, -20 °C")]
    pub usage_scenario: Option<Paragraph>,
    /// The customer's contact data (客户联系方式). They are stored sealed; the telephone number finds the customer again.
    #[serde(default)]
    pub contact: Option<ReportedContact>,
}

/// Contact data as they are typed in.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportedContact {
    /// The name of the person to ask for.
    #[schemars(example = &"王师傅")]
    pub name: PersonalText,
    /// The telephone number.
    #[schemars(example = &"+86 139 0000 0001")]
    pub phone: PersonalText,
    /// The WeChat id.
    #[serde(default)]
    #[schemars(example = &"wx-0001")]
    pub wechat: Option<PersonalText>,
    /// The address, where somebody has to go there.
    #[serde(default)]
    #[schemars(example = &"No. 1 Example Road, Weifang")]
    pub address: Option<PersonalText>,
}

impl ReportedContact {
    /// The number has digits to dial. What another system held stays as it was there.
    pub(super) fn check(&self, cx: &Context<'_>) -> Result<(), TicketRefusal> {
        let digits = self.phone.as_str().chars().filter(char::is_ascii_digit).count();
        if cx.origin.is_import() || (5..=20).contains(&digits) { Ok(()) } else { Err(TicketRefusal::NotAPhone) }
    }

    pub(super) fn about(&self, customer: CustomerId) -> Contact {
        let open = |text: &PersonalText| Personal::open(customer.stream(), text.clone());
        Contact {
            name: open(&self.name),
            phone: open(&self.phone),
            wechat: self.wechat.as_ref().map(open),
            address: self.address.as_ref().map(open),
        }
    }
}

impl Decide<Ticket> for Report {
    fn happened_at(&self) -> Option<Timestamp> {
        self.received_at
    }

    fn opens(&self, command: CommandId) -> Option<StreamName> {
        Some(TicketId::from_uuid(command.derive("ticket")).stream())
    }

    fn reporter(&self) -> Option<Reporter<'_>> {
        Some(Reporter { phone: self.contact.as_ref().map(|contact| &contact.phone) })
    }

    fn decide(&self, ticket: &Ticket, cx: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        match ticket.state().stage {
            Stage::Unreported => {}
            Stage::Open
            | Stage::Solved { .. }
            | Stage::Satisfied { .. }
            | Stage::Closed { .. }
            | Stage::Withdrawn { .. }
            | Stage::Merged { .. } => {
                return Err(TicketRefusal::AlreadyReported.into());
            }
        }
        if !cx.origin.is_import() && !self.is_channel_of(cx.actor.role) {
            let (channel, role) = (self.channel, cx.actor.role);
            return Err(TicketRefusal::NotTheirChannel { channel, role }.into());
        }
        if let Some(contact) = &self.contact {
            contact.check(cx)?;
        }
        let customer = cx.reporter.unwrap_or_else(|| CustomerId::from_uuid(cx.command.derive("customer")));
        let reported = TicketReported {
            channel: self.channel,
            customer,
            organisation: self.organisation.clone(),
            engine_model: self.engine_model.clone(),
            engine_serial: self.engine_serial.clone(),
            symptom: self.symptom.clone(),
            usage_scenario: self.usage_scenario.clone(),
            contact: self.contact.as_ref().map(|contact| Box::new(contact.about(customer))),
            policy_version: cx.reference.policy_at(cx.at).version,
        };
        Ok(vec![reported.into()])
    }
}

impl Report {
    /// The hotline takes calls (P2.1.a), and what reaches it from a platform; customers use the platforms (P2.1.b), service
    /// staff enter what they find (P2.1.c).
    fn is_channel_of(&self, role: Role) -> bool {
        match self.channel {
            IntakeChannel::Hotline => role == Role::HotlineAgent,
            IntakeChannel::Website | IntakeChannel::Wechat => matches!(role, Role::Customer | Role::HotlineAgent),
            IntakeChannel::OnSite => role == Role::OnSiteEngineer,
        }
    }
}
