use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::personal::Personal;

/// How the person is reached was set anew: what is absent is no longer known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PersonContactSet {
    /// The telephone number, sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<Personal>,
    /// The e-mail address, sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<Personal>,
}

fact!(PersonContactSet, "person.contact_set", 1, {
    fn personal(&mut self) -> Vec<(&'static str, &mut Personal)> {
        let phone = self.phone.as_mut().map(|phone| ("contact.phone", phone));
        let email = self.email.as_mut().map(|email| ("contact.email", email));
        phone.into_iter().chain(email).collect()
    }
});
