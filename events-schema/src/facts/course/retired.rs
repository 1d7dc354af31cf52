use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::text::Paragraph;

/// A course was retired: nothing new is planned with it. What is planned goes on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CourseRetired {
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(example = &"该机型已停产")]
    pub reason: Option<Paragraph>,
}

fact!(CourseRetired, "course.retired", 1);
