use events_schema::EventId;
use events_schema::ids::PlanId;
use events_schema::text::Code;

use crate::context::Gate;
use crate::refusal::{About, RefusalKind, Refuse};

/// Why something about an emergency is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EmergencyRefusal {
    /// No such plan.
    #[error("there is no emergency plan {0}; see GET /v1/emergency-plans")]
    UnknownPlan(PlanId),
    /// A version that was replaced, or is still to come.
    #[error("{} of the plan {plan} is not in force; {}", version(*.asked), which_is(*.in_force))]
    PlanNotInForce {
        /// The plan.
        plan: PlanId,
        /// The version that was named.
        asked: Option<u32>,
        /// The version in force.
        in_force: Option<u32>,
    },
    /// Another plan.
    #[error("the plan {0} was started already")]
    PlanActive(PlanId),
    /// A role that the plan does not have.
    #[error("the active plan has no team role {0}")]
    UnknownTeamRole(Code),
    /// No plan.
    #[error("no emergency plan was started")]
    NoPlan,
    /// No such item.
    #[error("the checklist of the plan has {items} items; there is no item {item}")]
    NoSuchItem {
        /// The item.
        item: u32,
        /// How many there are.
        items: usize,
    },
    /// Nothing that was asked for.
    #[error("{0} is no request for parts, tools or people")]
    NotAResource(EventId),
    /// Nothing of anything.
    #[error("ask for at least one")]
    NothingRequested,
    /// Of which supplier?
    #[error("say in `supplier` which supplier is asked")]
    SupplierMissing,
    /// A leader without a team.
    #[error("a team has members beside its leader; name them with what they do")]
    NoMembers,
    /// People first.
    #[error("confirm first that everybody on site is safe (confirm-safety)")]
    NotSafe,
    /// Still under watch.
    #[error("the last follow-up has to say that it is solved for good (follow-up)")]
    NotSolvedForGood,
    /// A look that is due before this one.
    #[error("the next follow-up lies before this one")]
    FollowUpInThePast,
}

fn version(asked: Option<u32>) -> String {
    asked.map_or_else(|| "no version".to_owned(), |version| format!("version {version}"))
}

fn which_is(version: Option<u32>) -> String {
    version.map_or_else(|| "none is".to_owned(), |version| format!("version {version} is"))
}

impl Refuse for EmergencyRefusal {
    fn about(&self) -> About {
        use RefusalKind::{State, Value};
        let about = About::new;
        match self {
            Self::UnknownPlan(_) => about("unknown_plan", Value, "P3.3.a", "应急预案不存在", "there is no such plan"),
            Self::PlanNotInForce { .. } => {
                about("plan_not_in_force", Value, "P3.3.a", "应急预案版本未生效", "the version is not in force")
            }
            Self::PlanActive(_) => about("plan_active", State, "P3.3.a", "应急预案已启动", "a plan is active"),
            Self::UnknownTeamRole(_) => {
                about("unknown_team_role", Value, "P3.3.a", "预案无此分工", "the plan has no such team role")
            }
            Self::NoPlan => about("no_plan", State, "P3.3.a", "应急预案未启动", "no plan is active"),
            Self::NoSuchItem { .. } => about("no_such_item", Value, "P3.3.a", "检查项不存在", "there is no such item"),
            Self::NotAResource(_) => about("not_a_resource", Value, "P3.3.c", "不是资源申请", "it is no such request"),
            Self::NothingRequested => {
                about("nothing_requested", Value, "P3.3.c", "数量不得为零", "nothing is asked for")
            }
            Self::SupplierMissing => {
                about("supplier_missing", Value, "P3.3.c", "未指明供应商", "the supplier is missing")
            }
            Self::NoMembers => about("no_members", Value, "P3.3.a", "小组没有成员", "the team has no members"),
            Self::NotSafe => about("not_safe", State, "P3.3.b", "人员安全尚未确认", "people's safety is not confirmed")
                .at(Gate::SafetyConfirmed),
            Self::NotSolvedForGood => {
                about("not_solved_for_good", State, "P3.3.d", "尚未确认彻底解决", "it is not solved for good")
                    .at(Gate::SolvedForGood)
            }
            Self::FollowUpInThePast => {
                about("follow_up_in_the_past", Value, "P3.3.d", "下次跟进时间无效", "the next follow-up is in the past")
            }
        }
    }
}
