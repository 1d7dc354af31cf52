//! What issues that really occurred say that has to be learnt: causes that a department or a group met often (P6.1).

use std::collections::BTreeMap;

use events_schema::facts::training_need::{FrequentCause, NeedRule};
use events_schema::ids::{DepartmentId, GroupId, TicketId};
use events_schema::text::Line;
use events_schema::{Period, Timestamp};

use crate::factory_time::lies_in;

/// The cause of one issue, as it was confirmed, and who met it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfirmedCause {
    /// The ticket.
    pub ticket: TicketId,
    /// The failure code.
    pub failure_code: Line,
    /// The department.
    pub department: Option<DepartmentId>,
    /// The technical support group.
    pub group: Option<GroupId>,
    /// When it was confirmed.
    pub confirmed_at: Timestamp,
}

/// What counts as often while nobody says otherwise: five issues of a quarter, and a tenth of all that they met.
///
/// # Panics
/// Never: the share is one.
#[must_use]
pub fn default_rule() -> NeedRule {
    NeedRule { issues: 5, share: "10".parse().expect("a tenth is a share") }
}

/// The most tickets that a need names.
const MOST: usize = 100;

/// The tickets of each failure code, each with when its cause was confirmed first.
type ByCode<'a> = BTreeMap<&'a Line, BTreeMap<TicketId, Timestamp>>;

/// The causes that were met often in a period, by those who met them, the most frequent first. An issue counts once for each
/// cause, however often that was confirmed.
#[must_use]
pub fn frequent_causes(period: Period, causes: &[ConfirmedCause], rule: NeedRule) -> Vec<FrequentCause> {
    let mut met = BTreeMap::<(Option<&DepartmentId>, Option<&GroupId>), ByCode<'_>>::new();
    for cause in causes.iter().filter(|cause| lies_in(period, cause.confirmed_at)) {
        let by_code = met.entry((cause.department.as_ref(), cause.group.as_ref())).or_default();
        let first = by_code.entry(&cause.failure_code).or_default().entry(cause.ticket).or_insert(cause.confirmed_at);
        *first = cause.confirmed_at.min(*first);
    }
    let met = met.into_iter().filter(|((department, group), _)| department.is_some() || group.is_some());
    met.flat_map(|((department, group), by_code)| {
        let mut tickets: Vec<TicketId> = by_code.values().flat_map(BTreeMap::keys).copied().collect();
        tickets.sort_unstable();
        tickets.dedup();
        let of = tickets.len();
        let frequent = by_code.into_iter().filter(|(_, tickets)| is_often(tickets.len(), of, rule));
        let frequent = frequent.filter_map(|(failure_code, tickets)| {
            let mut in_order: Vec<(Timestamp, TicketId)> =
                tickets.into_iter().map(|(ticket, at)| (at, ticket)).collect();
            in_order.sort_unstable();
            Some(FrequentCause {
                failure_code: failure_code.clone(),
                period,
                department: department.cloned(),
                group: group.cloned(),
                issues: u32::try_from(in_order.len()).ok()?,
                of: u32::try_from(of).ok()?,
                since: in_order.first()?.0,
                tickets: in_order.into_iter().take(MOST).map(|(_, ticket)| ticket).collect(),
                rule,
            })
        });
        let mut frequent: Vec<FrequentCause> = frequent.collect();
        frequent.sort_by(|a, b| b.issues.cmp(&a.issues).then_with(|| a.failure_code.cmp(&b.failure_code)));
        frequent
    })
    .collect()
}

fn is_often(issues: usize, of: usize, rule: NeedRule) -> bool {
    let is_share = issues as u128 * 10_000 >= of as u128 * u128::from(rule.share.hundredths());
    issues as u128 >= u128::from(rule.issues) && is_share
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::scenario::{at, ticket_id};

    fn cause(ticket: u128, code: &str, group: Option<&str>, minute: i64) -> ConfirmedCause {
        ConfirmedCause {
            ticket: ticket_id(ticket),
            failure_code: code.parse().unwrap(),
            department: None,
            group: group.map(|code| code.parse().unwrap()),
            confirmed_at: at(minute),
        }
    }

    fn found(causes: &[ConfirmedCause], issues: u32, share: &str) -> Vec<(String, String, u32, u32)> {
        let rule = NeedRule { issues, share: share.parse().unwrap() };
        let found = frequent_causes("2026-Q1".parse().unwrap(), causes, rule);
        let said = |of: FrequentCause| (of.group.unwrap().to_string(), of.failure_code.to_string(), of.issues, of.of);
        found.into_iter().map(said).collect()
    }

    fn row(group: &str, code: &str, issues: u32, of: u32) -> (String, String, u32, u32) {
        (group.to_owned(), code.to_owned(), issues, of)
    }

    #[test]
    fn a_cause_is_frequent_by_number_and_share_for_each_who_met_it() {
        let (starters, painters) = (Some("starters"), Some("painters"));
        let mut causes = vec![
            cause(1, "FUEL-017", starters, 5),
            cause(1, "FUEL-017", starters, 3),
            cause(2, "FUEL-017", starters, 4),
            cause(3, "FUEL-017", painters, 0),
            cause(4, "OIL-002", starters, 0),
            cause(5, "OIL-002", starters, 0),
            cause(6, "OIL-002", starters, 0),
            cause(7, "OIL-002", None, 0),
            // In the quarter after.
            cause(8, "FUEL-017", starters, 60 * 24 * 30),
        ];
        let both = [row("starters", "OIL-002", 3, 5), row("starters", "FUEL-017", 2, 5)];
        assert_eq!(found(&causes, 2, "40"), both);
        assert_eq!(found(&causes, 2, "40.01"), both[..1]);
        assert_eq!(found(&causes, 4, "0.01"), []);
        assert_eq!(found(&causes, 1, "100"), [row("painters", "FUEL-017", 1, 1)]);
        causes.reverse();
        let [_, fuel] =
            &frequent_causes("2026-Q1".parse().unwrap(), &causes, NeedRule { issues: 2, ..default_rule() })[..]
        else {
            panic!("both are frequent")
        };
        assert_eq!((fuel.since, &fuel.tickets), (at(3), &vec![ticket_id(1), ticket_id(2)]));
    }

    proptest! {
        #[test]
        fn the_order_of_what_is_confirmed_does_not_matter(
            mut causes in prop::collection::vec((0..9_u128, 0..3_usize, 0..3_usize, 0..9_i64), 0..40), turn in 0..40_usize,
        ) {
            let all = |causes: &[(u128, usize, usize, i64)]| {
                let codes = ["A", "B", "C"];
                let groups = [None, Some("starters"), Some("painters")];
                let causes: Vec<_> =
                    causes.iter().map(|(ticket, code, group, at)| cause(*ticket, codes[*code], groups[*group], *at)).collect();
                let rule = NeedRule { issues: 2, ..default_rule() };
                frequent_causes("2026-Q1".parse().unwrap(), &causes, rule)
            };
            let before = all(&causes);
            prop_assert!(before.iter().all(|of| of.issues >= 2 && of.issues <= of.of && of.tickets.len() == of.issues as usize));
            let by = if causes.is_empty() { 0 } else { turn % causes.len() };
            causes.rotate_left(by);
            prop_assert_eq!(before, all(&causes));
        }
    }
}
