//! What somebody is told, in one line, as people read it.

use events_schema::facts::sla_policy::ClockKind;
use events_schema::values::TicketClass;

use crate::words::{Language, Words, of_fact, of_value};

/// The facts of a case; those of a ticket have their words in the vocabulary.
const OF_THE_CASE: [(&str, Words); 11] = [
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
];

/// What it is about, in one line: the class where it is known, what happened, and the clock that it is about.
#[must_use]
pub fn title(kind: &str, class: Option<TicketClass>, clock: Option<ClockKind>, language: Language) -> String {
    let of_the_case = || OF_THE_CASE.iter().find(|(of, _)| *of == kind).map(|(_, words)| *words);
    let words = of_fact(kind).map(|words| words.title).or_else(of_the_case);
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
