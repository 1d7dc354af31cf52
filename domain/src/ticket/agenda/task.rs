use events_schema::values::TicketClass;
use events_schema::{ActorKind, Role};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::command::{Aggregate, CommandSpec};
use crate::responsibility;
use crate::ticket::COMMANDS;

/// What can be to do about a ticket, in the order of the policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Task {
    /// 分级: sort and classify it (`classify`, P2.2).
    Classify,
    /// 补全报修信息: add what the report lacks (`complete-intake`, P2.1.a).
    CompleteIntake,
    /// 分配: assign it to a technical support group (`assign`, P3.1.a).
    Assign,
    /// 联系客户: reach the customer (`reach-customer`, P3.1.b).
    ReachCustomer,
    /// 通知: those who have to know say that they know (`acknowledge`), or somebody tells them (`record-notification`; P3.2.a,
    /// P3.3.a).
    Notify,
    /// 启动应急预案、成立应急处理小组: start the emergency plan and form the team (`activate-plan`, `form-team`, P3.3.a).
    StartPlanAndTeam,
    /// 问题分析会议: hold the first analysis meeting (`hold-first-analysis`, P3.2.a).
    HoldFirstAnalysis,
    /// 派员: send people to the customer (`dispatch`, P3.2.b, P3.3.b).
    Dispatch,
    /// 到达现场: be on site (`record-arrival`, P3.2.b, P3.3.b).
    Arrive,
    /// 确保人员安全: make sure that everybody on site is safe (`confirm-safety`, P3.3.b).
    ConfirmSafety,
    /// 汇报进度: report the progress to the head of after-sales (`report-progress`, P3.2.c).
    ReportProgress,
    /// 反馈给客户: pass the last progress report on to the customer (`relay-progress`, P3.2.c).
    RelayProgress,
    /// 诊断、提出方案: diagnose, and propose a solution (`propose-solution`, P3.1.d).
    FindSolution,
    /// 审核方案: approve or return the solution that was proposed (`approve-solution`, `return-solution`, P3.1.d).
    ApproveSolution,
    /// 实施方案: start the solution that was approved (`start-solution`, P3.1.d).
    StartSolution,
    /// 说明维修进度: tell the customer the progress and the expected completion (`tell-progress`, P3.1.d).
    TellProgress,
    /// 完成方案: finish the solution (`finish-solution`, P3.1.d).
    FinishSolution,
    /// 提供资源: provide the parts, tools or people that were asked for (`provide-resource`, P3.3.c).
    ProvideResource,
    /// 持续跟进: look after the running engine (`follow-up`, P3.3.d).
    FollowUp,
    /// 确认满意: ask the customer whether it is solved for good (`confirm-solved`, `refuse-solved`, P3.1.e).
    ConfirmWithCustomer,
    /// 无法联系客户时关闭: close as unconfirmed, after attempts on three days (`close-unconfirmed`, open point 5).
    CloseUnconfirmed,
    /// 录入处理结果: record the handling result and close (`close`, P3.1.e).
    Close,
    /// 总结报告: file the summary report (`file-summary`, P3.2.d).
    FileSummary,
    /// 总结评估: evaluate the response (`evaluate-response`, P3.3.d).
    EvaluateResponse,
    /// 责任认定: hold the responsibility meeting, or decide that there is no internal or supplier cause (`hold-meeting`,
    /// `decide-no-cause` of the case, P4.2.a).
    ReviewResponsibility,
    /// 审批: decide what somebody asked for; `kind` says what that is.
    DecideRequest,
}

impl Task {
    /// All of them, in the order of the policy.
    #[cfg(test)]
    pub(super) const ALL: [Self; 26] = [
        Self::Classify,
        Self::CompleteIntake,
        Self::Assign,
        Self::ReachCustomer,
        Self::Notify,
        Self::StartPlanAndTeam,
        Self::HoldFirstAnalysis,
        Self::Dispatch,
        Self::Arrive,
        Self::ConfirmSafety,
        Self::ReportProgress,
        Self::RelayProgress,
        Self::FindSolution,
        Self::ApproveSolution,
        Self::StartSolution,
        Self::TellProgress,
        Self::FinishSolution,
        Self::ProvideResource,
        Self::FollowUp,
        Self::ConfirmWithCustomer,
        Self::CloseUnconfirmed,
        Self::Close,
        Self::FileSummary,
        Self::EvaluateResponse,
        Self::ReviewResponsibility,
        Self::DecideRequest,
    ];

    /// The command that does it; a request is decided by the command of its kind.
    const fn command(self) -> Option<&'static str> {
        Some(match self {
            Self::Classify => "classify",
            Self::CompleteIntake => "complete-intake",
            Self::Assign => "assign",
            Self::ReachCustomer => "reach-customer",
            Self::Notify => "acknowledge",
            Self::StartPlanAndTeam => "activate-plan",
            Self::HoldFirstAnalysis => "hold-first-analysis",
            Self::Dispatch => "dispatch",
            Self::Arrive => "record-arrival",
            Self::ConfirmSafety => "confirm-safety",
            Self::ReportProgress => "report-progress",
            Self::RelayProgress => "relay-progress",
            Self::FindSolution => "propose-solution",
            Self::ApproveSolution => "approve-solution",
            Self::StartSolution => "start-solution",
            Self::TellProgress => "tell-progress",
            Self::FinishSolution => "finish-solution",
            Self::ProvideResource => "provide-resource",
            Self::FollowUp => "follow-up",
            Self::ConfirmWithCustomer => "confirm-solved",
            Self::CloseUnconfirmed => "close-unconfirmed",
            Self::Close => "close",
            Self::FileSummary => "file-summary",
            Self::EvaluateResponse => "evaluate-response",
            Self::ReviewResponsibility => "hold-meeting",
            Self::DecideRequest => return None,
        })
    }

    /// Who may do it, and the clause that asks for it: the row of its command.
    fn row(self) -> Option<(&'static [Role], &'static str)> {
        match self {
            Self::ReviewResponsibility => row(responsibility::COMMANDS, self.command()?),
            _ => row(COMMANDS, self.command()?),
        }
    }

    /// Those of the factory who may, by the table of commands.
    pub(super) fn roles(self) -> Vec<Role> {
        let may = self.row().map_or(&[][..], |(may, _)| may);
        may.iter().copied().filter(|role| role.kind() == ActorKind::Staff).collect()
    }

    /// The clause that asks for it. The table of commands names the first of several.
    pub(super) fn clause(self, class: Option<TicketClass>) -> &'static str {
        match (self, class) {
            (Self::Notify, Some(TicketClass::Emergency)) => "P3.3.a",
            (Self::Dispatch | Self::Arrive, Some(TicketClass::Emergency)) => "P3.3.b",
            (Self::CloseUnconfirmed, _) => "open point 5",
            (task, _) => task.row().map_or("P5.1", |(_, clause)| clause),
        }
    }
}

fn row<A: Aggregate>(table: &[CommandSpec<A>], command: &str) -> Option<(&'static [Role], &'static str)> {
    table.iter().find(|spec| spec.name == command).map(|spec| (spec.may, spec.clause))
}
