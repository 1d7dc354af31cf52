//! Notices to the suppliers of the simulated factory: from the proposal that follows a diagnosis to what they bear (P7).

use domain::supplier_notice::{
    self, AcceptSolution, AgreeLiability, CloseNotice, ConfirmCause, DismissNotice, DisputeLiability, GiveSolution,
    ProposeLiability, RecordClocks, RecordReceipt, RecordRecovery, RepairShare, Respond, ReturnSolution, SendNotice,
    Stage, SupplierNotice,
};
use domain::{CommandSpec, Reference};
use events_schema::facts::supplier_notice::{InvolvedPart, Recovered, ResponseIs};
use events_schema::ids::SupplierNoticeId;
use events_schema::values::Amount;
use events_schema::{Actor, Role, Timestamp};

use super::SimulationError;
use super::chance::Chance;
use super::directory::id;
use super::suppliers::{Supplier, Temper};
use super::tale::{Act, Moment, Plot, Tale, act};
use crate::commands::Draft;

/// A notice, while something is to come of it.
pub(super) struct Notice {
    pub(super) id: SupplierNoticeId,
    pub(super) supplier: &'static Supplier,
    pub(super) draft: Draft<SupplierNotice>,
    plot: Plot<Scene>,
}

/// What happens next to a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scene {
    Judge,
    Send,
    Receive,
    Respond,
    Solve,
    Review,
    Claim,
    Answer,
    ReplaceParts,
    Pay,
    Close,
    /// A look at its clocks.
    Clocks,
}

impl Temper {
    /// How long it takes until a supplier responds: 24 h are the policy's.
    const fn response(self, is_late: bool) -> (i64, u64) {
        match (self, is_late) {
            (Self::Slow, true) => (25, 40),
            (Self::Usual, true) => (25, 10),
            (_, _) => (1, 18),
        }
    }

    /// So many in a hundred are late.
    const fn late(self) -> u64 {
        match self {
            Self::Prompt => 0,
            Self::Usual => 8,
            Self::Slow => 35,
        }
    }

    /// So many solutions in a hundred come back.
    pub(super) const fn returned(self) -> u64 {
        match self {
            Self::Prompt => 3,
            Self::Usual => 10,
            Self::Slow => 30,
        }
    }

    const fn solution(self) -> (i64, u64) {
        match self {
            Self::Prompt => (6, 30),
            Self::Usual => (10, 45),
            Self::Slow => (20, 80),
        }
    }
}

impl Notice {
    pub(super) fn proposed(id: SupplierNoticeId, supplier: &'static Supplier, chance: Chance, at: Timestamp) -> Self {
        let mut plot = Plot::new(chance);
        plot.then(at, (1, 20), Scene::Judge);
        Self { id, supplier, draft: Draft::new(id.stream()), plot }
    }

    /// Whether the supplier may still get it.
    pub(super) fn is_to_be_sent(&self) -> bool {
        matches!(self.draft.state().stage, Stage::Proposed | Stage::Confirmed)
    }

    fn claim(&mut self, at: Timestamp, quality: Actor) -> Option<Act<SupplierNotice>> {
        let share = match self.draft.state().responsibility {
            Some((_, Some(share))) => share,
            Some((_, None)) => {
                self.plot.then(at, (1, 20), Scene::Close);
                return None;
            }
            // What nobody has decided yet nobody claims.
            None => {
                self.plot.then(at, (72, 96), Scene::Claim);
                return None;
            }
        };
        self.plot.then(at, (8, 60), Scene::Answer);
        let cost: u64 = 300 + self.plot.chance.below::<u64>(4_000);
        let repair = RepairShare { cost: id(&format!("{cost}.00")), share, currency: id("CNY") };
        let free_parts = self.draft.state().content.parts.clone();
        let grounds = id("责任认定结论,更换件及工时费用明细");
        Some(act(quality, "propose-liability", ProposeLiability { free_parts, repair: Some(repair), grounds }))
    }

    /// Whoever disputes what is claimed is asked again, and agrees then.
    fn answer(&mut self, at: Timestamp) -> Act<SupplierNotice> {
        let was_disputed = matches!(self.draft.state().liability, supplier_notice::Liability::Disputed(_));
        if !was_disputed && self.plot.chance.percent(12) {
            self.plot.then(at, (24, 48), Scene::Claim);
            let grounds = id("工时费用偏高,请按协议工时核算");
            return act(self.supplier.actor(), "dispute-liability", DisputeLiability { grounds, on_behalf: None });
        }
        self.plot.then(at, (48, 160), Scene::ReplaceParts);
        act(self.supplier.actor(), "agree-liability", AgreeLiability { on_behalf: None })
    }

    fn part(&self) -> Option<InvolvedPart> {
        self.draft.state().content.parts.first().cloned()
    }

    fn money(&self) -> Option<Amount> {
        match &self.draft.state().liability {
            supplier_notice::Liability::Agreed(claim) => claim.money_left(),
            _ => None,
        }
    }

    fn review(&mut self, at: Timestamp, quality: Actor) -> Act<SupplierNotice> {
        if self.draft.state().solutions.len() == 1 && self.plot.chance.percent(self.supplier.temper.returned()) {
            self.plot.then(at, (12, 60), Scene::Solve);
            let reason = id("未说明流出原因及同批次处置,请补充");
            return act(quality, "return-solution", ReturnSolution { reason });
        }
        self.plot.then(at, (24, 60), Scene::Claim);
        act(quality, "accept-solution", AcceptSolution { remark: None })
    }
}

impl Tale for Notice {
    type Of = SupplierNotice;
    const COMMANDS: &'static [CommandSpec<SupplierNotice>] = supplier_notice::COMMANDS;

    fn draft(&mut self) -> &mut Draft<SupplierNotice> {
        &mut self.draft
    }

    fn next_at(&self) -> Option<Timestamp> {
        self.plot.next_at()
    }

    fn play(&mut self, now: &Moment<'_>) -> Option<Act<SupplierNotice>> {
        let (scene, at) = (self.plot.pop()?, now.at);
        let quality = now.staff.in_charge(Role::QualityEngineer, None, at).actor();
        let (his, temper) = (self.supplier.actor(), self.supplier.temper);
        Some(match scene {
            Scene::Judge if self.plot.chance.percent(12) => {
                let reason = id("复检合格,非该部件本身原因");
                act(quality, "dismiss", DismissNotice { reason })
            }
            Scene::Judge => {
                self.plot.then(at, (1, 20), Scene::Send);
                act(quality, "confirm-cause", ConfirmCause { finding: id("拆检与来料记录比对,确认为该部件") })
            }
            Scene::Send => {
                self.plot.then(at, (0, 2), Scene::Receive);
                act(quality, "send", SendNotice { content: None, solution_within: None, by: None })
            }
            Scene::Receive => {
                let is_late = self.plot.chance.percent(temper.late());
                self.plot.then(at, temper.response(is_late), Scene::Respond);
                act(his, "record-receipt", RecordReceipt { received_at: None, on_behalf: None })
            }
            Scene::Respond => {
                self.plot.then(at, temper.solution(), Scene::Solve);
                let response = *self.plot.chance.one_of(&[ResponseIs::Accepts, ResponseIs::Investigates]);
                let text = id("已收到通知,正在排查同批次产品");
                act(his, "respond", Respond { responded_at: None, response, text, on_behalf: None })
            }
            Scene::Solve => {
                self.plot.then(at, (4, 60), Scene::Review);
                let solution = id("更换同批次零件,加严出厂检验并附检验记录");
                act(his, "give-solution", GiveSolution { given_at: None, solution, files: vec![], on_behalf: None })
            }
            Scene::Review => self.review(at, quality),
            // A dispute of the case may end with another conclusion at any time.
            Scene::Answer | Scene::ReplaceParts | Scene::Pay if self.draft.state().is_refuted() => {
                self.plot.then(at, (1, 20), Scene::Close);
                return None;
            }
            Scene::Claim => return self.claim(at, quality),
            Scene::Answer => self.answer(at),
            Scene::ReplaceParts => {
                self.plot.then(at, (24, 200), Scene::Pay);
                let recovered = Recovered::Parts { part: self.part()? };
                act(quality, "record-recovery", RecordRecovery { recovered, reference: id("补货单") })
            }
            Scene::Pay => {
                self.plot.then(at, (1, 40), Scene::Close);
                let recovered = Recovered::Money { amount: self.money()?, currency: id("CNY") };
                act(quality, "record-recovery", RecordRecovery { recovered, reference: id("贷项通知单") })
            }
            Scene::Close => act(quality, "close", CloseNotice { remark: None }),
            Scene::Clocks => act(Actor::system(crate::watch::NAME), "record-clocks", RecordClocks {}),
        })
    }

    fn supplier(&self) -> Option<&'static Supplier> {
        Some(self.supplier)
    }

    fn look_at_the_time(&mut self, reference: &Reference) -> Result<(), SimulationError> {
        let next = self.draft.state().next_notice(reference)?;
        self.plot.once_at(next, Scene::Clocks);
        Ok(())
    }
}
