use events_schema::facts::course::{CourseFact, CourseRetired};
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use super::Course;
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Retires a course: nothing new is planned with it (P6.1). What is planned goes on.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RetireCourse {
    /// Why.
    #[serde(default)]
    #[schemars(example = &"该机型已停产")]
    pub reason: Option<Paragraph>,
}

impl Decide<Course> for RetireCourse {
    fn decide(&self, state: &Course, _: &Context<'_>) -> Result<Vec<CourseFact>, Refused> {
        match state.in_use() {
            Some(_) => Ok(vec![CourseRetired { reason: self.reason.clone() }.into()]),
            None => Ok(Vec::new()),
        }
    }
}
