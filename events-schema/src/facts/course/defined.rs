use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::ids::DepartmentId;
use crate::text::{Line, Paragraph};
use crate::time::Duration;
use crate::values::Mark;

/// A course was defined, or another version of it (P6.1). Sessions that were planned before keep theirs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CourseDefined {
    /// The number of this version, from 1.
    pub version: u32,
    /// What people call it.
    #[schemars(example = &"高压共轨燃油系统故障诊断")]
    pub title: Line,
    /// Of which kind it is.
    pub kind: CourseKind,
    /// What is taught, in this order.
    pub content: Vec<Line>,
    /// By what one sees who has learnt it (P6.3).
    pub evaluation: Evaluation,
    /// The departments with which an exchange is held, such as production and R&D (P6.2).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub partners: Vec<DepartmentId>,
    /// The failure codes whose frequency it is to bring down: by them its effect is told.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("examples" = [["FUEL-017"]]))]
    pub failure_codes: Vec<Line>,
    /// How long a pass holds; absent: for good.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_for: Option<Duration>,
}

fact!(CourseDefined, "course.defined", 1);

/// What a course is about (P6.1, P6.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CourseKind {
    /// 发动机原理.
    EnginePrinciples,
    /// 维修技术.
    Repair,
    /// 故障诊断.
    FaultDiagnosis,
    /// 客户服务意识.
    ServiceAttitude,
    /// 跨部门培训与交流: after-sales with production, R&D and others (P6.2).
    CrossDepartmentExchange,
}

/// By what one sees who has learnt it (P6.3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "snake_case", deny_unknown_fields)]
pub enum Evaluation {
    /// 考核: whoever passes all of these has learnt it.
    Assessed {
        /// One of a method at most.
        assessments: Vec<CourseAssessment>,
    },
    /// 不考核: whoever takes part in an exchange has done what was asked.
    NotAssessed {
        /// Why.
        #[schemars(example = &"经验交流,无考核内容")]
        reason: Paragraph,
    },
}

impl Evaluation {
    /// What has to be passed.
    #[must_use]
    pub fn assessments(&self) -> &[CourseAssessment] {
        match self {
            Self::Assessed { assessments } => assessments,
            Self::NotAssessed { .. } => &[],
        }
    }
}

/// By which method somebody is assessed (P6.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AssessmentMethod {
    /// 考试.
    Exam,
    /// 实际操作.
    PracticalTest,
    /// 客户反馈.
    CustomerFeedback,
}

impl AssessmentMethod {
    /// Its name in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Exam => "exam",
            Self::PracticalTest => "practical_test",
            Self::CustomerFeedback => "customer_feedback",
        }
    }
}

/// An assessment of a course: what can be reached, what is enough, and how often it may be tried after one training (P6.3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "snake_case", deny_unknown_fields)]
pub enum CourseAssessment {
    /// 考试: an exam.
    Exam {
        /// What can be reached.
        #[schemars(example = &"100")]
        maximum: Mark,
        /// What is enough.
        #[schemars(example = &"80")]
        pass_mark: Mark,
        /// How often it may be tried before the training is repeated.
        #[schemars(range(min = 1, max = 10))]
        attempts: u8,
    },
    /// 实际操作: a practical test.
    PracticalTest {
        /// What can be reached.
        #[schemars(example = &"100")]
        maximum: Mark,
        /// What is enough.
        #[schemars(example = &"80")]
        pass_mark: Mark,
        /// How often it may be tried before the training is repeated.
        #[schemars(range(min = 1, max = 10))]
        attempts: u8,
    },
    /// 客户反馈: how customers rate what was done for them after the training.
    CustomerFeedback {
        /// How many ratings are one attempt.
        #[schemars(range(min = 1, max = 50))]
        ratings: u8,
        /// Which mean of them, out of 5, is enough.
        #[schemars(example = &"4")]
        pass_mark: Mark,
        /// How often it may be tried before the training is repeated.
        #[schemars(range(min = 1, max = 10))]
        attempts: u8,
    },
}

impl CourseAssessment {
    /// Its method.
    #[must_use]
    pub const fn method(&self) -> AssessmentMethod {
        match self {
            Self::Exam { .. } => AssessmentMethod::Exam,
            Self::PracticalTest { .. } => AssessmentMethod::PracticalTest,
            Self::CustomerFeedback { .. } => AssessmentMethod::CustomerFeedback,
        }
    }

    /// What can be reached.
    #[must_use]
    pub const fn maximum(&self) -> Mark {
        match self {
            Self::Exam { maximum, .. } | Self::PracticalTest { maximum, .. } => *maximum,
            Self::CustomerFeedback { .. } => Mark::BEST_RATING,
        }
    }

    /// What is enough.
    #[must_use]
    pub const fn pass_mark(&self) -> Mark {
        match self {
            Self::Exam { pass_mark, .. }
            | Self::PracticalTest { pass_mark, .. }
            | Self::CustomerFeedback { pass_mark, .. } => *pass_mark,
        }
    }

    /// How often it may be tried before the training is repeated.
    #[must_use]
    pub const fn attempts(&self) -> u8 {
        match self {
            Self::Exam { attempts, .. }
            | Self::PracticalTest { attempts, .. }
            | Self::CustomerFeedback { attempts, .. } => *attempts,
        }
    }

    /// Whether somebody can pass it, and can fail.
    #[must_use]
    pub fn is_sensible(&self) -> bool {
        let within = self.pass_mark().as_decimal() > Decimal::ZERO && self.pass_mark() <= self.maximum();
        let ratings = match self {
            Self::Exam { .. } | Self::PracticalTest { .. } => 1,
            Self::CustomerFeedback { ratings, .. } => *ratings,
        };
        within && (1..=10).contains(&self.attempts()) && (1..=50).contains(&ratings)
    }
}
