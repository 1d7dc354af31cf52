//! All read models: the table of them, and their life from opening to stopping.

use std::future::Future;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use event_store::EventStore;
use events_schema::Position;
use tokio::runtime::Handle;
use tokio::sync::watch;

use crate::board::Board;
use crate::clocks::Clocks;
use crate::file::{self, OpenError};
use crate::fold::{self, Fold};
use crate::follow::Follower;
use crate::health::{Behind, Health, Progress};
use crate::projection::Projection;
use crate::ticket_details::TicketDetails;
use crate::ticket_list::TicketList;
use crate::view::Views;

/// Every read model. A new one is a file and a line here.
static MODELS: [Model; 4] =
    [Model::of::<TicketList>(), Model::of::<TicketDetails>(), Model::of::<Clocks>(), Model::of::<Board>()];

/// A read model in the table.
pub struct Model {
    /// Its name.
    pub name: &'static str,
    /// Its version.
    pub version: u32,
    pub(crate) open: for<'a> fn(&'a Path, &'a dyn EventStore) -> Opening<'a>,
}

type Opening<'a> = Pin<Box<dyn Future<Output = Result<Box<dyn Fold>, OpenError>> + Send + 'a>>;

impl Model {
    /// The entry of a read model in the table.
    #[must_use]
    pub const fn of<P: Projection>() -> Self {
        Self { name: P::NAME, version: P::VERSION, open: |path, store| Box::pin(fold::open::<P>(path, store)) }
    }

    pub(crate) fn path(&self, folder: &Path) -> PathBuf {
        file::path(folder, self.name, self.version)
    }
}

/// Every read model that there is.
#[must_use]
pub fn models() -> &'static [Model] {
    &MODELS
}

/// Opens the queries of the read models in a folder, beside a server that keeps them.
///
/// # Errors
/// If there is no such folder.
pub fn open_read_only(folder: &Path) -> Result<Views, OpenError> {
    if folder.is_dir() { Ok(views(folder)) } else { Err(OpenError::Missing { folder: folder.to_path_buf() }) }
}

fn views(folder: &Path) -> Views {
    Views::new(MODELS.iter().map(|model| (model.name, model.path(folder))))
}

/// The read models of a running server. Dropping them stops them.
pub struct ReadModels {
    store: Arc<dyn EventStore>,
    views: Views,
    kept: Vec<Kept>,
    threads: Mutex<Vec<JoinHandle<()>>>,
    end: watch::Sender<bool>,
}

/// The positions to which a read model comes.
pub struct Positions(watch::Receiver<Progress>);

impl Positions {
    /// Waits until the read model shows more than the events before a position. `None` if it stands still or ends before
    /// that.
    pub async fn beyond(&mut self, position: Position) -> Option<Position> {
        let settled = self.0.wait_for(|progress| progress.position > position || progress.stopped.is_some());
        let shown = settled.await.ok()?.position;
        (shown > position).then_some(shown)
    }
}

struct Kept {
    model: &'static Model,
    progress: watch::Sender<Progress>,
    /// Waits for the start.
    fold: Mutex<Option<Box<dyn Fold>>>,
}

impl ReadModels {
    /// Opens the read models in a folder; what is missing or does not fit the log is made anew. They show what they last
    /// showed until they are started.
    ///
    /// # Errors
    /// If the folder or a file in it cannot be used, or the log cannot be read.
    pub async fn open(folder: &Path, store: Arc<dyn EventStore>) -> Result<Self, OpenError> {
        let unusable = |source| OpenError::Io { path: folder.to_path_buf(), source };
        std::fs::create_dir_all(folder).map_err(unusable)?;
        let mut kept = Vec::new();
        for model in &MODELS {
            let fold = (model.open)(&model.path(folder), &*store).await?;
            let progress = watch::Sender::new(Progress { position: fold.next(), stopped: None });
            kept.push(Kept { model, progress, fold: Mutex::new(Some(fold)) });
        }
        Ok(Self { store, views: views(folder), kept, threads: Mutex::default(), end: watch::Sender::new(false) })
    }

    /// Follows the log from now on. `handle` is of the runtime that wakes those who wait for events.
    ///
    /// # Errors
    /// If the system gives no thread.
    pub fn start(&self, handle: &Handle) -> std::io::Result<()> {
        let mut threads = self.threads.lock().unwrap_or_else(PoisonError::into_inner);
        for kept in &self.kept {
            let Some(fold) = kept.fold.lock().unwrap_or_else(PoisonError::into_inner).take() else { continue };
            let follower = Follower {
                name: kept.model.name,
                fold,
                store: Arc::clone(&self.store),
                progress: kept.progress.clone(),
                end: self.end.subscribe(),
            };
            let handle = handle.clone();
            let thread = std::thread::Builder::new().name(format!("fold-{}", kept.model.name));
            threads.push(thread.spawn(move || follower.run(&handle))?);
        }
        Ok(())
    }

    /// Stops following and waits until everything that was folded is written. Queries go on with what is there.
    pub fn stop(&self) {
        self.end.send_replace(true);
        let threads = std::mem::take(&mut *self.threads.lock().unwrap_or_else(PoisonError::into_inner));
        for thread in threads {
            // A thread catches the panics of its fold and says so in the health of the read model.
            let _ = thread.join();
        }
    }

    /// The queries.
    #[must_use]
    pub fn views(&self) -> &Views {
        &self.views
    }

    /// Where each read model stands.
    #[must_use]
    pub fn health(&self) -> Vec<Health> {
        let head = Position(*self.store.length().borrow());
        let health = |kept: &Kept| {
            let progress = kept.progress.borrow();
            let (name, version) = (kept.model.name, kept.model.version);
            Health { name, version, position: progress.position, head, following: progress.following(head) }
        };
        self.kept.iter().map(health).collect()
    }

    /// What a read model comes to from now on; `None` if there is no such read model.
    #[must_use]
    pub fn positions(&self, model: &str) -> Option<Positions> {
        let kept = self.kept.iter().find(|kept| kept.model.name == model)?;
        Some(Positions(kept.progress.subscribe()))
    }

    /// Waits until a read model shows the event at a position.
    ///
    /// # Errors
    /// If it does not come so far in time, or stands still.
    pub async fn reached(&self, model: &str, position: Position, timeout: Duration) -> Result<(), Behind> {
        let kept = self.kept.iter().find(|kept| kept.model.name == model);
        let mut progress = kept.ok_or_else(|| Behind::Unknown(model.to_owned()))?.progress.subscribe();
        let settled = progress.wait_for(|progress| progress.position > position || progress.stopped.is_some());
        let now = match tokio::time::timeout(timeout, settled).await {
            Ok(Ok(progress)) => progress.clone(),
            Ok(Err(_)) | Err(_) => return Err(Behind::Late { position: kept_position(kept) }),
        };
        match now.stopped {
            Some(stop) if now.position <= position => {
                Err(Behind::Stopped { position: now.position, error: stop.error })
            }
            Some(_) | None => Ok(()),
        }
    }
}

fn kept_position(kept: Option<&Kept>) -> Position {
    kept.map_or(Position(0), |kept| kept.progress.borrow().position)
}

impl Drop for ReadModels {
    fn drop(&mut self) {
        self.stop();
    }
}
