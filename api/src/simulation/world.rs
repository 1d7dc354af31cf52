//! What happens, in order of time: the next report, the next step of a ticket, of its case, of a notice about it, or of what the
//! factory does about what it has seen.

mod beside;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, HashMap, HashSet, VecDeque};

use domain::Decide;
use domain::context::OtherTicket;
use domain::customer::{self, Customer, RegisterCustomer};
use domain::responsibility::{self, OpenRound, Responsibility, ResumeHandling};
use domain::ticket::{self, NoteReview, RecordClocks, Ticket};
use events_schema::facts::ticket::ReviewOutcome;
use events_schema::ids::{CustomerId, ResponsibilityId, SupplierNoticeId, TicketId};
use events_schema::values::EngineSerial;
use events_schema::{Actor, CommandId, EventId, Revision, StreamName, Timestamp};

use super::cases::Case;
use super::chance::Chance;
use super::directory::Office;
use super::notices::Notice;
use super::stage::{Sent, Stage};
use super::story::{Now, Opening, Step, Story};
use super::suppliers::supplier;
use super::tale::Goes;
use super::{Plan, SimulationError};
use crate::commands::Draft;
use crate::reactions::{for_whom, register_customer};

/// So many tickets back a customer may call again about the same, or an engineer mix two of them up.
const NEIGHBOURS: usize = 12;

pub(super) struct World<'a> {
    stage: Stage<'a>,
    plan: &'a Plan,
    /// What happens next, and to what. The first of two at one instant is that of the ticket reported first.
    due: BinaryHeap<Reverse<(Timestamp, u64, Due)>>,
    tickets: HashMap<u64, Live>,
    /// The cases of closed tickets.
    cases: HashMap<u64, Case>,
    /// The notices about tickets.
    notices: HashMap<u64, Vec<Notice>>,
    /// What the factory does about what it has seen.
    tales: HashMap<u64, Box<dyn Goes>>,
    /// The tickets reported last.
    recent: VecDeque<u64>,
    customers: HashSet<CustomerId>,
    /// The engines whose records were looked up.
    engines: HashSet<EngineSerial>,
    month: Month,
    reported: u64,
    /// How many tales were begun.
    begun: u64,
}

/// What a month has brought.
#[derive(Default)]
struct Month {
    /// How often each fault was diagnosed, by its place in the table.
    diagnosed: BTreeMap<usize, u32>,
    /// The notices that were sent to each supplier, by his name.
    sent: BTreeMap<&'static str, Vec<SupplierNoticeId>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Due {
    /// The next step of the ticket's story.
    Step,
    /// A look at its clocks.
    Clocks,
    /// The next step of its case.
    Case,
    /// The next step of a notice about it.
    Notice(usize),
    /// The next step of a tale.
    Tale,
    /// The factory looks at what the month has brought.
    Meeting,
}

/// A ticket while its story goes on.
struct Live {
    id: TicketId,
    draft: Draft<Ticket>,
    story: Story,
    customer: CustomerId,
    /// When its clocks are looked at next. Looks that were planned before are left out.
    look: Option<Timestamp>,
}

impl Live {
    fn is_closed(&self) -> bool {
        matches!(self.draft.state().state().stage, ticket::Stage::Closed { .. })
    }

    fn as_other(&self) -> OtherTicket {
        OtherTicket { id: self.id, is: self.draft.state().clone() }
    }
}

impl<'a> World<'a> {
    pub(super) fn new(stage: Stage<'a>, plan: &'a Plan) -> Self {
        Self {
            stage,
            plan,
            due: BinaryHeap::new(),
            tickets: HashMap::new(),
            cases: HashMap::new(),
            notices: HashMap::new(),
            tales: HashMap::new(),
            recent: VecDeque::new(),
            customers: HashSet::new(),
            engines: HashSet::new(),
            month: Month::default(),
            reported: 0,
            begun: 0,
        }
    }

    /// Tells everything until the end of the plan; says how many tickets were reported.
    pub(super) async fn run(mut self, office: &mut Office<'_>, progress: impl Fn(u64)) -> Result<u64, SimulationError> {
        self.plan_meeting(self.plan.begin());
        while let Some(next) = self.next_at(office) {
            if office.next_at() == Some(next) {
                self.stage.settle().await?;
                office.late.append(&mut self.stage.late);
                office.keep_up(self.stage.staff).await?;
                self.stage.reference = self.stage.app.directory.now().reference;
            } else if self.next_report() == Some(next) {
                self.open(next, office).await?;
                progress(self.reported);
            } else if let Some(Reverse((at, number, what))) = self.due.pop() {
                self.go_on(number, at, what, office).await?;
            }
            self.stage.breathe().await?;
        }
        self.stage.settle().await?;
        office.late.append(&mut self.stage.late);
        office.count_late_data(self.plan.end).await?;
        Ok(self.reported)
    }

    fn next_at(&self, office: &Office<'_>) -> Option<Timestamp> {
        let next_due = self.due.peek().map(|Reverse((at, ..))| *at);
        let next = self.next_report().into_iter().chain(next_due).chain(office.next_at()).min();
        next.filter(|next| *next <= self.plan.end)
    }

    fn next_report(&self) -> Option<Timestamp> {
        (self.reported < self.plan.tickets).then(|| {
            let mut chance = Chance::of(self.plan.seed, self.reported);
            self.plan.reported_at(self.reported, &mut chance)
        })
    }

    async fn open(&mut self, at: Timestamp, office: &mut Office<'_>) -> Result<(), SimulationError> {
        let number = self.reported;
        let mut chance = Chance::of(self.plan.seed, number);
        let customer = self.plan.customer(chance.below(self.plan.customers()));
        let place: usize = chance.below(NEIGHBOURS as u64);
        let neighbour = self.recent.get(place).and_then(|number| Some((*number, self.tickets.get(number)?)));
        let opening = Opening {
            staff: self.stage.staff,
            at,
            left: self.plan.tickets - number,
            neighbour: neighbour.map(|(number, live)| (number, &live.story)),
        };
        let story = Story::new(chance, &opening);
        let again = neighbour.filter(|_| story.is_duplicate()).map(|(_, live)| live.customer);
        let customer = again.unwrap_or(customer);
        let id = TicketId::from_uuid(self.stage.next_command().derive("ticket"));
        self.tickets.insert(number, Live { id, draft: Draft::new(id.stream()), story, customer, look: None });
        self.recent.push_front(number);
        self.recent.truncate(NEIGHBOURS);
        self.reported += 1;
        self.go_on(number, at, Due::Step, office).await
    }

    async fn go_on(
        &mut self,
        number: u64,
        at: Timestamp,
        what: Due,
        office: &mut Office<'_>,
    ) -> Result<(), SimulationError> {
        match what {
            Due::Step | Due::Clocks => {
                let evaluated = self.go_on_with_ticket(number, at, what)?;
                // Rare, and what follows is in the stream of a plan, which the office keeps.
                if let Some((stream, revision)) = evaluated {
                    self.stage.settle().await?;
                    office.react(at, &stream, revision).await?;
                }
                Ok(())
            }
            Due::Case => self.go_on_with_case(number, at),
            Due::Notice(nth) => self.go_on_with_notice(number, nth, at),
            Due::Tale => self.go_on_with_tale(number, at),
            Due::Meeting => self.meet(at),
        }
    }
}

/// Tickets and their cases.
impl World<'_> {
    /// Goes on with a ticket; says where its evaluation is, if it was evaluated.
    fn go_on_with_ticket(
        &mut self,
        number: u64,
        at: Timestamp,
        what: Due,
    ) -> Result<Option<(StreamName, Revision)>, SimulationError> {
        let is_outdated = |live: &Live| what == Due::Clocks && live.look != Some(at);
        if self.tickets.get(&number).is_none_or(is_outdated) {
            return Ok(None);
        }
        let Some(mut live) = self.tickets.remove(&number) else { return Ok(None) };
        let command = self.stage.next_command();
        let step = if what == Due::Clocks {
            live.look = None;
            Some(Step::by(Actor::system("watch"), "record-clocks", RecordClocks {}))
        } else {
            self.play(&mut live, command, at)
        };
        let mut evaluated = None;
        if let Some(step) = step {
            let (was_closed, name) = (live.is_closed(), step.name);
            self.perform(&mut live, &step, (command, None), at)?;
            self.follow(number, &live, (step, was_closed), (EventId::of(command, 0), at))?;
            evaluated = live.draft.last().filter(|_| name == "evaluate-response");
        }
        if let (Due::Step, Some(next)) = (what, live.story.next_at()) {
            self.due.push(Reverse((next.max(at), number, Due::Step)));
        }
        self.keep(number, live, at)?;
        Ok(evaluated)
    }

    fn play(&self, live: &mut Live, command: CommandId, at: Timestamp) -> Option<Step> {
        let neighbour = live.story.neighbour().and_then(|number| self.tickets.get(&number));
        let now = Now {
            at,
            command,
            id: live.id,
            ticket: live.draft.state(),
            customer: live.customer,
            staff: self.stage.staff,
            neighbour: neighbour.map(|other| (other.id, other.draft.state())),
        };
        live.story.play(&now)
    }

    fn perform(
        &mut self,
        live: &mut Live,
        step: &Step,
        (command, causation): (CommandId, Option<EventId>),
        at: Timestamp,
    ) -> Result<(), SimulationError> {
        let other = step.command.other_ticket().and(live.story.neighbour());
        let other = other.and_then(|number| self.tickets.get(&number)).map(Live::as_other);
        let sent = Sent { id: command, at, causation, reporter: Some(live.customer), other: other.as_ref() };
        self.stage.carry_out(&mut live.draft, (ticket::COMMANDS, step.name, &*step.command), &step.actor, &sent)
    }

    /// What follows in other streams, as the reactions of a server would do it, under the ids of their commands.
    fn follow(
        &mut self,
        number: u64,
        live: &Live,
        (step, was_closed): (Step, bool),
        (event, at): (EventId, Timestamp),
    ) -> Result<(), SimulationError> {
        match step.name {
            "report" => self.register_customer(live, (&step.actor, event), at)?,
            "identify-engine" if number.is_multiple_of(3) => self.look_up_records(number, live, at)?,
            "conclude-diagnosis" => self.propose_notice(number, live, (&step.actor, event), at)?,
            _ => {}
        }
        if let (Some(reaction), Some(neighbour)) = (step.reaction, live.story.neighbour()) {
            self.react(neighbour, &reaction, event, at)?;
        }
        match (was_closed, live.is_closed()) {
            (false, true) => self.open_round(number, live, event, at),
            (true, false) => self.resume_handling(number, event, at),
            (false, false) | (true, true) => Ok(()),
        }
    }

    fn react(&mut self, number: u64, step: &Step, cause: EventId, at: Timestamp) -> Result<(), SimulationError> {
        let Some(mut live) = self.tickets.remove(&number) else { return Ok(()) };
        self.perform(&mut live, step, (CommandId::following(cause, step.name), Some(cause)), at)?;
        self.keep(number, live, at)
    }

    fn register_customer(
        &mut self,
        live: &Live,
        (actor, event): (&Actor, EventId),
        at: Timestamp,
    ) -> Result<(), SimulationError> {
        if !self.customers.insert(live.customer) {
            return Ok(());
        }
        let organisation = live.draft.state().report().and_then(|report| report.organisation.clone());
        let register = RegisterCustomer { customer: live.customer, first_ticket: live.id, organisation };
        let mut draft = Draft::<Customer>::new(live.customer.stream());
        let sent = Sent::following(CommandId::following(event, register_customer::NAME), event, at);
        self.stage.carry_out(&mut draft, (customer::COMMANDS, "register", &register), &for_whom(actor), &sent)
    }

    /// Handling ended: a round of the case begins, as a server's reaction would begin it (P4.2.a).
    fn open_round(&mut self, number: u64, live: &Live, closing: EventId, at: Timestamp) -> Result<(), SimulationError> {
        let chance = Chance::of(!self.plan.seed, number);
        let new = || {
            let fault = live.story.fault();
            let maker = fault.part.map(|(_, maker)| supplier(maker).code);
            Case::opened(ResponsibilityId::of(live.id), chance, fault.root_cause, maker)
        };
        let mut case = self.cases.remove(&number).unwrap_or_else(new);
        let open = OpenRound { ticket: live.id, closing, closed_at: at };
        self.follow_in_case(&mut case, ("open-round", &open), closing, at)?;
        case.begin(at);
        self.keep_case(number, case);
        Ok(())
    }

    /// The ticket goes on, and what was to come of its case does not (open point 5).
    fn resume_handling(&mut self, number: u64, reopening: EventId, at: Timestamp) -> Result<(), SimulationError> {
        let Some(mut case) = self.cases.remove(&number) else { return Ok(()) };
        case.suspend();
        let resume = ResumeHandling { reopening, reopened_at: at };
        self.follow_in_case(&mut case, ("resume-handling", &resume), reopening, at)?;
        self.cases.insert(number, case);
        Ok(())
    }

    fn follow_in_case(
        &mut self,
        case: &mut Case,
        (name, command): (&str, &dyn Decide<Responsibility>),
        cause: EventId,
        at: Timestamp,
    ) -> Result<(), SimulationError> {
        let sent = Sent::following(CommandId::following(cause, name), cause, at);
        let row = (responsibility::COMMANDS, name, command);
        self.stage.carry_out(&mut case.draft, row, &Actor::system("reactions"), &sent)
    }

    fn go_on_with_case(&mut self, number: u64, at: Timestamp) -> Result<(), SimulationError> {
        let Some(mut case) = self.cases.remove(&number) else { return Ok(()) };
        if case.next_at() == Some(at) {
            let command = self.stage.next_command();
            let event = EventId::of(command, 0);
            if let Some((name, actor)) = case.go_on(&mut self.stage, command, at)? {
                let outcome = match name {
                    "hold-meeting" => Some(ReviewOutcome::MeetingHeld),
                    "decide-no-cause" => Some(ReviewOutcome::NoCause),
                    _ => None,
                };
                if let Some(outcome) = outcome {
                    let note = NoteReview { reviewed_at: at, review: event, outcome };
                    self.react(number, &Step::by(Actor::system("reactions"), "note-review", note), event, at)?;
                }
                if matches!(name, "become-final" | "conclude-dispute" | "decide-no-cause") {
                    case.no_cause = (name == "decide-no-cause").then_some(event);
                    self.note_responsibility(number, &case, (&actor, event), at)?;
                }
            }
        }
        self.keep_case(number, case);
        Ok(())
    }

    /// Keeps a case as long as anything is to come of it, its ticket may be reopened, or a supplier may still get a notice.
    fn keep_case(&mut self, number: u64, case: Case) {
        let next = case.next_at();
        self.due.extend(next.map(|next| Reverse((next, number, Due::Case))));
        let may_be_reopened = self.tickets.get(&number).is_some_and(|live| live.story.next_at().is_some());
        let is_asked_about = self.notices.get(&number).is_some_and(|notices| notices.iter().any(Notice::is_to_be_sent));
        if next.is_some() || may_be_reopened || is_asked_about {
            self.cases.insert(number, case);
        }
    }

    /// Keeps a ticket as long as anything is to come, and looks at its clocks when the next one is due.
    fn keep(&mut self, number: u64, mut live: Live, at: Timestamp) -> Result<(), SimulationError> {
        let look = live.draft.state().marks().next_notice(&self.stage.reference)?.map(|notice| notice.max(at));
        if look != live.look {
            live.look = look;
            self.due.extend(look.map(|look| Reverse((look, number, Due::Clocks))));
        }
        if live.story.next_at().is_some() || look.is_some() || self.cases.contains_key(&number) {
            self.tickets.insert(number, live);
        }
        Ok(())
    }
}
