//! Where figures of a report stand: sections, tables, columns.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::words::{Words, words};

/// A part of the report, as the policy lists them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Section {
    /// 总体情况.
    Overall,
    /// 趋势分析.
    Trend,
    /// 问题分析: issue types, causes, parts and models (P5.2).
    Issues,
    /// 责任统计.
    Responsibility,
    /// 改进措施执行情况.
    Improvements,
    /// 供应商.
    Suppliers,
    /// 培训.
    Training,
}

/// A table of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TableName {
    /// All measures, beside the period before and the same one a year ago.
    Measures,
    /// Each class of issues.
    Classes,
    /// Each kind of clock.
    Clocks,
    /// Month by month.
    Months,
    /// Issues by their type, as a Pareto chart.
    IssueTypes,
    /// Issues by their cause.
    FailureCodes,
    /// Issues by the part at fault.
    Parts,
    /// Issues by the engine's model.
    EngineModels,
    /// Departments: for what they answer, and how timely they are.
    Departments,
    /// People, likewise.
    People,
    /// Suppliers that answer for issues.
    SuppliersResponsible,
    /// Improvement measures that were open in the period.
    Improvements,
    /// Suppliers by their evaluation.
    Suppliers,
    /// Trainings that were held.
    Trainings,
    /// What was planned for the period.
    TrainingPlan,
}

/// What the keys of a table are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keys {
    /// Words of the vocabulary.
    Words,
    /// Codes that speak for themselves, periods, names.
    Codes,
    /// Ids of people.
    People,
    /// Ids of departments.
    Departments,
    /// Ids of suppliers.
    Suppliers,
    /// Ids of things that have a title in the row.
    Ids,
}

/// A column of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ColumnName {
    /// The period of the report.
    This,
    /// The period of its kind before.
    Before,
    /// The same period a year ago.
    YearAgo,
    /// By how much it rose since the period before.
    Change,
    /// Reports that were received.
    Received,
    /// Judged clocks that were met.
    Timeliness,
    /// The same without waived ones.
    TimelinessAdjusted,
    /// By the verdicts before anybody reassessed them.
    FirstVerdicts,
    /// Clocks that are not due.
    Running,
    /// Time of met clocks, of all time that somebody had.
    TimelinessByTime,
    /// Ratings of 4 and 5.
    Satisfied,
    /// Faults that came back within the first window.
    Recurred,
    /// Issues for which the first visit was enough.
    FirstTimeFix,
    /// Solutions that came back.
    Reopened,
    /// The median time to the solution.
    SolutionMedian,
    /// Issues.
    Issues,
    /// Of all issues.
    ShareOfIssues,
    /// With all above it.
    Cumulative,
    /// Whether it is one of the vital few.
    VitalFew,
    /// What the issues cost.
    Cost,
    /// For how long engines stood still.
    Downtime,
    /// Shares of responsibility.
    Responsibility,
    /// For how many issues.
    Answers,
    /// What people call it.
    Title,
    /// preventive or corrective.
    Kind,
    /// How far it is.
    Stage,
    /// Who answers for it.
    Owner,
    /// Until when it is to be done.
    DueAt,
    /// When it was done.
    DoneAt,
    /// Since when it is overdue.
    OverdueSince,
    /// Issues with its cause before it.
    CauseBefore,
    /// Issues with its cause after it.
    CauseAfter,
    /// How a supplier stands.
    Standing,
    /// What he was given for the period.
    Score,
    /// Notices that were sent.
    Notices,
    /// Responses in time.
    ResponsesInTime,
    /// Solutions in time.
    SolutionsInTime,
    /// Who takes part.
    Attended,
    /// Who passed.
    Passed,
    /// When it was held.
    HeldAt,
}

impl Section {
    /// All of them, in order.
    pub const ALL: [Self; 7] = [
        Self::Overall,
        Self::Trend,
        Self::Issues,
        Self::Responsibility,
        Self::Improvements,
        Self::Suppliers,
        Self::Training,
    ];

    /// What it is called.
    #[must_use]
    pub const fn words(self) -> Words {
        match self {
            Self::Overall => words("总体情况", "Overall situation"),
            Self::Trend => words("趋势分析", "Trend"),
            Self::Issues => words("问题分析", "Issues and their causes"),
            Self::Responsibility => words("责任统计", "Responsibility"),
            Self::Improvements => words("改进措施执行情况", "Improvement measures"),
            Self::Suppliers => words("供应商", "Suppliers"),
            Self::Training => words("培训", "Training"),
        }
    }
}

impl TableName {
    /// The section in which it stands.
    #[must_use]
    pub const fn section(self) -> Section {
        match self {
            Self::Measures | Self::Classes | Self::Clocks => Section::Overall,
            Self::Months => Section::Trend,
            Self::IssueTypes | Self::FailureCodes | Self::Parts | Self::EngineModels => Section::Issues,
            Self::Departments | Self::People | Self::SuppliersResponsible => Section::Responsibility,
            Self::Improvements => Section::Improvements,
            Self::Suppliers => Section::Suppliers,
            Self::Trainings | Self::TrainingPlan => Section::Training,
        }
    }

    /// What its keys are.
    #[must_use]
    pub const fn keys(self) -> Keys {
        match self {
            Self::Measures | Self::Classes | Self::Clocks => Keys::Words,
            Self::Months | Self::IssueTypes | Self::FailureCodes | Self::Parts | Self::EngineModels => Keys::Codes,
            Self::Departments => Keys::Departments,
            Self::People => Keys::People,
            Self::SuppliersResponsible | Self::Suppliers => Keys::Suppliers,
            Self::Improvements | Self::Trainings | Self::TrainingPlan => Keys::Ids,
        }
    }

    /// What it is called.
    #[must_use]
    pub const fn words(self) -> Words {
        match self {
            Self::Measures => words("主要指标", "Measures"),
            Self::Classes => words("按级别", "By class"),
            Self::Clocks => words("按时限", "By clock"),
            Self::Months => words("按月", "By month"),
            Self::IssueTypes => words("问题类型", "Issue types"),
            Self::FailureCodes => words("原因", "Causes"),
            Self::Parts => words("零部件", "Parts"),
            Self::EngineModels => words("发动机型号", "Engine models"),
            Self::Departments => words("责任部门", "Departments"),
            Self::People => words("责任人", "People"),
            Self::SuppliersResponsible => words("责任供应商", "Suppliers who answer for issues"),
            Self::Improvements => words("改进措施", "Improvement measures"),
            Self::Suppliers => words("供应商评价", "Suppliers by their evaluation"),
            Self::Trainings => words("已举办的培训", "Trainings that were held"),
            Self::TrainingPlan => words("培训计划", "Training plan"),
        }
    }

    /// What a row of it is.
    #[must_use]
    pub const fn key_words(self) -> Words {
        match self {
            Self::Measures => words("指标", "Measure"),
            Self::Classes => words("级别", "Class"),
            Self::Clocks => words("时限", "Clock"),
            Self::Months => words("月份", "Month"),
            Self::IssueTypes => words("问题类型", "Issue type"),
            Self::FailureCodes => words("故障代码", "Failure code"),
            Self::Parts => words("零部件号", "Part"),
            Self::EngineModels => words("型号", "Model"),
            Self::Departments => words("部门", "Department"),
            Self::People => words("人员", "Person"),
            Self::SuppliersResponsible | Self::Suppliers => words("供应商", "Supplier"),
            Self::Improvements => words("改进措施编号", "Measure"),
            Self::Trainings => words("培训编号", "Training"),
            Self::TrainingPlan => words("计划项", "Item"),
        }
    }
}

impl ColumnName {
    /// What it is called.
    #[must_use]
    pub const fn words(self) -> Words {
        match self {
            Self::This => words("本期", "This period"),
            Self::Before => words("上期", "Period before"),
            Self::YearAgo => words("去年同期", "A year ago"),
            Self::Change => words("较上期", "Change"),
            Self::Received => words("受理", "Received"),
            Self::Timeliness => words("及时率", "In time"),
            Self::TimelinessAdjusted => words("及时率（不含豁免）", "In time, without waived"),
            Self::FirstVerdicts => words("及时率（初判）", "In time, first verdicts"),
            Self::Running => words("计时中", "Running"),
            Self::TimelinessByTime => words("及时率（按用时）", "In time, by time held"),
            Self::Satisfied => words("满意率", "Satisfied"),
            Self::Recurred => words("重复发生率", "Came back"),
            Self::FirstTimeFix => words("一次修复率", "First-time fix"),
            Self::Reopened => words("重新处理率", "Solutions that came back"),
            Self::SolutionMedian => words("解决时间中位数", "Median time to the solution"),
            Self::Issues => words("问题数", "Issues"),
            Self::ShareOfIssues => words("占比", "Share"),
            Self::Cumulative => words("累计占比", "Cumulative"),
            Self::VitalFew => words("关键少数", "Vital few"),
            Self::Cost => words("费用", "Cost"),
            Self::Downtime => words("停机时间", "Downtime"),
            Self::Responsibility => words("责任份额合计", "Shares of responsibility"),
            Self::Answers => words("涉及问题数", "Issues answered for"),
            Self::Title => words("名称", "Title"),
            Self::Kind => words("类别", "Kind"),
            Self::Stage => words("状态", "Stage"),
            Self::Owner => words("责任人", "Owner"),
            Self::DueAt => words("期限", "Due"),
            Self::DoneAt => words("完成时间", "Done"),
            Self::OverdueSince => words("逾期自", "Overdue since"),
            Self::CauseBefore => words("实施前原因占比", "Share of its cause before"),
            Self::CauseAfter => words("实施后原因占比", "Share of its cause after"),
            Self::Standing => words("供方等级", "Standing"),
            Self::Score => words("得分", "Score"),
            Self::Notices => words("通知数", "Notices"),
            Self::ResponsesInTime => words("及时答复率", "Responses in time"),
            Self::SolutionsInTime => words("及时解决率", "Solutions in time"),
            Self::Attended => words("参加人数", "Attended"),
            Self::Passed => words("合格率", "Passed"),
            Self::HeldAt => words("举办时间", "Held"),
        }
    }
}
