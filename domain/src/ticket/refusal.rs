use events_schema::ids::{GroupId, IssueTypeId, PersonId, TicketId};
use events_schema::values::{EngineSerial, IntakeChannel, TicketClass};
use events_schema::{EventId, Role, Timestamp};

use crate::context::Gate;
use crate::refusal::{About, RefusalKind, Refuse};

/// Why a ticket refuses.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TicketRefusal {
    /// The stream holds a ticket.
    #[error("the ticket was reported before")]
    AlreadyReported,
    /// A hotline call or a web form lacks one of the four fields.
    #[error("a report by {channel} needs {}: ask for what is missing", .missing.join(", "))]
    FieldsMissing {
        /// The intake channel.
        channel: &'static str,
        /// What is missing, by its names in the body.
        missing: Vec<&'static str>,
    },
    /// A class stands.
    #[error("the ticket is classified as {} already; another class comes by correct-class or propose-class-change, other grounds by `correct`", .0.name())]
    AlreadyClassified(TicketClass),
    /// The grounds demand a higher class.
    #[error("the recorded effects imply at least the class {}; {} is below it", .implied.name(), .class.name())]
    ClassBelowGrounds {
        /// The class that was sent.
        class: TicketClass,
        /// The lowest class that the grounds allow.
        implied: TicketClass,
    },
    /// No grounds, which only an import may lack.
    #[error("a classification needs its grounds: effect on use, safety hazard, effect on production")]
    GroundsMissing,
    /// No issue type, which only an import may lack.
    #[error("a classification needs the issue type, by which the group is found")]
    IssueTypeMissing,
    /// The catalogue does not have the type, or not any more.
    #[error("the catalogue has no issue type {0} in use; see GET /v1/issue-types")]
    UnknownIssueType(IssueTypeId),
    /// Another class.
    #[error("that is there for {}; the ticket is {}: reclassify it if it should be another", .classes.iter().map(|class| class.name()).collect::<Vec<_>>().join(" and "), .class.name())]
    NotOfClass {
        /// The class of the ticket.
        class: TicketClass,
        /// The classes that have it.
        classes: &'static [TicketClass],
    },
    /// Another ticket goes on with it.
    #[error("the ticket was merged into {0}, which goes on; send the command there")]
    Merged(TicketId),
    /// Not classified.
    #[error("the ticket has to be classified first")]
    NotClassified,
    /// A group has it.
    #[error("the ticket is assigned to {0} already; reassign it")]
    AlreadyAssigned(GroupId),
    /// No group has it.
    #[error("the ticket has to be assigned to a group first")]
    NotAssigned,
    /// The directory does not have the group, or not any more.
    #[error("the directory has no active group {0}; see GET /v1/groups")]
    UnknownGroup(GroupId),
    /// The group does not take such issues.
    #[error("the group {group} does not take issues of the type {issue_type}; see GET /v1/groups")]
    NotTheirType {
        /// The group.
        group: GroupId,
        /// The type.
        issue_type: IssueTypeId,
    },
    /// A change that needs its reason, by this clause.
    #[error("say why")]
    ReasonMissing(&'static str),
    /// A channel that others use.
    #[error("the role {role} does not report by this channel; send the one by which the report came in")]
    NotTheirChannel {
        /// The channel that was sent.
        channel: IntakeChannel,
        /// The role that sent it.
        role: Role,
    },
    /// A failed attempt, but nobody says how it failed.
    #[error("say how the attempt failed: no_answer, busy or unreachable")]
    OutcomeMissing,
    /// A confirmation with the rating of a refusal.
    #[error("a rating of 1 or 2 does not confirm; record that the customer refused")]
    RatingTooLow,
    /// A customer in his own name.
    #[error("you speak for yourself: leave `on_behalf` out")]
    OnOwnBehalf,
    /// Reached, but nobody says how.
    #[error("say how the customer was reached")]
    MethodMissing,
    /// Nothing was reported.
    #[error("nothing was reported here")]
    NotReported,
    /// The customer took it back.
    #[error("the customer has withdrawn the report; reopen it if the issue is there after all")]
    Withdrawn,
    /// It is over.
    #[error("the ticket is closed; reopen it")]
    Closed,
    /// It is solved.
    #[error("technical support has declared it solved; the customer confirms or refuses first")]
    AlreadySolved,
    /// The customer has confirmed.
    #[error("the customer has confirmed already; close it, or reopen it later")]
    AlreadySatisfied,
    /// Not solved yet.
    #[error("technical support has not declared it solved yet")]
    NotSolved,
    /// Not closed.
    #[error("only a closed or withdrawn ticket is reopened")]
    NotClosed,
    /// A field that is known.
    #[error("`{0}` is known already; correct the entry that says so")]
    AlreadyKnown(&'static str),
    /// An empty addition.
    #[error("send at least one field that was missing")]
    NothingToAdd,
    /// The four fields are not complete.
    #[error("the report lacks {}; complete it first", .0.join(", "))]
    IntakeIncomplete(Vec<&'static str>),
    /// Both or neither.
    #[error("send either the serial number, or why it is unreadable")]
    SerialOrReason,
    /// Another engine.
    #[error("the engine is {0}; correct the entry that says so")]
    EngineKnown(EngineSerial),
    /// No engine.
    #[error("the engine has to be identified first: its serial number, or why it is unreadable")]
    EngineUnidentified,
    /// Nobody named.
    #[error("name the person")]
    PersonMissing,
    /// A stranger to the group.
    #[error("{person} is not a member of the group {group}; set the person's groups, or reassign the ticket")]
    NotInGroup {
        /// The person.
        person: PersonId,
        /// The group.
        group: GroupId,
    },
    /// Nothing to end.
    #[error("the engine is not recorded as out of service")]
    NotOutOfService,
    /// No such proposal waits.
    #[error("no solution {0} waits for approval; read the ticket again")]
    NotProposed(EventId),
    /// Four eyes.
    #[error("nobody approves or returns his own solution; a superior does")]
    OwnSolution,
    /// Not above the author.
    #[error("a superior of the author, or the head of after-sales, has to do that")]
    NotASuperior,
    /// Not approved.
    #[error("the solution has to be approved by a superior first")]
    NotApproved,
    /// Not started.
    #[error("the solution has to be started first")]
    NotStarted,
    /// Expected before it was told.
    #[error("the expected completion lies before the time when it was told")]
    CompletionInThePast,
    /// No rating.
    #[error("send the customer's rating, 1 to 5")]
    RatingMissing,
    /// Recorded for him, by hearsay.
    #[error("say in `on_behalf` how the customer said so and where that can be looked up")]
    ReferenceMissing,
    /// The customer has not confirmed.
    #[error("the customer has to confirm first that it is solved and that he is satisfied")]
    NotSatisfied,
    /// No result.
    #[error("record the handling result with the close")]
    ResultMissing,
    /// Too few attempts on too few days.
    #[error("attempts on {days} different days are recorded since it was solved; {needed} are needed")]
    TooFewAttempts {
        /// On so many days somebody tried.
        days: usize,
        /// On so many somebody has to have tried.
        needed: usize,
    },
    /// The issue is another customer's too.
    #[error(
        "the same issue was reported by others too, and this ticket goes on for all; tell the hotline, which looks at each"
    )]
    OthersReported,
    /// A correction of nothing.
    #[error("say in `set` or `happened_at` what should read otherwise")]
    NothingToCorrect,
    /// What is expected lies behind.
    #[error("`{0}` lies before the time from which it counts; send a later one, or none")]
    InThePast(&'static str),
    /// No such number can be dialled.
    #[error("`contact.phone` needs 5 to 20 digits: that is the number at which the customer is reached")]
    NotAPhone,
    /// No such entry.
    #[error("the ticket has no entry {0}, or it was retracted")]
    UnknownEntry(EventId),
    /// An entry that other rules rest on.
    #[error(
        "an entry of the type {0} cannot be {1}: other decisions rest on it; there is a command for the change itself"
    )]
    EntryStands(&'static str, &'static str),
    /// What he said himself.
    #[error("the customer said so himself; it stands, and he can say otherwise")]
    CustomersWord,
    /// A decision of somebody else.
    #[error("whoever decided that, or a superior of his, has to change it")]
    NotTheirDecision,
    /// Recorded before it happened.
    #[error("it was recorded at {recorded_at} and cannot have happened at {at}, after that")]
    AfterItsRecord {
        /// When it is now said to have happened.
        at: Timestamp,
        /// When it was recorded.
        recorded_at: Timestamp,
    },
    /// Another entry rests on it.
    #[error("the entry {event} of the type {kind} rests on it: {reason}; correct or retract that one first")]
    Undermines {
        /// The entry.
        event: EventId,
        /// Its type.
        kind: &'static str,
        /// Why it could not stand then.
        reason: String,
    },
    /// Another type of fact.
    #[error("the entry is of the type {0}, the replacement is not")]
    ReplacementOfOtherType(&'static str),
    /// A replacement that is not readable as its type.
    #[error("the corrected entry is not valid: {0}")]
    ReplacementInvalid(String),
}

impl Refuse for TicketRefusal {
    #[expect(clippy::too_many_lines, reason = "a table has as many rows as there are refusals")]
    fn about(&self) -> About {
        use RefusalKind::{Permission, State, Value};
        let about = About::new;
        match self {
            Self::AlreadyReported => about("already_reported", State, "P2.1", "工单已登记", "the ticket exists"),
            Self::FieldsMissing { .. } => {
                about("fields_missing", Value, "P2.1.a", "必填信息不全", "required fields are missing")
                    .at(Gate::FourFields)
            }
            Self::AlreadyClassified(_) => {
                about("already_classified", State, "P2.2", "工单已分级", "the ticket is classified")
            }
            Self::ClassBelowGrounds { .. } => about(
                "class_below_grounds",
                Value,
                "P2.2",
                "级别低于影响程度",
                "the class is below what the effects imply",
            ),
            Self::GroundsMissing => {
                about("grounds_missing", Value, "P2.2", "缺少分级依据", "the grounds are missing").at(Gate::Grounds)
            }
            Self::IssueTypeMissing => {
                about("issue_type_missing", Value, "P2.2", "缺少问题类型", "the issue type is missing")
                    .at(Gate::Grounds)
            }
            Self::UnknownIssueType(_) => {
                about("unknown_issue_type", Value, "P3.1.a", "问题类型不存在", "there is no such issue type")
            }
            Self::NotOfClass { .. } => {
                about("not_of_class", State, "P2.2", "工单级别不符", "the ticket has another class")
            }
            Self::Merged(_) => about("merged", State, "P5.1", "工单已合并", "the ticket was merged"),
            Self::NotClassified => {
                about("not_classified", State, "P2.2", "工单尚未分级", "the ticket is not classified")
                    .at(Gate::Classified)
            }
            Self::AlreadyAssigned(_) => {
                about("already_assigned", State, "P3.1.a", "工单已分配", "the ticket is assigned")
            }
            Self::NotAssigned => about("not_assigned", State, "P3.1.a", "工单尚未分配", "the ticket is not assigned"),
            Self::UnknownGroup(_) => about("unknown_group", Value, "P3.1.a", "小组不存在", "there is no such group"),
            Self::NotTheirType { .. } => {
                about("not_their_type", Value, "P3.1.a", "小组不处理此类问题", "the group does not take this type")
                    .at(Gate::GroupOfType)
            }
            Self::ReasonMissing(clause) => {
                about("reason_missing", Value, clause, "缺少原因", "the reason is missing").at(Gate::Reason)
            }
            Self::NotTheirChannel { channel, .. } => {
                let clause = match channel {
                    IntakeChannel::Hotline => "P2.1.a",
                    IntakeChannel::Website | IntakeChannel::Wechat => "P2.1.b",
                    IntakeChannel::OnSite => "P2.1.c",
                };
                about("not_their_channel", Value, clause, "该角色不使用此受理渠道", "others use that channel")
            }
            Self::OutcomeMissing => {
                about("outcome_missing", Value, "P3.1.b", "缺少未联系上的原因", "the outcome is missing")
                    .at(Gate::ContactMethod)
            }
            Self::RatingTooLow => about("rating_too_low", Value, "P3.1.e", "评分过低,不能确认", "the rating refuses"),
            Self::OnOwnBehalf => about("on_own_behalf", Value, "P3.1.e", "客户本人无须代填", "you speak for yourself"),
            Self::MethodMissing => about("method_missing", Value, "P3.1.b", "缺少联系方式", "the method is missing")
                .at(Gate::ContactMethod),
            Self::NotReported => about("not_reported", State, "P2.1", "工单未登记", "nothing was reported"),
            Self::Withdrawn => about("withdrawn", State, "P5.1", "工单已撤回", "the ticket is withdrawn"),
            Self::Closed => about("closed", State, "P3.1.e", "工单已关闭", "the ticket is closed"),
            Self::AlreadySolved => about("already_solved", State, "P3.1.d", "问题已宣布解决", "it is declared solved"),
            Self::AlreadySatisfied => {
                about("already_satisfied", State, "P3.1.e", "客户已确认", "the customer has confirmed")
            }
            Self::NotSolved => {
                about("not_solved", State, "P3.1.e", "问题尚未解决", "it is not solved").at(Gate::Solved)
            }
            Self::NotClosed => {
                about("not_closed", State, "P3.1.e", "工单未关闭", "the ticket is not closed").at(Gate::Closed)
            }
            Self::AlreadyKnown(_) => about("already_known", State, "P2.1", "信息已登记", "the field is known"),
            Self::NothingToAdd => about("nothing_to_add", Value, "P2.1", "没有可补充的信息", "there is nothing to add"),
            Self::IntakeIncomplete(_) => {
                about("intake_incomplete", State, "P2.1.a", "受理信息不全", "the report is incomplete")
                    .at(Gate::FourFields)
            }
            Self::SerialOrReason => {
                about("serial_or_reason", Value, "P5.1", "须填编号或无法读取的原因", "send the number or the reason")
            }
            Self::EngineKnown(_) => about("engine_known", State, "P5.1", "发动机编号已登记", "the engine is known"),
            Self::EngineUnidentified => {
                about("engine_unidentified", State, "P5.1", "发动机编号未登记", "the engine is not identified")
                    .at(Gate::EngineIdentified)
            }
            Self::PersonMissing => about("person_missing", Value, "P3.1.a", "未指定人员", "the person is missing"),
            Self::NotInGroup { .. } => {
                about("not_in_group", Value, "P3.1.a", "该人员不在此小组", "the person is not in the group")
            }
            Self::NotOutOfService => {
                about("not_out_of_service", State, "P5.1", "发动机未停机", "the engine is not out of service")
            }
            Self::NotProposed(_) => {
                about("not_proposed", State, "P3.1.d", "没有待审核的方案", "no such solution waits")
            }
            Self::OwnSolution => {
                about("own_solution", Permission, "P3.1.d", "不得审核自己的方案", "it is your own solution")
            }
            Self::NotASuperior => about("not_a_superior", Permission, "P3.1.d", "须由上级审核", "only a superior may"),
            Self::NotApproved => {
                about("not_approved", State, "P3.1.d", "方案未经上级审核", "the solution is not approved")
                    .at(Gate::Approved)
            }
            Self::NotStarted => {
                about("not_started", State, "P3.1.d", "方案尚未实施", "the solution is not started").at(Gate::Started)
            }
            Self::CompletionInThePast => about(
                "completion_in_the_past",
                Value,
                "P3.1.d",
                "预计完成时间早于告知时间",
                "the expected completion is in the past",
            ),
            Self::RatingMissing => {
                about("rating_missing", Value, "P3.1.e", "缺少满意度评分", "the rating is missing").at(Gate::Rating)
            }
            Self::ReferenceMissing => {
                about("reference_missing", Value, "P3.1.e", "缺少代客户确认的凭据", "the reference is missing")
                    .at(Gate::OnBehalf)
            }
            Self::NotSatisfied => {
                about("not_satisfied", State, "P3.1.e", "客户尚未确认满意", "the customer has not confirmed")
                    .at(Gate::Satisfied)
            }
            Self::ResultMissing => {
                about("result_missing", Value, "P3.1.e", "缺少处理结果", "the handling result is missing")
                    .at(Gate::HandlingResult)
            }
            Self::TooFewAttempts { .. } => {
                about("too_few_attempts", State, "P3.1.e", "联系客户次数不足", "too few attempts to reach the customer")
            }
            Self::UnknownEntry(_) => about("unknown_entry", Value, "P5.1", "记录不存在", "there is no such entry"),
            Self::EntryStands(..) => {
                about("entry_stands", State, "P5.1", "该记录不可更正", "the entry cannot be changed")
            }
            Self::CustomersWord => {
                about("customers_word", Permission, "P5.1", "客户本人的意见不可更改", "the customer said so himself")
            }
            Self::NotTheirDecision => about(
                "not_their_decision",
                Permission,
                "P3.1.d",
                "须由决定人或其上级更改",
                "the decision is somebody else's",
            ),
            Self::AfterItsRecord { .. } => {
                about("after_its_record", Value, "P5.1", "时间晚于登记时间", "it lies after its own record")
            }
            Self::OthersReported => {
                about("others_reported", State, "P5.1", "另有客户报修同一问题", "others reported it too")
            }
            Self::NothingToCorrect => {
                about("nothing_to_correct", Value, "P5.1", "未说明更正内容", "nothing is to be corrected")
            }
            Self::InThePast(_) => about("in_the_past", Value, "P5.1", "预计时间早于起算时间", "the time lies behind"),
            Self::NotAPhone => about("not_a_phone", Value, "P2.1.a", "电话号码无效", "it is no telephone number"),
            Self::Undermines { .. } => {
                about("undermines", State, "P5.1", "其他记录以此为依据", "another entry rests on it")
            }
            Self::ReplacementOfOtherType(_) => about(
                "replacement_of_other_type",
                Value,
                "P5.1",
                "更正内容类型不符",
                "the replacement has another type",
            ),
            Self::ReplacementInvalid(_) => {
                about("replacement_invalid", Value, "P5.1", "更正内容无效", "the corrected entry is not valid")
            }
        }
    }
}
