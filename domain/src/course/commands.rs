use super::{Course, DefineCourse, RetireCourse};
use crate::command::CommandSpec;
use crate::training::PLANNERS;

/// What can be done to courses, and by whom.
pub const COMMANDS: &[CommandSpec<Course>] = &[
    CommandSpec::opening::<DefineCourse>("define", "P6.1", PLANNERS),
    CommandSpec::on::<RetireCourse>("retire", "P6.1", PLANNERS),
];
