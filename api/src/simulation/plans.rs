//! The emergency plans (应急预案) of the simulated factory, as its head drafted them.

use domain::emergency_plan::DraftPlan;
use events_schema::Role;
use events_schema::facts::emergency_plan::PlanRole;

use super::directory::id;

/// An emergency plan.
pub(super) struct EmergencyPlan {
    pub(super) code: &'static str,
    title: &'static str,
    checklist: &'static [&'static str],
    resources: &'static [&'static str],
}

/// Fuel that leaks, smoke and fire.
pub(super) const FIRE: &str = "engine-fire";
/// An engine on which people or a plant depend stands still.
pub(super) const POWER_LOSS: &str = "power-loss";

/// What a team does, by the codes of the plans.
pub(super) const REPAIR: &str = "repair";
pub(super) const SAFETY: &str = "safety";
pub(super) const SUPPLY: &str = "supply";

const TEAM_ROLES: [(&str, &str); 3] = [(REPAIR, "抢修"), (SAFETY, "现场安全"), (SUPPLY, "备件与资源保障")];

pub(super) const PLANS: [EmergencyPlan; 2] = [
    EmergencyPlan {
        code: FIRE,
        title: "燃油泄漏及发动机起火应急预案",
        checklist: &[
            "电话指导客户停机、断电、疏散人员",
            "确认现场配备灭火器材",
            "通知客户安全负责人",
            "划定警戒区域,禁止明火",
            "确认燃油切断、余油回收",
            "保护现场,拍照留证",
        ],
        resources: &["灭火器", "吸油毡", "抢修车"],
    },
    EmergencyPlan {
        code: POWER_LOSS,
        title: "关键机组停机及失去动力应急预案",
        checklist: &[
            "确认人员与重要负荷安全",
            "确认备用电源或拖带方案",
            "落实备件库存与发运方式",
            "联系生产部门预留备机",
            "向客户通报抢修计划",
        ],
        resources: &["移动发电车", "起吊工具", "抢修车"],
    },
];

/// What the emergencies of the first weeks taught about fires (P3.3.d).
pub(super) const LEARNT: &str = "复查同批次车辆的油管卡箍";

impl EmergencyPlan {
    /// The first version, or the one with what was learnt.
    pub(super) fn drafted(&self, learnt: Option<&str>) -> DraftPlan {
        DraftPlan {
            plan: id(self.code),
            title: id(self.title),
            notify: vec![Role::QualityEngineer],
            team_roles: TEAM_ROLES.map(|(code, title)| PlanRole { code: id(code), title: id(title) }).into(),
            checklist: self.checklist.iter().copied().chain(learnt).map(id).collect(),
            resources: self.resources.iter().copied().map(id).collect(),
        }
    }

    /// How many items the checklist has had from the beginning.
    pub(super) fn items(&self) -> u32 {
        u32::try_from(self.checklist.len()).unwrap_or(0)
    }
}

/// A plan by its code.
pub(super) fn plan(code: &str) -> &'static EmergencyPlan {
    PLANS.iter().find(|plan| plan.code == code).expect("faults name plans of the table")
}
