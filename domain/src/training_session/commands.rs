use super::*;
use crate::command::CommandSpec;
use crate::training::PLANNERS;

/// What can be done to training sessions, and by whom.
pub const COMMANDS: &[CommandSpec<TrainingSession>] = &[
    CommandSpec::opening::<PlanSession>("plan", "P6.1", PLANNERS).by_a_person(),
    CommandSpec::on::<Invite>("invite", "P6.2", PLANNERS).by_a_person(),
    CommandSpec::on::<MoveSession>("move", "P6.1", PLANNERS).by_a_person(),
    CommandSpec::on::<CancelSession>("cancel", "P6.1", PLANNERS).by_a_person(),
    CommandSpec::on::<HoldSession>("hold", "P6.1", PLANNERS).by_a_person(),
    CommandSpec::on::<RecordAttendance>("record-attendance", "P6.1", PLANNERS).by_a_person(),
];
