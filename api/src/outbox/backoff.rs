//! When a delivery that failed is tried again.

use events_schema::Duration;
use uuid::Uuid;

/// How long it rests after each failure. After one more it is dead, most of a day after the first attempt: the receiver has
/// had a night to come back.
const RESTS: [Duration; 8] = [
    Duration::from_seconds(5),
    Duration::from_seconds(30),
    Duration::from_minutes(2),
    Duration::from_minutes(10),
    Duration::from_minutes(30),
    Duration::from_hours(2),
    Duration::from_hours(5),
    Duration::from_hours(10),
];

/// How long a message rests after so many failures, or none if it is not tried again. A tenth more or less, which derives
/// from the id, so that what failed together does not come back together.
pub(super) fn rest(message: Uuid, failures: u32) -> Option<Duration> {
    let nth = usize::try_from(failures.checked_sub(1)?).ok()?;
    let spread = message.as_bytes()[nth % 6] % 21;
    RESTS.get(nth).map(|rest| rest.per_cent(90 + spread))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rests_grow_and_end() {
        let id = Uuid::new_v5(&Uuid::NAMESPACE_OID, b"one");
        for (failures, about) in (1..).zip(RESTS) {
            let rest = rest(id, failures).unwrap();
            assert!(about.per_cent(90) <= rest && rest <= about.per_cent(110), "{failures}: {rest}");
        }
        assert_eq!(rest(id, 9), None);
        assert_eq!(rest(id, 0), None);
    }

    #[test]
    fn what_failed_together_comes_back_apart_and_always_in_the_same_way() {
        let rests = || (0..20).map(|n| rest(Uuid::new_v5(&Uuid::NAMESPACE_OID, &[n]), 4).unwrap());
        assert!(rests().collect::<std::collections::BTreeSet<_>>().len() > 5);
        assert!(rests().eq(rests()));
    }
}
