//! What the office of the simulated factory does when a month is over: what a server does by itself, and what people make of it.

use domain::factory_time::{bounds, period_at};
use domain::periodic_report::{self, AcknowledgePeriodicReport, PeriodicReport, SubmitPeriodicReport};
use domain::supplier::{self, RecordVolume};
use domain::supplier_standing::{
    self, AnswerStandingObjection, DecideStanding, ObjectToStanding, RecordPenalty, RecordReward, SupplierStanding,
};
use events_schema::facts::supplier::Turnover;
use events_schema::facts::supplier_evaluation::Ruling;
use events_schema::facts::supplier_standing::{Business, SupplierStep, Worth};
use events_schema::ids::{SupplierStandingId, TrainingNeedId};
use events_schema::{Duration, Period, PeriodKind, RecordedEvent, Role, StreamName, Timestamp};

use super::SimulationError;
use super::directory::{Change, Office, id};
use super::staff::Staff;
use super::suppliers::{SUPPLIERS, Supplier, Temper};
use crate::commands::Draft;
use crate::reactions::evaluate::late_data;
use crate::{evaluation, needs, report};

const DAY: Duration = Duration::from_hours(24);

/// What waits for somebody.
#[derive(Debug, Default)]
pub(super) struct Waiting {
    /// Training needs that issues speak of.
    pub(super) needs: Vec<TrainingNeedId>,
    /// Reports that were made.
    reports: Vec<StreamName>,
}

impl Office<'_> {
    /// Volumes come in, what came late counts, suppliers are evaluated, needs are found, reports are made.
    pub(super) async fn end_month(&mut self, at: Timestamp) -> Result<(), SimulationError> {
        let this = period_at(PeriodKind::Month, at);
        for supplier in &SUPPLIERS {
            self.record_volume(supplier, this.before(), at).await?;
        }
        self.count_late_data(at).await?;
        let before = self.length();
        needs::find(self.app).await?;
        evaluation::evaluate_all(self.app).await?;
        report::make_all(self.app).await?;
        self.follow(before).await?;
        for event in self.since(before).await? {
            self.take_note(&event);
        }
        let review_at = at + DAY + DAY;
        self.due(review_at, Change::ReviewMonth);
        if bounds(period_at(PeriodKind::Quarter, at)).0 == bounds(this).0 {
            self.due(review_at, Change::PlanQuarter);
        }
        self.due(bounds(this).1, Change::MonthOver);
        Ok(())
    }

    /// What has come since the last figures changes them, where they are of periods that are over.
    pub(super) async fn count_late_data(&mut self, at: Timestamp) -> Result<(), SimulationError> {
        self.set_clock(at);
        let before = self.length();
        for (stream, revision) in std::mem::take(&mut self.late).into_values() {
            for event in self.app.store.read_stream(&stream, revision, 1).await? {
                late_data(self.app, &event).await?;
            }
        }
        self.follow(before).await
    }

    fn take_note(&mut self, event: &RecordedEvent) {
        match &*event.kind {
            "training_need.proposed" => self.waiting.needs.extend(event.stream.as_str().parse::<TrainingNeedId>().ok()),
            "periodic_report.made" => self.waiting.reports.push(event.stream.clone()),
            _ => {}
        }
    }

    async fn record_volume(
        &mut self,
        supplier: &Supplier,
        month: Period,
        at: Timestamp,
    ) -> Result<(), SimulationError> {
        let delivered: u64 = 800 + self.chance.below::<u64>(1_200);
        let amount = id(&format!("{}.00", delivered * 320));
        let turnover = Some(Turnover { amount, currency: id("CNY") });
        let volume = RecordVolume { month, delivered, turnover };
        self.send(at, supplier::COMMANDS, "record-volume", supplier.id().stream(), &volume).await
    }

    /// Management decides what the scores propose, and the head hands in the reports.
    pub(super) async fn review_month(&mut self, staff: &Staff, at: Timestamp) -> Result<(), SimulationError> {
        for supplier in &SUPPLIERS {
            self.decide_standing(staff, supplier, at).await?;
        }
        for report in self.waiting.reports.clone() {
            let made = Draft::<PeriodicReport>::read(report.clone(), &*self.app.store).await?.state().made.len();
            let number = u32::try_from(made).unwrap_or(u32::MAX);
            let submit = SubmitPeriodicReport { number, remark: None };
            let head = staff.head(at).actor();
            self.send_as(head, at, periodic_report::COMMANDS, "submit", report, &submit).await?;
        }
        self.due(at + DAY, Change::Acknowledge);
        Ok(())
    }

    pub(super) async fn acknowledge(&mut self, staff: &Staff, at: Timestamp) -> Result<(), SimulationError> {
        let management = staff.in_charge(Role::Management, None, at).actor();
        for report in std::mem::take(&mut self.waiting.reports) {
            let acknowledge = AcknowledgePeriodicReport { remark: Some(id("已阅,请跟踪重点问题")) };
            let (table, by) = (periodic_report::COMMANDS, management.clone());
            self.send_as(by, at, table, "acknowledge", report, &acknowledge).await?;
        }
        Ok(())
    }

    /// Whoever rises is rewarded; whoever falls, and is not to blame for being slow alone, objects in vain.
    async fn decide_standing(
        &mut self,
        staff: &Staff,
        supplier: &'static Supplier,
        at: Timestamp,
    ) -> Result<(), SimulationError> {
        let stream = SupplierStandingId::of(&supplier.id()).stream();
        let draft = Draft::<SupplierStanding>::read(stream.clone(), &*self.app.store).await?;
        let Some(proposal) = &draft.state().proposal else { return Ok(()) };
        let (to, management) = (proposal.to, staff.in_charge(Role::Management, None, at).actor());
        let business = if to == SupplierStep::Preferred { Business::More } else { Business::AsBefore };
        let decide = DecideStanding { to, proposal: Some(proposal.event), reason: id("依据本期评分"), business };
        let table = supplier_standing::COMMANDS;
        self.send_as(management.clone(), at, table, "decide", stream.clone(), &decide).await?;
        let worth = |amount: &str| Some(Worth { amount: id(amount), currency: id("CNY") });
        match to {
            SupplierStep::Preferred => {
                let what = id("年度优秀供应商,质保金返还");
                let reward = RecordReward { what, worth: worth("50000.00"), evaluation: None };
                self.send_as(management, at, table, "record-reward", stream, &reward).await
            }
            SupplierStep::Approved => Ok(()),
            SupplierStep::Warned | SupplierStep::Probation | SupplierStep::Suspended | SupplierStep::Disqualified => {
                let what = id("按质量协议扣减当季货款");
                let penalty = RecordPenalty { what, worth: worth("20000.00"), evaluation: None };
                self.send_as(management, at, table, "record-penalty", stream, &penalty).await?;
                if supplier.temper == Temper::Slow {
                    self.due(at + DAY, Change::Object(supplier));
                }
                Ok(())
            }
        }
    }

    /// A supplier objects to what was decided, and quality control answers.
    pub(super) async fn object(
        &mut self,
        staff: &Staff,
        supplier: &'static Supplier,
        at: Timestamp,
    ) -> Result<(), SimulationError> {
        let (table, stream) = (supplier_standing::COMMANDS, SupplierStandingId::of(&supplier.id()).stream());
        let object =
            ObjectToStanding { grounds: id("部分通知送达延迟,请复核响应时间"), on_behalf: None };
        self.send_as(supplier.actor(), at, table, "object", stream.clone(), &object).await?;
        let quality = staff.in_charge(Role::QualityEngineer, None, at).actor();
        let answer =
            AnswerStandingObjection { ruling: Ruling::Rejected, answer: id("送达记录完整,评分无误") };
        self.send_as(quality, at, table, "answer-objection", stream, &answer).await
    }
}
