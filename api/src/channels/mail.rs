//! E-mail over SMTP, to one reader at a time.

use std::fmt;
use std::time::{Duration as Limit, SystemTime};

use events_schema::Timestamp;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MessageBuilder};
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::extension::ClientId;

use super::guard::{NoAddress, Reach};
use super::text::{body, fitted, line, quoted};
use super::{Message, Reason, Undelivered, Urgency};
use crate::settings::secret::Secret;

/// More than anybody reads in a mail that a program wrote.
const MOST_TEXT: usize = 64 << 10;

/// How long a server may take to say goodbye to somebody who has what he came for.
const GOODBYE: Limit = Limit::from_secs(1);

/// A mail server that takes our mails to the readers.
pub(super) struct Mail {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) security: Security,
    pub(super) login: Option<(String, Secret)>,
    pub(super) from: Mailbox,
    pub(super) reach: Reach,
    pub(super) limit: Limit,
}

/// How what is sent is kept from others.
pub(super) enum Security {
    /// TLS from the first byte on.
    Implicit(TlsParameters),
    /// TLS before anything is said that others may not hear; without it nothing is sent.
    StartTls(TlsParameters),
    /// Nothing, within a network that is trusted.
    Plain,
}

impl fmt::Debug for Mail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Mail({}:{})", self.host, self.port)
    }
}

impl Mail {
    pub(super) async fn deliver(&self, message: &Message, now: Timestamp) -> Result<(), Undelivered> {
        let to = message.to.as_deref().ok_or(Undelivered::Refused(Reason::NoAddress))?;
        let mail = self.written(message, to, now)?;
        let sending = tokio::time::timeout(self.limit, self.send(&mail, to));
        let mut connection = sending.await.unwrap_or(Err(Undelivered::Failed(Reason::TimedOut(self.limit))))?;
        // The server has the mail. What comes of the goodbye changes nothing.
        let _ = tokio::time::timeout(GOODBYE, connection.quit()).await;
        Ok(())
    }

    fn written(&self, message: &Message, to: &str, now: Timestamp) -> Result<lettre::Message, Undelivered> {
        let refused = |_| Undelivered::Refused(Reason::NotAnAddress);
        let to = to.parse().map_err(refused)?;
        let sent_at = SystemTime::UNIX_EPOCH + Limit::from_micros(now.as_micros().try_into().unwrap_or(0));
        let header = |name, value: &str| HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned());
        let mail = lettre::Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .date(sent_at)
            .message_id(Some(format!("<{}@{}>", message.id, self.from.email.domain())))
            .subject(line(&message.title))
            // No answer of an absent reader's machine comes back for it.
            .raw_header(header("Auto-Submitted", "auto-generated"))
            .header(ContentType::TEXT_PLAIN);
        let urgent =
            |mail: MessageBuilder| mail.raw_header(header("X-Priority", "1")).raw_header(header("Importance", "high"));
        let mail = match message.urgency {
            Urgency::Ordinary => mail,
            Urgency::Urgent => urgent(mail),
        };
        let text = fitted(&body(message), message.link.as_deref(), MOST_TEXT);
        // With sender, recipient and text a mail is complete.
        mail.body(text).map_err(|_| Undelivered::Refused(Reason::NotAnAddress))
    }

    /// Until the server has taken the mail upon itself.
    async fn send(&self, mail: &lettre::Message, to: &str) -> Result<AsyncSmtpConnection, Undelivered> {
        // What goes wrong before the mail is offered is no word about the mail.
        let mut connection = self.connected().await?;
        let sent = connection.send(mail.envelope(), &mail.formatted()).await;
        sent.map_err(|error| {
            // The mail itself is ASCII; only an address can hold what a server does not know how to take.
            if error.is_client() {
                return Undelivered::Refused(Reason::NotAnAddress);
            }
            let reason = self.reason(&error, to);
            if error.is_permanent() { Undelivered::Refused(reason) } else { Undelivered::Failed(reason) }
        })?;
        Ok(connection)
    }

    async fn connected(&self) -> Result<AsyncSmtpConnection, Undelivered> {
        let addresses = self.reach.addresses(&self.host, self.port).await.map_err(|error| match error {
            NoAddress::Inside(host) => Undelivered::Refused(Reason::Inside(host)),
            NoAddress::Unknown(error) => Undelivered::Failed(Reason::Unreachable(error.to_string())),
        })?;
        let failed = |error| Undelivered::Failed(self.reason(&error, ""));
        let hello = ClientId::Domain(self.from.email.domain().to_owned());
        let (at_once, later) = match &self.security {
            Security::Implicit(tls) => (Some(tls.clone()), None),
            Security::StartTls(tls) => (None, Some(tls.clone())),
            Security::Plain => (None, None),
        };
        let connecting = AsyncSmtpConnection::connect_tokio1(&*addresses, Some(self.limit), &hello, at_once, None);
        let mut connection = connecting.await.map_err(failed)?;
        if let Some(tls) = later {
            connection.starttls(tls, &hello).await.map_err(failed)?;
        }
        if let Some((user, password)) = &self.login {
            let credentials = Credentials::new(user.clone(), password.reveal().to_owned());
            connection.auth(DEFAULT_MECHANISMS, &credentials).await.map_err(failed)?;
        }
        Ok(connection)
    }

    /// Servers like to repeat whom they do not know.
    fn reason(&self, error: &Error, to: &str) -> Reason {
        let said = std::error::Error::source(error).map_or_else(|| error.to_string(), ToString::to_string);
        let password = self.login.as_ref().map_or("", |(_, password)| password.reveal());
        let said = quoted(&said, &[to, password]);
        match error.status().and_then(|code| code.to_string().parse().ok()) {
            Some(code) => Reason::MailServer { code, said },
            None => Reason::Unreachable(said),
        }
    }
}
