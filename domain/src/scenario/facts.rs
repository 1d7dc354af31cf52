//! What may have happened to a ticket, in the shortest words.

use events_schema::facts::sla_policy::{ClockKind, HoldReason};
use events_schema::facts::ticket::{
    ClassChangeProposed, ContactAttempted, CustomerReached, DangerContained, Dispatched, EngineIdentified,
    FailedAttempt, FollowUpOutcome, FollowedUp, HoldPlaced, NoVisitProposed, PlanActivated, ProgressReported,
    ResourceRequested, ResourceSource, SafetyConfirmed, SatisfactionConfirmed, SolutionApproved, SolutionFinished,
    SolutionProposed, StaffArrived, StaffDispatched, TeamFormed, TeamMember, TemporarySolutionApplied, TicketAssigned,
    TicketClassified, TicketClosed, TicketFact, TicketMerged, TicketReported, TicketWithdrawn, WaiverReason,
    WaiverRequested,
};
use events_schema::values::{
    Contact, ContactMethod, EffectOnProduction, EffectOnUse, Grounds, IntakeChannel, SafetyHazard, SolutionKind,
    TicketClass,
};
use events_schema::{Personal, Revision, Role, Sealed};

use super::{at, customer, event, person, ticket_id};

pub(crate) fn grounds() -> Grounds {
    Grounds {
        effect_on_use: EffectOnUse::Little,
        safety_hazard: SafetyHazard::None,
        effect_on_production: EffectOnProduction::None,
    }
}

pub(crate) fn sealed(label: &str) -> Personal {
    let (subject, label) = (customer().stream(), label.to_owned());
    Personal::Sealed(Sealed { subject, event: event(0), label, sealed: "c2VhbGVk".to_owned() })
}

pub(crate) fn reported() -> TicketFact {
    TicketReported {
        channel: IntakeChannel::Hotline,
        customer: customer(),
        organisation: None,
        engine_model: Some("WP12.460".parse().unwrap()),
        engine_serial: None,
        symptom: Some("启动困难".parse().unwrap()),
        usage_scenario: Some("装载机".parse().unwrap()),
        contact: Some(Box::new(Contact {
            name: sealed("contact.name"),
            phone: sealed("contact.phone"),
            wechat: None,
            address: None,
        })),
        policy_version: 0,
    }
    .into()
}

pub(crate) fn classified() -> TicketFact {
    let (class, grounds) = (TicketClass::General, Some(grounds()));
    TicketClassified { class, grounds, issue_type: Some("starting".parse().unwrap()), policy_version: 0 }.into()
}

pub(crate) fn assigned() -> TicketFact {
    TicketAssigned { group: "starters".parse().unwrap(), group_revision: Revision::FIRST, policy_version: 0 }.into()
}

pub(crate) fn reached() -> TicketFact {
    CustomerReached { method: Some(ContactMethod::Phone), summary: None }.into()
}

pub(crate) fn attempted() -> TicketFact {
    ContactAttempted { method: ContactMethod::Phone, outcome: FailedAttempt::NoAnswer }.into()
}

pub(crate) fn reported_on_site() -> TicketFact {
    TicketReported {
        channel: IntakeChannel::OnSite,
        customer: customer(),
        organisation: None,
        engine_model: None,
        engine_serial: None,
        symptom: None,
        usage_scenario: None,
        contact: None,
        policy_version: 0,
    }
    .into()
}

pub(crate) fn identified() -> TicketFact {
    EngineIdentified { serial: Some("WP12-2025-004711".parse().unwrap()), unreadable: None }.into()
}

pub(crate) fn proposed() -> TicketFact {
    SolutionProposed { kind: SolutionKind::ReplaceParts, description: "更换水泵".parse().unwrap() }.into()
}

/// Of a proposal that is the second fact.
pub(crate) fn approved() -> TicketFact {
    SolutionApproved { solution: event(1), remark: None }.into()
}

pub(crate) fn solved() -> TicketFact {
    SolutionFinished { solution: None, summary: None, policy_version: 0 }.into()
}

pub(crate) fn satisfied() -> TicketFact {
    SatisfactionConfirmed { rating: Some(5.try_into().unwrap()), comment: None, on_behalf: None }.into()
}

pub(crate) fn closed() -> TicketFact {
    TicketClosed { result: Some("已解决".parse().unwrap()), policy_version: 0 }.into()
}

pub(crate) fn withdrawn() -> TicketFact {
    TicketWithdrawn { reason: None }.into()
}

/// What is weighed when an issue has a class, and no higher one.
pub(crate) fn grounds_of(class: TicketClass) -> Grounds {
    let effect_on_use = if class == TicketClass::General { EffectOnUse::Little } else { EffectOnUse::Affected };
    let is_emergency = class == TicketClass::Emergency;
    let safety_hazard = if is_emergency { SafetyHazard::Possible } else { SafetyHazard::None };
    Grounds { effect_on_use, safety_hazard, ..grounds() }
}

fn classified_as(class: TicketClass) -> TicketFact {
    let issue_type = Some("starting".parse().unwrap());
    TicketClassified { class, grounds: Some(grounds_of(class)), issue_type, policy_version: 0 }.into()
}

pub(crate) fn important() -> TicketFact {
    classified_as(TicketClass::Important)
}

pub(crate) fn emergency() -> TicketFact {
    classified_as(TicketClass::Emergency)
}

/// The expert and the engineer.
pub(crate) fn dispatched() -> TicketFact {
    let expert = Dispatched { person: person("e4001"), role: Role::TechnicalExpert };
    let engineer = Dispatched { person: person("e4002"), role: Role::OnSiteEngineer };
    StaffDispatched { people: vec![expert, engineer], expected_arrival: None, policy_version: 0 }.into()
}

pub(crate) fn arrived(number: &str, role: Role) -> TicketFact {
    StaffArrived { person: person(number), role, policy_version: 0 }.into()
}

/// Under the expert.
pub(crate) fn team_formed() -> TicketFact {
    let member = TeamMember { person: person("e4002"), team_role: "repair".parse().unwrap() };
    TeamFormed { leader: person("e4001"), members: vec![member] }.into()
}

/// In the version that is in force an hour after the call.
pub(crate) fn plan_started() -> TicketFact {
    PlanActivated { plan: "fire".parse().unwrap(), version: 2 }.into()
}

pub(crate) fn safe() -> TicketFact {
    SafetyConfirmed { statement: "人员已撤离".parse().unwrap() }.into()
}

pub(crate) fn contained() -> TicketFact {
    DangerContained { measure: "已断油".parse().unwrap() }.into()
}

pub(crate) fn stopgap() -> TicketFact {
    TemporarySolutionApplied { description: "临时密封".parse().unwrap(), limits: None }.into()
}

pub(crate) fn progressed() -> TicketFact {
    ProgressReported { progress: "正在拆检".parse().unwrap() }.into()
}

pub(crate) fn solved_for_good() -> TicketFact {
    FollowedUp { observation: "运行正常".parse().unwrap(), outcome: FollowUpOutcome::SolvedForGood }.into()
}

pub(crate) fn look_again(due: i64) -> TicketFact {
    let outcome = FollowUpOutcome::LookAgain { due_at: at(due) };
    FollowedUp { observation: "仍有渗油".parse().unwrap(), outcome }.into()
}

pub(crate) fn resource_requested() -> TicketFact {
    let what = "高压油泵".parse().unwrap();
    ResourceRequested { source: ResourceSource::Production, supplier: None, what, quantity: 1, needed_by: None }.into()
}

pub(crate) fn no_visit_proposed() -> TicketFact {
    NoVisitProposed { reason: "可远程解决".parse().unwrap() }.into()
}

/// Of the first arrival of an important issue.
pub(crate) fn waiver_requested() -> TicketFact {
    let (clock, explanation) = (ClockKind::ArrivalImportant, "两千公里".parse().unwrap());
    WaiverRequested { clock, episode: 1, number: 1, reason: WaiverReason::Distance, explanation }.into()
}

pub(crate) fn change_proposed(class: TicketClass) -> TicketFact {
    let (grounds, reason) = (grounds_of(class), "情况有变".parse().unwrap());
    ClassChangeProposed { class, grounds, issue_type: None, reason }.into()
}

pub(crate) fn held() -> TicketFact {
    HoldPlaced { reason: HoldReason::CustomerAskedForLater, explanation: None, expected_until: None }.into()
}

pub(crate) fn merged() -> TicketFact {
    TicketMerged { into: ticket_id(0), reason: "同一问题".parse().unwrap() }.into()
}
