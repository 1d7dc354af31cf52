use events_schema::facts::quarantine::{QuarantineFact, QuarantinePlaced};
use events_schema::ids::QuarantineId;
use events_schema::text::Paragraph;
use events_schema::{CommandId, Revision, StreamName};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Quarantine, QuarantineRefusal};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Lets a read model leave out a stream from an event on: the one at which it stands still, as `GET /v1/read-models` says
/// (P5.1). It is honoured whenever a fold begins: when the read model is tried again, after a restart, in every rebuild.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlaceQuarantine {
    /// The read model.
    pub read_model: QuarantineId,
    /// The stream.
    #[schemars(example = &"ticket-0b6c6a7e-52f1-5c1a-8f0e-2a9d3b4c5d6e")]
    pub stream: StreamName,
    /// The first event of it that is left out.
    pub from_revision: Revision,
    /// Why.
    pub reason: Paragraph,
}

impl Decide<Quarantine> for PlaceQuarantine {
    fn opens(&self, _: CommandId) -> Option<StreamName> {
        Some(self.read_model.stream())
    }

    fn read_model(&self) -> Option<String> {
        Some(self.read_model.to_string())
    }

    fn decide(&self, state: &Quarantine, _: &Context<'_>) -> Result<Vec<QuarantineFact>, Refused> {
        let (stream, from) = (self.stream.clone(), self.from_revision);
        match state.0.get(&stream) {
            Some(known) if *known == from => Ok(Vec::new()),
            Some(known) => Err(QuarantineRefusal::AlreadyPlaced { stream, from: *known }.into()),
            None => Ok(vec![QuarantinePlaced { stream, from, reason: self.reason.clone() }.into()]),
        }
    }
}

#[cfg(test)]
mod tests {
    use events_schema::Role;

    use super::*;
    use crate::command::Aggregate;
    use crate::quarantine::LiftQuarantine;
    use crate::scenario::{actor, happened, in_context};

    fn place(from: u64) -> PlaceQuarantine {
        PlaceQuarantine {
            read_model: "clocks".parse().unwrap(),
            stream: "group-electrical".parse().unwrap(),
            from_revision: Revision(from),
            reason: "its third event cannot be read".parse().unwrap(),
        }
    }

    fn lift() -> LiftQuarantine {
        LiftQuarantine { stream: "group-electrical".parse().unwrap(), reason: "it can be read now".parse().unwrap() }
    }

    fn decided(state: &mut Quarantine, command: &dyn Decide<Quarantine>) -> Result<usize, &'static str> {
        let decided = in_context("quarantine-clocks", &actor(Role::Analyst), |cx| command.decide(state, cx));
        let facts = decided.map_err(|refusal| refusal.about().code)?;
        let count = facts.len();
        facts.into_iter().for_each(|fact| state.evolve(&happened(0, fact)));
        Ok(count)
    }

    #[test]
    fn a_stream_is_left_out_from_one_event_on_until_that_is_lifted() {
        let mut state = Quarantine::default();
        let stream = "group-electrical".parse().unwrap();
        assert_eq!(decided(&mut state, &lift()), Err("not_quarantined"));
        assert_eq!(decided(&mut state, &place(2)), Ok(1));
        assert_eq!(decided(&mut state, &place(2)), Ok(0));
        assert_eq!(decided(&mut state, &place(1)), Err("already_quarantined"));
        let left_out = [1, 2, 3].map(|revision| state.leaves_out(&stream, Revision(revision)));
        assert_eq!(left_out, [false, true, true]);
        assert_eq!(decided(&mut state, &lift()), Ok(1));
        assert!(!state.leaves_out(&stream, Revision(3)));
    }
}
