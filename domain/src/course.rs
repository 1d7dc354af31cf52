//! Courses (培训课程) and their versions: what is taught, and by what one sees who has learnt it (P6.1, P6.3).

mod commands;
mod define;
mod refusal;
mod retire;
#[cfg(test)]
mod tests;

pub use commands::COMMANDS;
pub use define::DefineCourse;
pub use refusal::CourseRefusal;
pub use retire::RetireCourse;

use events_schema::Entry;
use events_schema::facts::course::{CourseDefined, CourseFact};
use serde::{Deserialize, Serialize};

use crate::command::Aggregate;

/// A course with all its versions. Sessions keep the one with which they were planned.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Course {
    versions: Vec<CourseDefined>,
    is_retired: bool,
}

impl Course {
    /// The version with which something new can be planned.
    #[must_use]
    pub fn in_use(&self) -> Option<&CourseDefined> {
        self.latest().filter(|_| !self.is_retired)
    }

    /// The version that was defined last.
    #[must_use]
    pub fn latest(&self) -> Option<&CourseDefined> {
        self.versions.last()
    }

    /// The course as this version, from 1, has it.
    #[must_use]
    pub fn version(&self, version: u32) -> Option<&CourseDefined> {
        self.versions.iter().find(|known| known.version == version)
    }

    /// All versions, in order.
    #[must_use]
    pub fn versions(&self) -> &[CourseDefined] {
        &self.versions
    }
}

impl Aggregate for Course {
    type Fact = CourseFact;
    const COLLECTION: &'static str = "courses";

    fn evolve(&mut self, entry: &Entry<CourseFact>) {
        match &entry.fact {
            CourseFact::Defined(fact) => {
                self.versions.push(fact.clone());
                self.is_retired = false;
            }
            CourseFact::Retired(_) => self.is_retired = true,
        }
    }
}
