//! From the customer's call to the group that gets it (P2, P3.1.a).

use domain::ticket::{Assign, Classify, CompleteIntake, Reassign, Report, ReportedContact, TakeOver, Withdraw};
use events_schema::Role;
use events_schema::values::{EffectOnProduction, EffectOnUse, Grounds, IntakeChannel, SafetyHazard, TicketClass};

use super::mishaps::Mishap;
use super::{LAST_CALLS, Now, Step, Story, emergency, general, important, mishaps};
use crate::simulation::directory::id;
use crate::simulation::faults::MODELS;

impl Story {
    pub(super) fn write_intake(&mut self, left: u64) {
        self.write_at(self.pen, report);
        let wait = match self.class {
            TicketClass::Important | TicketClass::Emergency if left <= LAST_CALLS => (2, 2),
            TicketClass::General => self.mostly(94, (4, 40), (62, 90)),
            TicketClass::Important => self.mostly(97, (4, 30), (62, 30)),
            TicketClass::Emergency => self.mostly(98, (2, 8), (61, 20)),
        };
        self.then(wait, classify);
    }

    /// What the class asks for, from its classification on.
    pub(super) fn write_course(&mut self) {
        match self.class {
            TicketClass::General => general::write(self),
            TicketClass::Important => important::write(self),
            TicketClass::Emergency => emergency::write(self),
        }
    }

    pub(super) fn write_assignment(&mut self) {
        self.then((2, 20), assign);
        if self.first_group != self.group {
            self.then((10, 60), reassign);
        }
        self.then((5, 20), take_over);
    }
}

/// What speaks for a class (P2.2).
pub(super) fn grounds(class: TicketClass) -> Grounds {
    let (effect_on_use, safety_hazard, effect_on_production) = match class {
        TicketClass::General => (EffectOnUse::Little, SafetyHazard::None, EffectOnProduction::None),
        TicketClass::Important => (EffectOnUse::Affected, SafetyHazard::None, EffectOnProduction::Limited),
        TicketClass::Emergency => (EffectOnUse::Stopped, SafetyHazard::Possible, EffectOnProduction::Serious),
    };
    Grounds { effect_on_use, safety_hazard, effect_on_production }
}

/// Most customers call; some write, and a few reports come from service staff who are at the customer's anyway.
fn report(story: &mut Story, _: &Now<'_>) -> Option<Step> {
    let chance = &mut story.chance;
    let channel = match chance.below::<u64>(100) {
        0..=49 => IntakeChannel::Hotline,
        50..=71 => IntakeChannel::Website,
        72..=94 => IntakeChannel::Wechat,
        _ => IntakeChannel::OnSite,
    };
    let number: u64 = chance.below(9_000);
    let scenario = id(chance.one_of::<&str>(story.fault.scenarios));
    let is_complete = channel != IntakeChannel::Wechat || chance.percent(60);
    let report = Report {
        received_at: None,
        channel,
        organisation: Some(id(&format!("演示客户{:03}", number % 400))),
        engine_model: Some(id(chance.one_of::<&str>(&MODELS))),
        engine_serial: None,
        symptom: Some(id(chance.one_of::<&str>(story.fault.symptoms))),
        usage_scenario: is_complete.then_some(scenario),
        contact: Some(ReportedContact {
            name: id(&format!("客户联系人{number}")),
            phone: id(&format!("0536-555{number:04}")),
            wechat: None,
            address: None,
        }),
    };
    if !is_complete {
        story.aside((5, 50), complete);
    }
    let reporter = if channel == IntakeChannel::OnSite { &story.cast.fitters[1] } else { &story.cast.agent };
    Some(Step::by(reporter.actor(), "report", report))
}

/// A WeChat conversation may start incomplete.
fn complete(story: &mut Story, now: &Now<'_>) -> Option<Step> {
    let intake = now.ticket.state().intake.as_ref()?;
    if !now.is_handled() || intake.missing.is_empty() {
        return None;
    }
    let usage_scenario = Some(id(story.chance.one_of::<&str>(story.fault.scenarios)));
    let complete =
        CompleteIntake { organisation: None, engine_model: None, symptom: None, usage_scenario, contact: None };
    Some(Step::by(story.cast.agent.actor(), "complete-intake", complete))
}

/// Sorted and classified; what follows depends on the class, and on whether it is the right one.
fn classify(story: &mut Story, _: &Now<'_>) -> Option<Step> {
    let class = match story.mishap {
        Some(Mishap::Misjudged(wrong)) => wrong,
        Some(Mishap::Worsening) => TicketClass::General,
        _ => story.class,
    };
    match story.mishap {
        Some(Mishap::Misjudged(_)) => mishaps::write_misjudged(story),
        Some(Mishap::Duplicate) => mishaps::write_duplicate(story),
        Some(Mishap::Worsening) => {
            story.class = TicketClass::General;
            story.write_course();
        }
        _ if class == TicketClass::General && story.chance.percent(2) => story.then((10, 120), withdraw),
        _ => story.write_course(),
    }
    let (grounds, issue_type) = (Some(grounds(class)), Some(id(story.fault.issue_type)));
    let classify = Classify { classified_at: None, class, grounds, issue_type };
    Some(Step::by(story.cast.agent.actor(), "classify", classify))
}

fn assign(story: &mut Story, _: &Now<'_>) -> Option<Step> {
    let assign = Assign { assigned_at: None, group: story.first_group.clone() };
    Some(Step::by(story.cast.agent.actor(), "assign", assign))
}

fn reassign(story: &mut Story, now: &Now<'_>) -> Option<Step> {
    let reason = Some(id("非本组专业,转相关小组"));
    let reassign = Reassign { reassigned_at: None, group: story.group.clone(), reason };
    let lead = now.staff.in_charge(Role::SupportLead, Some(&story.first_group), now.at);
    Some(Step::by(lead.actor(), "reassign", reassign))
}

fn take_over(story: &mut Story, _: &Now<'_>) -> Option<Step> {
    Some(Step::by(story.cast.engineer.actor(), "take-over", TakeOver { taken_over_at: None, person: None }))
}

fn withdraw(story: &mut Story, _: &Now<'_>) -> Option<Step> {
    let reason = Some(id("客户自行解决"));
    Some(Step::by(story.cast.agent.actor(), "withdraw", Withdraw { withdrawn_at: None, reason }))
}
