//! Emergencies (紧急问题, P3.3): the plan is started, a team is formed and goes there at once; people's safety comes first.

use domain::ticket::{
    ActivatePlan, AddNote, CheckOff, ConfirmSafety, EvaluateResponse, FollowUp, FormTeam, ProvideResource,
    RequestResource,
};
use events_schema::facts::ticket::{FollowUpOutcome, PlanFindings, ResourceSource, TeamMember};
use events_schema::{Duration, Role};

use super::{Now, Step, Story, general, important, repair, visit};
use crate::simulation::directory::id;
use crate::simulation::plans;

pub(super) fn write(story: &mut Story) {
    let wait = story.mostly(92, (1, 2), (5, 10));
    story.aside(wait, activate_plan);
    let calls = [important::tell_expert, important::tell_head, important::tell_production];
    important::write_alarm(story, &calls);
    story.aside((1, 5), general::out_of_service);
    story.aside((3, 10), note_first_measures);
    story.write_assignment();
    story.then((2, 15), general::reach);
}

/// What the head orders on the telephone, while the team sets out.
fn note_first_measures(story: &mut Story, now: &Now<'_>) -> Option<Step> {
    let measures = story.fault.urgent?.first_measures.join(";");
    let note = AddNote { text: id(&format!("初步应对措施:{measures}")) };
    Some(Step::by(now.staff.head(now.at).actor(), "add-note", note))
}

fn activate_plan(story: &mut Story, _: &Now<'_>) -> Option<Step> {
    let plan = story.fault.urgent?.plan;
    story.aside((0, 2), form_team);
    story.memory.checked = 0;
    for _ in 0..plans::plan(plan).items() {
        story.then((5, 25), check_off);
    }
    let activate = ActivatePlan { activated_at: None, plan: id(plan), version: None };
    Some(Step::by(story.cast.agent.actor(), "activate-plan", activate))
}

fn check_off(story: &mut Story, now: &Now<'_>) -> Option<Step> {
    if !now.is_handled() {
        return None;
    }
    story.memory.checked += 1;
    let check_off = CheckOff { done_at: None, item: story.memory.checked, remark: None };
    Some(Step::by(story.cast.agent.actor(), "check-off", check_off))
}

fn form_team(story: &mut Story, now: &Now<'_>) -> Option<Step> {
    story.then((2, 8), visit::dispatch);
    let production = now.staff.in_charge(Role::ProductionHead, None, now.at);
    let [leader, second] = &story.cast.fitters;
    let roles = [(&story.cast.expert, plans::REPAIR), (second, plans::SAFETY), (production, plans::SUPPLY)];
    let members = roles.map(|(who, role)| TeamMember { person: who.person.clone(), team_role: id(role) }).into();
    let form = FormTeam { formed_at: None, leader: leader.person.clone(), members };
    Some(Step::by(story.cast.agent.actor(), "form-team", form))
}

/// What happens once the leader and an expert are there.
pub(super) fn write_on_site(story: &mut Story) {
    story.memory.on_site = Some(story.pen);
    story.then((2, 8), confirm_safety);
    story.then((3, 15), important::contain);
    for wait in [(15, 20), (70, 50), (150, 90)] {
        story.aside(wait, important::report);
    }
    story.then((10, 30), repair::examine);
    story.then((20, 80), important::apply_temporary_solution);
    story.aside((1, 15), repair::back_in_service);
    story.aside((5, 30), request_resource);
    story.then((400, 900), look_again);
    if story.chance.percent(60) {
        story.then((600, 1_200), look_again);
    }
    repair::write(story);
}

fn confirm_safety(story: &mut Story, _: &Now<'_>) -> Option<Step> {
    let confirm = ConfirmSafety { confirmed_at: None, statement: id(story.fault.urgent?.safety) };
    Some(Step::by(story.cast.fitters[0].actor(), "confirm-safety", confirm))
}

/// Parts that nobody has with him come from production or a supplier (P3.3.c).
pub(super) fn request_resource(story: &mut Story, now: &Now<'_>) -> Option<Step> {
    if !now.is_handled() {
        return None;
    }
    let (what, supplier) = (story.fault.urgent?.resource, story.fault.part.map(|(_, supplier)| id(supplier)));
    let sources = [ResourceSource::Production, ResourceSource::Supplier, ResourceSource::Supplier];
    // What no supplier makes comes from production.
    let asked = *story.chance.one_of(&sources);
    let source = if supplier.is_some() { asked } else { ResourceSource::Production };
    let supplier = supplier.filter(|_| source == ResourceSource::Supplier);
    story.memory.resource = Some(now.event());
    story.aside((60, 300), provide_resource);
    let needed_by = Some(now.at + Duration::from_hours(6));
    let request = RequestResource { requested_at: None, source, supplier, what: id(what), quantity: 1, needed_by };
    Some(Step::by(story.cast.expert.actor(), "request-resource", request))
}

fn provide_resource(story: &mut Story, now: &Now<'_>) -> Option<Step> {
    let request = story.memory.resource.take().filter(|_| now.is_handled())?;
    let provide = ProvideResource { provided_at: None, request, remark: None };
    let production = now.staff.in_charge(Role::ProductionHead, None, now.at);
    Some(Step::by(production.actor(), "provide-resource", provide))
}

/// The running engine is looked after until it is solved for good (持续跟进, P3.3.d).
fn look_again(story: &mut Story, now: &Now<'_>) -> Option<Step> {
    if !now.is_handled() {
        return None;
    }
    let outcome = FollowUpOutcome::LookAgain { due_at: now.at + Duration::from_hours(24) };
    Some(follow_up(story, "临时方案运行平稳,各项参数正常", outcome))
}

pub(super) fn solved_for_good(story: &mut Story, now: &Now<'_>) -> Option<Step> {
    now.ticket.state().solved_at?;
    now.is_handled().then(|| follow_up(story, "修复后连续运行正常,彻底解决", FollowUpOutcome::SolvedForGood))
}

fn follow_up(story: &Story, observation: &str, outcome: FollowUpOutcome) -> Step {
    let look = FollowUp { looked_at: None, observation: id(observation), outcome };
    Step::by(story.cast.engineer.actor(), "follow-up", look)
}

/// 总结评估: what went well, and what the plan lacks.
pub(super) fn evaluate(story: &mut Story, now: &Now<'_>) -> Option<Step> {
    now.ticket.state().solved_at?;
    let plan_findings = if story.chance.percent(30) {
        PlanFindings::Improve { proposal: id("预案补充备件就近储备点和夜间值班电话") }
    } else {
        PlanFindings::NoChange
    };
    let assessment = id("到场与安全处置及时,临时方案有效,备件供应需加快");
    let evaluate = EvaluateResponse { evaluated_at: None, assessment, plan_findings };
    Some(Step::by(now.staff.head(now.at).actor(), "evaluate-response", evaluate))
}
