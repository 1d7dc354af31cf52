use events_schema::facts::responsibility::Party;
use events_schema::ids::{DepartmentId, PersonId};
use events_schema::{EventId, Timestamp};

use crate::refusal::{About, RefusalKind, Refuse};

/// Why something about responsibility is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ResponsibilityRefusal {
    /// There is a case already.
    #[error("the ticket has its case already")]
    AlreadyOpened,
    /// It is still being handled.
    #[error("the ticket is not closed; responsibility is determined after handling")]
    NotClosed,
    /// It is being handled again.
    #[error("the ticket is being handled again; the next close begins another round")]
    HandledAgain,
    /// It is too late for that.
    #[error("this round is decided already; management can open it again (reopen-dispute)")]
    AlreadyDecided,
    /// Nobody, or too many.
    #[error("name at least one person, and not more than anybody could have met with")]
    Attendees,
    /// Nobody of the directory.
    #[error("the directory has no person {0} who could be meant")]
    UnknownPerson(PersonId),
    /// No such department.
    #[error("the directory has no department {0}")]
    UnknownDepartment(DepartmentId),
    /// The meeting comes first.
    #[error(
        "hold the responsibility meeting first (hold-meeting), or decide that there is no internal or supplier cause"
    )]
    NoMeeting,
    /// It would acquit somebody without a meeting.
    #[error("a round before held somebody responsible; hold the meeting of this round first (hold-meeting)")]
    StoodBefore,
    /// Quality control has it.
    #[error("somebody objected; quality control investigates, and concludes (conclude-dispute)")]
    InDispute,
    /// Too little or too much.
    #[error("the shares of at most 50 add up to {}.{:02} per cent; they have to be 100", .hundredths / 100, .hundredths % 100)]
    NotTheWhole {
        /// What they add up to.
        hundredths: u32,
    },
    /// Somebody twice.
    #[error("somebody has two shares; add them up")]
    Twice,
    /// There is nothing to object to.
    #[error("nobody is held responsible yet")]
    NothingDetermined,
    /// It does not concern him.
    #[error("the {0} is not held responsible, and has nothing to object to")]
    NotHeld(Party),
    /// Somebody else speaks for him.
    #[error(
        "you do not speak for the {0}: a person objects for himself, its head (or anybody of it while it has none) for a department, quality control or the head of after-sales for a supplier"
    )]
    NotTheirs(Party),
    /// Nobody can look it up.
    #[error("say how the supplier objected, and where that can be looked up (on_behalf)")]
    NoReference,
    /// The period is over.
    #[error("objections were possible until {0}; management can open a dispute all the same (reopen-dispute)")]
    TooLate(Timestamp),
    /// The dispute is over.
    #[error("the dispute was concluded; management can open it again (reopen-dispute)")]
    Concluded,
    /// Nobody objected.
    #[error("there is no dispute; it begins when somebody objects (object)")]
    NoDispute,
    /// Quality control leads.
    #[error(
        "{0} is not of quality control, which leads every investigation; management names somebody else only where everybody of it has a side"
    )]
    NotQualityControl(PersonId),
    /// He has a side in it.
    #[error(
        "{0} is party to the dispute: held responsible, of a department that is, who objected, determined it or concluded it before, or acts for one of these; name somebody else"
    )]
    PartyToIt(PersonId),
    /// Nobody investigates.
    #[error("quality control opens the investigation first (open-investigation)")]
    NoInvestigation,
    /// Others investigate.
    #[error("you do not investigate this dispute; those who do put evidence before it")]
    NotInvestigating,
    /// Somebody else leads.
    #[error("{0} leads the investigation, and concludes it")]
    NotTheLead(PersonId),
    /// A conclusion about nothing.
    #[error("a conclusion rests on evidence; record it first (record-evidence), and name it")]
    NoEvidence,
    /// Evidence that nobody recorded.
    #[error("{0} is no evidence of this dispute")]
    UnknownEvidence(EventId),
    /// The same as before.
    #[error("these are the shares that are disputed; conclude that they are upheld")]
    ChangesNothing,
    /// It may still change.
    #[error("nothing is final yet: until objections and disputes are over it may change")]
    NotFinal,
    /// Management has one, or approved it.
    #[error("there is a report already; management approves or returns it")]
    ReportThere,
    /// A report without improvement.
    #[error("a report names what is to be improved, at most 50 measures")]
    NoMeasures,
    /// Another one, or none.
    #[error("that report does not wait for management; read the case and name the report that does")]
    NoSuchReport,
    /// Whoever wrote it wants to approve it.
    #[error("you wrote it yourself; somebody else of management decides")]
    OwnReport,
}

impl Refuse for ResponsibilityRefusal {
    #[rustfmt::skip]
    fn about(&self) -> About {
        use RefusalKind::{Permission, State, Value};
        let about = About::new;
        match self {
            Self::AlreadyOpened => about("case_exists", State, "P4.2.a", "责任认定已启动", "the case exists"),
            Self::NotClosed => about("not_closed", State, "P4.2.a", "工单尚未关闭", "the ticket is not closed"),
            Self::HandledAgain => about("handled_again", State, "open point 5", "工单重新处理中", "the ticket is being handled again"),
            Self::AlreadyDecided => about("already_decided", State, "P4.2.a", "本轮责任已认定", "this round is decided"),
            Self::Attendees => about("attendees", Value, "P4.2.a", "参加人员无效", "the people cannot be used"),
            Self::UnknownPerson(_) => about("unknown_person", Value, "P4.2.a", "人员不存在", "there is no such person"),
            Self::UnknownDepartment(_) => about("unknown_department", Value, "P4.2.a", "部门不存在", "there is no such department"),
            Self::NoMeeting => about("no_meeting", State, "P4.2.a", "尚未召开责任分析会议", "the meeting was not held"),
            Self::StoodBefore => about("stood_before", State, "P4.2.a", "此前已有责任认定", "a round before held somebody responsible"),
            Self::InDispute => about("in_dispute", State, "P4.2.b", "责任认定存在争议", "it is in dispute"),
            Self::NotTheWhole { .. } => about("shares_not_whole", Value, "open point 10", "责任比例合计须为100%", "the shares do not add up"),
            Self::Twice => about("share_twice", Value, "open point 10", "同一责任方重复", "somebody has two shares"),
            Self::NothingDetermined => about("nothing_determined", State, "P4.1", "尚无责任认定", "nothing is determined"),
            Self::NotHeld(_) => about("not_held_responsible", Value, "P4.1", "该方未被认定责任", "not held responsible"),
            Self::NotTheirs(_) => about("not_your_objection", Permission, "P4.1", "无权代为提出异议", "not yours to object"),
            Self::NoReference => about("no_reference", Value, "P4.1", "缺少供应商异议凭据", "a reference is missing"),
            Self::TooLate(_) => about("objection_too_late", State, "open point 12", "异议期已过", "the objection period is over"),
            Self::Concluded => about("dispute_concluded", State, "P4.2.b", "争议已有结论", "the dispute is concluded"),
            Self::NoDispute => about("no_dispute", State, "P4.2.b", "不存在争议", "there is no dispute"),
            Self::NotQualityControl(_) => about("not_quality_control", Value, "P4.2.b", "须由质量控制部门牵头", "quality control leads"),
            Self::PartyToIt(_) => about("party_to_dispute", Value, "P4.2.b", "调查人员与争议有关", "party to the dispute"),
            Self::NoInvestigation => about("no_investigation", State, "P4.2.b", "尚未启动调查", "nobody investigates"),
            Self::NotInvestigating => about("not_investigating", Permission, "P4.2.b", "不是调查人员", "not one who investigates"),
            Self::NotTheLead(_) => about("not_the_lead", Permission, "P4.2.b", "不是调查牵头人", "not the lead"),
            Self::NoEvidence => about("no_evidence", Value, "P4.2.b", "缺少证据", "evidence is missing"),
            Self::UnknownEvidence(_) => about("unknown_evidence", Value, "P4.2.b", "证据不存在", "there is no such evidence"),
            Self::ChangesNothing => about("changes_no_share", Value, "P4.2.b", "责任比例未变更", "no share changes"),
            Self::NotFinal => about("not_final", State, "open point 10", "责任认定尚未生效", "nothing is final"),
            Self::ReportThere => about("report_exists", State, "P4.2.c", "报告已提交", "there is a report"),
            Self::NoMeasures => about("no_measures", Value, "P4.2.c", "缺少改进措施", "measures are missing"),
            Self::NoSuchReport => about("no_such_report", State, "P4.2.c", "没有待审批的报告", "no such report waits"),
            Self::OwnReport => about("own_report", Permission, "P4.2.c", "不得审批本人报告", "not your own report"),
        }
    }
}
