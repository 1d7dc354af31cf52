//! What somebody is told, in one line, as people read it.

use events_schema::facts::sla_policy::ClockKind;
use events_schema::values::TicketClass;

use crate::words::{Language, Words, of_fact, of_value};

/// The facts of cases and records; those of a ticket have their words in the vocabulary.
const OF_RECORDS: [(&str, Words); 47] = [
    ("responsibility.opened", Words { zh: "待召开责任认定会议", en: "responsibility meeting due" }),
    ("responsibility.meeting_held", Words { zh: "已召开责任认定会议", en: "responsibility meeting held" }),
    ("responsibility.no_cause_decided", Words { zh: "认定无内部或供应商原因", en: "no internal or supplier cause" }),
    ("responsibility.determined", Words { zh: "责任认定", en: "responsibility determined" }),
    ("responsibility.objected", Words { zh: "对责任认定提出异议", en: "objection to the determination" }),
    ("responsibility.investigation_opened", Words { zh: "争议调查开始", en: "investigation opened" }),
    ("responsibility.dispute_concluded", Words { zh: "争议调查结论", en: "dispute concluded" }),
    ("responsibility.became_final", Words { zh: "责任认定生效", en: "determination final" }),
    ("responsibility.dispute_reopened", Words { zh: "责任认定重新调查", en: "dispute reopened" }),
    ("responsibility.report_submitted", Words { zh: "责任认定报告待审批", en: "responsibility report to be approved" }),
    ("responsibility.report_returned", Words { zh: "责任认定报告被退回", en: "responsibility report returned" }),
    ("improvement.opened", Words { zh: "改进措施待实施", en: "improvement measure to be carried out" }),
    ("improvement.owner_changed", Words { zh: "改进措施负责人变更", en: "improvement measure has another owner" }),
    ("improvement.became_overdue", Words { zh: "改进措施逾期", en: "improvement measure overdue" }),
    ("improvement.done", Words { zh: "改进措施已完成,待验证", en: "improvement measure done, to be verified" }),
    ("improvement.verified", Words { zh: "改进措施已验证", en: "improvement measure verified" }),
    ("appraisal.assessed", Words { zh: "考核结果待确认", en: "appraisal result to be acknowledged" }),
    ("appraisal.objected", Words { zh: "对考核结果提出异议", en: "objection to an appraisal" }),
    ("appraisal.objection_answered", Words { zh: "考核异议已答复", en: "objection to the appraisal answered" }),
    ("appraisal.approved", Words { zh: "考核结果已批准", en: "appraisal result approved" }),
    ("appraisal.result_withdrawn", Words { zh: "考核结果撤销,将重新考核", en: "appraisal result withdrawn" }),
    ("reward.proposed", Words { zh: "奖励提名待审批", en: "reward to be decided" }),
    ("reward.approved", Words { zh: "奖励已批准,待发放", en: "reward approved, to be handed over" }),
    ("reward.granted", Words { zh: "奖励已发放", en: "reward handed over" }),
    ("reward.withdrawn", Words { zh: "奖励撤销", en: "reward withdrawn" }),
    (
        "supplier_notice.proposed",
        Words { zh: "供应商通知待确认原因", en: "notice to a supplier: cause to be confirmed" },
    ),
    ("supplier_notice.responded", Words { zh: "供应商已响应", en: "the supplier has responded" }),
    (
        "supplier_notice.solution_given",
        Words { zh: "供应商已提交解决方案,待评审", en: "solution of a supplier to be reviewed" },
    ),
    (
        "supplier_notice.liability_disputed",
        Words { zh: "供应商对责任承担有异议", en: "the supplier disputes what he is to bear" },
    ),
    ("supplier_notice.clock_breached", Words { zh: "供应商通知时限超时", en: "clock of a notice breached" }),
    (
        "corrective_action.gate_answered",
        Words { zh: "供应商整改节点已答复,待评审", en: "8D gate answered, to be reviewed" },
    ),
    ("corrective_action.gate_became_overdue", Words { zh: "供应商整改节点逾期", en: "8D gate overdue" }),
    ("supplier_evaluation.objected", Words { zh: "供应商对评分提出异议", en: "the supplier objects to a score" }),
    ("supplier_standing.proposed", Words { zh: "供应商等级调整待决定", en: "standing of a supplier to be decided" }),
    ("supplier_standing.objected", Words { zh: "供应商对等级提出异议", en: "the supplier objects to his standing" }),
    ("training_need.proposed", Words { zh: "培训需求待决定", en: "training need to be decided" }),
    ("training_plan.item_became_overdue", Words { zh: "培训计划项逾期", en: "planned training overdue" }),
    ("training_session.planned", Words { zh: "培训安排", en: "training session planned" }),
    ("training_session.invited", Words { zh: "邀请参加培训", en: "invited to a training session" }),
    ("training_session.moved", Words { zh: "培训改期", en: "training session moved" }),
    ("training_session.cancelled", Words { zh: "培训取消", en: "training session cancelled" }),
    ("qualification.required", Words { zh: "须参加培训并通过考核", en: "training required" }),
    ("qualification.assessed", Words { zh: "培训考核结果", en: "result of an assessment" }),
    ("qualification.lapsed", Words { zh: "培训资格到期", en: "qualification lapsed" }),
    ("cause_analysis.opened", Words { zh: "因果分析待开展", en: "cause-and-effect analysis to be carried out" }),
    ("periodic_report.made", Words { zh: "定期报告已生成,待提交", en: "periodic report made, to be submitted" }),
    ("periodic_report.submitted", Words { zh: "定期报告待阅", en: "periodic report to be acknowledged" }),
];

/// What it is about, in one line: the class where it is known, what happened, and the clock that it is about.
#[must_use]
pub fn title(kind: &str, class: Option<TicketClass>, clock: Option<ClockKind>, language: Language) -> String {
    let of_records = || OF_RECORDS.iter().find(|(of, _)| *of == kind).map(|(_, words)| *words);
    let words = of_fact(kind).map(|words| words.title).or_else(of_records);
    let happened = words.map_or(kind, |words| words.in_language(language));
    let clock = clock.map(|clock| format!("{}{}", language.colon(), of_value(&clock, language)));
    let class = class.map(|class| of_value(&class, language));
    let class = class.map(|class| match language {
        Language::Chinese => format!("【{class}】"),
        Language::English => format!("[{class}] "),
    });
    [class.unwrap_or_default(), happened.to_owned(), clock.unwrap_or_default()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notification::TELLABLE;

    #[test]
    fn everything_that_is_told_has_words() {
        for kind in TELLABLE {
            for language in Language::ALL {
                assert_ne!(title(kind, None, None, language), kind);
            }
        }
    }

    #[test]
    fn a_title_says_how_urgent_it_is_and_which_clock() {
        let (class, clock) = (Some(TicketClass::Emergency), Some(ClockKind::ArrivalEmergency));
        let title = |language| title("clock.breached", class, clock, language);
        assert_eq!(title(Language::Chinese), "【紧急】时限超时：到达现场(紧急问题)");
        assert_eq!(title(Language::English), "[emergency] clock breached: arrival, emergency");
    }
}
