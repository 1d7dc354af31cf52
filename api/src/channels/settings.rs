//! The file in which an administrator sets channels up. Its errors name file, channel and key, and never a secret.

use std::collections::BTreeMap;
use std::error::Error;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::time::Duration as Limit;

use events_schema::text::NotACode;
use lettre::message::Mailbox;
use lettre::transport::smtp::client::TlsParameters;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::dingtalk::{self, DingTalk};
use super::feishu::{self, Feishu};
use super::guard::Reach;
use super::mail::{Mail, Security};
use super::post::Post;
use super::robot::Robot;
use super::webhook::{SigningKey, Webhook};
use super::wecom::{self, WeCom};
use super::{Channel, Channels, Way};
use crate::settings::secret::{self, NotASecret, Secret, Secrets};
use crate::settings::{self, Unreadable};

/// Why the file of channels cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Unusable {
    /// It cannot be read, or holds something else than channels.
    #[error(transparent)]
    File(#[from] Unreadable),
    /// A setting of the file itself cannot be used.
    #[error("{0}, {1}")]
    Setting(PathBuf, String),
    /// A channel cannot be used.
    #[error("{file}, channel `{channel}`: {problem}")]
    Channel {
        /// The file.
        file: PathBuf,
        /// The channel's name.
        channel: String,
        /// What is wrong with it.
        problem: NotAChannel,
    },
}

/// What is wrong with a channel, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum NotAChannel {
    /// Its name is none.
    #[error("the name {0}")]
    Name(#[from] NotACode),
    /// It is a value without settings.
    #[error("write its settings below [channels.NAME]")]
    NotATable,
    /// A setting is missing, unknown or of another type.
    #[error("{0}")]
    Setting(String),
    /// A secret cannot be used.
    #[error(transparent)]
    Secret(#[from] NotASecret),
    /// The secret of a webhook has another form.
    #[error("`secret` is `whsec_` with 24 to 64 bytes in base64; `openssl rand -base64 32` makes some")]
    SigningSecret,
    /// An address is none.
    #[error("`url` is an address such as https://erp.example.com/hooks")]
    Url,
    /// An address is not of TLS.
    #[error("`url` begins with https://; `allow_private = true` allows http:// too")]
    NotHttps,
    /// An address lies inside the network.
    #[error("`{0}` is inside the network; `allow_private = true` lets the channel go there")]
    Inside(String),
    /// A time limit is too short or too long.
    #[error("`timeout_seconds` lies between 0.1 and 60")]
    Timeout,
    /// The password is missing, or the user whose it is.
    #[error("`user` and `password` go together; write both or neither")]
    HalfALogin,
    /// The sender is no mail address.
    #[error("`from` is a mail address such as \"Flywheel <flywheel@example.com>\"")]
    From,
    /// A mail server is to be talked to without TLS.
    #[error("`tls` is \"implicit\" or \"starttls\"; `allow_private = true` allows \"none\" too")]
    PlainMail,
    /// TLS cannot be set up.
    #[error("TLS cannot be set up: {0}")]
    Tls(Box<dyn Error + Send + Sync>),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    public_url: Option<String>,
    #[serde(default)]
    channels: BTreeMap<String, toml::Value>,
}

/// What is set for channels of every kind.
#[derive(Deserialize)]
struct Settings {
    kind: Kind,
    #[serde(default)]
    allow_private: bool,
    messages_per_minute: Option<NonZeroU32>,
    timeout_seconds: Option<f64>,
    #[serde(flatten)]
    of_kind: toml::Table,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Webhook,
    WeCom,
    DingTalk,
    Feishu,
    Email,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OfWebhook {
    url: String,
    secret: Option<Secrets>,
    secret_file: Option<PathBuf>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OfWeCom {
    key: Option<Secrets>,
    key_file: Option<PathBuf>,
    url: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OfSigningRobot {
    key: Option<Secrets>,
    key_file: Option<PathBuf>,
    secret: Option<Secrets>,
    secret_file: Option<PathBuf>,
    url: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OfEmail {
    host: String,
    port: Option<u16>,
    #[serde(default)]
    tls: MailTls,
    from: String,
    user: Option<String>,
    password: Option<Secrets>,
    password_file: Option<PathBuf>,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum MailTls {
    #[default]
    Implicit,
    StartTls,
    None,
}

/// Where a file's secrets come from, and how far the channel goes.
struct Frame<'a> {
    folder: &'a Path,
    reach: Reach,
    limit: Limit,
}

pub(super) fn read(file: &Path) -> Result<Channels, Unusable> {
    let parsed: File = settings::read(file)?;
    let folder = settings::beside(file);
    let channels = parsed.channels.into_iter().map(|(name, settings)| {
        let channel = name.parse().map_err(NotAChannel::from).and_then(|code| Ok((code, channel(settings, folder)?)));
        channel.map_err(|problem| Unusable::Channel { file: file.to_owned(), channel: name, problem })
    });
    let by_name = channels.collect::<Result<_, _>>()?;
    if let Some(url) =
        parsed.public_url.as_ref().filter(|url| !url.starts_with("http://") && !url.starts_with("https://"))
    {
        let problem =
            format!("`public_url` is how people reach this program, such as https://service.example.com, not {url}");
        return Err(Unusable::Setting(file.to_owned(), problem));
    }
    Ok(Channels { by_name, public_url: parsed.public_url })
}

fn channel(settings: toml::Value, folder: &Path) -> Result<Channel, NotAChannel> {
    let toml::Value::Table(settings) = settings else { return Err(NotAChannel::NotATable) };
    let settings: Settings = typed(settings)?;
    let kind = settings.kind;
    let reach = if settings.allow_private { Reach::Private } else { Reach::Public };
    let limit = match settings.timeout_seconds {
        Some(seconds) if (0.1..=60.0).contains(&seconds) => Limit::from_secs_f64(seconds),
        Some(_) => return Err(NotAChannel::Timeout),
        None => kind.usual_limit(),
    };
    let frame = Frame { folder, reach, limit };
    let way = match kind {
        Kind::Webhook => Way::Webhook(frame.webhook(typed(settings.of_kind)?)?),
        Kind::WeCom => Way::WeCom(WeCom(frame.wecom(typed(settings.of_kind)?)?)),
        Kind::DingTalk => Way::DingTalk(DingTalk(frame.signing(typed(settings.of_kind)?, dingtalk::PLACE)?)),
        Kind::Feishu => Way::Feishu(Feishu(frame.signing(typed(settings.of_kind)?, feishu::PLACE)?)),
        Kind::Email => Way::Email(frame.email(typed(settings.of_kind)?)?),
    };
    Ok(Channel { messages_per_minute: settings.messages_per_minute.unwrap_or(kind.usual_pace()), way })
}

fn typed<T: DeserializeOwned>(table: toml::Table) -> Result<T, NotAChannel> {
    table.try_into().map_err(|error: toml::de::Error| NotAChannel::Setting(error.message().to_owned()))
}

impl Kind {
    /// Standard Webhooks asks for 15 to 30 seconds. Mail servers may look closely at what they are given.
    fn usual_limit(self) -> Limit {
        match self {
            Self::Webhook | Self::WeCom | Self::DingTalk | Self::Feishu => Limit::from_secs(15),
            Self::Email => Limit::from_secs(30),
        }
    }

    fn usual_pace(self) -> NonZeroU32 {
        let pace = match self {
            Self::Webhook => 600,
            Self::WeCom => wecom::PER_MINUTE,
            Self::DingTalk => dingtalk::PER_MINUTE,
            Self::Feishu => feishu::PER_MINUTE,
            Self::Email => 60,
        };
        NonZeroU32::new(pace).expect("every kind takes some messages")
    }
}

impl Frame<'_> {
    fn post(&self, url: &str) -> Result<Post, NotAChannel> {
        Post::to(url, self.reach, self.limit)
    }

    fn key(&self, written: Option<Secrets>, file: Option<PathBuf>) -> Result<Secret, NotAChannel> {
        Ok(secret::one(self.folder, "key", written, file)?.ok_or(NotASecret::Missing("key"))?)
    }

    fn webhook(&self, of: OfWebhook) -> Result<Webhook, NotAChannel> {
        let secrets = secret::several(self.folder, "secret", of.secret, of.secret_file)?;
        if secrets.is_empty() {
            return Err(NotASecret::Missing("secret").into());
        }
        let keys = secrets.iter().map(SigningKey::read).collect::<Option<_>>().ok_or(NotAChannel::SigningSecret)?;
        Ok(Webhook::new(self.post(&of.url)?, keys))
    }

    fn wecom(&self, of: OfWeCom) -> Result<Robot, NotAChannel> {
        let key = self.key(of.key, of.key_file)?;
        Ok(Robot { post: self.post(of.url.as_deref().unwrap_or(wecom::PLACE))?, key, secret: None })
    }

    fn signing(&self, of: OfSigningRobot, place: &str) -> Result<Robot, NotAChannel> {
        let key = self.key(of.key, of.key_file)?;
        let secret = secret::one(self.folder, "secret", of.secret, of.secret_file)?;
        Ok(Robot { post: self.post(of.url.as_deref().unwrap_or(place))?, key, secret })
    }

    fn email(&self, of: OfEmail) -> Result<Mail, NotAChannel> {
        let tls = || TlsParameters::new(of.host.clone()).map_err(|error| NotAChannel::Tls(error.into()));
        let (security, usual_port) = match of.tls {
            MailTls::Implicit => (Security::Implicit(tls()?), 465),
            MailTls::StartTls => (Security::StartTls(tls()?), 587),
            MailTls::None if self.reach == Reach::Private => (Security::Plain, 25),
            MailTls::None => return Err(NotAChannel::PlainMail),
        };
        if !self.reach.permits_literal(&of.host) {
            return Err(NotAChannel::Inside(of.host));
        }
        let password = secret::one(self.folder, "password", of.password, of.password_file)?;
        let login = match (of.user, password) {
            (Some(user), Some(password)) => Some((user, password)),
            (None, None) => None,
            (Some(_), None) | (None, Some(_)) => return Err(NotAChannel::HalfALogin),
        };
        let from: Mailbox = of.from.parse().map_err(|_| NotAChannel::From)?;
        let port = of.port.unwrap_or(usual_port);
        Ok(Mail { host: of.host, port, security, login, from, reach: self.reach, limit: self.limit })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_from(text: &str) -> Result<Channels, String> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("old.txt"), "k-old\n").unwrap();
        let file = folder.path().join("channels.toml");
        std::fs::write(&file, text).unwrap();
        let place = format!("{}, ", file.display());
        read(&file).map_err(|error| error.to_string().strip_prefix(&place).unwrap().to_owned())
    }

    const SIGNED: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    #[test]
    fn a_channel_of_each_kind_is_read_and_shows_no_secret() {
        let text = format!(
            r#"
            [channels.erp]
            kind = "webhook"
            url = "https://erp.example.com/hooks/T0"
            secret = ["{SIGNED}", "{SIGNED}"]
            messages_per_minute = 30
            [channels.dispatch]
            kind = "wecom"
            key_file = "old.txt"
            [channels.quality]
            kind = "dingtalk"
            key = "k-ding"
            secret = "SEC-k"
            timeout_seconds = 5
            [channels.night-shift]
            kind = "feishu"
            key = "k-feishu"
            [channels.mail]
            kind = "email"
            host = "smtp.example.com"
            tls = "starttls"
            user = "flywheel"
            password = "k-mail"
            from = "Flywheel <flywheel@example.com>"
            "#
        );
        let channels = read_from(&text).unwrap();
        let paces = channels.iter().map(|(name, channel)| (name.as_str(), channel.messages_per_minute().get()));
        let expected = [("dispatch", 20), ("erp", 30), ("mail", 60), ("night-shift", 100), ("quality", 20)];
        assert_eq!(paces.collect::<Vec<_>>(), expected);
        let shown = format!("{channels:?}");
        for secret in ["k-", SIGNED, "T0"] {
            assert!(!shown.contains(secret), "{shown}");
        }
        assert_eq!(read_from("").unwrap().iter().count(), 0);
        let reached = read_from("public_url = \"https://service.example.com/\"").unwrap();
        assert_eq!(reached.link("/acknowledge/x").as_deref(), Some("https://service.example.com/acknowledge/x"));
        let wrong = read_from("public_url = \"service.example.com\"").unwrap_err();
        assert!(wrong.contains("such as https://service.example.com"), "{wrong}");
    }

    /// Each with what the administrator reads: where it is, and what to do.
    #[test]
    fn what_cannot_be_used_is_named_without_its_value() {
        let webhook = |rest: &str| format!("[channels.erp]\nkind = \"webhook\"\nsecret = \"{SIGNED}\"\n{rest}");
        let email = |rest: &str| {
            format!("[channels.erp]\nkind = \"email\"\nhost = \"smtp.example.com\"\nfrom = \"f@example.com\"\n{rest}")
        };
        let of = |kind: &str, rest: &str| format!("[channels.erp]\nkind = \"{kind}\"\n{rest}");
        let table = [
            ("x = ".to_owned(), "line 1: "),
            ("x = 1\n= 's3cret'".to_owned(), "line 2: "),
            ("\n[channel.erp]".to_owned(), "line 2: unknown field `channel`, expected `public_url` or `channels`"),
            ("channels.erp = 's3cret'".to_owned(), "`erp`: write its settings below [channels.NAME]"),
            ("[channels.ERP]\nkind = 'wecom'".to_owned(), "`ERP`: the name `ERP` is not a code"),
            (of("telex", ""), "`erp`: unknown variant `telex`, expected one of `webhook`, `wecom`"),
            (of("wecom", ""), "`erp`: `key` is missing; write it here, or its file's name as `key_file`"),
            (of("wecom", "key = 's3cret'\nkey_file = 'old.txt'"), "`erp`: there are both `key` and `key_file`"),
            (of("wecom", "key = 5123"), "`erp`: a secret is a text in quotation marks"),
            (of("wecom", "key = []"), "`erp`: `key` is one secret, and there are several or none"),
            (of("wecom", "key_file = 'none.txt'"), "`erp`: the file that `key_file` names cannot be read"),
            (of("wecom", "key = 's3cret'\nsecret = 's3cret'"), "`erp`: unknown field `secret`"),
            (of("dingtalk", "key = 's3cret'\nsecret = ['a', 'b']"), "`erp`: `secret` is one secret"),
            (of("webhook", "url = 'https://e.example.com'"), "`erp`: `secret` is missing"),
            (of("webhook", "url = 'https://e.example.com'\nsecret = 's3cret'"), "`erp`: `secret` is `whsec_`"),
            (webhook(""), "`erp`: missing field `url`"),
            (webhook("url = 's3cret'"), "`erp`: `url` is an address such as"),
            (webhook("url = 'ftp://e.example.com/s3cret'"), "`erp`: `url` is an address such as"),
            (webhook("url = 'http://e.example.com/s3cret'"), "`erp`: `url` begins with https://"),
            (webhook("url = 'https://127.1/s3cret'"), "`erp`: `127.0.0.1` is inside the network"),
            (webhook("url = 'https://[::ffff:10.0.0.1]/s3cret'"), "`erp`: `[::ffff:a00:1]` is inside the network"),
            (webhook("url = 'https://e.example.com'\nredirects = 5"), "`erp`: unknown field `redirects`"),
            (webhook("url = 'https://e.example.com'\ntimeout_seconds = 0"), "`erp`: `timeout_seconds` lies between"),
            (webhook("url = 'https://e.example.com'\nmessages_per_minute = 0"), "`erp`: invalid value: integer `0`"),
            (email("tls = 'none'"), "`erp`: `tls` is \"implicit\" or \"starttls\""),
            (email("user = 'f'"), "`erp`: `user` and `password` go together"),
            (email("password = 's3cret'"), "`erp`: `user` and `password` go together"),
            (of("email", "host = 'smtp.example.com'\nfrom = 's3cret'"), "`erp`: `from` is a mail address such as"),
            (of("email", "host = '10.0.0.1'\nfrom = 'f@example.com'"), "`erp`: `10.0.0.1` is inside the network"),
        ];
        for (text, expected) in table {
            let problem = read_from(&text).unwrap_err();
            let said = problem.strip_prefix("channel ").unwrap_or(&problem);
            assert!(
                said.starts_with(expected) && !said.contains("s3cret") && !said.contains("5123"),
                "{text}\n{problem}"
            );
        }
    }
}
