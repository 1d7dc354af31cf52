//! `GET` and `POST /v1/wechat`: the callback of the official account at WeChat (P2.1.b).

use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::parameters::Parameters;
use super::{Problem, Served};
use crate::intake::{self, Account, Content, Forged, Malformed, Signed};

/// The most bytes that a call of WeChat may have; messages have a few thousand.
const MOST_BYTES: usize = 64 * 1024;

/// WeChat asks whether the address is ours.
pub(super) async fn verify(State(served): State<Served>, mut parameters: Parameters) -> Result<String, Problem> {
    let account = account(&served)?;
    let signed = signed(&mut parameters)?;
    let echostr: String = parameters.take("echostr")?.unwrap_or_default();
    account.echo(&signed, &echostr, served.app.clock.now()).map_err(|forged| refused(&served, forged))
}

/// A message of a customer, or word of what he did.
pub(super) async fn take(
    State(served): State<Served>,
    mut parameters: Parameters,
    body: Body,
) -> Result<Response, Problem> {
    let account = account(&served)?;
    let signed = signed(&mut parameters)?;
    let body = to_bytes(body, MOST_BYTES).await.map_err(|_| Problem::too_large(MOST_BYTES))?;
    let body = std::str::from_utf8(&body).map_err(|_| Problem::from(Malformed))?;
    let received = account.read(&signed, body, served.app.clock.now()).map_err(|forged| refused(&served, forged))??;
    let text = match received.message.content {
        Content::Event => return Ok("success".into_response()),
        Content::Subscribed => intake::WELCOME.to_owned(),
        Content::Text(_) | Content::Other(_) => intake::answer(&served.app, &received.message).await?,
    };
    let reply = account.reply(&received, &text, &signed.nonce, served.app.clock.now());
    Ok(([(header::CONTENT_TYPE, "application/xml; charset=utf-8")], reply).into_response())
}

fn account(served: &Served) -> Result<&Account, Problem> {
    served.intake.wechat.as_ref().ok_or_else(Problem::not_found)
}

fn signed(parameters: &mut Parameters) -> Result<Signed, Problem> {
    Ok(Signed {
        timestamp: parameters.take("timestamp")?.unwrap_or_default(),
        nonce: parameters.take("nonce")?.unwrap_or_default(),
        signature: parameters.take("signature")?,
        msg_signature: parameters.take("msg_signature")?,
    })
}

/// Says no to somebody who is not WeChat, and counts him.
fn refused(served: &Served, forged: Forged) -> Problem {
    served.forged.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    tracing::warn!(reason = %forged, "a call that is not of WeChat was refused");
    Problem::new(StatusCode::FORBIDDEN, "forged", "the call is not of WeChat", "请求并非来自微信")
        .detail(forged.to_string())
}

impl From<Malformed> for Problem {
    fn from(malformed: Malformed) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "malformed", "the body cannot be read", "请求体无法读取")
            .detail(malformed.to_string())
    }
}
