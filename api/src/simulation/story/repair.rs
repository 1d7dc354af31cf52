//! From diagnosis to the finished solution (P3.1.c, P3.1.d): the same for all classes, at different paces.

use domain::ticket::{
    AddNote, ApproveSolution, Attach, ConcludeDiagnosis, FinishSolution, IdentifyEngine, ProposeSolution,
    RecordBackInService, RecordCost, RecordDiagnosisStep, ReturnSolution, SeenBy, StartSolution, TellProgress,
};
use events_schema::Duration;
use events_schema::facts::sla_policy::HoldReason;
use events_schema::values::{CauseCategory, ContactMethod, CostKind, DiagnosisMethod, Part, SolutionKind, TicketClass};

use super::mishaps::{self, Mishap};
use super::{Now, Step, Story, Wait, ending, general};
use crate::simulation::directory::id;
use crate::simulation::records;
use crate::simulation::staff::StaffMember;

impl Story {
    /// What can wait takes days; what cannot takes hours.
    fn pace(&self, general: Wait, urgent: Wait) -> Wait {
        match self.class {
            TicketClass::General => general,
            TicketClass::Important | TicketClass::Emergency => urgent,
        }
    }

    /// Whoever examines and repairs: in an emergency the expert, else the service engineer who is there, or the group's
    /// engineer from afar.
    fn repairer(&self) -> &StaffMember {
        match self.class {
            TicketClass::Emergency => &self.cast.expert,
            TicketClass::Important if self.memory.on_site.is_some() => &self.cast.fitters[0],
            TicketClass::General | TicketClass::Important => &self.cast.engineer,
        }
    }
}

/// From the look at the engine to the end of the work.
pub(super) fn write(story: &mut Story) {
    if story.memory.engine.is_none() {
        story.then((1, 10), identify);
    }
    let examine_wait = story.pace((20, 300), (15, 60));
    story.then(examine_wait, examine);
    if story.chance.percent(40) {
        story.then(examine_wait, examine_again);
    }
    let wait = story.pace((10, 120), (10, 45));
    story.then(wait, conclude);
    let wait = story.pace((15, 180), (5, 25));
    story.then(wait, propose);
    if story.chance.percent(7) {
        let (back, again) = (story.pace((20, 300), (5, 25)), story.pace((30, 300), (10, 30)));
        story.then(back, return_it);
        story.then(again, propose);
    }
    let wait = story.pace((10, 400), (5, 40));
    story.then(wait, approve);
    if story.class == TicketClass::General && story.chance.percent(9) {
        story.then((10, 60), hold_for_parts);
        story.then((600, 4_000), general::release);
    }
    let wait = story.pace((30, 1_500), (10, 60));
    story.then(wait, start);
    story.aside((1, 20), tell);
    let wait = story.pace((60, 4_000), (60, 300));
    story.then(wait, finish);
}

fn identify(story: &mut Story, now: &Now<'_>) -> Option<Step> {
    story.memory.engine = Some(now.event());
    let identify = if story.chance.percent(3) {
        IdentifyEngine { serial: None, unreadable: Some(id("铭牌锈蚀")) }
    } else {
        if story.chance.percent(2) {
            story.aside((30, 600), mishaps::correct_serial);
        }
        IdentifyEngine { serial: Some(id(&serial(story))), unreadable: None }
    };
    Some(Step::by(story.cast.engineer.actor(), "identify-engine", identify))
}

pub(super) fn serial(story: &mut Story) -> String {
    let (year, number): (u64, u64) = (2021 + story.chance.below::<u64>(5), story.chance.below(20_000));
    format!("WF{year}-{number:06}")
}

pub(super) fn examine(story: &mut Story, now: &Now<'_>) -> Option<Step> {
    let (step, finding) = (story.fault.step, story.fault.finding);
    if story.scenes.is_multiple_of(3) {
        story.write_at(now.at + Duration::from_minutes(6), attach_measurements);
    }
    if story.scenes.is_multiple_of(7) {
        story.write_at(now.at + Duration::from_minutes(9), attach_customers_notes);
    }
    Some(examination(story, now, step, finding))
}

fn attach_measurements(story: &mut Story, _: &Now<'_>) -> Option<Step> {
    let (file, description) = (records::MEASURED.uploaded(), Some(id("检查时的测量数据")));
    let attach = Attach { file, description, seen_by: SeenBy::Staff };
    Some(Step::by(story.repairer().actor(), "attach", attach))
}

fn attach_customers_notes(story: &mut Story, _: &Now<'_>) -> Option<Step> {
    let (file, description) = (records::NOTED.uploaded(), Some(id("客户提供的使用记录")));
    let attach = Attach { file, description, seen_by: SeenBy::Customer };
    Some(Step::by(story.cast.engineer.actor(), "attach", attach))
}

fn examine_again(story: &mut Story, now: &Now<'_>) -> Option<Step> {
    Some(examination(story, now, "复查相关部位,排除其他原因", "其他部位未见异常,与初步判断一致"))
}

fn examination(story: &mut Story, now: &Now<'_>, step: &str, finding: &str) -> Step {
    let afar = [DiagnosisMethod::Phone, DiagnosisMethod::Remote];
    let method = match story.class {
        _ if now.ticket.state().visit.is_anybody_there() => DiagnosisMethod::OnSite,
        TicketClass::General if story.chance.percent(33) => DiagnosisMethod::OnSite,
        TicketClass::General | TicketClass::Important | TicketClass::Emergency => *story.chance.one_of(&afar),
    };
    let examine = RecordDiagnosisStep { examined_at: None, method, step: id(step), finding: id(finding) };
    Step::by(story.repairer().actor(), "record-diagnosis-step", examine)
}

fn conclude(story: &mut Story, _: &Now<'_>) -> Option<Step> {
    let batch: u64 = story.chance.below(40);
    let part = story.fault.part.map(|(number, supplier)| Part {
        number: id(number),
        batch: Some(id(&format!("B{batch:03}"))),
        supplier: Some(id(supplier)),
    });
    let conclude = ConcludeDiagnosis {
        concluded_at: None,
        category: if part.is_some() { CauseCategory::Material } else { CauseCategory::Method },
        failure_code: id(story.fault.failure_code),
        root_cause: id(story.fault.root_cause),
        part,
    };
    Some(Step::by(story.repairer().actor(), "conclude-diagnosis", conclude))
}

fn propose(story: &mut Story, now: &Now<'_>) -> Option<Step> {
    story.memory.proposal = Some(now.event());
    let (kind, description) = (SolutionKind::ReplaceParts, id(story.fault.remedy));
    let propose = ProposeSolution { proposed_at: None, kind, description };
    Some(Step::by(story.repairer().actor(), "propose-solution", propose))
}

fn return_it(story: &mut Story, now: &Now<'_>) -> Option<Step> {
    let (solution, reason) = (story.memory.proposal.take()?, id("请补充检查数据"));
    let superior = now.staff.superior_of(story.repairer(), now.at).actor();
    Some(Step::by(superior, "return-solution", ReturnSolution { returned_at: None, solution, reason }))
}

fn approve(story: &mut Story, now: &Now<'_>) -> Option<Step> {
    let solution = story.memory.proposal.take()?;
    let superior = now.staff.superior_of(story.repairer(), now.at).actor();
    Some(Step::by(superior, "approve-solution", ApproveSolution { approved_at: None, solution, remark: None }))
}

fn hold_for_parts(story: &mut Story, now: &Now<'_>) -> Option<Step> {
    match story.chance.below::<u64>(4) {
        0 => general::hold(story, now, HoldReason::Supplier, "供应商排产中,等待发货"),
        1 => general::hold(story, now, HoldReason::CustomersInformation, "等待客户提供停机维修时间"),
        2 => general::hold(story, now, HoldReason::Other, "道路封闭,配件车辆无法进入"),
        _ => general::hold(story, now, HoldReason::MissingPart, "配件缺货,等待调拨"),
    }
}

fn start(story: &mut Story, _: &Now<'_>) -> Option<Step> {
    Some(Step::by(story.repairer().actor(), "start-solution", StartSolution { started_at: None }))
}

fn tell(story: &mut Story, now: &Now<'_>) -> Option<Step> {
    let hours = match story.class {
        TicketClass::General => 48,
        TicketClass::Important | TicketClass::Emergency => 8,
    };
    let expected_completion = now.at + Duration::from_hours(hours);
    let progress =
        id(if story.memory.on_site.is_some() { "正在现场维修" } else { "配件已发出,正在维修" });
    let tell = TellProgress { told_at: None, method: ContactMethod::Wechat, progress, expected_completion };
    Some(Step::by(story.cast.engineer.actor(), "tell-progress", tell))
}

fn finish(story: &mut Story, _: &Now<'_>) -> Option<Step> {
    story.then((1, 10), back_in_service);
    story.then((5, 60), cost);
    ending::write(story);
    let finish = FinishSolution { finished_at: None, summary: Some(id(story.fault.remedy)) };
    Some(Step::by(story.repairer().actor(), "finish-solution", finish))
}

pub(super) fn back_in_service(story: &mut Story, now: &Now<'_>) -> Option<Step> {
    let engineer = story.cast.engineer.actor();
    Some(if now.ticket.state().out_of_service_since.is_none() {
        Step::by(engineer, "add-note", AddNote { text: id("试运行正常") })
    } else {
        Step::by(engineer, "record-back-in-service", RecordBackInService { at: None })
    })
}

/// What it cost. Somebody may enter it twice, and takes it back.
fn cost(story: &mut Story, now: &Now<'_>) -> Option<Step> {
    if story.mishap == Some(Mishap::EnteredTwice) && story.memory.cost.is_none() {
        story.aside((1, 10), cost);
        story.aside((60, 600), mishaps::retract_cost);
    }
    story.memory.cost = Some(now.event());
    let (least, jitter, kind) = match story.class {
        TicketClass::General => (80, 2_400, CostKind::Parts),
        TicketClass::Important => (600, 9_000, CostKind::Parts),
        TicketClass::Emergency => (1_500, 60_000, CostKind::Labour),
    };
    let yuan: u64 = least + story.chance.below::<u64>(jitter);
    let amount = id(&format!("{yuan}.50"));
    let cost = RecordCost { arisen_at: None, kind, amount, currency: id("CNY"), description: None };
    Some(Step::by(story.cast.engineer.actor(), "record-cost", cost))
}
