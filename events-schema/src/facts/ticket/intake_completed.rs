use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::personal::Personal;
use crate::text::{Line, Paragraph};
use crate::values::Contact;

/// What a report lacked was learnt (P2.1): a WeChat conversation or an on-site entry may start incomplete.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-visible" = ["customer"]))]
pub struct IntakeCompleted {
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
}

fact!(IntakeCompleted, "ticket.intake_completed", 1, {
    fn personal(&mut self) -> Vec<(&'static str, &mut Personal)> {
        self.contact.as_mut().map_or_else(Vec::new, |contact| contact.personal())
    }
});
