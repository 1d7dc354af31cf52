//! What happens to a ticket and its case, as far as somebody may be told of it, and who is told.

use events_schema::facts::notification_rules::{Addressee, NotificationRule, Repeat};
use events_schema::facts::responsibility::{Conclusion, Party, ResponsibilityFact, ShareOf};
use events_schema::facts::sla_policy::ClockKind;
use events_schema::facts::ticket::TicketFact;
use events_schema::ids::{DepartmentId, GroupId, PersonId};
use events_schema::text::Code;
use events_schema::values::{IntakeChannel, OwnParty, TicketClass};
use events_schema::{Entry, EventId, FactSet, Origin, Position, Role, Timestamp};
use serde::{Deserialize, Serialize};

use super::TELLABLE;
use crate::reference::Reference;

/// What has happened to a ticket and its case, or to a record of another kind, in the order of the log.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Course {
    intake: Option<IntakeChannel>,
    pub(super) class: Option<TicketClass>,
    group: Option<GroupId>,
    pub(super) person: Option<PersonId>,
    pub(super) concerned: Vec<Whom>,
    happenings: Vec<Happening>,
}

/// Something of which somebody may be told, with what it is about as it stood then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Happening {
    event: EventId,
    position: Position,
    at: Timestamp,
    /// The place in the table of what can be told.
    kind: u8,
    is_of_the_case: bool,
    /// Whether it happened here, and nobody made it up.
    is_live: bool,
    class: Option<TicketClass>,
    group: Option<GroupId>,
    person: Option<PersonId>,
    /// Whose notification it is about.
    role: Option<Role>,
    clock: Option<ClockKind>,
    concerned: Vec<Whom>,
}

/// That somebody is told of something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told<'a> {
    /// Grows with the log; what follows from one event has numbers in a row.
    pub number: u64,
    /// The event.
    pub event: EventId,
    /// Its type.
    pub kind: &'static str,
    /// Whether it is an event of the ticket's case, rather than of the ticket itself.
    pub is_of_the_case: bool,
    /// When it was recorded.
    pub at: Timestamp,
    /// Whether it happened here, and nobody made it up: only then it leaves the house.
    pub is_live: bool,
    /// The class of the ticket then.
    pub class: Option<TicketClass>,
    /// The clock that it is about.
    pub clock: Option<ClockKind>,
    /// The rule, by name.
    pub rule: &'a Code,
    /// Who is told.
    pub whom: Whom,
    /// The channels beside the inbox; `None`: all.
    pub by: Option<&'a [Code]>,
    /// After how long again, until it is answered.
    pub every: Option<events_schema::Duration>,
    /// When what it waits for was done.
    pub answered_at: Option<Timestamp>,
}

/// Who is told, by name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Whom {
    /// Everybody in a role.
    Role(Role),
    /// A group.
    Group(GroupId),
    /// A person.
    Person(PersonId),
    /// Those who speak for a department.
    Department(DepartmentId),
}

impl Whom {
    pub(super) fn of(party: &OwnParty) -> Self {
        match party {
            OwnParty::Person { person } => Self::Person(person.clone()),
            OwnParty::Department { department } => Self::Department(department.clone()),
        }
    }
}

/// No event tells more people than this; the numbers of those that it tells lie between its own and the next event's.
const MOST_OF_ONE_EVENT: u64 = 4_096;

impl Course {
    /// Takes in an entry of the ticket, and says whether anything changed. What was brought in tells nobody.
    pub fn apply_ticket(&mut self, entry: &Entry<TicketFact>) -> bool {
        let (mut role, mut clock) = (None, None);
        match &entry.fact {
            TicketFact::Reported(fact) => self.intake = Some(fact.channel),
            TicketFact::Classified(fact) => self.class = Some(fact.class),
            TicketFact::ClassCorrected(fact) => self.class = Some(fact.class),
            TicketFact::ClassChangeApproved(fact) => self.class = Some(fact.class),
            TicketFact::Assigned(fact) => (self.group, self.person) = (Some(fact.group.clone()), None),
            TicketFact::Reassigned(fact) => (self.group, self.person) = (Some(fact.to.clone()), None),
            TicketFact::TakenOver(fact) => self.person = Some(fact.person.clone()),
            TicketFact::RoleNotified(fact) => role = Some(fact.role),
            TicketFact::NotificationAcknowledged(fact) => role = Some(fact.role),
            TicketFact::ClockWarned(fact) => clock = Some(fact.clock),
            TicketFact::ClockBreached(fact) => clock = Some(fact.clock),
            // The others change nothing of whom rules tell.
            _ => {}
        }
        self.happen(entry, false, role, clock)
    }

    /// Takes in an entry of the ticket's case, and says whether anything changed.
    pub fn apply_case(&mut self, entry: &Entry<ResponsibilityFact>) -> bool {
        match &entry.fact {
            ResponsibilityFact::Determined(fact) => self.concerned = held(&fact.shares),
            ResponsibilityFact::DisputeConcluded(fact) => match &fact.conclusion {
                Conclusion::Changed { shares } => {
                    // Whoever is held responsible no longer hears of it too.
                    let before = std::mem::replace(&mut self.concerned, held(shares));
                    self.concerned.extend(before);
                    self.concerned.sort_unstable();
                    self.concerned.dedup();
                }
                Conclusion::Upheld | Conclusion::Withdrawn => {}
            },
            // The others change nothing of who is held responsible.
            _ => {}
        }
        self.happen(entry, true, None, None)
    }

    /// Takes in what has happened, with the role and the clock that it is about.
    pub(super) fn happen<F: FactSet>(
        &mut self,
        entry: &Entry<F>,
        is_of_the_case: bool,
        role: Option<Role>,
        clock: Option<ClockKind>,
    ) -> bool {
        let kind = TELLABLE.iter().position(|kind| *kind == entry.fact.kind());
        let kind = kind.and_then(|place| u8::try_from(place).ok());
        let (Some(kind), Some(position)) = (kind, entry.position) else { return false };
        // Whatever is brought in says who has the ticket, and that is all.
        if entry.envelope.origin.is_import() {
            return true;
        }
        self.happenings.push(Happening {
            event: entry.id,
            position,
            at: entry.envelope.recorded_at,
            kind,
            is_of_the_case,
            is_live: entry.envelope.origin == Origin::Live,
            class: self.class,
            group: self.group.clone(),
            person: self.person.clone(),
            role,
            clock,
            concerned: self.concerned.clone(),
        });
        true
    }

    /// How much there is.
    #[must_use]
    pub fn len(&self) -> usize {
        self.happenings.len()
    }

    /// Whether nobody can be told of anything yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.happenings.is_empty()
    }

    /// Everybody who is told of anything, by the rules that were in force when it happened.
    #[must_use]
    pub fn told<'a>(&self, reference: &'a Reference) -> Vec<Told<'a>> {
        let mut told = Vec::new();
        for (place, happening) in self.happenings.iter().enumerate() {
            let first = told.len();
            for rule in &reference.notification_rules_at(happening.position).rules {
                if self.fits(rule, happening) {
                    let whom = rule.tell.iter().flat_map(|addressee| happening.addressed(addressee));
                    told.extend(whom.map(|whom| self.telling(place, rule, whom)));
                }
            }
            let numbers = happening.position.0 * MOST_OF_ONE_EVENT..;
            told[first..].iter_mut().zip(numbers).for_each(|(told, number)| told.number = number);
        }
        told
    }

    fn fits(&self, rule: &NotificationRule, happening: &Happening) -> bool {
        let is_of = |class: TicketClass| rule.classes.contains(&class);
        let came_by = |intake: IntakeChannel| rule.intake.contains(&intake);
        rule.on.iter().any(|kind| kind == happening.name())
            && (rule.classes.is_empty() || happening.class.is_some_and(is_of))
            && (rule.intake.is_empty() || self.intake.is_some_and(came_by))
    }

    fn telling<'a>(&self, place: usize, rule: &'a NotificationRule, whom: Whom) -> Told<'a> {
        let happening = &self.happenings[place];
        let answers = |repeat: &Repeat| {
            let later = self.happenings[place + 1..].iter();
            later.filter(|later| later.answers(repeat, &whom)).map(|later| later.at).next()
        };
        Told {
            number: 0,
            event: happening.event,
            kind: happening.name(),
            is_of_the_case: happening.is_of_the_case,
            at: happening.at,
            is_live: happening.is_live,
            class: happening.class,
            clock: happening.clock,
            rule: &rule.rule,
            by: rule.by.as_deref(),
            every: rule.repeat.as_ref().map(|repeat| repeat.every),
            answered_at: rule.repeat.as_ref().and_then(answers),
            whom,
        }
    }
}

impl Happening {
    fn name(&self) -> &'static str {
        TELLABLE[usize::from(self.kind)]
    }

    fn answers(&self, repeat: &Repeat, whom: &Whom) -> bool {
        let is_theirs = match (self.role, whom) {
            (Some(role), Whom::Role(told)) => role == *told,
            (_, _) => true,
        };
        let ends = matches!(self.name(), "ticket.withdrawn" | "ticket.merged");
        ends || is_theirs && repeat.until.iter().any(|kind| kind == self.name())
    }

    fn addressed(&self, addressee: &Addressee) -> Vec<Whom> {
        let group = || self.group.clone().map(Whom::Group);
        match addressee {
            Addressee::Role { role } => vec![Whom::Role(*role)],
            Addressee::Group => group().into_iter().collect(),
            Addressee::PersonInCharge => self.person.clone().map(Whom::Person).or_else(group).into_iter().collect(),
            Addressee::Concerned => self.concerned.clone(),
        }
    }
}

/// Those who are held responsible. A supplier hears of it by those who deal with him.
fn held(shares: &[ShareOf]) -> Vec<Whom> {
    let whom = |of: &ShareOf| match &of.party {
        Party::Person { person, .. } => Some(Whom::Person(person.clone())),
        Party::Department { department } => Some(Whom::Department(department.clone())),
        Party::Supplier { .. } => None,
    };
    shares.iter().filter_map(whom).collect()
}
