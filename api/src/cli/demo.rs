//! `flywheel demo`: a factory to look at.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use clap::Args;
use domain::access;
use events_schema::{Actor, Channel, Position, PrincipalId, Role};
use projections::TicketList;
use projections::ticket_list::TicketFilter;
use serde_json::json;

use super::local::perform;
use super::output::Failure;
use super::serve::{LogFormat, listen, serve};
use super::simulate::simulated;
use crate::app::App;
use crate::clock::{Clock, SystemClock};
use crate::http;
use crate::simulation::{Plan, SUPPLIER, Staff};

#[derive(Debug, Args)]
pub(super) struct Demo {
    /// Where to listen.
    #[arg(long, default_value = "127.0.0.1:7300")]
    listen: SocketAddr,
    /// How many tickets the quarter has.
    #[arg(long, default_value_t = 600)]
    tickets: u64,
    /// What the chances derive from.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

impl Demo {
    /// Without a folder the factory lives in a temporary one, and is gone when the demo ends.
    pub(super) async fn run(self, data: Option<&Path>) -> Result<(), Failure> {
        LogFormat::Text.start_at("warn");
        match data {
            Some(data) => self.show(data).await,
            None => {
                let folder = std::env::temp_dir().join(format!("flywheel-demo-{}", std::process::id()));
                let shown = self.show(&folder).await;
                // What cannot be removed the system removes with its other temporary files.
                let _ = std::fs::remove_dir_all(&folder);
                shown
            }
        }
    }

    async fn show(self, data: &Path) -> Result<(), Failure> {
        let listener = listen(self.listen).await?;
        let plan = Plan { tickets: self.tickets, days: 91, seed: self.seed, end: SystemClock.now() };
        let (simulated, staff) = simulated(data, plan).await?;
        let (app, store) = App::open(data, Arc::new(SystemClock)).await?;
        eprintln!("A quarter of a made-up factory: {} tickets, {} events.\n", simulated.tickets, simulated.events);
        let last = Position(app.store.length().borrow().saturating_sub(1));
        for model in projections::models() {
            // A read model that does not come along says so in /readyz.
            let _ = app.models.reached(model.name, last, std::time::Duration::from_secs(60)).await;
        }
        let keys = keys(&app, &staff).await?;
        let folder = data.display().to_string();
        serve(data, listener, app, store, |address| greet(&keys, address, &folder)).await
    }
}

/// A key for somebody of every role that has anything to do yet. The customer is the one who called last.
async fn keys(app: &App, staff: &Staff) -> Result<Vec<(Role, String)>, Failure> {
    let mut keys = Vec::new();
    for role in Role::ALL {
        let principal = match role {
            Role::Administrator => Some(PrincipalId::System("administrator".parse()?)),
            Role::Customer => {
                let newest = app.models.views().of::<TicketList>().page(&TicketFilter::default(), None, 1)?.value.items;
                newest.first().map(|ticket| PrincipalId::Customer(ticket.customer))
            }
            Role::Supplier => Some(PrincipalId::Supplier(SUPPLIER.parse()?)),
            _ => staff.of(role, None).first().map(|member| PrincipalId::Person(member.person.clone())),
        };
        let Some(principal) = principal else { continue };
        let (id, key, secret_hash) = http::new_key();
        let body = json!({ "key": id, "principal": principal, "role": role, "secret_hash": secret_hash });
        let actor = Actor { channel: Channel::Cli, ..Actor::system("demo") };
        perform(app, access::COMMANDS, actor, "create", None, &body).await?;
        keys.push((role, key));
    }
    Ok(keys)
}

fn greet(keys: &[(Role, String)], address: SocketAddr, folder: &str) {
    eprintln!("\nA key for each role:");
    for (role, key) in keys {
        eprintln!("  {:<20} {key}", role.name());
    }
    let key = |wanted: Role| keys.iter().find(|(role, _)| *role == wanted).map_or("", |(_, key)| key.as_str());
    let (agent, auditor, management) = (key(Role::HotlineAgent), key(Role::Auditor), key(Role::Management));
    eprintln!("\nWorth trying, in another terminal:");
    eprintln!("  curl -s -H 'Authorization: Bearer {agent}' 'http://{address}/v1/tickets?stage=open&limit=3'");
    eprintln!(
        "  curl -s -H 'Authorization: Bearer {agent}' --get --data-urlencode 'text=漏油' 'http://{address}/v1/tickets?limit=3'"
    );
    eprintln!(
        "  curl -s -H 'Authorization: Bearer {auditor}' 'http://{address}/v1/clocks?clock=arrival_emergency&verdict=breached&limit=5'"
    );
    eprintln!("  curl -sN -H 'Authorization: Bearer {auditor}' 'http://{address}/v1/events?after=0' | head -20");
    eprintln!(
        "  curl -s -H 'Authorization: Bearer {}' 'http://{address}/v1/supplier-notices?limit=3'",
        key(Role::Supplier)
    );
    eprintln!("  curl -s -H 'Authorization: Bearer {management}' 'http://{address}/v1/periodic-reports'");
    eprintln!("  flywheel --data {folder} events tail -n 5");
    eprintln!("\nThe API is described at http://{address}/ . End with Ctrl-C.");
}
