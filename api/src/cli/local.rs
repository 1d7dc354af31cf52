//! How verbs find a server that runs on the same data folder.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use domain::{Aggregate, CommandSpec};
use event_store::{OpenError, SqliteStore};
use events_schema::{Actor, CommandId, Digest256, FactSet, Position};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use ureq::Body;
use ureq::http::Response;

use super::output::Failure;
use crate::app::{App, Holds, StartError};
use crate::clock::SystemClock;
use crate::commands::{Failed, Request, named};
use crate::http::{self, LOCAL_KEY, hash_of};
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

    /// Sends a file to the server.
    pub(super) fn post_file(&self, path: &str, media_type: &str, bytes: &[u8]) -> Result<Value, Failure> {
        let request = agent().post(format!("{}{path}", self.url)).header("content-type", media_type);
        answered(request.header("authorization", format!("Bearer {}", self.key)).send(bytes)?)
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

/// Carries out a command of a table without HTTP.
pub(super) async fn perform<A: Aggregate>(
    app: &App,
    table: &'static [CommandSpec<A>],
    actor: Actor,
    name: &str,
    member: Option<&str>,
    body: &Value,
) -> Result<(), Failure>
where
    App: Holds<A>,
{
    let spec = named(table, name);
    let command = (spec.parse)(body.to_string().as_bytes())?;
    let stream = member.map(|member| format!("{}-{member}", A::Fact::CATEGORY).parse()).transpose()?;
    let request = Request::live(spec, &*command, stream, CommandId::from_uuid(random::uuid()), actor);
    match app.streams().perform(&request).await {
        Ok(_) => Ok(()),
        Err(Failed::Refused(refusal)) => Err(Failure::refused(format!("{refusal} ({})", refusal.about().code))),
        Err(error) => Err(error.into()),
    }
}

/// How long read models may take that have to be folded from the beginning.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(3_600);

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

    /// Sends a command of a table, to a member of its collection or to open one.
    pub(super) async fn send<A: Aggregate>(
        &self,
        table: &'static [CommandSpec<A>],
        name: &str,
        member: Option<&str>,
        body: &Value,
    ) -> Result<(), Failure>
    where
        App: Holds<A>,
    {
        match self {
            Self::Server(server) => {
                let collection = A::COLLECTION;
                let path = member.map_or_else(String::new, |member| format!("/{member}/{name}"));
                server.post(&format!("/v1/{collection}{path}"), body).map(|_| ())
            }
            Self::Here(app, _) => {
                let actor = http::at_the_machine();
                perform(app, table, actor, name, member, body).await
            }
        }
    }

    /// Waits until the read models show everything that is in the log, where they are kept here; a server's do by themselves.
    pub(super) async fn catches_up(&self) -> Result<(), Failure> {
        let Self::Here(app, _) = self else { return Ok(()) };
        let Some(last) = app.store.length().borrow().checked_sub(1) else { return Ok(()) };
        for model in projections::models() {
            app.models.reached(model.name, Position(last), PATIENCE).await?;
        }
        Ok(())
    }

    /// Ends what was begun here; a server goes on.
    pub(super) fn end(self) {
        if let Self::Here(app, store) = self {
            app.models.stop();
            store.close();
        }
    }
}
