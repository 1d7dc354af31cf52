//! How verbs find a server that runs on the same data folder.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use event_store::{OpenError, SqliteStore};
use events_schema::Digest256;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use ureq::Body;
use ureq::http::Response;

use super::output::Failure;
use crate::app::{App, StartError};
use crate::clock::SystemClock;
use crate::http::{LOCAL_KEY, hash_of};
use crate::random;

/// What a server writes down for verbs on the same machine. The file is only for the user who runs the server.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Local {
    url: String,
    key: String,
}

impl Local {
    fn path(folder: &Path) -> PathBuf {
        folder.join("server.json")
    }

    /// Writes down where the server is, and a fresh secret to come in.
    pub(super) fn announce(folder: &Path, url: String) -> Result<Digest256, Failure> {
        let secret = BASE64_URL_SAFE_NO_PAD.encode(random::secret::<32>());
        let hash = hash_of(&secret);
        let local = Self { url, key: format!("fw_{LOCAL_KEY}_{secret}") };
        let path = Self::path(folder);
        // A file of an earlier server may have wider rights; a new one gets its own.
        let _ = std::fs::remove_file(&path);
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        serde_json::to_writer(options.open(&path)?, &local)?;
        Ok(hash)
    }

    pub(super) fn withdraw(folder: &Path) {
        // Where it cannot be removed, the next server replaces it.
        let _ = std::fs::remove_file(Self::path(folder));
    }

    /// The server on this folder, if one has said that it runs.
    pub(super) fn find(folder: &Path) -> Option<Self> {
        serde_json::from_slice(&std::fs::read(Self::path(folder)).ok()?).ok()
    }

    /// Sends a command to the server.
    pub(super) fn post(&self, path: &str, body: &Value) -> Result<Value, Failure> {
        let request =
            agent().post(format!("{}{path}", self.url)).header("authorization", format!("Bearer {}", self.key));
        answered(request.send_json(body)?)
    }

    /// Asks the server.
    pub(super) fn get(&self, path: &str) -> Result<Value, Failure> {
        answered(self.asked(path)?)
    }

    /// Asks the server for something that is long, or no JSON.
    pub(super) fn open(&self, path: &str) -> Result<Response<Body>, Failure> {
        let response = self.asked(path)?;
        if response.status().is_success() { Ok(response) } else { Err(refused(response)?) }
    }

    fn asked(&self, path: &str) -> Result<Response<Body>, Failure> {
        let request = agent().get(format!("{}{path}", self.url));
        Ok(request.header("authorization", format!("Bearer {}", self.key)).call()?)
    }
}

fn agent() -> ureq::Agent {
    ureq::Agent::new_with_config(ureq::Agent::config_builder().http_status_as_error(false).build())
}

fn answered(mut response: Response<Body>) -> Result<Value, Failure> {
    if response.status().is_success() { Ok(response.body_mut().read_json()?) } else { Err(refused(response)?) }
}

fn refused(mut response: Response<Body>) -> Result<Failure, Failure> {
    let answer: Value = response.body_mut().read_json()?;
    let text = |name: &str| answer[name].as_str().unwrap_or_default().to_owned();
    Ok(Failure::refused(format!("{} ({}): {}", text("title"), text("code"), text("detail"))))
}

/// Who works on a data folder: the server that has it, or else this process.
pub(super) enum Program {
    Server(Local),
    Here(Arc<App>, Arc<SqliteStore>),
}

impl Program {
    pub(super) async fn of(data: &Path) -> Result<Self, Failure> {
        if !data.is_dir() {
            let absent = format!("there is no data folder {}; name it with --data, or make a new one", data.display());
            return Err(Failure::not_found(absent));
        }
        match App::open(data, Arc::new(SystemClock)).await {
            Ok((app, store)) => Ok(Self::Here(app, store)),
            Err(StartError::Store(OpenError::Locked { folder })) => {
                let busy = || OpenError::Locked { folder: folder.clone() };
                Ok(Self::Server(Local::find(data).ok_or_else(busy)?))
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Ends what was begun here; a server goes on.
    pub(super) fn end(self) {
        if let Self::Here(app, store) = self {
            app.models.stop();
            store.close();
        }
    }
}
