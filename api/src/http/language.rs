//! The language that a client prefers (RFC 9110, Accept-Language), of the two that we speak.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::header::ACCEPT_LANGUAGE;
use axum::http::request::Parts;
use domain::words::Language;

use super::Served;

/// Chinese for whoever prefers it, else English.
pub(super) struct Preferred(pub(super) Language);

impl FromRequestParts<Served> for Preferred {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &Served) -> Result<Self, Infallible> {
        let sent = parts.headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        Ok(Self(preferred(sent.unwrap_or_default())))
    }
}

/// Of two that weigh the same the one that stands first. What is no weight weighs nothing.
fn preferred(sent: &str) -> Language {
    let mut best = (Language::English, 0.0);
    for range in sent.split(',') {
        let (tag, parameters) = range.split_once(';').unwrap_or((range, ""));
        let weight = parameters.trim().strip_prefix("q=").map_or(1.0, |weight| weight.parse().unwrap_or(0.0_f32));
        let primary = tag.trim().split('-').next().unwrap_or_default();
        let language = match primary.to_ascii_lowercase().as_str() {
            "zh" => Language::Chinese,
            "en" => Language::English,
            _ => continue,
        };
        if weight > best.1 {
            best = (language, weight);
        }
    }
    best.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_prefers_chinese_gets_it() {
        for sent in ["zh", "zh-CN,zh;q=0.9,en;q=0.8", "en;q=0.5, zh-Hans-CN", "de, zh;q=0.2", "ZH", "zh,en"] {
            assert_eq!(preferred(sent), Language::Chinese, "{sent}");
        }
        for sent in ["", "en", "de", "*", "en-GB,en;q=0.9,zh;q=0.8", "zh;q=0", "zh;q=x", "en,zh", ";,;q="] {
            assert_eq!(preferred(sent), Language::English, "{sent}");
        }
    }
}
