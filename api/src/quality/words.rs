//! How cells name what the contract has names for: by those names, or in the words of the factory.

use domain::factory_time::OFFSET;
use events_schema::Timestamp;
use events_schema::facts::quality_record::{Conformity, InspectionVerdict, RecordKind, StatedVerdict};
use jiff::civil::DateTime;

/// The kind of a record.
pub(super) fn kind(cell: &str) -> Option<RecordKind> {
    let named = RecordKind::ALL.into_iter().find(|kind| kind.name() == cell);
    named.or(match cell {
        "装配下线" => Some(RecordKind::Built),
        "进货检验" => Some(RecordKind::IncomingInspection),
        "过程检验" => Some(RecordKind::InProcessInspection),
        "终检" => Some(RecordKind::FinalInspection),
        "台架试验" => Some(RecordKind::TestBench),
        "现场检验" => Some(RecordKind::FieldInspection),
        "工艺参数" => Some(RecordKind::Process),
        _ => None,
    })
}

/// What an inspection came to, with the source's own word.
pub(super) fn verdict(cell: &str) -> Option<StatedVerdict> {
    let is = match cell.to_lowercase().as_str() {
        "passed" | "pass" | "ok" | "合格" => InspectionVerdict::Passed,
        "failed" | "fail" | "ng" | "不合格" => InspectionVerdict::Failed,
        "conditional" | "让步接收" | "让步" => InspectionVerdict::Conditional,
        _ => return None,
    };
    let said = if matches!(cell, "passed" | "failed" | "conditional") { None } else { cell.parse().ok() };
    Some(StatedVerdict { is, said })
}

/// Whether a characteristic is as it should be.
pub(super) fn conformity(cell: &str) -> Option<Conformity> {
    match cell.to_lowercase().as_str() {
        "ok" | "pass" | "passed" | "合格" => Some(Conformity::Ok),
        "not_ok" | "ng" | "fail" | "failed" | "不合格" => Some(Conformity::NotOk),
        _ => None,
    }
}

/// How sheets write times that name no zone: those of the factory.
const FORMS: [&str; 6] = [
    "%Y-%m-%d %H:%M:%S%.f",
    "%Y-%m-%d %H:%M",
    "%Y/%m/%d %H:%M:%S%.f",
    "%Y/%m/%d %H:%M",
    "%Y-%m-%dT%H:%M:%S%.f",
    "%Y-%m-%dT%H:%M",
];

/// A time, with its zone or as the factory's clocks show it.
pub(super) fn time(cell: &str) -> Option<Timestamp> {
    let local = || {
        let shown = FORMS.iter().find_map(|form| DateTime::strptime(form, cell).ok())?;
        format!("{shown}{OFFSET}").parse().ok()
    };
    cell.parse().ok().or_else(local)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_without_a_zone_is_the_factorys() {
        for text in [
            "2026-03-01T06:20:00Z",
            "2026-03-01T14:20:00+08:00",
            "2026-03-01 14:20",
            "2026-03-01 14:20:00",
            "2026/3/1 14:20",
            "2026/03/01 14:20:00.000",
            "2026-03-01T14:20",
        ] {
            assert_eq!(time(text).map(|at| at.to_string()).as_deref(), Some("2026-03-01T06:20:00Z"), "{text}");
        }
        for text in ["", "2026-03-01", "01.03.2026 14:20", "14:20", "2026-02-30 14:20", "46082.59"] {
            assert_eq!(time(text), None, "{text}");
        }
    }

    #[test]
    fn words_of_the_factory_are_kept_beside_what_they_mean() {
        let said = |cell| verdict(cell).map(|verdict| (verdict.is, verdict.said.map(|said| said.to_string())));
        assert_eq!(said("passed"), Some((InspectionVerdict::Passed, None)));
        assert_eq!(said("NG"), Some((InspectionVerdict::Failed, Some("NG".to_owned()))));
        assert_eq!(said("让步接收"), Some((InspectionVerdict::Conditional, Some("让步接收".to_owned()))));
        assert_eq!((said("好"), conformity("Ok"), conformity("-")), (None, Some(Conformity::Ok), None));
        assert!(RecordKind::ALL.iter().all(|known| kind(known.name()) == Some(*known)) && kind("终检").is_some());
    }
}
