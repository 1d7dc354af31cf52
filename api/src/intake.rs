//! Intake by customers themselves (P2.1.b): the official account at WeChat, and the form on the factory's site.
//!
//! Neither has an API key. A call of WeChat is known by its signature, and nobody is asked who fills in the form. What both bring
//! goes through the same commands as everything else, with the customer as the one who acts.
//!
//! Without `intake.toml` there is no such intake, and its paths answer as if they did not exist.

mod conversation;
mod settings;
mod wechat;

use std::net::IpAddr;
use std::path::Path;

pub(crate) use conversation::{WELCOME, answer};
pub use settings::{Unusable, VARIABLE};
pub use wechat::{Account, Aes, Forged, Malformed, NotAKey};
pub(crate) use wechat::{Content, Signed};

/// The ways by which customers report themselves, as the administrator has set them up.
#[derive(Debug, Default)]
pub struct Intake {
    /// The official account at WeChat.
    pub wechat: Option<Account>,
    /// The form on the web.
    pub web_form: Option<WebForm>,
}

/// How the form is set up.
#[derive(Debug)]
pub struct WebForm {
    /// The site on another host from which browsers may send the form, such as `https://www.example.com`.
    pub allowed_origin: Option<String>,
    /// The proxies whose word about a client's address is taken.
    pub trusted_proxies: Vec<IpAddr>,
}

impl Intake {
    /// That of the file that the environment names; else of `intake.toml` in the data folder, and none without it.
    ///
    /// # Errors
    /// If the file cannot be read, or something in it cannot be used.
    pub fn of_environment(folder: &Path) -> Result<Self, Unusable> {
        let file = crate::settings::file(std::env::var_os(VARIABLE), folder, "intake.toml");
        file.map_or_else(|| Ok(Self::default()), |file| Self::read(&file))
    }

    /// That of a file.
    ///
    /// # Errors
    /// If it cannot be read, or something in it cannot be used.
    pub fn read(file: &Path) -> Result<Self, Unusable> {
        settings::read(file)
    }
}
