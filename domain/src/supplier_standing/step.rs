//! One step after the other (open point 9).

use events_schema::facts::supplier_standing::SupplierStep;

const fn place(step: SupplierStep) -> i8 {
    match step {
        SupplierStep::Preferred => 0,
        SupplierStep::Approved => 1,
        SupplierStep::Warned => 2,
        SupplierStep::Probation => 3,
        SupplierStep::Suspended => 4,
        SupplierStep::Disqualified => 5,
    }
}

/// Whether two steps are neighbours.
#[must_use]
pub const fn is_one_step(from: SupplierStep, to: SupplierStep) -> bool {
    place(from).abs_diff(place(to)) == 1
}

/// The next step on the way to another one; `None` where somebody stands there already.
#[must_use]
pub fn towards(from: SupplierStep, target: SupplierStep) -> Option<SupplierStep> {
    let next = place(from) + (place(target) - place(from)).signum();
    SupplierStep::ALL.into_iter().find(|step| place(*step) == next && *step != from)
}

/// Whether a step is a better one than another.
pub(super) const fn is_better(step: SupplierStep, than: SupplierStep) -> bool {
    place(step) < place(than)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_goes_step_by_step_arrives() {
        for from in SupplierStep::ALL {
            for target in SupplierStep::ALL {
                let mut course = vec![from];
                while let Some(next) = towards(*course.last().unwrap(), target) {
                    assert!(is_one_step(*course.last().unwrap(), next));
                    course.push(next);
                }
                assert_eq!(course.last(), Some(&target));
                assert_eq!(course.len(), usize::from(place(from).abs_diff(place(target))) + 1);
            }
        }
    }
}
