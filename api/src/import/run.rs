//! One run of an import: what its parts share, and the way for each kind of file.

use std::sync::Arc;

use domain::{Aggregate, CommandSpec};
use event_store::{AppendError, EventStore};
use events_schema::ids::ImportRun;
use events_schema::text::Code;
use events_schema::{Actor, ActorKind, Channel, PrincipalId, Timestamp};

use super::mapping::{BadMapping, Mapping};
use super::reading::Unreadable;
use super::summary::Imported;
use super::{quality, suppliers, tickets};
use crate::app::App;
use crate::commands::Failed;
use crate::directory::Directory;
use crate::keys::KeyStore;
use crate::quality::TakeError;

/// Where history is brought in.
pub(super) struct Into {
    /// The log.
    pub(super) store: Arc<dyn EventStore>,
    /// The keys of subjects. An import makes none.
    pub(super) keys: Arc<KeyStore>,
    /// Groups and issue types, and the policy in force.
    pub(super) directory: Directory,
    /// When it is recorded: one instant for the whole run.
    pub(super) now: Timestamp,
}

/// Why an import failed. What was appended until then stays; the same import again goes on where this one ended.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The mapping.
    #[error(transparent)]
    Mapping(#[from] BadMapping),
    /// The file.
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    /// A command met something else than a refusal.
    #[error("what the file says cannot be decided")]
    Failed(#[from] Failed),
    /// The quality records.
    #[error(transparent)]
    Quality(#[from] TakeError),
    /// The log.
    #[error("the log takes no more; see to the cause and import again, which goes on where this ended")]
    Append(#[from] AppendError),
}

/// What the parts of a run share.
pub(super) struct Run {
    pub(super) id: ImportRun,
    pub(super) into: Into,
    /// The name under which commands of this source have their ids.
    pub(super) source: String,
    /// The program that acts.
    principal: Code,
}

/// Imports a file. `progress` hears how many rows are done, and how many there are.
///
/// # Errors
/// If the mapping does not fit the file, before anything is written; or if the log fails.
pub async fn run(
    app: &App,
    mapping: &Mapping,
    bytes: &[u8],
    id: ImportRun,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Result<Imported, ImportError> {
    match mapping {
        Mapping::Tickets(mapping) => tickets::import(&Run::new(app, &mapping.name, id), mapping, bytes, progress).await,
        Mapping::Suppliers(mapping) => {
            suppliers::import(&Run::new(app, &mapping.name, id), mapping, bytes, progress).await
        }
        Mapping::Quality(mapping) => quality::import(app, &Run::new(app, &mapping.name, id), mapping, bytes).await,
    }
}

impl Run {
    fn new(app: &App, name: &Code, id: ImportRun) -> Self {
        let into = Into {
            store: Arc::clone(&app.store),
            keys: Arc::clone(&app.keys),
            directory: app.directory.clone(),
            now: app.clock.now(),
        };
        Self { id, into, source: format!("import/{name}"), principal: principal(name) }
    }

    /// The import acts for people whom the source does not name: a program, in the first role that may do it.
    pub(super) fn actor<A: Aggregate>(&self, spec: &CommandSpec<A>) -> Actor {
        let staff = spec.may.iter().find(|role| role.kind() == ActorKind::Staff);
        let role = staff.or(spec.may.first()).copied().expect("somebody may do it");
        let principal = PrincipalId::System(self.principal.clone());
        Actor { kind: ActorKind::System, ..Actor::new(principal, role, Channel::Import) }
    }
}

/// The program that acts in an import; codes have their longest length.
fn principal(name: &Code) -> Code {
    let code: String = format!("import-{name}").chars().take(40).collect();
    code.parse().expect("the beginning of a code is a code")
}
