//! What the fields of facts are called.

use super::{Field, words};

pub(super) struct FieldRow {
    /// The type of fact or the definition that it stands in.
    pub(super) owner: &'static str,
    pub(super) name: &'static str,
    pub(super) is: Field,
}

/// The owner of a row that holds for every field of its name that has no row of its own.
pub(super) const ANY: &str = "";

const fn any(name: &'static str, zh: &'static str, en: &'static str) -> FieldRow {
    in_one(ANY, name, zh, en)
}

const fn in_one(owner: &'static str, name: &'static str, zh: &'static str, en: &'static str) -> FieldRow {
    FieldRow { owner, name, is: Field::Shown(words(zh, en)) }
}

const fn technical(owner: &'static str, name: &'static str) -> FieldRow {
    FieldRow { owner, name, is: Field::Technical }
}

/// One row for each name, and one more wherever it means something else. Definitions are flat: the fields of what a fact
/// holds are shown as fields of the fact.
#[rustfmt::skip]
pub(super) const FIELDS: &[FieldRow] = &[
    // 报修: the report.
    any("channel", "反馈渠道", "channel"),
    any("customer", "客户编号", "customer"),
    any("organisation", "客户单位", "organisation"),
    any("engine_model", "发动机型号", "engine model"),
    any("engine_serial", "发动机编号", "engine serial number"),
    any("symptom", "故障现象", "fault symptom"),
    any("usage_scenario", "使用场景", "usage scenario"),
    any("contact", "客户联系方式", "customer contact"),
    in_one("Contact", "name", "联系人", "contact name"),
    in_one("Contact", "phone", "联系电话", "telephone"),
    in_one("Contact", "wechat", "微信号", "WeChat id"),
    in_one("Contact", "address", "地址", "address"),
    // 分级: classification.
    any("class", "级别", "class"),
    any("issue_type", "问题类型", "issue type"),
    any("grounds", "分级依据", "grounds"),
    any("effect_on_use", "对使用的影响", "effect on use"),
    any("safety_hazard", "安全隐患", "safety hazard"),
    any("effect_on_production", "对客户生产的影响", "effect on the customer's production"),
    any("changed_at", "情况变化时间", "changed at"),
    // 分配与联系: assignment and contact.
    any("group", "技术支持小组", "group"),
    in_one("ticket.reassigned", "from", "原小组", "from group"),
    in_one("ticket.reassigned", "to", "新小组", "to group"),
    any("person", "人员", "person"),
    any("role", "角色", "role"),
    any("method", "方式", "method"),
    any("outcome", "结果", "outcome"),
    any("direction", "方向", "direction"),
    any("text", "内容", "text"),
    any("message", "反馈内容", "message"),
    any("attachment", "附件", "file"),
    in_one("Attachment", "hash", "文件校验值", "SHA-256"),
    in_one("Attachment", "size", "字节数", "bytes"),
    in_one("Attachment", "media_type", "文件类型", "media type"),
    in_one("Attachment", "name", "文件名", "file name"),
    any("progress", "维修进度", "progress"),
    any("expected_completion", "预计完成时间", "expected completion"),
    // 通知、会议与现场: alarm and on site.
    any("report", "所指汇报", "of the report"),
    any("attendees", "参会人员", "attendees"),
    any("first_measures", "初步应对措施", "first measures"),
    any("people", "派出人员", "people"),
    any("expected_arrival", "预计到达时间", "expected arrival"),
    any("plan", "应急预案", "emergency plan"),
    in_one("ticket.plan_activated", "version", "预案版本", "version of the plan"),
    any("leader", "组长", "leader"),
    any("members", "组员", "members"),
    any("team_role", "分工", "team role"),
    any("item", "清单事项", "checklist item"),
    any("statement", "确认情况", "statement"),
    any("measure", "措施", "measure"),
    any("limits", "运行限制", "limits"),
    any("source", "资源来源", "source"),
    any("what", "所需资源", "what"),
    any("quantity", "数量", "quantity"),
    any("needed_by", "需要时间", "needed by"),
    // 诊断与方案: diagnosis and solution.
    any("serial", "发动机编号", "engine serial number"),
    any("unreadable", "编号无法辨认的原因", "why the number is unreadable"),
    in_one("ticket.diagnosis_step_recorded", "method", "诊断方式", "method"),
    any("step", "检查步骤", "step"),
    any("finding", "发现的问题点", "finding"),
    any("category", "原因类别", "category of the cause"),
    any("failure_code", "故障代码", "failure code"),
    any("root_cause", "根本原因", "root cause"),
    any("part", "故障零件", "part at fault"),
    in_one("Part", "number", "零件号", "part number"),
    in_one("Part", "batch", "零件批次", "batch"),
    any("supplier", "供应商", "supplier"),
    any("kind", "类别", "kind"),
    in_one("ticket.solution_proposed", "description", "维修方案", "solution"),
    any("description", "说明", "description"),
    any("summary", "情况摘要", "summary"),
    any("solution", "所指方案", "of the proposal"),
    any("request", "所指申请", "of the request"),
    any("remark", "意见", "remark"),
    any("amount", "金额", "amount"),
    any("currency", "币种", "currency"),
    // 结果: outcome.
    any("rating", "满意度评分", "rating"),
    any("comment", "客户意见", "comment"),
    any("on_behalf", "代客户登记", "recorded for the customer"),
    in_one("OnBehalf", "method", "客户答复方式", "how the customer said so"),
    any("reference", "凭据", "reference"),
    any("result", "处理结果", "handling result"),
    any("preventive_measures", "预防措施", "preventive measures"),
    any("observation", "跟进情况", "observation"),
    in_one("FollowUpOutcome", "is", "跟进结论", "conclusion"),
    in_one("FollowUpOutcome", "due_at", "下次跟进时间", "look again by"),
    any("assessment", "总结评估", "assessment"),
    any("plan_findings", "对预案的结论", "findings on the plan"),
    in_one("PlanFindings", "is", "对预案的结论", "findings on the plan"),
    any("proposal", "改进建议", "proposal"),
    // 时限: clocks.
    any("reason", "原因", "reason"),
    any("explanation", "说明", "explanation"),
    any("expected_until", "预计恢复时间", "expected until"),
    any("threshold", "已用时限(%)", "used of the target (%)"),
    any("due_at", "到期时间", "due at"),
    any("hold", "所指暂缓", "of the hold"),
    any("evidence", "依据记录", "evidence"),
    any("evidence_by", "依据记录人", "evidence recorded by"),
    any("stands", "现行结论", "verdict that stands"),
    any("claimed", "记录所示结论", "verdict that the record speaks for"),
    any("before", "原结论", "verdict before"),
    any("verdict", "新结论", "new verdict"),
    in_one("clock.reassessed", "grounds", "认定依据", "grounds"),
    // 更正: the record itself.
    any("back_to", "可追溯至", "back to"),
    any("until", "补录截止时间", "to be entered until"),
    any("into", "并入工单", "into ticket"),
    any("duplicate", "重复工单", "duplicate ticket"),
    in_one("ticket.entry_moved_in", "from", "移自工单", "moved from ticket"),
    in_one("ticket.entry_moved_out", "to", "移至工单", "moved to ticket"),
    // For programs: versions, ids of events that the title of the line names or that stand elsewhere, what the line says itself.
    technical(ANY, "policy_version"),
    technical(ANY, "group_revision"),
    technical(ANY, "clock"),
    technical(ANY, "episode"),
    technical(ANY, "number"),
    technical(ANY, "reached_at"),
    technical(ANY, "merge"),
    technical(ANY, "review"),
    technical(ANY, "corrects"),
    technical(ANY, "replacement"),
    technical(ANY, "retracts"),
    technical(ANY, "happened_at"),
    technical(ANY, "moved"),
    technical(ANY, "fact"),
    technical(ANY, "author"),
    technical("ticket.entry_retracted", "type"),
    technical("Replacement", "type"),
    technical("Replacement", "version"),
    technical("Replacement", "data"),
    technical("Actor", "id"),
    technical("Actor", "kind"),
    technical("Actor", "on_behalf_of"),
    technical("Sealed", "subject"),
    technical("Sealed", "event"),
    technical("Sealed", "label"),
    technical("Sealed", "sealed"),
];
