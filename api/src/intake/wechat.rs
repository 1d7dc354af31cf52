//! The official account at WeChat 微信公众号: who calls, what he brings, and the form of the answer.

mod aes;
mod xml;

use events_schema::{Duration, Timestamp};
use sha1::{Digest, Sha1};
use subtle::ConstantTimeEq;

pub use aes::{Aes, NotAKey};
pub(crate) use xml::{Content, Message};

use crate::settings::secret::Secret;

/// How much the time of a signature may differ from ours. What is replayed meanwhile is a message that is answered again and
/// recorded once.
const TOLERANCE: Duration = Duration::from_minutes(5);

/// The account, as the administrator has set it up there and here.
#[derive(Debug)]
pub struct Account {
    token: Secret,
    aes: Option<Aes>,
    plain: Plain,
}

/// Whether messages are taken as they are. Their signature covers time and nonce only: whoever has seen one call can send another
/// message under it for five minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Plain {
    /// They are.
    Allowed,
    /// Only sealed ones are taken.
    Refused,
}

/// Why a call is not WeChat's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Forged {
    /// Its signature is missing or another.
    #[error("the signature is not that of the token")]
    Signature,
    /// It was signed too long ago, or will be.
    #[error("it was signed more than five minutes ago, or will be")]
    Time,
    /// It is not sealed, and plain ones are not taken.
    #[error("the message is not sealed")]
    Plain,
    /// It cannot be opened, or is for another account.
    #[error("the message is not sealed for this account")]
    Seal,
}

/// A genuine call that holds no message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the body is not a message of WeChat")]
pub struct Malformed;

/// What stands in the address of a call.
#[derive(Debug, Default)]
pub(crate) struct Signed {
    pub(crate) timestamp: String,
    pub(crate) nonce: String,
    /// Over token, time and nonce.
    pub(crate) signature: Option<String>,
    /// Over what is sealed too.
    pub(crate) msg_signature: Option<String>,
}

impl Account {
    pub(super) fn new(token: Secret, aes: Option<Aes>, allow_plain: bool) -> Self {
        let plain = if allow_plain { Plain::Allowed } else { Plain::Refused };
        Self { token, aes, plain }
    }

    /// What the verification of the address has to be answered with.
    ///
    /// # Errors
    /// If it does not come from WeChat.
    pub(crate) fn echo(&self, signed: &Signed, echostr: &str, now: Timestamp) -> Result<String, Forged> {
        let Some(signature) = &signed.msg_signature else {
            self.check(signed, signed.signature.as_deref(), None, now)?;
            return Ok(echostr.to_owned());
        };
        self.check(signed, Some(signature), Some(echostr), now)?;
        self.aes.as_ref().ok_or(Forged::Seal)?.open(echostr).ok_or(Forged::Seal)
    }

    /// The message of a call, and whether the answer is to be sealed.
    ///
    /// # Errors
    /// If it does not come from WeChat; then if it is no message.
    pub(crate) fn read(
        &self,
        signed: &Signed,
        body: &str,
        now: Timestamp,
    ) -> Result<Result<Received, Malformed>, Forged> {
        let fields = xml::fields(body);
        let Some(sealed) = fields.as_ref().ok().and_then(|fields| fields.get("Encrypt")) else {
            self.check(signed, signed.signature.as_deref(), None, now)?;
            if self.plain == Plain::Refused {
                return Err(Forged::Plain);
            }
            return Ok(fields.and_then(Message::of).map(|message| Received { message, form: Form::Plain }));
        };
        self.check(signed, signed.msg_signature.as_deref(), Some(sealed), now)?;
        let opened = self.aes.as_ref().and_then(|aes| aes.open(sealed)).ok_or(Forged::Seal)?;
        let message = xml::fields(&opened).and_then(Message::of);
        Ok(message.map(|message| Received { message, form: Form::Sealed }))
    }

    /// The answer to a message, in the form in which that came.
    pub(crate) fn reply(&self, to: &Received, text: &str, nonce: &str, now: Timestamp) -> String {
        let seconds = now.as_micros() / 1_000_000;
        let reply = to.message.reply(text, seconds);
        match (to.form, &self.aes) {
            (Form::Sealed, Some(aes)) => {
                let (sealed, time) = (aes.seal(&reply), seconds.to_string());
                let signature = self.signature(&[&time, nonce, &sealed]);
                xml::sealed(&sealed, &signature, &time, nonce)
            }
            (Form::Plain, _) | (Form::Sealed, None) => reply,
        }
    }

    fn check(
        &self,
        signed: &Signed,
        signature: Option<&str>,
        sealed: Option<&str>,
        now: Timestamp,
    ) -> Result<(), Forged> {
        let mut parts = vec![signed.timestamp.as_str(), signed.nonce.as_str()];
        parts.extend(sealed);
        let expected = self.signature(&parts);
        let is_genuine = signature.is_some_and(|sent| sent.as_bytes().ct_eq(expected.as_bytes()).into());
        if !is_genuine {
            return Err(Forged::Signature);
        }
        let at = signed.timestamp.parse().ok().and_then(|seconds: i64| seconds.checked_mul(1_000_000));
        let apart = at.and_then(|micros| micros.checked_sub(now.as_micros())).and_then(i64::checked_abs);
        if apart.is_some_and(|apart| apart <= TOLERANCE.as_micros()) { Ok(()) } else { Err(Forged::Time) }
    }

    /// SHA-1 of the token and these parts in the order of their bytes, as WeChat prescribes it.
    #[must_use]
    pub fn signature(&self, parts: &[&str]) -> String {
        let mut parts = [parts, &[self.token.reveal()]].concat();
        parts.sort_unstable();
        let hash = Sha1::digest(parts.concat());
        hash.iter().fold(String::with_capacity(40), |text, byte| format!("{text}{byte:02x}"))
    }

    /// How messages are sealed, if they are.
    #[must_use]
    pub fn aes(&self) -> Option<&Aes> {
        self.aes.as_ref()
    }
}

/// A genuine message.
#[derive(Debug)]
pub(crate) struct Received {
    pub(crate) message: Message,
    form: Form,
}

/// In which form a message came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Plain,
    Sealed,
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";

    /// Computed with the AES of Python's `cryptography` 48 and its `hashlib`, for the token `spanner42`, the app
    /// `wx0123456789abcdef`, and the sixteen bytes `0123456789abcdef` where others put random ones.
    const SEALED: &str = "\
        Q3stYC6hdFzMh9T8HCvyDJJe5MuZ7J4OV6X0j7kZVFCvr6YjMJMqZ9dtZXwRmuC/KL4g2zskrX+3W8/POHp/k0xPc1O2+TM9kaEE\
        s5/V1SD7T454z+VumzUFIPCv1Ii7g4rLejY+fu436p0jiBh4esnLwdtHvGQup+dv3rIygAj+J4Ea1J3EsLrQlQhmmzTF/PMobnO6\
        ftuTIV0HHDyXDNjP9csNgZeinrGsBff96fugxXNsoX/+PPs88fnl390okWMscgnwvEil9DTFSf7cg2Q2s7GuGcNThfGl8W85Y8vI\
        cXKlBj1epXttIPB1Cky/yJeSquqOopU5wuXv0XU8xwMqQEzPVfMbc/fhSogeAUH3uxQgqnPljHJjxQ1vbwzsbpd0cMcL9fFXY94n\
        WxUuackOHm8yKuY2uWfGy04cNE0=";
    const SIGNATURE: &str = "9e659cadc2441a52285482bf20af32f681285180";
    const SEALED_SIGNATURE: &str = "01029822627db443c428ef597b041db24bc100b7";

    fn account(plain: bool) -> Account {
        Account::new(Secret::new("spanner42"), Some(Aes::read(KEY, "wx0123456789abcdef").unwrap()), plain)
    }

    fn signed() -> Signed {
        Signed {
            timestamp: "1772411400".to_owned(),
            nonce: "n-1".to_owned(),
            signature: Some(SIGNATURE.to_owned()),
            msg_signature: Some(SEALED_SIGNATURE.to_owned()),
        }
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_micros(seconds * 1_000_000)
    }

    fn body(sealed: &str) -> String {
        format!("<xml><ToUserName><![CDATA[gh_flywheel]]></ToUserName><Encrypt><![CDATA[{sealed}]]></Encrypt></xml>")
    }

    #[test]
    fn a_sealed_message_is_as_another_implementation_makes_it() {
        let received = account(false).read(&signed(), &body(SEALED), at(1_772_411_460)).unwrap().unwrap();
        assert_eq!(received.message.content, Content::Text("冷车启动困难".to_owned()));
        assert_eq!((&*received.message.from, &*received.message.id), ("oCustomer-0001", "7001"));
    }

    #[test]
    fn what_is_not_of_wechat_is_refused() {
        let read = |signed: &Signed, body: &str, seconds| account(false).read(signed, body, at(seconds)).unwrap_err();
        let altered = SEALED.replacen('A', "B", 1);
        assert_eq!(read(&signed(), &body(&altered), 1_772_411_400), Forged::Signature);
        assert_eq!(
            read(&Signed { nonce: "n-2".to_owned(), ..signed() }, &body(SEALED), 1_772_411_400),
            Forged::Signature
        );
        assert_eq!(read(&Signed { msg_signature: None, ..signed() }, &body(SEALED), 1_772_411_400), Forged::Signature);
        assert_eq!(read(&signed(), &body(SEALED), 1_772_411_701), Forged::Time);
        assert_eq!(read(&signed(), &body(SEALED), 1_772_411_099), Forged::Time);
        assert_eq!(read(&signed(), "<xml></xml>", 1_772_411_400), Forged::Plain);
        let other = Account::new(Secret::new("spanner42"), Some(Aes::read(KEY, "wx-other").unwrap()), false);
        assert_eq!(other.read(&signed(), &body(SEALED), at(1_772_411_400)).unwrap_err(), Forged::Seal);
        let without = Account::new(Secret::new("spanner42"), None, true);
        assert_eq!(without.read(&signed(), &body(SEALED), at(1_772_411_400)).unwrap_err(), Forged::Seal);
    }

    #[test]
    fn the_verification_is_echoed_as_it_is_and_opened() {
        let plain = Signed { msg_signature: None, ..signed() };
        assert_eq!(account(false).echo(&plain, "5432", at(1_772_411_400)), Ok("5432".to_owned()));
        let forged = Signed { signature: Some("0".repeat(40)), ..plain };
        assert_eq!(account(false).echo(&forged, "5432", at(1_772_411_400)), Err(Forged::Signature));
        let opened = account(false).echo(&signed(), SEALED, at(1_772_411_400)).unwrap();
        assert!(opened.starts_with("<xml>") && opened.ends_with("</xml>"), "{opened}");
    }
}
