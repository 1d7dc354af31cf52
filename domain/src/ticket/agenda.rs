//! The agenda of a ticket (待办): what is to be done next, by whom, and until when. Nothing is decided by it; it says of the
//! rules and clocks of the policy what they wait for.

mod piece;
mod situation;
mod task;

pub use piece::AgendaPiece;
pub use situation::{Situation, StandingHold};
pub use task::Task;

#[cfg(test)]
mod tests;

use std::borrow::Cow;

use events_schema::facts::sla_policy::ClockKind;
use events_schema::facts::ticket::{FollowUpOutcome, ResourceSource};
use events_schema::ids::{EventId, GroupId, PersonId};
use events_schema::values::TicketClass;
use events_schema::{PrincipalId, Role, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::solution::unreachable_since;
use super::{RequestKind, StageName};
use crate::clocks::{Clock, ClockId, ClockProvenance, ClockState, to_be_notified};
use crate::person::Employment;
use crate::reference::Reference;
use situation::Step;

/// Something to do about a ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ToDo {
    /// What.
    pub what: Task,
    /// What was asked for, where a request is to be decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<RequestKind>,
    /// The event that it answers, as its command names it: a proposal, a request, a progress report.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answers: Option<EventId>,
    /// The roles that may do it. Of a notification (通知) exactly those who have not said that they know; of an arrival those
    /// who are not there.
    pub roles: Vec<Role>,
    /// The group that has the ticket, where it is the group's to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<GroupId>,
    /// The people from whom it is expected, if any are named; otherwise anybody of the group or the roles. Somebody who has
    /// left is not waited for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<PersonId>,
    /// Who acts now for one of those people; if none are named, for somebody who has one of the roles.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub deputies: Vec<PersonId>,
    /// Who may not do it: he asked for it, recorded the evidence, or wrote the solution, and another person decides.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_by: Vec<PrincipalId>,
    /// Since when it waits. A slot of the progress grid that is still to come begins later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Timestamp>,
    /// Until when it is to be done: the deadline of its clock, the next follow-up, or when something is needed. Absent if
    /// there is no deadline, or it is waived, or the clock stands still.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Timestamp>,
    /// The clock whose deadline it has; absent if there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock: Option<ClockId>,
    /// The clause of the policy that asks for it.
    pub clause: Cow<'static, str>,
}

/// How urgent a ticket is by its class, the most urgent first. What nobody has classified could be anything, and stands
/// before what is known to be general.
#[must_use]
pub const fn urgency(class: Option<TicketClass>) -> u8 {
    match class {
        Some(TicketClass::Emergency) => 0,
        Some(TicketClass::Important) => 1,
        None => 2,
        Some(TicketClass::General) => 3,
    }
}

/// Everything that is to be done about a ticket, the next due first, what has no deadline last.
#[must_use]
pub fn agenda(situation: &Situation<'_>, clocks: &[Clock], reference: &Reference) -> Vec<ToDo> {
    if situation.is_over() {
        return Vec::new();
    }
    let running = clocks.iter().filter(|clock| clock.state == ClockState::Running).collect();
    let looking = Looking { at: situation, running, reference };
    let mut to_dos = looking.clocks_wait_for();
    to_dos.extend(looking.decisions());
    if situation.is_handled() {
        to_dos.extend(looking.handling());
        to_dos.extend(looking.solution());
        to_dos.extend(looking.visit());
        to_dos.extend(looking.resources());
    }
    to_dos.sort_by_key(|to_do| (to_do.due_at.is_none(), to_do.due_at, to_do.what, to_do.since, to_do.answers));
    to_dos
}

impl ToDo {
    fn of(what: Task, class: Option<TicketClass>) -> Self {
        Self {
            what,
            kind: None,
            answers: None,
            roles: what.roles(),
            group: None,
            people: Vec::new(),
            deputies: Vec::new(),
            not_by: Vec::new(),
            since: None,
            due_at: None,
            clock: None,
            clause: Cow::Borrowed(what.clause(class)),
        }
    }

    fn since(self, at: Timestamp) -> Self {
        Self { since: Some(at), ..self }
    }

    fn answering(self, event: EventId) -> Self {
        Self { answers: Some(event), ..self }
    }

    /// Due when a clock is. Nobody waits for a deadline that is waived, or that was over when it was brought in.
    fn until(self, clock: &Clock) -> Self {
        match clock.provenance {
            ClockProvenance::Imported => self,
            ClockProvenance::Live => {
                let due_at = clock.due_at.filter(|_| clock.waiver.is_none());
                Self { since: Some(clock.started_at), due_at, clock: Some(clock.id()), ..self }
            }
        }
    }

    /// The same by the directory at an instant: with those who act for the people or are on duty in the role, and without the
    /// people who do not work here any more, for they are not waited for.
    #[must_use]
    pub fn at(mut self, now: Timestamp, reference: &Reference) -> Self {
        let expected = |person: &PersonId, employment: &Employment| match (&self.people[..], &self.group) {
            ([], Some(_)) => false,
            ([], None) => employment.roles.iter().any(|role| self.roles.contains(role)),
            (people, _) => people.contains(person),
        };
        self.deputies = reference.deputies_at(now, expected);
        if self.people.is_empty() && self.group.is_none() {
            self.deputies.extend(reference.on_duty(&self.roles, now));
            self.deputies.sort_unstable();
            self.deputies.dedup();
        }
        self.people.retain(|person| reference.works_here(person));
        self
    }
}

/// Somebody who looks at a ticket for what is to be done.
struct Looking<'a> {
    at: &'a Situation<'a>,
    running: Vec<&'a Clock>,
    reference: &'a Reference,
}

impl Looking<'_> {
    fn to_do(&self, what: Task) -> ToDo {
        ToDo::of(what, self.at.class)
    }

    fn expecting<'p>(&self, people: impl IntoIterator<Item = &'p PersonId>, to_do: ToDo) -> ToDo {
        let mut expected: Vec<PersonId> = Vec::new();
        for person in people {
            if !expected.contains(person) {
                expected.push(person.clone());
            }
        }
        ToDo { people: expected, ..to_do }
    }

    /// The group's to do, and first of all his who has taken the ticket over.
    fn of_the_group(&self, what: Task) -> ToDo {
        ToDo { group: self.at.group.cloned(), ..self.expecting(self.at.person, self.to_do(what)) }
    }

    fn clocks_wait_for(&self) -> Vec<ToDo> {
        self.running.iter().filter_map(|clock| Some(self.awaited_by(clock)?.until(clock))).collect()
    }

    /// What stops a clock. After the close only what looks back can still be done.
    fn awaited_by(&self, clock: &Clock) -> Option<ToDo> {
        let handled = self.at.is_handled();
        Some(match clock.clock {
            ClockKind::Triage if handled => self.to_do(Task::Classify),
            ClockKind::FirstContact if handled => self.of_the_group(Task::ReachCustomer),
            ClockKind::Notification if handled => self.notification(clock),
            ClockKind::FirstAnalysis if handled => self.to_do(Task::HoldFirstAnalysis),
            ClockKind::ArrivalImportant | ClockKind::ArrivalEmergency if handled => self.arrival(),
            // A slot that lies in a hold wants no report.
            ClockKind::ProgressReport if handled && clock.due_at.is_some() => {
                let there = self.at.arrived.iter().map(|(person, _)| *person);
                self.expecting(there, self.to_do(Task::ReportProgress))
            }
            ClockKind::PlanActivation if handled => self.to_do(Task::StartPlanAndTeam),
            ClockKind::SummaryReport => self.to_do(Task::FileSummary),
            ClockKind::Evaluation => self.to_do(Task::EvaluateResponse),
            ClockKind::ResponsibilityMeeting => self.to_do(Task::ReviewResponsibility),
            ClockKind::Triage
            | ClockKind::FirstContact
            | ClockKind::Notification
            | ClockKind::FirstAnalysis
            | ClockKind::ArrivalImportant
            | ClockKind::ArrivalEmergency
            | ClockKind::ProgressReport
            | ClockKind::PlanActivation
            | ClockKind::SupplierNotice
            | ClockKind::SupplierResponse
            | ClockKind::SupplierSolution => return None,
        })
    }

    /// Exactly those who have to know and have not said so since the clock began.
    fn notification(&self, clock: &Clock) -> ToDo {
        let knows = |role: &Role| self.at.knows.iter().any(|(who, at)| who == role && *at >= clock.started_at);
        let class = self.at.class.unwrap_or(TicketClass::General);
        let roles = to_be_notified(class).iter().copied().filter(|role| !knows(role)).collect();
        ToDo { roles, ..self.to_do(Task::Notify) }
    }

    /// Whoever else is to know by the plan; no clock waits for them (P3.3.a).
    fn notification_by_plan(&self) -> Option<ToDo> {
        let (plan, version) = self.at.plan?;
        let plan = self.reference.plan(plan)?.version(version)?;
        let required = to_be_notified(self.at.class?);
        let knows = |role: &Role| self.at.knows.iter().any(|(who, _)| who == role);
        let roles: Vec<Role> =
            plan.notify.iter().copied().filter(|role| !required.contains(role) && !knows(role)).collect();
        (!roles.is_empty()).then(|| ToDo { roles, ..self.to_do(Task::Notify) })
    }

    /// Those who have to be on site and are not (`policy.md`, Words: on site).
    fn arrival(&self) -> ToDo {
        let missing = |role: &Role| !self.at.arrived.iter().any(|(_, as_what)| as_what == role);
        let leader = self.at.leader.filter(|leader| !self.at.is_there(leader));
        let (needed, leader): (&[Role], _) = match self.at.class {
            Some(TicketClass::Emergency) => (&[Role::TechnicalExpert], leader),
            Some(TicketClass::Important | TicketClass::General) | None => {
                (&[Role::TechnicalExpert, Role::OnSiteEngineer], None)
            }
        };
        let mut to_do = self.expecting(leader.into_iter().chain(self.at.under_way()), self.to_do(Task::Arrive));
        let needed: Vec<Role> = needed.iter().copied().filter(missing).collect();
        // Where only the leader is missed, anybody may say that he is there.
        if !needed.is_empty() {
            to_do.roles = needed;
        }
        to_do
    }

    /// What somebody asked for and another person decides. A waiver, or that no visit is needed, helps until the arrival is
    /// due.
    fn decisions(&self) -> Vec<ToDo> {
        let decision = |asked: &situation::Asked<'_>| {
            let arrival = self.running.iter().find(|clock| match asked.kind {
                RequestKind::Waiver => asked.clock == Some(clock.id()),
                RequestKind::NoVisit => clock.clock == ClockKind::ArrivalImportant,
                RequestKind::ClassChange | RequestKind::Reassessment => false,
            });
            let to_do = self.to_do(Task::DecideRequest);
            let to_do = arrival.map_or(to_do.clone(), |clock| to_do.until(clock));
            ToDo {
                kind: Some(asked.kind),
                roles: asked.kind.deciders().to_vec(),
                not_by: asked.not_by.to_vec(),
                clause: Cow::Borrowed(asked.kind.clause()),
                ..to_do.answering(asked.request).since(asked.at)
            }
        };
        self.at.requests.iter().map(decision).collect()
    }

    fn handling(&self) -> Vec<ToDo> {
        let mut to_dos = Vec::new();
        let (stage, class) = (self.at.stage, self.at.class);
        if !self.at.missing.is_empty() {
            to_dos.push(self.to_do(Task::CompleteIntake));
        }
        // Groups take general issues; the head of after-sales sees to the others (P3.1.a, P3.2.a, P3.3.a).
        if stage == StageName::Open && class == Some(TicketClass::General) && self.at.group.is_none() {
            to_dos.push(self.to_do(Task::Assign));
        }
        match stage {
            StageName::Solved => {
                to_dos.push(self.of_the_group(Task::ConfirmWithCustomer));
                to_dos.extend(self.unconfirmed());
            }
            StageName::Satisfied => to_dos.push(self.of_the_group(Task::Close)),
            StageName::Open
            | StageName::Closed
            | StageName::ClosedUnconfirmed
            | StageName::Withdrawn
            | StageName::Merged => {}
        }
        to_dos.extend(self.notification_by_plan());
        to_dos.extend(self.follow_up());
        to_dos
    }

    /// Nobody waits for ever for a customer who cannot be reached (open point 5).
    fn unconfirmed(&self) -> Option<ToDo> {
        let since = unreachable_since(&self.at.attempts_since_solved)?;
        let (_, solver) = self.at.solved?;
        let to_do =
            self.expecting(self.superior_of(solver, Task::CloseUnconfirmed), self.to_do(Task::CloseUnconfirmed));
        Some(ToDo { not_by: vec![solver.clone()], ..to_do.since(since) })
    }

    /// Until an emergency is solved for good somebody looks after the engine as soon as it runs again (P3.3.d).
    fn follow_up(&self) -> Option<ToDo> {
        if self.at.class != Some(TicketClass::Emergency) {
            return None;
        }
        let to_do = self.to_do(Task::FollowUp);
        match self.at.follow_up {
            Some(FollowUpOutcome::SolvedForGood) => None,
            Some(FollowUpOutcome::LookAgain { due_at }) => Some(ToDo { due_at: Some(due_at), ..to_do }),
            None => (self.at.is_temporarily_solved || self.at.stage != StageName::Open).then_some(to_do),
        }
    }

    fn solution(&self) -> Vec<ToDo> {
        let has_somebody = self.at.group.is_some() || self.at.class != Some(TicketClass::General);
        if self.at.stage != StageName::Open || self.at.class.is_none() || !has_somebody {
            return Vec::new();
        }
        match self.at.solution {
            Step::None => vec![self.of_the_group(Task::FindSolution)],
            Step::Proposed { proposal, at, author } => {
                let to_do =
                    self.expecting(self.superior_of(author, Task::ApproveSolution), self.to_do(Task::ApproveSolution));
                vec![ToDo { not_by: vec![author.clone()], ..to_do.answering(proposal).since(at) }]
            }
            Step::Approved { since } => vec![self.of_the_group(Task::StartSolution).since(since)],
            Step::Started { since } => {
                let mut to_dos = vec![self.of_the_group(Task::FinishSolution).since(since)];
                if self.at.class == Some(TicketClass::General) && !self.at.is_told {
                    to_dos.push(self.of_the_group(Task::TellProgress).since(since));
                }
                to_dos
            }
        }
    }

    /// The nearest superior who works here and may approve. Above somebody who is not of the factory nobody stands by name.
    fn superior_of(&self, author: &PrincipalId, task: Task) -> Option<&PersonId> {
        let PrincipalId::Person(author) = author else { return None };
        let roles = task.roles();
        let may_approve = |superior: &PersonId| {
            let employment = self.reference.employment(superior);
            employment.is_some_and(|does| does.roles.iter().any(|role| roles.contains(role)))
        };
        self.reference.superiors(author).find(|superior| *superior != author && may_approve(superior))
    }

    fn visit(&self) -> Vec<ToDo> {
        let mut to_dos = Vec::new();
        let arrival =
            |clock: &&&Clock| matches!(clock.clock, ClockKind::ArrivalImportant | ClockKind::ArrivalEmergency);
        if let Some(clock) = self.running.iter().find(arrival)
            && self.at.sent.is_empty()
            && self.at.arrived.is_empty()
        {
            to_dos.push(self.to_do(Task::Dispatch).until(clock));
        }
        let is_emergency = self.at.class == Some(TicketClass::Emergency);
        if is_emergency && self.at.stage == StageName::Open && !self.at.arrived.is_empty() && !self.at.is_safe {
            let there = self.at.arrived.iter().map(|(person, _)| *person);
            to_dos.push(self.expecting(there, self.to_do(Task::ConfirmSafety)));
        }
        to_dos.extend(self.at.unrelayed.map(|report| self.to_do(Task::RelayProgress).answering(report)));
        to_dos
    }

    /// Production answers for what it was asked for; what comes from outside is noted by whoever handles the ticket (P3.3.c).
    fn resources(&self) -> Vec<ToDo> {
        let resource = |awaited: &situation::Awaited| {
            let to_do = self.to_do(Task::ProvideResource).answering(awaited.request).since(awaited.at);
            let roles = match awaited.source {
                ResourceSource::Production => vec![Role::ProductionHead],
                ResourceSource::Supplier | ResourceSource::Other => {
                    to_do.roles.iter().copied().filter(|role| *role != Role::ProductionHead).collect()
                }
            };
            ToDo { roles, due_at: awaited.until, ..to_do }
        };
        self.at.awaited.iter().map(resource).collect()
    }
}
