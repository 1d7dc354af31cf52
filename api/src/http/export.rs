//! `GET /v1/export/{what}`: the log in the formats of other tools, written as fast as the client takes it.
//!
//! An export has its own thread, which waits for the client: what is not yet sent is never more than a few chunks. If it breaks
//! off, so does the connection, before the end of the body that the client waits for: half an export never looks whole.

use std::io::{self, BufWriter, Write};
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use domain::queries::EXPORT;
use events_schema::Position;
use futures_util::stream;
use tokio::runtime::Handle;
use tokio::sync::{mpsc, oneshot, watch};

use super::auth::Caller;
use super::parameters::Parameters;
use super::{Problem, Served, answer};
use crate::app::App;
use crate::export::{Export, ExportError, Log, Unusable, Views, Wanted};

/// How many exports may run at once: each reads the log from one end to the other, and those who ask for a ticket come first.
pub const MOST_EXPORTS: usize = 4;

const TOO_MANY: &str = "four exports run already; ask again when one has ended";

/// How many bytes are sent at once, and how many such chunks may wait for the client.
const CHUNK: usize = 64 * 1024;
const WAITING: usize = 4;

/// How long a client may take for a chunk. Whoever takes nothing any more has gone, and his place is another's.
const PATIENCE: Duration = Duration::from_secs(60);

pub(super) async fn export(
    State(served): State<Served>,
    Path(what): Path<String>,
    caller: Caller,
    mut parameters: Parameters,
) -> Result<Response, Problem> {
    caller.may(&EXPORT)?;
    let (format, views) = (parameters.take::<String>("format")?, parameters.take::<String>("views")?);
    let (since, entries) = (parameters.take("since")?, parameters.take("entries")?);
    parameters.nothing_else()?;
    let wanted = Wanted { what: &what, format: format.as_deref(), since, entries, views: views.as_deref() };
    let end = Position(*served.app.store.length().borrow());
    let export = Export::of(&wanted, end, caller.actor.role)?;
    let place = served.exports.take().ok_or_else(|| Problem::busy("too_many_exports", TOO_MANY))?;
    tracing::info!(actor = %caller.actor.id, what, "an export has begun");
    let (sender, receiver) = mpsc::channel(WAITING);
    let (begun, begins) = oneshot::channel();
    let client = Client { sender, runtime: Handle::current(), ending: served.ending.clone() };
    let thread = {
        let (app, export) = (Arc::clone(&served.app), export.clone());
        let run = move || {
            projections::behind_others();
            let _place = place;
            send(&app, export, client, begun);
        };
        std::thread::Builder::new().name("export".to_owned()).spawn(run)
    };
    thread.map_err(|error| Problem::internal(&error))?;
    let position = begins.await.map_err(|error| Problem::internal(&error))??;
    let headers = [
        answer::at_position(position.0),
        (header::CONTENT_TYPE, HeaderValue::from_static(export.media_type())),
        (header::CONTENT_DISPOSITION, attachment(&export.file_name(position))?),
    ];
    Ok((headers, body(receiver)).into_response())
}

fn attachment(name: &str) -> Result<HeaderValue, Problem> {
    let value = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""));
    value.map_err(|error| Problem::internal(&error))
}

/// Says which position the export reflects, or why there is none, and then sends it.
fn send(app: &App, export: Export, client: Client, begun: oneshot::Sender<Result<Position, Problem>>) {
    let (last, runtime, waits) = (client.clone(), client.runtime.clone(), client.clone());
    let out = BufWriter::with_capacity(CHUNK, client);
    // Where whoever asked has gone before the first word, the first chunk finds that out.
    let written = match export {
        Export::OfLog(export) => {
            let progress = Box::new(move |_| if waits.waits() { Ok(()) } else { Err(ExportError::Unwanted) });
            let log = Log::now(Arc::clone(&app.store), runtime, progress);
            let _ = begun.send(Ok(log.end()));
            export.write(&log, out)
        }
        Export::OfViews(export) => {
            let goes_on = Arc::new(move |_| waits.waits());
            match Views::now(&app.models, app.store.id(), &export.views(), &runtime, goes_on) {
                Ok(views) => {
                    let _ = begun.send(Ok(views.position()));
                    export.write(views, out)
                }
                Err(error) => return drop(begun.send(Err(error.into()))),
            }
        }
    };
    match written {
        // Whoever has gone does not hear it.
        Ok(()) => drop(last.give(Piece::End)),
        Err(_) if !last.waits() => tracing::info!("an export was given up"),
        Err(error) => {
            let error: &dyn std::error::Error = &error;
            tracing::error!(error, "an export broke off");
        }
    }
}

/// What goes from the export to the body of the answer.
enum Piece {
    Chunk(Bytes),
    /// The export is whole.
    End,
}

/// The way to the client.
#[derive(Clone)]
struct Client {
    sender: mpsc::Sender<Piece>,
    runtime: Handle,
    ending: watch::Receiver<bool>,
}

impl Client {
    /// Whether the client is there, and the server goes on.
    fn waits(&self) -> bool {
        !self.sender.is_closed() && !*self.ending.borrow()
    }

    /// Waits until the client takes it.
    fn give(&self, piece: Piece) -> io::Result<()> {
        let mut ending = self.ending.clone();
        self.runtime.block_on(async {
            tokio::select! {
                _ = ending.wait_for(|ending| *ending) => Err(io::Error::other("the server ends")),
                given = self.sender.send_timeout(piece, PATIENCE) => given.map_err(|error| match error {
                    mpsc::error::SendTimeoutError::Timeout(_) => io::ErrorKind::TimedOut.into(),
                    mpsc::error::SendTimeoutError::Closed(_) => io::ErrorKind::BrokenPipe.into(),
                }),
            }
        })
    }
}

impl Write for Client {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.give(Piece::Chunk(Bytes::copy_from_slice(bytes)))?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The body of the answer, which ends only where the export does.
fn body(receiver: mpsc::Receiver<Piece>) -> Body {
    Body::from_stream(stream::unfold(Some(receiver), |receiver| async move {
        let mut receiver = receiver?;
        match receiver.recv().await {
            Some(Piece::Chunk(chunk)) => Some((Ok(chunk), Some(receiver))),
            Some(Piece::End) => None,
            None => Some((Err(io::Error::other("the export broke off")), None)),
        }
    }))
}

impl From<Unusable> for Problem {
    fn from(unusable: Unusable) -> Self {
        match &unusable {
            Unusable::Unknown { .. } => Self::not_found().detail(unusable.to_string()),
            Unusable::Format(_) => Self::bad_parameter("format", unusable),
            Unusable::BehindTheEnd { .. } | Unusable::Whole(_) => Self::bad_parameter("since", unusable),
            Unusable::NoEntries(_) => Self::bad_parameter("entries", unusable),
            Unusable::UnknownView { .. } | Unusable::NoViews(_) => Self::bad_parameter("views", unusable),
        }
    }
}
