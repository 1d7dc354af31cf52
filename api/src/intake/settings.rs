//! The file in which an administrator sets intake up. Its errors name file and key, and never a secret.

use std::net::IpAddr;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::wechat::{Account, Aes};
use super::{Intake, WebForm};
use crate::settings::secret::{self, NotASecret, Secrets};
use crate::settings::{self, Unreadable};

/// The variable of the environment that names another file than `intake.toml` of the data folder.
pub const VARIABLE: &str = "FLYWHEEL_INTAKE";

/// Why the file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Unusable {
    /// It cannot be read, or holds something else than intake.
    #[error(transparent)]
    File(#[from] Unreadable),
    /// A secret cannot be used.
    #[error("{0}, [wechat]: {1}")]
    Secret(PathBuf, NotASecret),
    /// A setting cannot be used.
    #[error("{0}: {1}")]
    Setting(PathBuf, &'static str),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    wechat: Option<OfWechat>,
    web_form: Option<OfWebForm>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OfWechat {
    app_id: String,
    token: Option<Secrets>,
    token_file: Option<PathBuf>,
    encoding_key: Option<Secrets>,
    encoding_key_file: Option<PathBuf>,
    #[serde(default)]
    allow_plain: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OfWebForm {
    allowed_origin: Option<String>,
    #[serde(default)]
    trusted_proxies: Vec<IpAddr>,
}

pub(super) fn read(file: &Path) -> Result<Intake, Unusable> {
    let parsed: File = settings::read(file)?;
    let wechat = parsed.wechat.map(|of| account(of, file)).transpose()?;
    let web_form = parsed.web_form.map(|of| web_form(of, file)).transpose()?;
    Ok(Intake { wechat, web_form })
}

fn account(of: OfWechat, file: &Path) -> Result<Account, Unusable> {
    let wrong = |problem| Unusable::Setting(file.to_owned(), problem);
    let not_one = |problem| Unusable::Secret(file.to_owned(), problem);
    let folder = settings::beside(file);
    let token = secret::one(folder, "token", of.token, of.token_file).map_err(not_one)?;
    let token = token.ok_or_else(|| not_one(NotASecret::Missing("token")))?;
    let key = secret::one(folder, "encoding_key", of.encoding_key, of.encoding_key_file).map_err(not_one)?;
    if key.is_none() && !of.allow_plain {
        return Err(wrong(
            "`encoding_key` of [wechat] is missing; without it messages come unprotected, which `allow_plain = true` allows",
        ));
    }
    let aes = key.map(|key| Aes::read(key.reveal(), &of.app_id)).transpose();
    let aes = aes.map_err(|_| wrong("`encoding_key` of [wechat] is the EncodingAESKey: 43 letters and digits"))?;
    Ok(Account::new(token, aes, of.allow_plain))
}

fn web_form(of: OfWebForm, file: &Path) -> Result<WebForm, Unusable> {
    let is_origin = |origin: &String| origin.starts_with("https://") && !origin[8..].contains(['/', '*', ' ']);
    if of.allowed_origin.as_ref().is_some_and(|origin| !is_origin(origin) || !origin.is_ascii()) {
        let problem = "`allowed_origin` of [web_form] is a site such as \"https://www.example.com\", without a path";
        return Err(Unusable::Setting(file.to_owned(), problem));
    }
    Ok(WebForm { allowed_origin: of.allowed_origin, trusted_proxies: of.trusted_proxies })
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";

    fn read_from(text: &str) -> Result<Intake, String> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("token.txt"), "s3cret\n").unwrap();
        let file = folder.path().join("intake.toml");
        std::fs::write(&file, text).unwrap();
        read(&file).map_err(|error| error.to_string())
    }

    #[test]
    fn what_is_set_up_shows_no_secret() {
        let text = format!(
            "[wechat]\napp_id = 'wx01'\ntoken_file = 'token.txt'\nencoding_key = '{KEY}'\n\
             [web_form]\nallowed_origin = 'https://www.example.com'\ntrusted_proxies = ['127.0.0.1', '::1']"
        );
        let intake = read_from(&text).unwrap();
        assert!(intake.wechat.is_some() && intake.web_form.as_ref().unwrap().trusted_proxies.len() == 2);
        let shown = format!("{intake:?}");
        assert!(!shown.contains("s3cret") && !shown.contains(KEY), "{shown}");
        let empty = read_from("").unwrap();
        assert!(empty.wechat.is_none() && empty.web_form.is_none());
    }

    #[test]
    fn what_cannot_be_used_is_named_without_its_value() {
        let wechat = |rest: &str| format!("[wechat]\napp_id = 'wx01'\n{rest}");
        for (text, expected) in [
            ("\nx = 1".to_owned(), "line 2: unknown field `x`"),
            ("[wechat]\ntoken = 's3cret'".to_owned(), "missing field `app_id`"),
            (
                wechat(""),
                "intake.toml, [wechat]: `token` is missing; write it here, or its file's name as `token_file`",
            ),
            (wechat("token = 5123"), "a secret is a text in quotation marks"),
            (
                wechat("token = 's3cret'\ntoken_file = 'token.txt'"),
                "there are both `token` and `token_file`; leave one out",
            ),
            (wechat("token = ['s3cret', 's3cret']"), "`token` is one secret, and there are several or none"),
            (wechat("token_file = 'none.txt'"), "the file that `token_file` names cannot be read"),
            (wechat("token = 's3cret'"), "`encoding_key` of [wechat] is missing"),
            (wechat("token = 's3cret'\nencoding_key = 's3cret'"), "43 letters and digits"),
            ("[web_form]\nallowed_origin = '*'".to_owned(), "`allowed_origin` of [web_form] is a site"),
            (
                "[web_form]\nallowed_origin = 'https://a.example/x'".to_owned(),
                "`allowed_origin` of [web_form] is a site",
            ),
            ("[web_form]\ntrusted_proxies = ['proxy']".to_owned(), "invalid IP address syntax"),
        ] {
            let problem = read_from(&text).unwrap_err();
            assert!(problem.contains(expected), "{text}\n{problem}");
            assert!(!problem.contains("s3cret") && !problem.contains("5123"), "{text}\n{problem}");
        }
    }
}
