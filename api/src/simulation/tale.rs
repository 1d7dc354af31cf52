//! What becomes of a stream beside those of tickets: scenes written ahead at their times, each of which says what somebody does
//! and may write what follows from it.

use std::collections::BTreeMap;

use domain::{Aggregate, CommandSpec, Decide, Reference};
use events_schema::{Actor, CommandId, Duration, Timestamp};

use super::SimulationError;
use super::chance::Chance;
use super::staff::Staff;
use super::stage::{Sent, Stage};
use super::suppliers::Supplier;
use crate::commands::Draft;

/// One thing that somebody does.
pub(super) struct Act<A: Aggregate> {
    pub(super) actor: Actor,
    pub(super) name: &'static str,
    pub(super) command: Box<dyn Decide<A>>,
}

pub(super) fn act<A: Aggregate>(actor: Actor, name: &'static str, command: impl Decide<A> + 'static) -> Act<A> {
    Act { actor, name, command: Box::new(command) }
}

/// The moment of a scene.
pub(super) struct Moment<'a> {
    pub(super) at: Timestamp,
    /// The command that the scene sends, if it sends one.
    pub(super) command: CommandId,
    pub(super) staff: &'a Staff,
}

/// A stream with what is to come of it.
pub(super) trait Tale {
    type Of: Aggregate;
    const COMMANDS: &'static [CommandSpec<Self::Of>];

    fn draft(&mut self) -> &mut Draft<Self::Of>;

    /// When it goes on; `None` when all is told.
    fn next_at(&self) -> Option<Timestamp>;

    /// What happens next, if it still makes sense.
    fn play(&mut self, now: &Moment<'_>) -> Option<Act<Self::Of>>;

    /// Whose figures it may change.
    fn supplier(&self) -> Option<&'static Supplier> {
        None
    }

    /// Writes what time alone will bring, as the stream stands now.
    fn look_at_the_time(&mut self, _: &Reference) -> Result<(), SimulationError> {
        Ok(())
    }
}

/// A tale of whatever kind.
pub(super) trait Goes {
    fn next_at(&self) -> Option<Timestamp>;

    /// Plays the next scene; says what was done.
    fn go_on(
        &mut self,
        stage: &mut Stage<'_>,
        command: CommandId,
        at: Timestamp,
    ) -> Result<Option<(&'static str, Actor)>, SimulationError>;
}

impl<T: Tale> Goes for T {
    fn next_at(&self) -> Option<Timestamp> {
        Tale::next_at(self)
    }

    fn go_on(
        &mut self,
        stage: &mut Stage<'_>,
        command: CommandId,
        at: Timestamp,
    ) -> Result<Option<(&'static str, Actor)>, SimulationError> {
        let now = Moment { at, command, staff: stage.staff };
        let Some(Act { actor, name, command: decides }) = self.play(&now) else { return Ok(None) };
        stage.carry_out(self.draft(), (T::COMMANDS, name, &*decides), &actor, &Sent::by_itself(command, at))?;
        self.look_at_the_time(&stage.reference)?;
        if let Some((supplier, last)) = self.supplier().zip(self.draft().last()) {
            stage.late.insert(supplier.name, last);
        }
        Ok(Some((name, actor)))
    }
}

/// Scenes at their times, and the chances that decide about them.
pub(super) struct Plot<S> {
    pub(super) chance: Chance,
    scenes: BTreeMap<(Timestamp, u32), S>,
    written: u32,
}

impl<S: PartialEq> Plot<S> {
    pub(super) const fn new(chance: Chance) -> Self {
        Self { chance, scenes: BTreeMap::new(), written: 0 }
    }

    pub(super) fn next_at(&self) -> Option<Timestamp> {
        self.scenes.first_key_value().map(|((at, _), _)| *at)
    }

    pub(super) fn pop(&mut self) -> Option<S> {
        self.scenes.pop_first().map(|(_, scene)| scene)
    }

    /// Writes a scene at least so many hours after an instant, and up to so many more.
    pub(super) fn then(&mut self, after: Timestamp, (least, jitter): (i64, u64), scene: S) {
        let minutes: i64 = self.chance.below(jitter * 60);
        self.at(after + Duration::from_hours(least) + Duration::from_minutes(minutes), scene);
    }

    pub(super) fn at(&mut self, at: Timestamp, scene: S) {
        self.scenes.insert((at, self.written), scene);
        self.written += 1;
    }

    /// Writes what time brings: once, however often it is looked at.
    pub(super) fn once_at(&mut self, at: Option<Timestamp>, scene: S) {
        if let Some(at) = at {
            self.scenes.retain(|_, planned| *planned != scene);
            self.at(at, scene);
        }
    }

    pub(super) fn clear(&mut self) {
        self.scenes.clear();
    }
}
