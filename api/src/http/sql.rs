//! `POST /v1/sql` and `GET /v1/views`: questions over published views.

use axum::Json;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use domain::queries::ASK;
use events_schema::Role;
use projections::PublishedView;
use projections::sql::{FUNCTIONS, LONGEST_VALUE, Question, Scope, Share, SqlError, views_for};
use schemars::JsonSchema;
use serde::Serialize;

use super::auth::Caller;
use super::parameters::Parameters;
use super::{Problem, Served, answer, body};
use crate::sql::{Answer, Limits, NoAnswer, ask};

/// What a question may build on.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Views {
    /// The views that whoever asks may see.
    views: Vec<&'static PublishedView>,
    /// Functions beside SQLite's.
    functions: Vec<Function>,
}

/// A function beside SQLite's.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Function {
    name: &'static str,
    about: &'static str,
}

pub(super) async fn views(caller: Caller, parameters: Parameters) -> Result<Json<Views>, Problem> {
    caller.may(&ASK)?;
    parameters.nothing_else()?;
    let functions = FUNCTIONS.iter().map(|(name, about)| Function { name, about }).collect();
    Ok(Json(Views { views: views_for(caller.actor.role), functions }))
}

/// Everything that somebody in this role may ask about.
pub(super) fn scope_of(role: Role) -> Scope {
    Scope { views: views_for(role), share: Share::All }
}

pub(super) async fn question(
    State(served): State<Served>,
    caller: Caller,
    mut parameters: Parameters,
    request: Request,
) -> Result<([(HeaderName, HeaderValue); 1], Json<Answer>), Problem> {
    caller.may(&ASK)?;
    let rows = parameters.take::<usize>("limit")?.unwrap_or(Limits::ASKED.rows);
    if !(1..=Limits::MOST_ROWS).contains(&rows) {
        return Err(Problem::bad_parameter("limit", "an answer has 1 to 10000 rows"));
    }
    let past = parameters.take_past(&served, None)?;
    parameters.nothing_else()?;
    let (parts, body) = request.into_parts();
    let question: Question = domain::read_body(&body::json(&parts, body).await?)?;
    let limits = Limits { rows, ..Limits::ASKED };
    let past = match past {
        None => None,
        Some(past) => Some(past.place(&served).await?),
    };
    let answer = ask(&served.app, question, scope_of(caller.actor.role), limits, past).await?;
    Ok(([answer::at_position(answer.position.0)], Json(answer)))
}

impl From<NoAnswer> for Problem {
    fn from(no: NoAnswer) -> Self {
        let unprocessable = |code, en, zh: &'static str, detail: String| {
            Self::new(StatusCode::UNPROCESSABLE_ENTITY, code, en, zh).detail(detail)
        };
        match no {
            NoAnswer::Sql(error) => error.into(),
            NoAnswer::TooLong(limit) => unprocessable(
                "sql_too_long",
                "the question takes too long",
                "查询超时",
                format!(
                    "it was ended after {} s; ask for less: a range of positions, one stream, fewer joins; what is asked often \
                     is a metric, and what takes everything is an export",
                    limit.as_secs()
                ),
            ),
            NoAnswer::NoRoom => unprocessable(
                "sql_too_large",
                "the question needs too much room",
                "查询占用空间过大",
                "sorting and grouping took the room on the disk that the log may need; ask for less".to_owned(),
            ),
            NoAnswer::Busy => Self::busy("sql_busy", "other questions are being answered; ask again"),
            NoAnswer::NotThere(not_there) => not_there.into(),
            NoAnswer::Thread | NoAnswer::Kept(_) => Self::internal(&no),
        }
    }
}

impl From<SqlError> for Problem {
    fn from(error: SqlError) -> Self {
        let unprocessable = |code, en, zh: &'static str| Self::new(StatusCode::UNPROCESSABLE_ENTITY, code, en, zh);
        let views = "GET /v1/views has the views and their columns; personal values are in none";
        match &error {
            SqlError::Wrong { message, offset } => {
                let place = offset.map(|offset| format!(", at byte {offset}")).unwrap_or_default();
                unprocessable("sql_wrong", "the statement cannot be understood", "SQL 语句有误")
                    .detail(format!("{message}{place}; {views}"))
            }
            SqlError::NoView(name) => unprocessable("sql_no_view", "there is no such view", "视图不存在")
                .detail(format!("there is no view `{name}` that you may see; {views}")),
            SqlError::NotAllowed(_) => {
                Self::new(StatusCode::FORBIDDEN, "sql_not_allowed", "a question only reads", "查询只能读取")
                    .detail(format!("{error}; send one SELECT over published views"))
            }
            SqlError::Parameter(_) => unprocessable("sql_parameters", "the parameters do not fit", "参数不匹配")
                .detail(format!("{error}; parameters stand as `:name`, their values in `parameters`")),
            SqlError::TooLarge => {
                unprocessable("sql_too_large", "the question needs too much room", "查询占用空间过大")
                    .detail(format!("no text in its course may have more than {LONGEST_VALUE} bytes"))
            }
            SqlError::Failed(_) | SqlError::Ended => {
                unprocessable("sql_failed", "the question failed on the way", "查询执行失败")
                    .detail(format!("{error}; a value does not have the form that a function needs"))
            }
            SqlError::Apart(apart) => Self::not_there_yet(apart.to_string(), 10),
            SqlError::Unreadable(_) => Self::internal(&error),
        }
    }
}
