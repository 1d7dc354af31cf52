//! General issues (一般问题, P3.1): the group calls the customer within 2 h, and repairs.

use domain::ticket::{AttemptContact, PlaceHold, ReachCustomer, RecordOutOfService, ReleaseHold, SendMessage};
use events_schema::facts::sla_policy::HoldReason;
use events_schema::facts::ticket::FailedAttempt;
use events_schema::ids::CustomerId;
use events_schema::values::ContactMethod;
use events_schema::{Actor, Channel, PrincipalId, Role};

use super::mishaps::{self, Mishap};
use super::{Now, Step, Story, repair};
use crate::simulation::directory::id;

pub(super) fn write(story: &mut Story) {
    story.write_assignment();
    while story.chance.percent(25) {
        story.then((5, 40), attempt);
    }
    if story.chance.percent(4) {
        story.then((2, 10), hold_for_the_customer);
        story.then((180, 1_200), release);
        story.then((2, 30), reach);
    } else {
        let wait = story.mostly(91, (5, 40), (100, 120));
        story.then(wait, reach);
    }
    match story.mishap {
        Some(Mishap::Worsening) => story.then((30, 300), mishaps::propose_change),
        _ => write_repair(story),
    }
}

/// What follows when the customer has been reached.
pub(super) fn write_repair(story: &mut Story) {
    if story.chance.percent(30) {
        story.aside((1, 5), out_of_service);
    }
    if story.chance.percent(10) {
        story.aside((10, 60), ask_for_a_picture);
    }
    if story.mishap == Some(Mishap::WrongTicket) {
        story.aside((10, 60), mishaps::misplace);
    }
    repair::write(story);
}

/// The first call. Somebody may forget to record it at once.
pub(super) fn reach(story: &mut Story, now: &Now<'_>) -> Option<Step> {
    match story.mishap {
        Some(Mishap::LateCall) => {
            story.memory.happened = Some(now.at);
            story.aside((150, 900), mishaps::enter_call);
            None
        }
        Some(Mishap::VeryLateCall) => {
            story.memory.happened = Some(now.at);
            story.aside((80 * 60, 1_200), mishaps::allow_call);
            None
        }
        _ => Some(Step::by(story.cast.engineer.actor(), "reach-customer", call())),
    }
}

pub(super) fn call() -> ReachCustomer {
    let (method, summary) = (Some(ContactMethod::Phone), Some(id("已与客户通话,了解故障经过")));
    ReachCustomer { reached_at: None, method, summary }
}

pub(super) fn attempt(story: &mut Story, _: &Now<'_>) -> Option<Step> {
    let outcome = *story.chance.one_of(&[FailedAttempt::NoAnswer, FailedAttempt::NoAnswer, FailedAttempt::Busy]);
    let attempt = AttemptContact { attempted_at: None, method: ContactMethod::Phone, outcome };
    Some(Step::by(story.cast.engineer.actor(), "attempt-contact", attempt))
}

pub(super) fn out_of_service(story: &mut Story, _: &Now<'_>) -> Option<Step> {
    Some(Step::by(story.cast.engineer.actor(), "record-out-of-service", RecordOutOfService { since: None }))
}

fn hold_for_the_customer(story: &mut Story, now: &Now<'_>) -> Option<Step> {
    let reason = HoldReason::CustomerAskedForLater;
    hold(story, now, reason, "客户在外作业,约定改日联系")
}

/// The issue waits for something (open point 3).
pub(super) fn hold(story: &mut Story, now: &Now<'_>, reason: HoldReason, explanation: &str) -> Option<Step> {
    if !now.is_handled() {
        return None;
    }
    story.memory.hold = Some(now.event());
    let hold = PlaceHold { since: None, reason, explanation: Some(id(explanation)), expected_until: None };
    Some(Step::by(story.cast.engineer.actor(), "place-hold", hold))
}

pub(super) fn release(story: &mut Story, _: &Now<'_>) -> Option<Step> {
    let hold = story.memory.hold.take()?;
    Some(Step::by(story.cast.engineer.actor(), "release-hold", ReleaseHold { until: None, hold }))
}

fn ask_for_a_picture(story: &mut Story, _: &Now<'_>) -> Option<Step> {
    story.aside((5, 120), answer);
    let message = SendMessage {
        method: Some(ContactMethod::Wechat), text: id("请拍一张铭牌和故障部位的照片发给我们")
    };
    Some(Step::by(story.cast.engineer.actor(), "send-message", message))
}

fn answer(_: &mut Story, now: &Now<'_>) -> Option<Step> {
    let message = SendMessage { method: Some(ContactMethod::Wechat), text: id("照片已发,麻烦尽快处理") };
    Some(Step::by(customer(now.customer), "send-message", message))
}

pub(super) fn customer(customer: CustomerId) -> Actor {
    Actor::new(PrincipalId::Customer(customer), Role::Customer, Channel::Http)
}
