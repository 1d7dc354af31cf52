//! What people read instead of the keys and words of a report.

use super::address::TableName;
use super::build::OTHER;
use super::measured::Measured;
use crate::words::{Words, of_name, words};

/// The words that cells hold, by their names.
const WORDS: &[(&str, Words)] = &[
    ("vital_few", words("是", "yes")),
    ("preventive", words("预防措施", "preventive")),
    ("corrective", words("纠正措施", "corrective")),
    ("open", words("进行中", "open")),
    ("done", words("已完成，待验证", "done, not verified")),
    ("effective", words("有效", "effective")),
    ("cancelled", words("已取消", "cancelled")),
    ("preferred", words("优先扩大合作", "preferred")),
    ("approved", words("合格", "approved")),
    ("warned", words("警告", "warned")),
    ("probation", words("限期整改", "on probation")),
    ("suspended", words("暂停合作", "suspended")),
    ("disqualified", words("取消资格", "disqualified")),
    ("engine_principles", words("发动机原理", "engine principles")),
    ("repair", words("维修技能", "repair")),
    ("fault_diagnosis", words("故障诊断", "fault diagnosis")),
    ("service_attitude", words("服务态度", "service attitude")),
    ("cross_department_exchange", words("跨部门交流", "exchange across departments")),
    ("planned", words("计划中", "planned")),
    ("held", words("已举行", "held")),
];

/// The word of a cell; `None` where the vocabulary has none.
#[must_use]
pub fn of_word(name: &str) -> Option<Words> {
    WORDS.iter().find(|(word, _)| *word == name).map(|(_, words)| *words)
}

/// What the key of a row is called where it is a word; `None` where it is a code, a name or an id.
#[must_use]
pub fn of_key(table: TableName, key: &str) -> Option<Words> {
    match key {
        "" => return Some(words("未知", "not known")),
        OTHER => return Some(words("其他", "other")),
        _ => {}
    }
    match table {
        TableName::Measures => Measured::ALL.into_iter().find(|of| of.name() == key).map(Measured::words),
        TableName::Classes => of_name("TicketClass", key),
        TableName::Clocks => of_name("ClockKind", key),
        _ => None,
    }
}
