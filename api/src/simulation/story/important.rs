//! Important issues (重要问题, P3.2): the head and an expert know at once, meet within 30 min, and go there or decide that nobody
//! has to.

use domain::ticket::{
    Acknowledge, ApplyTemporarySolution, ApproveNoVisit, ContainDanger, FileSummary, HoldFirstAnalysis, ProposeNoVisit,
    RecordNotification, RefuseRequest, RelayProgress, ReportProgress,
};
use events_schema::values::ContactMethod;
use events_schema::{Actor, Duration, Role, Timestamp};

use super::mishaps::Mishap;
use super::{Now, Scene, Step, Story, emergency, general, repair, visit};
use crate::simulation::directory::id;

/// The slots of the progress grid (P3.2.c).
const SLOT: Duration = Duration::from_hours(2);

pub(super) fn write(story: &mut Story) {
    write_alarm(story, &[tell_expert, tell_head]);
    let wait = story.mostly(95, (8, 19), (31, 50));
    story.aside(wait, hold_first_analysis);
    if story.chance.percent(60) {
        story.aside((1, 5), general::out_of_service);
    }
    // What got worse has its group already, and the customer has been reached.
    if story.mishap != Some(Mishap::Worsening) {
        story.write_assignment();
        story.then((2, 15), general::reach);
    }
}

/// Those who have to know are told at once (立即): each is called, or says himself that he knows.
pub(super) fn write_alarm(story: &mut Story, calls: &[Scene]) {
    let is_slow = story.chance.percent(5);
    for call in calls {
        story.aside(if is_slow { (3, 25) } else { (1, 3) }, *call);
    }
}

fn tell(story: &mut Story, role: Role, who: &Actor) -> Option<Step> {
    if story.chance.percent(30) {
        return Some(Step::by(who.clone(), "acknowledge", Acknowledge { acknowledged_at: None, role: None }));
    }
    let person = who.person()?.clone();
    let notify = RecordNotification { notified_at: None, role, person, method: ContactMethod::Phone };
    Some(Step::by(story.cast.agent.actor(), "record-notification", notify))
}

pub(super) fn tell_expert(story: &mut Story, _: &Now<'_>) -> Option<Step> {
    let expert = story.cast.expert.actor();
    tell(story, Role::TechnicalExpert, &expert)
}

pub(super) fn tell_head(story: &mut Story, now: &Now<'_>) -> Option<Step> {
    tell(story, Role::HeadOfAfterSales, &now.staff.head(now.at).actor())
}

pub(super) fn tell_production(story: &mut Story, now: &Now<'_>) -> Option<Step> {
    tell(story, Role::ProductionHead, &now.staff.in_charge(Role::ProductionHead, None, now.at).actor())
}

/// The head holds the first analysis meeting (问题分析会议), which decides whether somebody has to go there.
fn hold_first_analysis(story: &mut Story, now: &Now<'_>) -> Option<Step> {
    if story.chance.percent(16) {
        story.then((5, 20), propose_no_visit);
    } else {
        story.then((5, 40), visit::dispatch);
    }
    let head = now.staff.head(now.at);
    let attendees = [head, &story.cast.expert, &story.cast.engineer].map(|member| member.person.clone()).to_vec();
    let first_measures = story.fault.urgent?.first_measures.iter().copied().map(id).collect();
    let meeting = HoldFirstAnalysis { held_at: None, attendees, first_measures };
    Some(Step::by(head.actor(), "hold-first-analysis", meeting))
}

fn propose_no_visit(story: &mut Story, now: &Now<'_>) -> Option<Step> {
    story.memory.request = Some(now.event());
    story.then((5, 60), decide_no_visit);
    let reason = id("客户有维修能力,远程指导并寄送配件即可恢复");
    Some(Step::by(story.cast.engineer.actor(), "propose-no-visit", ProposeNoVisit { reason }))
}

fn decide_no_visit(story: &mut Story, now: &Now<'_>) -> Option<Step> {
    let (request, lead) = (story.memory.request.take()?, now.staff.superior_of(&story.cast.engineer, now.at).actor());
    if story.chance.percent(80) {
        repair::write(story);
        return Some(Step::by(lead, "approve-no-visit", ApproveNoVisit { request, remark: None }));
    }
    story.then((5, 30), visit::dispatch);
    let reason = id("客户现场无维修条件,须派人到场");
    Some(Step::by(lead, "refuse-request", RefuseRequest { request, reason }))
}

/// What happens once the expert and the service engineer are there.
pub(super) fn write_on_site(story: &mut Story) {
    story.memory.on_site = Some(story.pen);
    story.memory.reports = 0;
    story.write_next_report(story.pen);
    if story.chance.percent(35) {
        story.then((5, 20), contain);
    }
    if story.chance.percent(40) {
        story.aside((10, 40), emergency::request_resource);
    }
    if story.chance.percent(35) {
        story.then((20, 60), apply_temporary_solution);
    }
    repair::write(story);
}

impl Story {
    /// The report of the slot that begins then.
    fn write_next_report(&mut self, slot: Timestamp) {
        self.pen = slot;
        self.aside((20, 95), report_progress);
    }
}

/// A report of the slot, and the plan of the next; in some slots nobody thinks of it.
fn report_progress(story: &mut Story, now: &Now<'_>) -> Option<Step> {
    let begin = story.memory.on_site.filter(|_| now.is_open())?;
    let slots = now.at.since(begin).as_micros() / SLOT.as_micros();
    let next = begin + Duration::from_micros(SLOT.as_micros() * (slots + 1));
    story.write_next_report(next);
    story.pen = now.at;
    if story.chance.percent(7) { None } else { report(story, now) }
}

/// How far it is, from those who are there.
pub(super) fn report(story: &mut Story, now: &Now<'_>) -> Option<Step> {
    if !now.is_open() {
        return None;
    }
    let texts = story.fault.urgent?.progress;
    let progress = id(texts[story.memory.reports.min(texts.len() - 1)]);
    story.memory.reports += 1;
    story.memory.report = Some(now.event());
    if story.chance.percent(85) {
        story.aside((3, 25), relay_progress);
    }
    let reporter = story.cast.fitters[0].actor();
    Some(Step::by(reporter, "report-progress", ReportProgress { reported_at: None, progress }))
}

/// The head passes it on to the customer.
fn relay_progress(story: &mut Story, now: &Now<'_>) -> Option<Step> {
    let report = story.memory.report.take().filter(|_| now.is_handled())?;
    let (method, message) = (ContactMethod::Phone, Some(id("已向客户通报最新进度")));
    let relay = RelayProgress { relayed_at: None, report, method, message };
    Some(Step::by(now.staff.head(now.at).actor(), "relay-progress", relay))
}

pub(super) fn contain(story: &mut Story, _: &Now<'_>) -> Option<Step> {
    let contain = ContainDanger { contained_at: None, measure: id(story.fault.urgent?.containment) };
    Some(Step::by(story.cast.fitters[0].actor(), "contain-danger", contain))
}

pub(super) fn apply_temporary_solution(story: &mut Story, _: &Now<'_>) -> Option<Step> {
    let (description, limits) = story.fault.urgent?.temporary;
    let (description, limits) = (id(description), Some(id(limits)));
    let apply = ApplyTemporarySolution { applied_at: None, description, limits };
    Some(Step::by(story.cast.expert.actor(), "apply-temporary-solution", apply))
}

/// 总结报告: the expert leads it and files it.
pub(super) fn file_summary(story: &mut Story, now: &Now<'_>) -> Option<Step> {
    // If it goes on after all, there will be another solution to sum up.
    now.ticket.state().solved_at?;
    let preventive_measures = story.fault.urgent?.prevention.iter().copied().map(id).collect();
    let summary = FileSummary { filed_at: None, root_cause: id(story.fault.root_cause), preventive_measures };
    Some(Step::by(story.cast.expert.actor(), "file-summary", summary))
}
