//! `flywheel outbox`: what could not be delivered, and another try. It asks the server, which holds the file.

use std::path::Path;

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::local::Local;
use super::output::{Failure, Output};

/// Lists what is on its way to people, and tries dead letters again.
#[derive(Debug, Args)]
pub(super) struct Outbox {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Lists deliveries: dead letters, unless another state is named.
    List {
        /// pending, delivered or dead.
        #[arg(long, default_value = "dead")]
        state: String,
        /// Of one channel only.
        #[arg(long)]
        channel: Option<String>,
        /// The most that are listed.
        #[arg(long, default_value_t = 100)]
        limit: u32,
    },
    /// Tries dead letters again: one, or all of a channel.
    Retry {
        /// The id of one, as `list` prints it.
        #[arg(required_unless_present = "channel", conflicts_with = "channel")]
        id: Option<String>,
        /// All of a channel.
        #[arg(long)]
        channel: Option<String>,
    },
}

impl Outbox {
    pub(super) fn run(self, data: &Path, output: Output) -> Result<(), Failure> {
        let none = "no server runs on this folder; the outbox is the server's (flywheel serve)";
        let server = Local::find(data).ok_or_else(|| Failure::not_found(none))?;
        match self.verb {
            Verb::List { state, channel, limit } => {
                let channel = channel.map(|channel| format!("&channel={channel}")).unwrap_or_default();
                let page = server.get(&format!("/v1/outbox?state={state}&limit={limit}{channel}"))?;
                let deliveries = page["deliveries"].as_array().cloned().unwrap_or_default();
                let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                output.rows(&deliveries, ["id", "channel", "stream", "kind", "attempts", "error"], |row| {
                    let error = row.get("error").map(text).unwrap_or_default();
                    let [id, channel, stream] = ["id", "channel", "stream"].map(|name| text(&row[name]));
                    [id, channel, stream, text(&row["kind"]), text(&row["attempts"]), error]
                })
            }
            Verb::Retry { id, channel } => {
                let path = match (id, channel) {
                    (Some(id), _) => format!("/v1/outbox/{id}/retry"),
                    (None, channel) => format!("/v1/outbox/retry?channel={}", channel.unwrap_or_default()),
                };
                let answer = server.post(&path, &json!({}))?;
                eprintln!("{} are tried again", answer["retried"]);
                Ok(())
            }
        }
    }
}
