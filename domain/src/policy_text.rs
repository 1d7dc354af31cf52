//! The clauses of the policy (《发动机厂售后问题管理相关制度》), as `GET /v1/policy` serves them: the wording decides, the
//! English says what is required.

use events_schema::facts::sla_policy::ClockKind;

use crate::sla_policy::clause_of;

/// A clause of the policy.
#[derive(Debug, Clone, Copy)]
pub struct Clause {
    /// Its id.
    pub id: &'static str,
    /// The wording.
    pub zh: &'static str,
    /// The requirement.
    pub en: &'static str,
}

impl Clause {
    /// The clocks that come from this clause.
    pub fn clocks(&self) -> impl Iterator<Item = ClockKind> {
        let id = self.id;
        ClockKind::ALL.into_iter().filter(move |clock| clause_of(*clock) == id)
    }
}

const fn clause(id: &'static str, zh: &'static str, en: &'static str) -> Clause {
    Clause { id, zh, en }
}

/// All clauses, in the order of the text. The text that we have breaks off inside 7.3.
#[rustfmt::skip]
pub const CLAUSES: &[Clause] = &[
    clause("P1.1", "确保客户反馈的售后问题能够得到及时、准确、有效的处理", "every issue that a customer reports is handled in time, precisely and for good"),
    clause("P1.2", "售后服务部门、技术支持部门、生产部门、质量控制部门等", "departments in scope: after-sales service, technical support, production, quality control, others to be added"),
    clause("P1.3", "客户至上、快速响应、精准处理、持续改进", "customer first, fast response, precise handling, continuous improvement"),
    clause("P2.1.a", "24小时客服热线……记录发动机型号、故障现象、使用场景、客户联系方式", "hotline around the clock; engine model, symptom, usage scenario and contact are recorded, all four"),
    clause("P2.1.b", "官方网站、微信公众号等在线平台……自动提醒功能", "website and WeChat intake by customers themselves; staff are reminded at once"),
    clause("P2.1.c", "现场反馈……及时反馈至系统", "service staff on site enter what they find"),
    clause("P2.2", "客服人员或售后现场人员……1小时内初步整理和分类……一般、重要、紧急", "within 1 h of receipt the issue is sorted and classified on effect on use, safety hazard and effect on production"),
    clause("P3.1.a", "客服人员……根据问题类型分配至相应的技术支持小组", "the hotline agent assigns it to a technical support group by issue type"),
    clause("P3.1.b", "接到问题分配后的2小时内与客户取得联系", "the group reaches the customer within 2 h of the assignment"),
    clause("P3.1.c", "电话沟通、远程诊断或现场检查……检查步骤、发现的问题点", "diagnosis by phone, remote or on site; every step and finding recorded"),
    clause("P3.1.d", "更换零部件、调整参数……方案经上级审核通过后实施……说明维修进度和预计完成时间", "a solution is approved by a superior before it is carried out; progress and expected completion are told to the customer"),
    clause("P3.1.e", "技术支持人员应及时与客户取得联系,确认问题是否彻底解决,收集满意度反馈……客户确认满意后,将处理结果录入……流程结束", "it closes only when the customer confirms that it is solved and that he is satisfied, and the result is recorded"),
    clause("P3.2.a", "客服人员……立即通知售后服务部门负责人和相关技术专家……30分钟内组织召开问题分析会议,制定初步应对措施", "head of after-sales and experts are notified immediately; a first analysis meeting within 30 min sets first measures"),
    clause("P3.2.b", "根据问题情况,安排技术专家和售后服务人员在24小时内到达客户现场(特殊情况除外)……尽快恢复正常运行", "experts and service staff are on site within 24 h, special circumstances excepted"),
    clause("P3.2.c", "每2小时向负责人汇报处理进度……及时反馈给客户", "on-site staff report to the head every 2 h; the head tells the customer"),
    clause("P3.2.d", "技术专家……根本原因、预防措施……总结报告存档", "after the solution the expert leads a summary of root cause and preventive measures; it is filed"),
    clause("P3.3.a", "客服人员……立即启动应急预案……成立应急处理小组", "the emergency plan is started at once, everybody is notified, a team is formed"),
    clause("P3.3.b", "1小时内到达客户现场(距离较远等特殊情况除外)……首先确保人员安全……临时解决方案", "team on site within 1 h; people's safety first, then containment, then a temporary solution"),
    clause("P3.3.c", "协调生产部门、零部件供应商等资源", "production, suppliers and others supply parts and tools"),
    clause("P3.3.d", "持续跟进……总结评估……完善应急预案", "followed up until solved for good; the response is evaluated; the plan itself is improved"),
    clause("P4.1", "实事求是、客观公正", "responsibility rests on evidence, and whoever is held responsible can object"),
    clause("P4.2.a", "问题分析会议……确定责任部门和责任人", "the head of after-sales holds a responsibility meeting"),
    clause("P4.2.b", "存在争议的……由质量控制部门牵头调查核实……生产记录、质量检验报告、维修记录", "a dispute is investigated, led by quality control, on records as evidence"),
    clause("P4.2.c", "责任认定报告……问题原因、责任部门、责任人、改进措施……管理层审核批准", "after-sales issues a responsibility report; management approves it"),
    clause("P4.3.a", "处理及时率、客户满意度、问题重复发生率……与绩效奖金、晋升、评优挂钩", "timeliness, satisfaction, recurrence; appraisal linked to bonus, promotion and honours"),
    clause("P4.3.b", "快速解决复杂问题、提出创新性解决方案、有效降低重复发生率……奖金、荣誉证书", "rewards for fast solutions, innovation, recurrence brought down"),
    clause("P5.1", "实时记录……反馈时间、处理时间、问题类型、处理结果、客户满意度……产品质量数据、生产工艺数据", "everything is recorded as it happens; quality and process data are collected too"),
    clause("P5.2", "排列图……因果图", "Pareto chart of issue types; cause-and-effect diagram"),
    clause("P5.3", "每月、每季度、每年……总体情况、趋势分析、责任部门和责任人统计、改进措施执行情况", "monthly, quarterly and yearly report to management"),
    clause("P6.1", "定期……发动机原理、维修技术、故障诊断……客户服务意识……根据实际售后问题调整", "regular training that follows from the issues that really occurred"),
    clause("P6.2", "生产部门、技术研发部门……跨部门培训与交流", "training and exchange across departments"),
    clause("P6.3", "考试、实际操作、客户反馈……补考或再次培训", "evaluation by exam, practical test, customer feedback; whoever falls short retakes it"),
    clause("P7.1", "及时……发动机型号、故障现象、问题发生时间、涉及的零部件", "a notice to the supplier when its part caused the issue"),
    clause("P7.2", "24小时内做出响应,并在规定时间内提供解决方案……免费更换零部件、承担维修费用……改进措施", "the supplier responds within 24 h, gives a solution in time, bears its liability"),
    clause("P7.3", "问题响应时间、问题解决率、改进措施执行情况……奖励和更多的合作机会;对于表现不佳的[…]", "periodic evaluation of suppliers; the text breaks off"),
];
