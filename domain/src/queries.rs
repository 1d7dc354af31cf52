//! What can be asked, and by whom. With the tables of commands this is the role-by-action table; whoever is not named may
//! not. Customers see their own tickets only, and of those what is meant for them.

use events_schema::Role::{
    self, Administrator, Analyst, Auditor, Customer, HeadOfAfterSales, HotlineAgent, Hr, Management, OnSiteEngineer,
    ProductionHead, QualityEngineer, Supplier, SupportEngineer, SupportLead, TechnicalExpert, Trainer,
};

/// A query in the table.
#[derive(Debug, Clone, Copy)]
pub struct QuerySpec {
    /// What one does by it, as in "may not …".
    pub name: &'static str,
    /// The roles that may.
    pub may: &'static [Role],
}

/// Everybody of the factory.
const STAFF: &[Role] = &[
    HotlineAgent,
    SupportEngineer,
    SupportLead,
    OnSiteEngineer,
    TechnicalExpert,
    HeadOfAfterSales,
    ProductionHead,
    QualityEngineer,
    Management,
    Trainer,
    Hr,
    Auditor,
    Analyst,
    Administrator,
];

const fn staff_and(outsider: Role) -> [Role; STAFF.len() + 1] {
    let mut roles = [outsider; STAFF.len() + 1];
    let (staff, _) = roles.split_at_mut(STAFF.len());
    staff.copy_from_slice(STAFF);
    roles
}

/// Everybody of the factory, and the customer for his own.
const STAFF_AND_CUSTOMER: &[Role] = &staff_and(Customer);

/// Everybody of the factory, and the supplier for his own.
const STAFF_AND_SUPPLIER: &[Role] = &staff_and(Supplier);

/// Lists of tickets.
pub const LIST_TICKETS: QuerySpec = QuerySpec { name: "list tickets", may: STAFF_AND_CUSTOMER };
/// One ticket.
pub const SHOW_TICKET: QuerySpec = QuerySpec { name: "see a ticket", may: STAFF_AND_CUSTOMER };
/// The events of one ticket.
pub const SHOW_HISTORY: QuerySpec = QuerySpec { name: "see a ticket's history", may: STAFF_AND_CUSTOMER };
/// The history of everything that is not a ticket, and its files.
pub const SHOW_RECORDS: QuerySpec = QuerySpec { name: "see the history of records", may: STAFF };
/// Bringing in photographs, records and reports, which commands then refer to.
pub const UPLOAD: QuerySpec = QuerySpec {
    name: "upload files",
    may: &[
        Customer,
        HotlineAgent,
        SupportEngineer,
        SupportLead,
        OnSiteEngineer,
        TechnicalExpert,
        HeadOfAfterSales,
        ProductionHead,
        QualityEngineer,
        Management,
        Supplier,
        Trainer,
        Hr,
    ],
};
/// A ticket as people read it, with its clocks.
pub const SHOW_TIMELINE: QuerySpec = QuerySpec { name: "see a ticket's timeline", may: STAFF };
/// A customer's contact data, opened: those who have to reach him.
pub const SHOW_CONTACT: QuerySpec = QuerySpec {
    name: "see contact data",
    may: &[HotlineAgent, SupportEngineer, SupportLead, OnSiteEngineer, TechnicalExpert, HeadOfAfterSales, Customer],
};
/// How people of the factory are reached, opened: those who keep the directory, and those who have to call them.
pub const SHOW_STAFF_CONTACT: QuerySpec = QuerySpec {
    name: "see how staff are reached",
    may: &[HotlineAgent, SupportLead, HeadOfAfterSales, ProductionHead, Management, Hr, Administrator],
};
/// What was written to a customer and by him, opened: those who write with him.
pub const SHOW_MESSAGES: QuerySpec = QuerySpec {
    name: "see messages",
    may: &[HotlineAgent, SupportEngineer, SupportLead, OnSiteEngineer, TechnicalExpert, HeadOfAfterSales, Customer],
};
/// Clocks.
pub const SHOW_CLOCKS: QuerySpec = QuerySpec { name: "see clocks", may: STAFF };
/// The board: who is to act next, and until when.
pub const SHOW_BOARD: QuerySpec = QuerySpec { name: "see the board", may: STAFF };
/// What one is told oneself.
pub const SHOW_INBOX: QuerySpec = QuerySpec { name: "see an inbox", may: STAFF };
/// What is on its way to people, and what could not be delivered.
pub const SHOW_OUTBOX: QuerySpec =
    QuerySpec { name: "see the outbox", may: &[HeadOfAfterSales, Management, Auditor, Administrator] };
/// Another try for what could not be delivered.
pub const RETRY_DELIVERIES: QuerySpec =
    QuerySpec { name: "try deliveries again", may: &[HeadOfAfterSales, Administrator] };
/// The policy in force.
pub const SHOW_POLICY: QuerySpec = QuerySpec { name: "see the policy", may: STAFF };
/// People, groups and issue types.
pub const SHOW_DIRECTORY: QuerySpec = QuerySpec { name: "see the directory", may: STAFF };
/// Emergency plans with their versions, and where they were exercised.
pub const SHOW_PLANS: QuerySpec = QuerySpec { name: "see emergency plans", may: STAFF };
/// The register of suppliers, their scores and what followed; a supplier sees his own.
pub const SHOW_SUPPLIERS: QuerySpec = QuerySpec { name: "see suppliers", may: STAFF_AND_SUPPLIER };
/// Who is reached at a supplier, opened: those who deal with suppliers, and who keep the register.
pub const SHOW_SUPPLIER_CONTACTS: QuerySpec = QuerySpec {
    name: "see who is reached at suppliers",
    may: &[SupportLead, HeadOfAfterSales, QualityEngineer, Management, Administrator],
};
/// Notices to suppliers; a supplier sees his own, from when they were sent.
pub const SHOW_SUPPLIER_NOTICES: QuerySpec = QuerySpec { name: "see notices to suppliers", may: STAFF_AND_SUPPLIER };
/// Who is responsible for issues, what is disputed, and what counts.
pub const SHOW_RESPONSIBILITY: QuerySpec = QuerySpec { name: "see responsibility", may: STAFF };
/// Improvement measures.
pub const SHOW_IMPROVEMENTS: QuerySpec = QuerySpec { name: "see improvement measures", may: STAFF };
/// Appraisals with their results and what followed: those who appraise, and those who audit it. The appraised see their own.
pub const SHOW_APPRAISALS: QuerySpec =
    QuerySpec { name: "see appraisals", may: &[HeadOfAfterSales, Management, Hr, Auditor] };
/// Rewards.
pub const SHOW_REWARDS: QuerySpec = QuerySpec { name: "see rewards", may: STAFF };
/// Records of production and quality control, and what there is of an engine.
pub const SHOW_QUALITY: QuerySpec = QuerySpec { name: "see quality data", may: STAFF };
/// Files of quality records.
pub const BRING_RECORDS: QuerySpec =
    QuerySpec { name: "bring in files of quality records", may: &[QualityEngineer, ProductionHead, Administrator] };
/// Courses, what has to be learnt, what is planned and what is held.
pub const SHOW_TRAINING: QuerySpec = QuerySpec { name: "see training", may: STAFF };
/// Who was at a training, and who has passed: those who train, and those who audit it. Everybody sees his own.
pub const SHOW_QUALIFICATIONS: QuerySpec =
    QuerySpec { name: "see qualifications", may: &[HeadOfAfterSales, Management, Trainer, Hr, Auditor] };
/// API keys, without their secrets.
pub const SHOW_KEYS: QuerySpec = QuerySpec { name: "see the keys", may: &[Administrator, Auditor] };
/// The whole log, live.
pub const FOLLOW_EVENTS: QuerySpec = QuerySpec { name: "follow the log", may: &[Auditor, Analyst, Administrator] };
/// The whole log, and what follows from it, in the formats of other tools.
pub const EXPORT: QuerySpec = QuerySpec { name: "export", may: &[Auditor, Analyst, Administrator] };

/// Where read models stand, and their rebuilds.
pub const SHOW_READ_MODELS: QuerySpec =
    QuerySpec { name: "see read models", may: &[Auditor, Analyst, Administrator, Management] };
/// Folding read models anew, beside those that are shown.
pub const REBUILD_READ_MODELS: QuerySpec = QuerySpec { name: "rebuild read models", may: &[Analyst, Administrator] };

/// Questions in SQL over published views; some views fewer may see.
pub const ASK: QuerySpec = QuerySpec {
    name: "ask in SQL",
    may: &[HeadOfAfterSales, ProductionHead, QualityEngineer, Management, Auditor, Analyst, Administrator],
};
/// Measures: whoever answers for somebody's work, and whoever audits or analyses it.
pub const SHOW_MEASURES: QuerySpec = QuerySpec {
    name: "see measures",
    may: &[
        SupportLead,
        HeadOfAfterSales,
        ProductionHead,
        QualityEngineer,
        Management,
        Hr,
        Auditor,
        Analyst,
        Administrator,
    ],
};
/// What the verdicts of the past would have been under another version of the policy or of a calendar.
pub const BACKTEST_POLICY: QuerySpec = QuerySpec {
    name: "try a policy on the past",
    may: &[HeadOfAfterSales, Management, Analyst, Auditor, Administrator],
};

/// All of them, for the printed table and the tests.
pub const QUERIES: [QuerySpec; 36] = [
    LIST_TICKETS,
    SHOW_TICKET,
    SHOW_HISTORY,
    SHOW_RECORDS,
    UPLOAD,
    SHOW_TIMELINE,
    SHOW_CONTACT,
    SHOW_STAFF_CONTACT,
    SHOW_MESSAGES,
    SHOW_CLOCKS,
    SHOW_BOARD,
    SHOW_INBOX,
    SHOW_OUTBOX,
    RETRY_DELIVERIES,
    SHOW_POLICY,
    SHOW_DIRECTORY,
    SHOW_PLANS,
    SHOW_SUPPLIERS,
    SHOW_SUPPLIER_CONTACTS,
    SHOW_SUPPLIER_NOTICES,
    SHOW_RESPONSIBILITY,
    SHOW_IMPROVEMENTS,
    SHOW_APPRAISALS,
    SHOW_REWARDS,
    SHOW_QUALITY,
    BRING_RECORDS,
    SHOW_TRAINING,
    SHOW_QUALIFICATIONS,
    SHOW_KEYS,
    FOLLOW_EVENTS,
    EXPORT,
    SHOW_READ_MODELS,
    REBUILD_READ_MODELS,
    ASK,
    SHOW_MEASURES,
    BACKTEST_POLICY,
];
