//! `flywheel key create|revoke`: through the server if one runs, else directly.

use std::path::Path;

use clap::Subcommand;
use domain::access::COMMANDS;
use domain::{CommandSpec, Decide};
use events_schema::ids::KeyId;
use events_schema::{Actor, Channel, CommandId, Origin, PrincipalId, Role, StreamName};
use serde::Serialize;
use serde_json::{Value, json};

use super::local::Program;
use super::output::{Failure, Output};
use crate::app::{App, Holds};
use crate::commands::{Failed, Request};
use crate::{http, random};

#[derive(Debug, Subcommand)]
pub(super) enum Key {
    /// Makes a key and prints it, once.
    Create {
        /// In which role the key acts.
        #[arg(long)]
        role: Role,
        /// As whom it acts: person-<number>, customer-<UUID> or system-<name>.
        #[arg(long = "as", value_name = "PRINCIPAL")]
        principal: PrincipalId,
        /// What it is for.
        #[arg(long)]
        label: Option<String>,
    },
    /// Revokes a key by its public part.
    Revoke {
        /// The public part: what stands between the underscores.
        key: KeyId,
        /// Why.
        #[arg(long)]
        reason: Option<String>,
    },
}

#[derive(Serialize)]
struct Created {
    key: String,
    principal: PrincipalId,
    role: Role,
}

impl Key {
    pub(super) async fn run(self, data: &Path, output: Output) -> Result<(), Failure> {
        match self {
            Self::Create { role, principal, label } => {
                let (id, key, secret_hash) = http::new_key();
                let body = json!({
                    "key": id, "principal": principal, "role": role, "secret_hash": secret_hash, "label": label,
                });
                send(data, "create", None, &body).await?;
                let created = [Created { key, principal, role }];
                output.rows(&created, ["key", "acts as", "role"], |created| {
                    [created.key.clone(), created.principal.to_string(), created.role.to_string()]
                })
            }
            Self::Revoke { key, reason } => send(data, "revoke", Some(&key), &json!({ "reason": reason })).await,
        }
    }
}

async fn send(data: &Path, name: &str, key: Option<&KeyId>, body: &Value) -> Result<(), Failure> {
    let program = Program::of(data).await?;
    match &program {
        Program::Here(app, _) => {
            perform(app, Actor { channel: Channel::Cli, ..Actor::system("command-line") }, name, key, body).await?;
        }
        Program::Server(server) => {
            let path = key.map_or_else(|| "/v1/keys".to_owned(), |key| format!("/v1/keys/{key}/{name}"));
            server.post(&path, body)?;
        }
    }
    program.end();
    Ok(())
}

/// Carries out a command on keys without HTTP.
pub(super) async fn perform(
    app: &App,
    actor: Actor,
    name: &str,
    key: Option<&KeyId>,
    body: &Value,
) -> Result<(), Failure> {
    let named = COMMANDS.iter().find(|spec| spec.name == name);
    let spec: &CommandSpec<domain::access::ApiKey> = named.expect("verbs send commands of the table");
    let command: Box<dyn Decide<domain::access::ApiKey>> = (spec.parse)(body.to_string().as_bytes())?;
    let request = Request {
        spec,
        command: &*command,
        stream: key.map(KeyId::stream).map(|stream: StreamName| stream),
        id: CommandId::from_uuid(random::uuid()),
        actor,
        fingerprint: None,
        if_match: None,
        causation: None,
        trace: None,
        origin: Origin::Live,
        unproven: &[],
    };
    match app.streams().perform(&request).await {
        Ok(_) => Ok(()),
        Err(Failed::Refused(refusal)) => Err(Failure::refused(format!("{refusal} ({})", refusal.about().code))),
        Err(error) => Err(error.into()),
    }
}
