//! All read models: the table of them, and their life from opening to stopping.

mod table;

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use event_store::EventStore;
use events_schema::Position;
use tokio::runtime::Handle;
use tokio::sync::{mpsc, watch};

use crate::checkpoint;
use crate::file::{OpenError, Purpose};
use crate::fold::Fold;
use crate::follow::{Follower, Wish};
use crate::health::{Behind, Health, Progress};
use crate::meeting::{Apart, Meeting};
use crate::rebuild::{Beside, Job, RebuildOptions, RebuildStatus, Rebuilding};
use crate::shared;
use crate::shelf::{Shelf, Volume};
use crate::sql::Sources;
use crate::view::Views;
pub use table::{Model, models};

/// Opens the queries of the read models in a folder, beside a server that keeps them.
///
/// # Errors
/// If there is no such folder.
pub fn open_read_only(folder: &Path) -> Result<Views, OpenError> {
    if folder.is_dir() { views(folder) } else { Err(OpenError::Missing { folder: folder.to_path_buf() }) }
}

/// The queries of what is shown in a folder; where nothing was shown yet, of the first file of today's version.
fn views(folder: &Path) -> Result<Views, OpenError> {
    let file = |model: &Model| {
        let shelf = Shelf::new(folder, model.name);
        let volume = shelf.shown()?.unwrap_or(Volume { version: model.version, number: 1 });
        Ok((model.name, shelf.path(volume), volume.version != model.version))
    };
    Ok(Views::new(models().iter().map(file).collect::<Result<Vec<_>, OpenError>>()?))
}

/// The read models of a running server. Dropping them stops them.
pub struct ReadModels {
    store: Arc<dyn EventStore>,
    views: Views,
    kept: Vec<Kept>,
    end: watch::Sender<bool>,
    /// One meeting at a time: two that wait for each other's read models would wait for ever.
    meetings: tokio::sync::Mutex<()>,
}

/// How far behind the log a read model may be to meet others.
const FURTHEST_APART: u64 = 100_000;

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
    shelf: Shelf,
    progress: watch::Sender<Progress>,
    life: Mutex<Life>,
    rebuild: Mutex<Option<Rebuilding>>,
}

/// Where the fold of a read model is.
enum Life {
    /// It waits for the start.
    Opened(Box<dyn Fold>, Volume),
    /// A thread has it.
    Following { thread: JoinHandle<()>, wishes: mpsc::Sender<Wish> },
    /// It has ended, or never began.
    Ended,
}

impl ReadModels {
    /// Opens the read models in a folder; what is missing or does not fit the log is made anew. They show what they last
    /// showed until they are started. Where an older version was shown, it is shown until today's has caught up.
    ///
    /// # Errors
    /// If the folder or a file in it cannot be used, or the log cannot be read.
    pub async fn open(folder: &Path, store: Arc<dyn EventStore>) -> Result<Self, OpenError> {
        let unusable = |source| OpenError::Io { path: folder.to_path_buf(), source };
        std::fs::create_dir_all(folder).map_err(unusable)?;
        let mut kept = Vec::new();
        for model in models() {
            kept.push(Kept::open(model, folder, &*store).await?);
        }
        Ok(Self {
            store,
            views: views(folder)?,
            kept,
            end: watch::Sender::new(false),
            meetings: tokio::sync::Mutex::default(),
        })
    }

    /// Follows the log from now on. `handle` is of the runtime that wakes those who wait for events.
    ///
    /// # Errors
    /// If the system gives no thread.
    pub fn start(&self, handle: &Handle) -> std::io::Result<()> {
        self.kept.iter().try_for_each(|kept| self.follow(kept, handle))
    }

    fn follow(&self, kept: &Kept, handle: &Handle) -> std::io::Result<()> {
        let mut life = kept.life.lock().unwrap_or_else(PoisonError::into_inner);
        let Life::Opened(fold, volume) = std::mem::replace(&mut *life, Life::Ended) else { return Ok(()) };
        let (wishes, heard) = mpsc::channel(1);
        let follower = Follower {
            name: kept.model.name,
            fold,
            volume,
            shelf: kept.shelf.clone(),
            pool: self.views.pool(kept.model.name).expect("every read model has its queries"),
            store: Arc::clone(&self.store),
            progress: kept.progress.clone(),
            wishes: heard,
            end: self.end.subscribe(),
        };
        let handle = handle.clone();
        let thread = std::thread::Builder::new().name(format!("fold-{}", kept.model.name));
        let thread = thread.spawn(move || follower.run(&handle))?;
        *life = Life::Following { thread, wishes };
        Ok(())
    }

    /// Tries again to follow with a read model that stands still, from where it stands.
    ///
    /// # Errors
    /// If there is no such read model, it does not stand still, or its file cannot be opened.
    pub async fn retry(&self, model: &str, handle: &Handle) -> Result<(), RebuildRefused> {
        let kept = self.kept(model)?;
        if kept.progress.borrow().stopped.is_none() {
            return Err(RebuildRefused::Follows);
        }
        let volume = kept.own_volume()?;
        let fold = (kept.model.open)(&kept.shelf.path(volume), &*self.store, Purpose::Show).await?;
        {
            let mut life = kept.life.lock().unwrap_or_else(PoisonError::into_inner);
            if kept.progress.borrow().stopped.is_none() {
                return Err(RebuildRefused::Follows);
            }
            kept.progress.send_modify(|progress| progress.stopped = None);
            *life = Life::Opened(fold, volume);
        }
        self.follow(kept, handle).map_err(RebuildRefused::Thread)
    }

    /// Folds read models anew beside those that are shown, and shows each instead when both agree. Those that begin with the
    /// first event share one reader of the log.
    ///
    /// # Errors
    /// If there is no such read model, it is rebuilt already, it does not follow, or its file cannot be made.
    pub async fn rebuild(
        &self,
        models: &[&str],
        options: RebuildOptions,
        handle: &Handle,
    ) -> Result<Vec<(&'static str, watch::Receiver<RebuildStatus>)>, RebuildRefused> {
        let kept = models.iter().map(|model| self.kept(model)).collect::<Result<Vec<_>, _>>()?;
        kept.iter().try_for_each(|kept| kept.rebuildable().map(|_| ()))?;
        let mut jobs = Vec::new();
        for kept in kept {
            match self.prepare(kept, options, handle).await {
                Ok(job) => jobs.push(job),
                Err(refused) => {
                    // All begin, or none.
                    jobs.iter().for_each(|job: &Job| job.rebuilding.never_ran());
                    return Err(refused);
                }
            }
        }
        let started = jobs.iter().map(|job| (job.name, job.rebuilding.news())).collect();
        let (fresh, resumed): (Vec<Job>, Vec<Job>) = jobs.into_iter().partition(|job| job.begins() == Position(0));
        let begun = shared::run(fresh, options);
        let begun = resumed.into_iter().fold(begun, |begun, job| begun.and(shared::run(vec![job], options)));
        begun.map(|()| started).map_err(RebuildRefused::Thread)
    }

    /// Makes the file of a rebuild. Nobody else touches it from here on.
    async fn prepare(&self, kept: &Kept, options: RebuildOptions, handle: &Handle) -> Result<Job, RebuildRefused> {
        let (shown, wishes) = kept.rebuildable()?;
        let rebuilding = Rebuilding::new(kept.progress.borrow().position);
        {
            let mut running = kept.rebuild.lock().unwrap_or_else(PoisonError::into_inner);
            if running.as_ref().is_some_and(|running| !running.status().state.is_over()) {
                return Err(RebuildRefused::Running);
            }
            *running = Some(rebuilding.clone());
        }
        let opened = async {
            let volume = kept.to_fill(shown, options)?;
            let fold = (kept.model.open)(&kept.shelf.path(volume), &*self.store, Purpose::Fill).await?;
            Ok((volume, fold))
        };
        let (volume, fold) = match opened.await {
            Ok(opened) => opened,
            Err(error) => {
                rebuilding.failed(&error);
                return Err(RebuildRefused::File(error));
            }
        };
        rebuilding.fills(kept.shelf.file_name(volume), fold.next());
        let beside = Beside {
            shelf: kept.shelf.clone(),
            shown,
            store: Arc::clone(&self.store),
            live: kept.progress.subscribe(),
            wishes,
            handle: handle.clone(),
        };
        Ok(Job { name: kept.model.name, rebuilding, volume, fold, beside })
    }

    /// Ends a rebuild that runs. What it has folded stays for the next one.
    ///
    /// # Errors
    /// If there is no such read model, or nothing runs.
    pub fn cancel(&self, model: &str) -> Result<watch::Receiver<RebuildStatus>, RebuildRefused> {
        let rebuild = self.kept(model)?.rebuild.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let running = rebuild.filter(|rebuild| !rebuild.status().state.is_over()).ok_or(RebuildRefused::NotRunning)?;
        running.cancel();
        Ok(running.news())
    }

    /// The rebuild of a read model that runs or ended last, as it goes on; `None` if there was none since the start.
    ///
    /// # Errors
    /// If there is no such read model.
    pub fn rebuilding(&self, model: &str) -> Result<Option<watch::Receiver<RebuildStatus>>, RebuildRefused> {
        let rebuild = self.kept(model)?.rebuild.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Ok(rebuild.map(|rebuild| rebuild.news()))
    }

    fn kept(&self, model: &str) -> Result<&Kept, RebuildRefused> {
        let kept = self.kept.iter().find(|kept| kept.model.name == model);
        kept.ok_or_else(|| RebuildRefused::Unknown(model.to_owned()))
    }

    /// Stops following and waits until everything that was folded is written. Queries go on with what is there.
    pub fn stop(&self) {
        self.end.send_replace(true);
        for kept in &self.kept {
            if let Some(rebuild) = &*kept.rebuild.lock().unwrap_or_else(PoisonError::into_inner) {
                rebuild.cancel();
            }
            let mut life = kept.life.lock().unwrap_or_else(PoisonError::into_inner);
            if let Life::Following { thread, .. } = std::mem::replace(&mut *life, Life::Ended) {
                // A thread catches the panics of its fold and says so in the health of the read model.
                let _ = thread.join();
            }
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
        let head = self.length();
        let health = |kept: &Kept| {
            let progress = kept.progress.borrow();
            let (name, version) = (kept.model.name, kept.model.version);
            let (position, folded) = (progress.position, progress.folded);
            let shows = kept.shelf.file_name(progress.shows);
            let (following, quarantined) = (progress.following(head), progress.quarantined.clone());
            Health { name, version, shows, position, folded, head, following, quarantined }
        };
        self.kept.iter().map(health).collect()
    }

    /// Where the files of all read models are that are shown.
    #[must_use]
    pub fn sources(&self, handle: &Handle) -> Sources {
        let file = |kept: &Kept| (kept.model.name, kept.shelf.path(kept.progress.borrow().shows));
        Sources { files: self.kept.iter().map(file).collect(), store: Arc::clone(&self.store), handle: handle.clone() }
    }

    /// The position of the next event that the log will get.
    pub(crate) fn length(&self) -> Position {
        Position(*self.store.length().borrow())
    }

    /// Lets read models stand at one position for a moment.
    ///
    /// # Errors
    /// If one of them does not follow, or does not come in time.
    pub(crate) async fn meet(&self, models: &[&'static str]) -> Result<Meeting<'_>, Apart> {
        let alone = self.meetings.lock().await;
        let mut guests = Vec::new();
        let head = self.length();
        for kept in self.kept.iter().filter(|kept| models.contains(&kept.model.name)) {
            // Those who are there would have to wait for one who is far behind.
            if head.0.saturating_sub(kept.progress.borrow().position.0) > FURTHEST_APART {
                return Err(Apart::FarBehind(kept.model.name));
            }
            guests.push(kept.follower().ok_or(Apart::DoesNotFollow(kept.model.name))?);
        }
        Meeting::of(guests, alone).await
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

impl Kept {
    async fn open(model: &'static Model, folder: &Path, store: &dyn EventStore) -> Result<Self, OpenError> {
        let shelf = Shelf::new(folder, model.name);
        let shown = shelf.shown()?;
        let own = own_volume(model, &shelf)?;
        // An older version is shown, as far as it belongs to this log, until today's has caught up.
        let older = match shown.filter(|shown| shown.version != own.version) {
            Some(older) => checkpoint::of_file(&shelf.path(older), store).await.map(|position| (older, position)),
            None => None,
        };
        let purpose = if older.is_some() { Purpose::Fill } else { Purpose::Show };
        let fold = (model.open)(&shelf.path(own), store, purpose).await?;
        let progress = match older {
            Some((older, position)) => {
                Progress { position, folded: Some(fold.next()), shows: older, stopped: None, quarantined: Vec::new() }
            }
            None => {
                shelf.show(own)?;
                Progress { position: fold.next(), folded: None, shows: own, stopped: None, quarantined: Vec::new() }
            }
        };
        let (progress, life) = (watch::Sender::new(progress), Mutex::new(Life::Opened(fold, own)));
        Ok(Self { model, shelf, progress, life, rebuild: Mutex::default() })
    }

    /// Which file is shown, and who takes another one over, if it can be rebuilt now.
    fn rebuildable(&self) -> Result<(Volume, mpsc::Sender<Wish>), RebuildRefused> {
        let running = self.rebuild.lock().unwrap_or_else(PoisonError::into_inner);
        if running.as_ref().is_some_and(|running| !running.status().state.is_over()) {
            return Err(RebuildRefused::Running);
        }
        let shown = self.progress.borrow().shows;
        if shown.version != self.model.version {
            return Err(RebuildRefused::CatchingUp);
        }
        self.follower().map(|wishes| (shown, wishes)).ok_or(RebuildRefused::StandsStill)
    }

    /// Who hears wishes, if it follows and shows what it folds.
    fn follower(&self) -> Option<mpsc::Sender<Wish>> {
        let follows = {
            let progress = self.progress.borrow();
            progress.stopped.is_none() && progress.folded.is_none()
        };
        match &*self.life.lock().unwrap_or_else(PoisonError::into_inner) {
            Life::Following { wishes, .. } if follows => Some(wishes.clone()),
            Life::Following { .. } | Life::Opened(..) | Life::Ended => None,
        }
    }

    fn own_volume(&self) -> Result<Volume, OpenError> {
        own_volume(self.model, &self.shelf)
    }

    /// The file that a rebuild fills: the one that an earlier rebuild left, or a new one.
    fn to_fill(&self, shown: Volume, options: RebuildOptions) -> Result<Volume, OpenError> {
        let volumes = self.shelf.volumes()?;
        let left = volumes.into_iter().rfind(|volume| volume.version == shown.version && volume.number > shown.number);
        match left {
            Some(left) if options.anew => {
                self.shelf.remove(left)?;
                Ok(left)
            }
            Some(left) => Ok(left),
            None => self.shelf.next(shown.version),
        }
    }
}

/// The file that today's version folds: the one that is shown, or else the newest that there is of it.
fn own_volume(model: &Model, shelf: &Shelf) -> Result<Volume, OpenError> {
    let version = model.version;
    if let Some(shown) = shelf.shown()?.filter(|shown| shown.version == version) {
        return Ok(shown);
    }
    let newest = shelf.volumes()?.into_iter().rfind(|volume| volume.version == version);
    Ok(newest.unwrap_or(Volume { version, number: 1 }))
}

/// Why a read model is not rebuilt, or not tried again.
#[derive(Debug, thiserror::Error)]
pub enum RebuildRefused {
    /// There is no such read model.
    #[error("there is no read model `{0}`")]
    Unknown(String),
    /// One at a time.
    #[error("it is rebuilt already; look at its progress, or cancel it first")]
    Running,
    /// Nothing to cancel.
    #[error("no rebuild runs")]
    NotRunning,
    /// An older version is shown while this one is folded, which is a rebuild itself.
    #[error("it is folded anew already, because its version has changed")]
    CatchingUp,
    /// Nothing keeps it up with the log.
    #[error("it stands still; try it again first")]
    StandsStill,
    /// Nothing to try again.
    #[error("it does not stand still")]
    Follows,
    /// A file cannot be made or read.
    #[error(transparent)]
    File(#[from] OpenError),
    /// The system gives no thread.
    #[error("the system gives no thread")]
    Thread(#[source] std::io::Error),
}

impl Drop for ReadModels {
    fn drop(&mut self) {
        self.stop();
    }
}
