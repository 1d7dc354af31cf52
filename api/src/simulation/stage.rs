//! Where everything of a simulation is carried out: the deciders, the directory as it stands, and the way into the log.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use domain::attachments::Kept;
use domain::context::OtherTicket;
use domain::{Aggregate, CommandSpec, Decide, Reference};
use event_store::PendingAppend;
use events_schema::ids::CustomerId;
use events_schema::{Actor, CommandId, Digest256, EventId, Origin, Revision, StreamName, Timestamp};

use super::SimulationError;
use super::staff::Staff;
use crate::app::App;
use crate::commands::{Draft, Drafted, named};

/// How many appends may be on their way.
const IN_FLIGHT: usize = 4_096;

pub(super) struct Stage<'a> {
    pub(super) app: &'a App,
    pub(super) reference: Arc<Reference>,
    pub(super) staff: &'a Staff,
    pub(super) seed: u64,
    /// How many commands were sent.
    sent: u64,
    /// The last event about each supplier, by his name, that may change a figure of a period that is over.
    pub(super) late: BTreeMap<&'static str, (StreamName, Revision)>,
    /// What commands may refer to.
    files: Vec<(Digest256, Kept)>,
    in_flight: VecDeque<PendingAppend>,
}

/// How a command is sent.
pub(super) struct Sent<'a> {
    pub(super) id: CommandId,
    pub(super) at: Timestamp,
    /// The event that it follows from, if it is a reaction.
    pub(super) causation: Option<EventId>,
    pub(super) reporter: Option<CustomerId>,
    pub(super) other: Option<&'a OtherTicket>,
}

impl Sent<'_> {
    /// By somebody.
    pub(super) const fn by_itself(id: CommandId, at: Timestamp) -> Self {
        Self { id, at, causation: None, reporter: None, other: None }
    }

    /// As a server's reaction to an event sends it, so that a server finds it done.
    pub(super) const fn following(id: CommandId, cause: EventId, at: Timestamp) -> Self {
        Self { causation: Some(cause), ..Self::by_itself(id, at) }
    }
}

impl<'a> Stage<'a> {
    pub(super) fn new(app: &'a App, staff: &'a Staff, seed: u64, files: Vec<(Digest256, Kept)>) -> Self {
        let reference = app.directory.now().reference;
        Self { app, reference, staff, seed, sent: 0, late: BTreeMap::new(), files, in_flight: VecDeque::new() }
    }

    /// The id of the next command that somebody sends.
    pub(super) fn next_command(&mut self) -> CommandId {
        self.sent += 1;
        CommandId::of("simulation", &format!("{}/{}", self.seed, self.sent))
    }

    pub(super) fn carry_out<A: Aggregate>(
        &mut self,
        draft: &mut Draft<A>,
        (table, name, command): (&'static [CommandSpec<A>], &str, &dyn Decide<A>),
        actor: &Actor,
        sent: &Sent<'_>,
    ) -> Result<(), SimulationError> {
        let drafted = Drafted {
            spec: named(table, name),
            command,
            id: sent.id,
            actor,
            recorded_at: sent.at,
            occurred_at: None,
            reporter: sent.reporter,
            other: sent.other,
            causation: sent.causation,
            files: &self.files,
            origin: &Origin::Simulation,
            unproven: &[],
        };
        draft.perform(&drafted, &self.reference, &self.app.keys)?;
        self.in_flight.extend(draft.queue(&*self.app.store));
        Ok(())
    }

    /// Waits while too much is on its way.
    pub(super) async fn breathe(&mut self) -> Result<(), SimulationError> {
        self.wait_until(IN_FLIGHT).await
    }

    /// Waits until everything is in the log.
    pub(super) async fn settle(&mut self) -> Result<(), SimulationError> {
        self.wait_until(0).await
    }

    async fn wait_until(&mut self, left: usize) -> Result<(), SimulationError> {
        while self.in_flight.len() > left {
            if let Some(pending) = self.in_flight.pop_front() {
                pending.await?;
            }
        }
        Ok(())
    }
}
