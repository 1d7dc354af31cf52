//! Refusals and failures as RFC 9457 problems. The only place that picks status codes, and so the documentation of them.

use axum::Json;
use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use domain::{RefusalKind, Refused, Unreadable};
use events_schema::Revision;
use serde::Serialize;

use crate::commands::Failed;
use crate::keys::KeyStoreError;

/// What went wrong, in the words of RFC 9457. Clients branch on `code`, people read titles and detail.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct Problem {
    /// The code as a reference.
    #[serde(rename = "type")]
    kind: String,
    /// What it means, in English.
    title: &'static str,
    /// What it means, in Chinese.
    title_zh: &'static str,
    /// The HTTP status.
    status: u16,
    /// The stable code.
    code: &'static str,
    /// The clause of the policy, where the policy says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    clause: Option<&'static str>,
    /// What is wrong this time, and what to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    /// Where in the body, as a JSON pointer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pointer: Option<String>,
    /// The newest revision, where the sender has not seen it.
    #[serde(skip_serializing_if = "Option::is_none")]
    current_revision: Option<Revision>,
    #[serde(skip)]
    retry_after_seconds: Option<u32>,
}

impl Problem {
    pub(crate) fn new(status: StatusCode, code: &'static str, title: &'static str, title_zh: &'static str) -> Self {
        Self {
            kind: format!("/problems/{code}"),
            title,
            title_zh,
            status: status.as_u16(),
            code,
            clause: None,
            detail: None,
            pointer: None,
            current_revision: None,
            retry_after_seconds: None,
        }
    }

    pub(crate) fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// Says when to ask again.
    pub(crate) fn retry_after(mut self, seconds: u32) -> Self {
        self.retry_after_seconds = Some(seconds);
        self
    }

    pub(crate) fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", "there is no such thing", "对象不存在").detail(
            "nothing that you may see has this path; the list of its kind shows what there is, tickets by `?code=` too",
        )
    }

    pub(crate) fn bad_parameter(name: &str, reason: impl std::fmt::Display) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "bad_parameter", "a parameter cannot be used", "参数无效")
            .detail(format!("{name}: {reason}"))
    }

    pub(crate) fn unauthenticated(detail: &'static str) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "unauthenticated", "an API key is needed", "需要有效的密钥").detail(detail)
    }

    pub(crate) fn not_permitted(detail: String) -> Self {
        let mut problem =
            Self::new(StatusCode::FORBIDDEN, "not_permitted", "this role may not do that", "该角色无权执行此操作")
                .detail(detail);
        problem.clause = Some("P1.2");
        problem
    }

    pub(crate) fn behind(position: u64) -> Self {
        Self::not_there_yet(format!("position {position} was asked for; ask again"), 1)
    }

    /// After an upgrade: what is shown lacks what is asked for.
    fn catching_up(model: &str) -> Self {
        let detail = format!("{model} is folded anew after an upgrade; GET /v1/read-models shows how far it is");
        Self::not_there_yet(detail, 10)
    }

    pub(crate) fn not_there_yet(detail: String, retry_after_seconds: u32) -> Self {
        let mut problem =
            Self::new(StatusCode::SERVICE_UNAVAILABLE, "behind", "the read model is not there yet", "读模型尚未更新")
                .detail(detail);
        problem.retry_after_seconds = Some(retry_after_seconds);
        problem
    }

    pub(crate) fn too_many_listeners(most: usize) -> Self {
        let mut problem = Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "too_many_listeners",
            "too many listen already",
            "实时连接数已达上限",
        )
        .detail(format!("at most {most} live connections are open at once; close one, or ask the list now and then"));
        problem.retry_after_seconds = Some(60);
        problem
    }

    /// Too much at once; it may be asked again.
    pub(crate) fn busy(code: &'static str, detail: &'static str) -> Self {
        let status = StatusCode::TOO_MANY_REQUESTS;
        let mut problem = Self::new(status, code, "too much is asked at once", "请求过多,请稍后再试").detail(detail);
        problem.retry_after_seconds = Some(2);
        problem
    }

    /// A failure of the program. What it was goes to the log, never to the client.
    pub(crate) fn internal(error: &(dyn std::error::Error + 'static)) -> Self {
        tracing::error!(error, "a request failed");
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "the program failed", "程序内部错误")
    }

    pub(crate) fn timed_out() -> Self {
        Self::new(StatusCode::GATEWAY_TIMEOUT, "timed_out", "the request took too long", "请求超时")
    }

    pub(crate) fn too_large(limit: usize) -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", "the request is too large", "请求过大")
            .detail(format!("at most {limit} bytes are taken"))
    }

    pub(crate) fn not_json() -> Self {
        Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "not_json", "the body must be JSON", "请求体必须为 JSON")
            .detail("send the header Content-Type: application/json")
    }
}

impl From<Refused> for Problem {
    fn from(refusal: Refused) -> Self {
        let about = refusal.about();
        let status = match about.kind {
            RefusalKind::Value => StatusCode::UNPROCESSABLE_ENTITY,
            RefusalKind::State => StatusCode::CONFLICT,
            RefusalKind::Permission => StatusCode::FORBIDDEN,
            RefusalKind::Missing => StatusCode::NOT_FOUND,
        };
        let mut problem = Self::new(status, about.code, about.en, about.zh).detail(refusal.to_string());
        problem.clause = Some(about.clause);
        problem
    }
}

impl From<Unreadable> for Problem {
    fn from(unreadable: Unreadable) -> Self {
        let mut problem = if unreadable.syntax {
            Self::new(StatusCode::BAD_REQUEST, "malformed", "the body is not JSON", "请求体不是有效的 JSON")
        } else {
            Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "invalid",
                "the body does not have its shape",
                "请求内容不符合要求",
            )
        };
        problem.pointer = Some(unreadable.pointer).filter(|_| !unreadable.syntax);
        problem.detail(unreadable.reason)
    }
}

impl From<Failed> for Problem {
    fn from(failed: Failed) -> Self {
        match failed {
            Failed::Refused(refusal) => refusal.into(),
            Failed::Stale { current } => {
                let mut problem = Self::new(
                    StatusCode::PRECONDITION_FAILED,
                    "stale",
                    "somebody has changed it since",
                    "数据已被他人更改",
                )
                .detail("read it again, and send the command with the new ETag as If-Match");
                problem.current_revision = current;
                problem
            }
            Failed::KeyReused => Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "idempotency_key_reused",
                "the idempotency key belongs to another request",
                "幂等键已用于其他请求",
            )
            .detail("a retry repeats the request unchanged; another request needs another Idempotency-Key"),
            Failed::Contended => {
                let mut problem =
                    Self::new(StatusCode::SERVICE_UNAVAILABLE, "contended", "too many changes at once", "并发更改过多");
                problem.retry_after_seconds = Some(1);
                problem
            }
            Failed::DiskFull => {
                Self::new(StatusCode::INSUFFICIENT_STORAGE, "disk_full", "the disk is full", "磁盘已满")
                    .detail("nothing was recorded; make room and send it again")
            }
            Failed::TooLarge { limit, .. } => Self::too_large(limit),
            Failed::NotWritable => {
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "not_writable", "the store takes no writes", "存储不可写")
                    .detail("nothing was recorded")
            }
            Failed::Unknown(_) => Self::new(
                StatusCode::INTERNAL_SERVER_ERROR,
                "outcome_unknown",
                "it is not known whether it was recorded",
                "无法确认是否已记录",
            )
            .detail("send the same request with the same Idempotency-Key again: it is carried out once"),
            Failed::Keys(KeyStoreError::Erased(subject)) => {
                Problem::new(StatusCode::GONE, "erased", "the personal data are erased", "个人数据已删除")
                    .detail(format!("{subject} was erased, and takes no personal data any more"))
            }
            Failed::Attachments(error) => error.into(),
            failed @ (Failed::Read(_) | Failed::Decode(_) | Failed::Keys(_) | Failed::Encode(_)) => {
                Self::internal(&failed)
            }
        }
    }
}

impl From<projections::Unreadable> for Problem {
    fn from(error: projections::Unreadable) -> Self {
        if error.is_older {
            return Self::catching_up(error.model);
        }
        Self::internal(&error)
    }
}

impl From<event_store::ReadError> for Problem {
    fn from(error: event_store::ReadError) -> Self {
        Self::internal(&error)
    }
}

impl From<events_schema::DecodeError> for Problem {
    fn from(error: events_schema::DecodeError) -> Self {
        Self::internal(&error)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, Json(&self)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some(seconds) = self.retry_after_seconds {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

pub(super) async fn no_such_route(uri: Uri) -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "no_such_route", "there is no such path", "路径不存在")
        .detail(format!("{} is not a path of this API; see /openapi.json", uri.path()))
}

pub(super) async fn no_such_method(uri: Uri) -> Problem {
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "no_such_method", "the path has no such method", "不支持该请求方法")
        .detail(format!("{} is asked in another way; see /openapi.json", uri.path()))
}

/// Errors that the framework answers by itself speak the same language.
pub(super) fn speak(response: Response) -> Response {
    static NO_SNIFFING: (HeaderName, HeaderValue) =
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    let status = response.status();
    let kind = response.headers().get(header::CONTENT_TYPE);
    let is_plain = kind.is_none_or(|kind| kind.as_bytes().starts_with(b"text/plain"));
    let mut response = if (status.is_client_error() || status.is_server_error()) && is_plain {
        let problem = match status {
            StatusCode::BAD_REQUEST => {
                Problem::new(status, "bad_request", "the request cannot be read", "请求无法读取")
                    .detail("a part of the path does not have its form: a ticket is named by its id, which GET /v1/tickets?code= finds")
            }
            _ => Problem::new(status, "bad_request", "the request cannot be answered", "请求无法处理"),
        };
        problem.into_response()
    } else {
        response
    };
    response.headers_mut().insert(NO_SNIFFING.0.clone(), NO_SNIFFING.1.clone());
    response
}

#[expect(clippy::needless_pass_by_value, reason = "the layer hands the panic over by value")]
pub(super) fn after_panic(panic: Box<dyn std::any::Any + Send>) -> axum::http::Response<Body> {
    let message = panic.downcast_ref::<&str>().map(ToString::to_string);
    let message = message.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default();
    tracing::error!(panic = message, "a handler panicked");
    Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "the program failed", "程序内部错误").into_response()
}
