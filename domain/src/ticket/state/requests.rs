//! What somebody asked for and another person decides: one pattern for waivers, changes of class, visits and verdicts.

use events_schema::facts::ticket::TicketFact;
use events_schema::{Entry, EventId, PrincipalId, Role, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::context::Context;
use crate::duty::{behind, capacity, is_another};
use crate::refusal::{About, RefusalKind, Refuse};

/// Everything that was asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Requests(Vec<Request>);

/// Something that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The event that asks.
    pub id: EventId,
    /// What it asks for.
    pub kind: RequestKind,
    /// Who asks, and so may not decide.
    pub by: PrincipalId,
    /// When that was.
    pub at: Timestamp,
    /// Whether it waits for its decision.
    pub is_open: bool,
}

/// What can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RequestKind {
    /// To waive the deadline of an arrival (open point 2).
    Waiver,
    /// That no visit is needed (P3.2.b).
    NoVisit,
    /// Another class, because the situation changed (open point 6).
    ClassChange,
    /// Another verdict, by late evidence (open point 8).
    Reassessment,
}

/// Why nobody decides a request so.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RequestRefusal {
    /// Nothing of the kind was asked for.
    #[error("nothing of the kind waits for a decision under {0}; read the ticket again")]
    NoSuchRequest(EventId),
    /// Four eyes.
    #[error("nobody decides what he asked for himself; another person does")]
    OwnRequest(RequestKind),
    /// Somebody else's to decide.
    #[error("that is decided by one of: {}", .0.deciders().iter().map(|role| role.name()).collect::<Vec<_>>().join(", "))]
    OthersDecide(RequestKind),
    /// It was decided.
    #[error("{0} was decided before; ask anew if something has changed")]
    Decided(EventId),
    /// The same again.
    #[error("the same is asked for already, under {0}; it waits for another person")]
    AlreadyRequested(EventId),
}

impl Requests {
    pub(super) fn evolve(&mut self, entry: &Entry<TicketFact>) {
        let kind = match &entry.fact {
            TicketFact::WaiverRequested(_) => RequestKind::Waiver,
            TicketFact::NoVisitProposed(_) => RequestKind::NoVisit,
            TicketFact::ClassChangeProposed(_) => RequestKind::ClassChange,
            TicketFact::ReassessmentOpened(_) => RequestKind::Reassessment,
            TicketFact::WaiverGranted(fact) => return self.decide(fact.request),
            TicketFact::NoVisitApproved(fact) => return self.decide(fact.request),
            TicketFact::ClockReassessed(fact) => return self.decide(fact.request),
            TicketFact::RequestRefused(fact) => return self.decide(fact.request),
            _ => return,
        };
        let (id, by, at) = (entry.id, behind(&entry.envelope.actor).clone(), entry.envelope.occurred_at);
        self.0.push(Request { id, kind, by, at, is_open: true });
    }

    pub(super) fn decide(&mut self, id: EventId) {
        if let Some(request) = self.0.iter_mut().find(|request| request.id == id) {
            request.is_open = false;
        }
    }

    /// What waits for a decision.
    pub fn open(&self) -> impl Iterator<Item = &Request> {
        self.0.iter().filter(|request| request.is_open)
    }

    /// A request of this kind, for another person to decide.
    ///
    /// # Errors
    /// If there is none, it is decided, or it is his own.
    pub fn to_decide(&self, id: EventId, kind: RequestKind, cx: &Context<'_>) -> Result<&Request, RequestRefusal> {
        let request = self.any_to_decide(id, cx)?;
        if request.kind == kind { Ok(request) } else { Err(RequestRefusal::NoSuchRequest(id)) }
    }

    /// A request of any kind, for another person to decide.
    ///
    /// # Errors
    /// If there is none, it is decided, or it is his own.
    pub fn any_to_decide(&self, id: EventId, cx: &Context<'_>) -> Result<&Request, RequestRefusal> {
        let known = self.0.iter().find(|request| request.id == id);
        let request = known.ok_or(RequestRefusal::NoSuchRequest(id))?;
        let decider = capacity(cx.actor, request.kind.deciders(), cx.reference, cx.now);
        if !is_another(&request.by, cx) {
            return Err(RequestRefusal::OwnRequest(request.kind));
        }
        if decider.is_none() {
            return Err(RequestRefusal::OthersDecide(request.kind));
        }
        if request.is_open { Ok(request) } else { Err(RequestRefusal::Decided(id)) }
    }
}

impl RequestKind {
    /// Who decides.
    #[must_use]
    pub const fn deciders(self) -> &'static [Role] {
        match self {
            Self::Waiver => &[Role::HeadOfAfterSales],
            Self::NoVisit => &[Role::SupportLead, Role::HeadOfAfterSales],
            Self::ClassChange => &[
                Role::HotlineAgent,
                Role::OnSiteEngineer,
                Role::SupportLead,
                Role::TechnicalExpert,
                Role::HeadOfAfterSales,
            ],
            Self::Reassessment => &[Role::SupportLead, Role::HeadOfAfterSales, Role::Management],
        }
    }

    pub(crate) const fn clause(self) -> &'static str {
        match self {
            Self::Waiver => "open point 2",
            Self::NoVisit => "P3.2.b",
            Self::ClassChange => "open point 6",
            Self::Reassessment => "open point 8",
        }
    }
}

impl Refuse for RequestRefusal {
    fn about(&self) -> About {
        use RefusalKind::{Permission, State, Value};
        let about = About::new;
        match self {
            Self::NoSuchRequest(_) => {
                about("no_such_request", Value, "P5.1", "没有此项申请", "there is no such request")
            }
            Self::OwnRequest(kind) => {
                about("own_request", Permission, kind.clause(), "不得审批自己的申请", "it is your own request")
            }
            Self::OthersDecide(kind) => {
                about("others_decide", Permission, kind.clause(), "须由其他角色审批", "others decide that")
            }
            Self::Decided(_) => about("request_decided", State, "P5.1", "申请已审批", "the request is decided"),
            Self::AlreadyRequested(_) => about("already_requested", State, "P5.1", "已申请", "it is asked for already"),
        }
    }
}
