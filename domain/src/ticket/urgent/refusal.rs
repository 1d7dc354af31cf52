use events_schema::ids::PersonId;
use events_schema::{EventId, Role, Timestamp};

use crate::refusal::{About, RefusalKind, Refuse};

/// Why something about an urgent issue is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UrgentRefusal {
    /// The policy does not name the role.
    #[error("the role {0} does not have to be notified of it")]
    NeedNotKnow(Role),
    /// Nobody of the directory.
    #[error("the directory has nobody {0} who worked here at that time; see GET /v1/people")]
    UnknownPerson(PersonId),
    /// Another role.
    #[error("{person} did not have the role {role} at that time, nor acted for anybody who had; see GET /v1/people")]
    NotOfRole {
        /// Who.
        person: PersonId,
        /// The role.
        role: Role,
    },
    /// A meeting of nobody.
    #[error("name those who took part")]
    AttendeesMissing,
    /// A meeting without result.
    #[error("the first analysis meeting sets first measures; say which")]
    MeasuresMissing,
    /// A dispatch of nobody.
    #[error("name those who are sent, and as what")]
    NobodyDispatched,
    /// As what?
    #[error("say as what the person arrived: nobody was sent under that number")]
    RoleMissing,
    /// The same person again, at another time.
    #[error("{person} is recorded as there since {since}; correct that entry if the time is wrong")]
    ArrivedBefore {
        /// Who.
        person: PersonId,
        /// Since when.
        since: Timestamp,
    },
    /// An emergency always has a visit.
    #[error("in an emergency the team goes to the customer; ask for a waiver if it cannot be there in time")]
    VisitRequired,
    /// Nobody has to go there any more.
    #[error("no visit is due of which two people could say that it is not needed")]
    NoVisitDue,
    /// Nothing to pass on.
    #[error("{0} is no progress report of this ticket")]
    NotAReport(EventId),
    /// A summary that prevents nothing.
    #[error("a summary names at least one preventive measure")]
    PreventionMissing,
}

impl Refuse for UrgentRefusal {
    fn about(&self) -> About {
        use RefusalKind::{State, Value};
        let about = About::new;
        match self {
            Self::NeedNotKnow(_) => {
                about("need_not_know", Value, "P3.2.a", "该角色无须通知", "that role need not know")
            }
            Self::UnknownPerson(_) => about("unknown_person", Value, "P1.2", "人员不存在", "there is no such person"),
            Self::NotOfRole { .. } => {
                about("not_of_role", Value, "P1.2", "该人员无此角色", "the person has another role")
            }
            Self::AttendeesMissing => {
                about("attendees_missing", Value, "P3.2.a", "缺少参会人员", "the attendees are missing")
            }
            Self::MeasuresMissing => {
                about("measures_missing", Value, "P3.2.a", "缺少初步应对措施", "the first measures are missing")
            }
            Self::NobodyDispatched => about("nobody_dispatched", Value, "P3.2.b", "未指派人员", "nobody is sent"),
            Self::RoleMissing => about("role_missing", Value, "P3.2.b", "缺少到场角色", "the role is missing"),
            Self::ArrivedBefore { .. } => {
                about("arrived_before", State, "P3.2.b", "该人员已到场", "the person is there already")
            }
            Self::VisitRequired => about("visit_required", State, "P3.3.b", "紧急问题须到场", "a visit is required"),
            Self::NoVisitDue => about("no_visit_due", State, "P3.2.b", "没有待完成的到场", "no visit is due"),
            Self::NotAReport(_) => about("not_a_report", Value, "P3.2.c", "不是进度汇报", "it is no progress report"),
            Self::PreventionMissing => {
                about("prevention_missing", Value, "P3.2.d", "缺少预防措施", "the preventive measures are missing")
            }
        }
    }
}
