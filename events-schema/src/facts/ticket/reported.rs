use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::ids::CustomerId;
use crate::personal::Personal;
use crate::text::{Line, Paragraph};
use crate::values::{Contact, EngineSerial, IntakeChannel};

/// A customer's first message or call, or the on-site person's entry (P2.1). Happened when it was received.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-visible" = ["customer"]))]
pub struct TicketReported {
    /// Where the report came in.
    #[schemars(extend("x-visible" = ["customer"]))]
    pub channel: IntakeChannel,
    /// The customer, subject of the sealed contact data.
    #[schemars(extend("x-visible" = ["customer"]))]
    pub customer: CustomerId,
    /// The customer's company.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-visible" = ["customer"]))]
    #[schemars(example = &"潍坊客运公司")]
    pub organisation: Option<Line>,
    /// The engine model (发动机型号).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-visible" = ["customer", "supplier"]))]
    #[schemars(example = &"WP12")]
    pub engine_model: Option<Line>,
    /// The engine's serial number, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-visible" = ["customer", "supplier"]))]
    pub engine_serial: Option<EngineSerial>,
    /// The fault symptom (故障现象).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-visible" = ["customer", "supplier"]))]
    pub symptom: Option<Paragraph>,
    /// The usage scenario (使用场景).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-visible" = ["customer"]))]
    #[schemars(example = &"bus, -20 °C")]
    pub usage_scenario: Option<Paragraph>,
    /// The customer's contact data (客户联系方式), sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<Box<Contact>>,
    /// The version of the clock policy that was in force.
    pub policy_version: u32,
}

fact!(TicketReported, "ticket.reported", 1, {
    fn personal(&mut self) -> Vec<(&'static str, &mut Personal)> {
        self.contact.as_mut().map_or_else(Vec::new, |contact| contact.personal())
    }
});
