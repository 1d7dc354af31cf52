//! `flywheel serve`.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::serve::ListenerExt;
use clap::Args;
use domain::access;
use event_store::SqliteStore;
use events_schema::{Actor, Channel, Role};
use serde_json::json;
use tokio::net::TcpListener;
use tokio::sync::watch;

use super::local::{Local, perform};
use super::output::Failure;
use crate::app::App;
use crate::clock::SystemClock;
use crate::http::{self, Served};
use crate::intake::Intake;

#[derive(Debug, Args)]
pub(super) struct Serve {
    /// Where to listen. Beyond this machine put a proxy with TLS in front.
    #[arg(long, env = "FLYWHEEL_LISTEN", default_value = "127.0.0.1:7300")]
    listen: SocketAddr,
    /// How logs are written.
    #[arg(long, env = "FLYWHEEL_LOG_FORMAT", value_enum, default_value_t = LogFormat::Text)]
    log_format: LogFormat,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub(super) enum LogFormat {
    /// For people.
    Text,
    /// For machines.
    Json,
}

/// How long requests may go on after the server was told to end.
const GRACE: Duration = Duration::from_secs(5);

impl Serve {
    pub(super) async fn run(self, data: &Path) -> Result<(), Failure> {
        self.log_format.start();
        let (app, store) = App::open(data, Arc::new(SystemClock)).await?;
        let listener = listen(self.listen).await?;
        first_key(&app).await?;
        serve(data, listener, app, store, |_| ()).await
    }
}

/// Takes the address, before anything is done that would have to be undone.
pub(super) async fn listen(address: SocketAddr) -> Result<TcpListener, Failure> {
    let taken = |error| Failure::unusable(format!("cannot listen on {address}: {error}; choose another with --listen"));
    TcpListener::bind(address).await.map_err(taken)
}

/// Serves until the process is told to end. `ready` hears where.
pub(super) async fn serve(
    data: &Path,
    listener: TcpListener,
    app: Arc<App>,
    store: Arc<SqliteStore>,
    ready: impl FnOnce(SocketAddr),
) -> Result<(), Failure> {
    let intake = Intake::of_environment(data)?;
    let watching = tokio::spawn(crate::watch::run(Arc::clone(&app)));
    let reacting = tokio::spawn(crate::reactions::run(Arc::clone(&app), data.to_path_buf()));
    let evaluating = tokio::spawn(crate::evaluation::run(Arc::clone(&app)));
    let reporting = tokio::spawn(crate::report::run(Arc::clone(&app)));
    let needing = tokio::spawn(crate::needs::run(Arc::clone(&app)));
    let telling = tokio::spawn(crate::telling::run(Arc::clone(&app)));
    let measuring = tokio::spawn(crate::metrics::run(Arc::clone(&app)));
    let address = listener.local_addr()?;
    let local = Local::announce(data, format!("http://{address}"))?;
    let (end, ending) = watch::channel(false);
    let router = http::router(Served::new(Arc::clone(&app), ending.clone(), Some(local), intake));
    eprintln!("flywheel serves {} on http://{address}", data.display());
    ready(address);

    let listener = listener.tap_io(|connection| {
        // Answers are small and whole; waiting to fill a packet only delays them.
        let _ = connection.set_nodelay(true);
    });
    let mut told = ending.clone();
    let server = axum::serve(listener, router.into_make_service_with_connect_info::<SocketAddr>())
        .with_graceful_shutdown(async move {
            // The sender lives until the server has ended.
            let _ = told.wait_for(|ending| *ending).await;
        });
    let mut failed = store.failed();
    let mut server = tokio::spawn(server.into_future());
    let failure = tokio::select! {
        () = asked_to_end() => None,
        Ok(reason) = failed.wait_for(Option::is_some) => reason.clone(),
        ended = &mut server => return Ok(ended??),
    };
    if let Some(reason) = failure {
        // What the last appends came to only a new process can read from the file. Nothing may be answered any more.
        return Err(Failure::store(format!("a commit failed, so this process ends: {reason}")));
    }
    end.send_replace(true);
    if tokio::time::timeout(GRACE, server).await.is_err() {
        tracing::warn!("requests were still running when the time to end them was over");
    }
    watching.abort();
    reacting.abort();
    evaluating.abort();
    reporting.abort();
    needing.abort();
    telling.abort();
    measuring.abort();
    app.models.stop();
    store.close();
    Local::withdraw(data);
    Ok(())
}

impl LogFormat {
    pub(super) fn start(self) {
        self.start_at("info");
    }

    /// Logs from this level on, unless `FLYWHEEL_LOG` says otherwise.
    pub(super) fn start_at(self, level: &str) {
        let filter = tracing_subscriber::EnvFilter::try_from_env("FLYWHEEL_LOG");
        let filter = filter.unwrap_or_else(|_| tracing_subscriber::EnvFilter::new(level));
        let logs = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
        match self {
            Self::Text => logs.init(),
            Self::Json => logs.json().init(),
        }
    }
}

/// Whoever has the folder first gets an administrator's key, printed once and kept nowhere.
async fn first_key(app: &App) -> Result<(), Failure> {
    if !app.directory.now().keys.is_empty() {
        return Ok(());
    }
    let (id, key, secret_hash) = http::new_key();
    let body = json!({
        "key": id, "principal": "system-administrator", "role": Role::Administrator, "secret_hash": secret_hash,
        "label": "the first administrator's key",
    });
    let actor = Actor { channel: Channel::Cli, ..Actor::system("first-start") };
    perform(app, access::COMMANDS, actor, "create", None, &body).await?;
    eprintln!("the administrator's key, shown this once: {key}");
    Ok(())
}

async fn asked_to_end() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = tokio::signal::ctrl_c() => {}
            }
            return;
        }
    }
    // Without signals the process can only be killed, which it survives.
    let _ = tokio::signal::ctrl_c().await;
}
