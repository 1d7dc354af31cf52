//! What the facts of a ticket are called, each as an event.

use super::{FactWords, words};

pub(super) struct FactRow {
    pub(super) kind: &'static str,
    pub(super) words: FactWords,
}

/// A fact that a clause asks for.
const fn by(kind: &'static str, clause: &'static str, zh: &'static str, en: &'static str) -> FactRow {
    FactRow { kind, words: FactWords { title: words(zh, en), clause: Some(clause), in_emergencies: None } }
}

/// A fact that one clause asks for on important issues (P3.2), and another one on emergencies (P3.3).
const fn urgent(kind: &'static str, clauses: [&'static str; 2], zh: &'static str, en: &'static str) -> FactRow {
    let [clause, in_emergencies] = clauses;
    let title = words(zh, en);
    FactRow { kind, words: FactWords { title, clause: Some(clause), in_emergencies: Some(in_emergencies) } }
}

/// A fact that follows from the way records are kept.
const fn own(kind: &'static str, zh: &'static str, en: &'static str) -> FactRow {
    FactRow { kind, words: FactWords { title: words(zh, en), clause: None, in_emergencies: None } }
}

/// One row for each type, in the order of the set.
#[rustfmt::skip]
pub(super) const FACTS: &[FactRow] = &[
    by("ticket.reported", "P2.1", "报修登记", "reported"),
    by("ticket.classified", "P2.2", "问题分级", "classified"),
    by("ticket.assigned", "P3.1.a", "分配至技术支持小组", "assigned to a group"),
    by("ticket.reassigned", "P3.1.a", "改派至其他小组", "reassigned to another group"),
    by("ticket.customer_reached", "P3.1.b", "已联系上客户", "customer reached"),
    own("ticket.contact_attempted", "联系客户未果", "attempt to reach the customer"),
    by("ticket.intake_completed", "P2.1", "报修信息补全", "intake completed"),
    by("ticket.engine_identified", "P5.1", "发动机编号确认", "engine identified"),
    by("ticket.taken_over", "P3.1.a", "接手处理", "taken over"),
    by("ticket.note_added", "P5.1", "备注", "note added"),
    by("ticket.attachment_added", "P5.1", "附件(内部)", "file attached"),
    by("ticket.attachment_shared", "P5.1", "附件(客户可见)", "file shared with the customer"),
    by("ticket.message_exchanged", "P3.1.d", "消息往来", "message exchanged"),
    by("ticket.diagnosis_step_recorded", "P3.1.c", "检查步骤", "diagnosis step"),
    by("ticket.diagnosis_concluded", "P3.1.c", "诊断结论", "diagnosis concluded"),
    by("ticket.engine_out_of_service", "P5.1", "发动机停机", "engine out of service"),
    by("ticket.engine_back_in_service", "P5.1", "发动机恢复运行", "engine back in service"),
    by("ticket.cost_recorded", "P5.1", "费用登记", "cost recorded"),
    by("ticket.solution_proposed", "P3.1.d", "提出维修方案", "solution proposed"),
    by("ticket.solution_approved", "P3.1.d", "方案审核通过", "solution approved"),
    by("ticket.solution_returned", "P3.1.d", "方案退回", "solution returned"),
    by("ticket.solution_started", "P3.1.d", "开始实施方案", "solution started"),
    by("ticket.progress_told", "P3.1.d", "告知客户维修进度", "progress told to the customer"),
    by("ticket.solution_finished", "P3.1.d", "方案实施完毕", "solution finished"),
    by("ticket.satisfaction_confirmed", "P3.1.e", "客户确认满意", "customer satisfied"),
    by("ticket.satisfaction_refused", "open point 5", "客户不满意", "customer not satisfied"),
    by("ticket.closed", "P3.1.e", "结案", "closed"),
    by("ticket.closed_unconfirmed", "open point 5", "未经客户确认结案", "closed unconfirmed"),
    by("ticket.withdrawn", "P5.1", "客户撤回报修", "withdrawn by the customer"),
    by("ticket.reopened", "P3.1.e", "重新打开", "reopened"),
    urgent("ticket.role_notified", ["P3.2.a", "P3.3.a"], "已通知责任人", "responsible person notified"),
    urgent("ticket.notification_acknowledged", ["P3.2.a", "P3.3.a"], "确认收到通知", "notification acknowledged"),
    by("ticket.first_analysis_held", "P3.2.a", "召开问题分析会议", "first analysis meeting held"),
    urgent("ticket.staff_dispatched", ["P3.2.b", "P3.3.b"], "派人前往现场", "staff dispatched"),
    urgent("ticket.staff_arrived", ["P3.2.b", "P3.3.b"], "到达客户现场", "arrived on site"),
    by("ticket.no_visit_proposed", "P3.2.b", "提议无需到场", "no visit proposed"),
    by("ticket.no_visit_approved", "P3.2.b", "批准无需到场", "no visit approved"),
    by("ticket.progress_reported", "P3.2.c", "向负责人汇报进度", "progress reported to the head"),
    by("ticket.progress_relayed", "P3.2.c", "向客户反馈进度", "progress relayed to the customer"),
    by("ticket.summary_filed", "P3.2.d", "总结报告存档", "summary report filed"),
    by("ticket.plan_activated", "P3.3.a", "启动应急预案", "emergency plan activated"),
    by("ticket.team_formed", "P3.3.a", "成立应急处理小组", "emergency team formed"),
    by("ticket.checklist_item_done", "P3.3.a", "预案事项完成", "checklist item done"),
    by("ticket.safety_confirmed", "P3.3.b", "确认人员安全", "people's safety confirmed"),
    by("ticket.danger_contained", "P3.3.b", "险情得到控制", "danger contained"),
    by("ticket.temporary_solution_applied", "P3.3.b", "采取临时解决方案", "temporary solution applied"),
    by("ticket.resource_requested", "P3.3.c", "申请资源", "resource requested"),
    by("ticket.resource_provided", "P3.3.c", "资源到位", "resource provided"),
    by("ticket.followed_up", "P3.3.d", "持续跟进", "followed up"),
    by("ticket.response_evaluated", "P3.3.d", "应急处理总结评估", "response evaluated"),
    by("ticket.responsibility_reviewed", "P4.2.a", "责任认定", "responsibility reviewed"),
    by("ticket.hold_placed", "open point 3", "暂缓处理", "put on hold"),
    by("ticket.hold_released", "open point 3", "恢复处理", "hold released"),
    by("ticket.waiver_requested", "open point 2", "申请时限豁免", "waiver requested"),
    by("ticket.waiver_granted", "open point 2", "批准时限豁免", "waiver granted"),
    by("ticket.class_corrected", "open point 6", "更正分级", "class corrected"),
    by("ticket.class_change_proposed", "open point 6", "提议变更分级", "class change proposed"),
    by("ticket.class_change_approved", "open point 6", "批准变更分级", "class change approved"),
    own("ticket.request_refused", "申请被驳回", "request refused"),
    by("ticket.late_entry_allowed", "open point 8", "准许补录", "late entry allowed"),
    own("ticket.merged", "并入先前工单", "merged into an earlier ticket"),
    own("ticket.duplicate_absorbed", "并入重复工单", "duplicate absorbed"),
    own("ticket.entry_moved_out", "记录移出", "entry moved out"),
    own("ticket.entry_moved_in", "记录移入", "entry moved in"),
    own("ticket.entry_corrected", "记录更正", "entry corrected"),
    own("ticket.entry_retracted", "记录撤销", "entry retracted"),
    own("clock.warned", "时限预警", "clock warned"),
    own("clock.breached", "时限超时", "clock breached"),
    by("clock.reassessment_opened", "open point 8", "时限结论待重新认定", "reassessment opened"),
    by("clock.reassessed", "open point 8", "时限结论重新认定", "clock reassessed"),
];
