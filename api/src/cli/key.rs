//! `flywheel key create|revoke`: through the server if one runs, else directly.

use std::path::Path;

use clap::Subcommand;
use domain::access::COMMANDS;
use events_schema::ids::KeyId;
use events_schema::{PrincipalId, Role};
use serde::Serialize;
use serde_json::{Value, json};

use super::local::Program;
use super::output::{Failure, Output};
use crate::http;

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
    let sent = program.send(COMMANDS, name, key.map(ToString::to_string).as_deref(), body).await;
    program.end();
    sent
}
