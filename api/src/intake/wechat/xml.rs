//! The XML of WeChat: one flat element. What is no part of that form is refused, document types and entities above all.

use std::collections::BTreeMap;

use quick_xml::Reader;
use quick_xml::events::Event;

use super::Malformed;

/// The fields of a message by name. Fields within fields are passed over; nothing that we read has any.
pub(super) type Fields = BTreeMap<String, String>;

/// Far more than any message has.
const MOST_FIELDS: usize = 64;

pub(super) fn fields(text: &str) -> Result<Fields, Malformed> {
    let mut reader = Reader::from_str(text);
    let mut path: Vec<String> = Vec::new();
    let mut fields = Fields::new();
    let mut is_over = false;
    loop {
        let event = reader.read_event().map_err(|_| Malformed)?;
        if is_over && !matches!(event, Event::Eof | Event::Text(_) | Event::Comment(_)) {
            return Err(Malformed);
        }
        match event {
            Event::Start(start) => {
                let name = String::from_utf8_lossy(start.name().as_ref()).into_owned();
                if path.is_empty() && name != "xml" {
                    return Err(Malformed);
                }
                path.push(name);
                if let [_, field] = &path[..] {
                    let is_new = fields.insert(field.clone(), String::new()).is_none();
                    if !is_new || fields.len() > MOST_FIELDS {
                        return Err(Malformed);
                    }
                }
            }
            Event::End(_) => {
                path.pop();
                is_over = path.is_empty();
            }
            Event::Text(text) => add(&mut fields, &path, &text.xml10_content().map_err(|_| Malformed)?),
            Event::CData(text) => add(&mut fields, &path, &text.xml10_content().map_err(|_| Malformed)?),
            Event::GeneralRef(reference) => {
                let named = match &*reference.decode().map_err(|_| Malformed)? {
                    "amp" => Some('&'),
                    "lt" => Some('<'),
                    "gt" => Some('>'),
                    "quot" => Some('"'),
                    "apos" => Some('\''),
                    _ => reference.resolve_char_ref().map_err(|_| Malformed)?,
                };
                add(&mut fields, &path, named.ok_or(Malformed)?.encode_utf8(&mut [0; 4]));
            }
            Event::Empty(_) | Event::Comment(_) => {}
            Event::Decl(_) if path.is_empty() && fields.is_empty() => {}
            Event::Decl(_) | Event::DocType(_) | Event::PI(_) => return Err(Malformed),
            Event::Eof => return if is_over { Ok(fields) } else { Err(Malformed) },
        }
    }
}

fn add(fields: &mut Fields, path: &[String], text: &str) {
    if let [_, field] = path
        && let Some(value) = fields.get_mut(field)
    {
        value.push_str(text);
    }
}

/// A message, or something that happened between customer and account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Message {
    /// The customer's OpenID, which is his own for this account.
    pub(crate) from: String,
    /// The account.
    to: String,
    /// What tells it from every other; the same when it is sent again.
    pub(crate) id: String,
    pub(crate) content: Content,
}

/// What a message brings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Content {
    /// A text.
    Text(String),
    /// Something else that he sent, by the name of its kind: `image`, `voice`, `video`, `location`, `link`.
    Other(String),
    /// He follows the account.
    Subscribed,
    /// Something else happened, which needs no answer.
    Event,
}

impl Message {
    pub(super) fn of(mut fields: Fields) -> Result<Self, Malformed> {
        let mut take = |name| fields.remove(name).ok_or(Malformed);
        let (from, to, kind) = (take("FromUserName")?, take("ToUserName")?, take("MsgType")?);
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '@' | '.');
        if [&from, &to, &kind].into_iter().any(|name| !(1..=64).contains(&name.len()) || !name.chars().all(is_name)) {
            return Err(Malformed);
        }
        let content = match kind.as_str() {
            "event" if take("Event")?.eq_ignore_ascii_case("subscribe") => Content::Subscribed,
            "event" => Content::Event,
            "text" => Content::Text(take("Content")?),
            _ => Content::Other(kind),
        };
        let id = match &content {
            Content::Text(_) | Content::Other(_) => take("MsgId")?,
            Content::Subscribed | Content::Event => String::new(),
        };
        if id.len() > 64 {
            return Err(Malformed);
        }
        Ok(Self { from, to, id, content })
    }

    /// The answer, from the account to the customer. Both names have only letters that need no escape, and the text is
    /// escaped.
    pub(super) fn reply(&self, text: &str, seconds: i64) -> String {
        let text = quick_xml::escape::escape(text);
        format!(
            "<xml><ToUserName><![CDATA[{}]]></ToUserName><FromUserName><![CDATA[{}]]></FromUserName>\
             <CreateTime>{seconds}</CreateTime><MsgType><![CDATA[text]]></MsgType><Content>{text}</Content></xml>",
            self.from, self.to
        )
    }
}

/// An answer that was sealed.
pub(super) fn sealed(sealed: &str, signature: &str, seconds: &str, nonce: &str) -> String {
    let nonce = quick_xml::escape::escape(nonce);
    format!(
        "<xml><Encrypt><![CDATA[{sealed}]]></Encrypt><MsgSignature><![CDATA[{signature}]]></MsgSignature>\
         <TimeStamp>{seconds}</TimeStamp><Nonce>{nonce}</Nonce></xml>"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_read_with_their_escapes() {
        let text =
            "<?xml version=\"1.0\"?><xml><a><![CDATA[<b> & ]]></a><c>1 &lt; 2 &#x4e2d;</c><d><e>x</e></d><f/></xml>\n";
        let read = fields(text).unwrap();
        assert_eq!((&*read["a"], &*read["c"], &*read["d"]), ("<b> & ", "1 < 2 中", ""));
    }

    #[test]
    fn what_is_not_one_flat_element_is_refused() {
        for text in [
            "",
            "x",
            "<xml>",
            "<xml></xml><xml></xml>",
            "<html></html>",
            "<xml><a>1</a><a>2</a></xml>",
            "<xml><a></b></xml>",
            "<xml><a>&b;</a></xml>",
            "<!DOCTYPE xml [<!ENTITY b \"bbbb\">]><xml><a>&b;</a></xml>",
            "<!DOCTYPE xml SYSTEM \"file:///etc/passwd\"><xml></xml>",
            "<xml><?php x ?></xml>",
        ] {
            assert_eq!(fields(text), Err(Malformed), "{text}");
        }
    }

    #[test]
    fn an_answer_can_be_read_again() {
        let of = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let sent = [of("FromUserName", "oA"), of("ToUserName", "gh"), of("MsgType", "text"), of("MsgId", "1")];
        let message = Message::of(sent.into_iter().chain([of("Content", "x")]).collect()).unwrap();
        let reply = fields(&message.reply("a]]> <b> & 中", 7)).unwrap();
        assert_eq!((&*reply["ToUserName"], &*reply["FromUserName"], &*reply["Content"]), ("oA", "gh", "a]]> <b> & 中"));
    }
}
