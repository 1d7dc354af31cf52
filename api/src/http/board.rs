//! `GET /v1/board` and `/v1/board/live`: who is to act next, and until when.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::sse::Event;
use axum::response::{IntoResponse, Response};
use domain::queries::SHOW_BOARD;
use events_schema::{Duration, Position, Timestamp};
use projections::board::{BoardCursor, BoardFilter, BoardRow};
use projections::{Board, Positions, Projection, Read, View};
use schemars::JsonSchema;
use serde::Serialize;

use super::auth::Caller;
use super::live::{Listener, Teller, last_seen, live};
use super::parameters::{Cursor, Parameters};
use super::past::Asked;
use super::tickets::wait_for;
use super::{Problem, Served, answer};

/// A page of the board.
#[derive(Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub(super) struct BoardPage {
    /// The tickets of which something is to be done: emergencies (紧急), important issues (重要), what nobody has classified,
    /// general issues (一般); of each the next due first.
    tickets: Vec<BoardRow>,
    /// The cursor of the next page; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

pub(super) async fn list(
    State(served): State<Served>,
    caller: Caller,
    mut parameters: Parameters,
) -> Result<Response, Problem> {
    caller.may(&SHOW_BOARD)?;
    let pages = parameters.pages("/v1/board");
    let min_position = parameters.take("min_position")?;
    let filter = filter(&mut parameters)?;
    let (limit, cursor) = (parameters.take_limit()?, parameters.take::<Cursor<BoardCursor>>("cursor")?);
    let past = parameters.take_past(&served, min_position)?;
    parameters.nothing_else()?;
    let after = cursor.map(|Cursor(at)| at);
    let Read { value: page, position } = match past {
        None => {
            wait_for(&served, Board::NAME, min_position).await?;
            page(&served, &filter, after, limit).await?
        }
        Some(past) => page_then(&served, past, filter, after, limit).await?,
    };
    let link = pages.link(page.next.as_deref());
    Ok(([answer::at_position(position.0)], link, Json(page)).into_response())
}

fn filter(parameters: &mut Parameters) -> Result<BoardFilter, Problem> {
    Ok(BoardFilter {
        class: parameters.take_named("class")?,
        group: parameters.take("group")?,
        role: parameters.take_named("role")?,
        due_before: parameters.take("due_before")?,
    })
}

/// The rows are as they were when their tickets changed last; who has left since, and who acts for whom, says a directory that
/// reflects at least as much.
async fn page(
    served: &Served,
    filter: &BoardFilter,
    after: Option<BoardCursor>,
    limit: usize,
) -> Result<Read<BoardPage>, Problem> {
    let (view, filter) = (served.app.models.views().of::<Board>(), filter.clone());
    let page = tokio::task::spawn_blocking(move || view.page(&filter, after, limit));
    let page = page.await.map_err(|error| Problem::internal(&error))??;
    if let Some(last) = page.position.0.checked_sub(1) {
        served.app.directory.reaches(Position(last)).await;
    }
    let (now, reference) = (served.app.clock.now(), served.app.directory.now().reference);
    let tickets = page.value.items.into_iter().map(|row| row.at(now, &reference)).collect();
    let next = page.value.next.map(|next| Cursor(next).to_string());
    Ok(Read { value: BoardPage { tickets, next }, position: page.position })
}

/// The same as it was: with the directory of then.
async fn page_then(
    served: &Served,
    past: Asked,
    filter: BoardFilter,
    after: Option<BoardCursor>,
    limit: usize,
) -> Result<Read<BoardPage>, Problem> {
    let file = past.file::<Board>(served).await?;
    let reference = projections::reference_of(&file, &*served.app.store).await;
    let reference = reference.map_err(|error| Problem::internal(&error))?;
    let view = View::<Board>::of_file(file);
    let page = tokio::task::spawn_blocking(move || view.page(&filter, after, limit));
    let page = page.await.map_err(|error| Problem::internal(&error))??;
    let then = past.instant(served).await?;
    let tickets = page.value.items.into_iter().map(|row| row.at(then, &reference)).collect();
    let next = page.value.next.map(|next| Cursor(next).to_string());
    Ok(Read { value: BoardPage { tickets, next }, position: page.position })
}

/// How many rows a screen gets if it does not say.
const SCREEN: usize = 100;

/// Nobody looks twice for a screen within this time, however much happens.
const REST: Duration = Duration::from_micros(500_000);

pub(super) async fn follow(
    State(served): State<Served>,
    caller: Caller,
    headers: HeaderMap,
    mut parameters: Parameters,
) -> Result<Response, Problem> {
    let listener = Listener::of(&served, caller, &SHOW_BOARD)?;
    let (filter, limit) = (filter(&mut parameters)?, parameters.take_limit_or(SCREEN)?);
    parameters.nothing_else()?;
    let positions = served.app.models.positions(Board::NAME).ok_or_else(Problem::not_found)?;
    // No screen begins with an old board.
    let head = served.app.store.length().borrow().checked_sub(1).map(Position);
    wait_for(&served, Board::NAME, head).await?;
    let mut screen = Screen { served, listener, filter, limit, positions, at: None, shows: None, rests_until: None };
    if let Some(seen) = last_seen(&headers)? {
        let now = screen.look().await?;
        if now.position == seen {
            (screen.at, screen.shows) = (Some(now.position), Some(now.value));
        }
    }
    Ok(live(screen))
}

/// A screen that somebody looks at.
struct Screen {
    served: Served,
    listener: Listener,
    filter: BoardFilter,
    limit: usize,
    positions: Positions,
    /// Up to which position the board was looked at; absent before the first message.
    at: Option<Position>,
    /// What the screen shows.
    shows: Option<BoardPage>,
    rests_until: Option<Timestamp>,
}

impl Screen {
    async fn look(&self) -> Result<Read<BoardPage>, Problem> {
        page(&self.served, &self.filter, None, self.limit).await
    }
}

/// The board is read only as fast as the client takes it, so that a slow screen gets the newest one.
impl Teller for Screen {
    fn served(&self) -> &Served {
        &self.served
    }

    /// Waits until the board differs from what the screen shows.
    async fn next(&mut self) -> Result<Option<Event>, Problem> {
        loop {
            if let Some(until) = self.rests_until {
                self.served.app.clock.reaches(until).await;
            }
            if let Some(at) = self.at {
                self.positions.beyond(at).await.ok_or_else(|| Problem::behind(at.0))?;
            }
            let Read { value: board, position } = self.look().await?;
            self.listener.still(&self.served)?;
            (self.at, self.rests_until) = (Some(position), Some(self.served.app.clock.now() + REST));
            if self.shows.as_ref() == Some(&board) {
                continue;
            }
            let data = serde_json::to_string(&board).map_err(|error| Problem::internal(&error))?;
            self.shows = Some(board);
            return Ok(Some(Event::default().id(position.to_string()).event("board").data(data)));
        }
    }
}
