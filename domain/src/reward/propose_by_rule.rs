use events_schema::facts::appraisal_scheme::{RewardRule, RuledGround};
use events_schema::facts::reward::{ByRule, RewardFact, RewardGround, RewardProposed};
use events_schema::ids::{ImprovementId, PersonId, RewardId, TicketId};
use events_schema::values::OwnParty;
use events_schema::{CommandId, Duration, Position, StreamName};
use schemars::JsonSchema;
use serde::Deserialize;

use super::Reward;
use crate::command::Decide;
use crate::context::Context;
use crate::improvement;
use crate::refusal::Refused;

/// Proposes a reward by the rules of the scheme that was in force when it was earned, if one of them fits (P4.3.b). Management
/// decides.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProposeByRule {
    /// For what.
    pub ground: RewardGround,
    /// Up to where the log had come then.
    pub earned_at: Position,
}

/// Whom a rule proposes, and why.
struct Fits<'a> {
    rule: &'a RewardRule,
    who: &'a PersonId,
    took: Option<Duration>,
}

impl Decide<Reward> for ProposeByRule {
    fn opens(&self, command: CommandId) -> Option<StreamName> {
        Some(RewardId::from_uuid(command.derive("reward")).stream())
    }

    fn other_ticket(&self) -> Option<TicketId> {
        self.ground.ticket()
    }

    fn other_improvement(&self) -> Option<ImprovementId> {
        self.ground.improvement()
    }

    fn decide(&self, _: &Reward, cx: &Context<'_>) -> Result<Vec<RewardFact>, Refused> {
        let scheme = cx.reference.scheme_at(self.earned_at);
        let fits = match self.ground {
            RewardGround::FastSolution { ticket } => fast(ticket, &scheme.rewards, cx),
            RewardGround::RecurrenceReduced { .. } => reduced(&scheme.rewards, cx),
            // What is innovative only people can tell.
            RewardGround::InnovativeSolution { .. } => None,
        };
        let scheme_version = scheme.version;
        let proposed = fits.filter(|fits| cx.reference.works_here(fits.who)).map(|Fits { rule, who, took }| {
            RewardProposed {
                ground: self.ground,
                beneficiaries: vec![OwnParty::Person { person: who.clone() }],
                award: rule.award.clone(),
                grounds: grounds(took),
                rests_on: Vec::new(),
                by_rule: Some(ByRule { scheme_version, took }),
            }
            .into()
        });
        Ok(proposed.into_iter().collect())
    }
}

fn fast<'a>(ticket: TicketId, rules: &'a [RewardRule], cx: &Context<'a>) -> Option<Fits<'a>> {
    let is = &cx.other.filter(|other| other.id == ticket)?.is;
    let (took, of) = (is.solved_at_first_within()?, is.state().class()?);
    let is_in_time = |rule: &&RewardRule| match rule.ground {
        RuledGround::FastSolution { class, within } => class == of && took <= within,
        RuledGround::RecurrenceReduced => false,
    };
    let rule = rules.iter().find(is_in_time)?;
    Some(Fits { rule, who: is.handled_by()?, took: Some(took) })
}

fn reduced<'a>(rules: &'a [RewardRule], cx: &Context<'a>) -> Option<Fits<'a>> {
    let measure = cx.improvement.filter(|measure| measure.stage == improvement::Stage::Effective)?;
    let rule = rules.iter().find(|rule| rule.ground == RuledGround::RecurrenceReduced)?;
    let (who, _) = measure.owner.as_ref()?;
    Some(Fits { rule, who, took: None })
}

fn grounds(took: Option<Duration>) -> events_schema::text::Paragraph {
    let words = match took.map(|took| took.as_micros() / Duration::from_minutes(1).as_micros()) {
        Some(minutes) => format!("规则提名:报告后 {minutes} 分钟解决,客户一次确认满意"),
        None => "规则提名:改进措施经他人验证有效".to_owned(),
    };
    words.parse().expect("a short text is a paragraph")
}
