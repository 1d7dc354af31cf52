//! The people of the simulated factory, and who is there when. Everybody is called by a number.

use events_schema::facts::person::Absence;
use events_schema::ids::{GroupId, PersonId};
use events_schema::{Actor, Channel, Duration, PrincipalId, Role, Timestamp};

use super::chance::Chance;
use super::directory::id;
use super::faults::GROUPS;

/// Somebody of the simulated factory.
#[derive(Debug, Clone)]
pub struct StaffMember {
    /// The personnel number.
    pub person: PersonId,
    /// What the person does.
    pub role: Role,
    /// The group, of those who have one.
    pub group: Option<GroupId>,
    /// From when on the person works here; from the beginning if absent.
    pub since: Option<Timestamp>,
    /// When the person leaves; absent for those who stay.
    pub until: Option<Timestamp>,
}

/// Somebody acts for somebody else for some time.
#[derive(Debug, Clone)]
pub(super) struct StandIn {
    pub(super) absent: PersonId,
    pub(super) deputy: PersonId,
    pub(super) from: Timestamp,
    pub(super) until: Timestamp,
    pub(super) why: Absence,
}

/// The people of the simulated factory.
#[derive(Debug, Clone)]
pub struct Staff {
    pub(super) members: Vec<StaffMember>,
    pub(super) stand_ins: Vec<StandIn>,
}

impl StaffMember {
    fn new(number: &str, role: Role, group: Option<&str>) -> Self {
        Self { person: id(number), role, group: group.map(id), since: None, until: None }
    }

    /// The person at work.
    #[must_use]
    pub fn actor(&self) -> Actor {
        Actor::new(PrincipalId::Person(self.person.clone()), self.role, Channel::Internal)
    }

    fn does(&self, role: Role, group: Option<&GroupId>) -> bool {
        self.role == role && (group.is_none() || self.group.as_ref() == group)
    }

    fn works_at(&self, at: Timestamp) -> bool {
        self.since.is_none_or(|since| since <= at) && self.until.is_none_or(|until| at < until)
    }
}

/// Those who are called by one number only, and stay.
const SINGLE: [(&str, Role); 9] = [
    ("e4001", Role::QualityEngineer),
    ("e4002", Role::ProductionHead),
    ("e5001", Role::Management),
    ("e6001", Role::Auditor),
    ("e6002", Role::Analyst),
    ("e7001", Role::Hr),
    ("e7002", Role::Trainer),
    // The deputies of the head have no group of their own.
    ("e1001", Role::SupportLead),
    ("e1002", Role::SupportLead),
];

/// The lead who leaves, and the one who comes instead.
const LEAVING: &str = "e2200";
const SUCCESSOR: &str = "e2290";

impl Staff {
    /// The head, the leads under the head, engineers under their leads, those who travel, and the hotline. Who is away when
    /// follows from the length of the simulation.
    pub(super) fn between(begin: Timestamp, end: Timestamp) -> Self {
        let change = part_of(begin, end, 60);
        let mut members = vec![StaffMember::new("e1000", Role::HeadOfAfterSales, None)];
        members.extend((1..=6).map(|n| StaffMember::new(&format!("e11{n:02}"), Role::HotlineAgent, None)));
        for (index, (group, _)) in GROUPS.iter().enumerate() {
            let lead = StaffMember::new(&format!("e2{index}00"), Role::SupportLead, Some(group));
            if lead.person == id(LEAVING) {
                let successor = StaffMember::new(SUCCESSOR, Role::SupportLead, Some(group));
                members.push(StaffMember { until: Some(change), ..lead });
                members.push(StaffMember { since: Some(change), ..successor });
            } else {
                members.push(lead);
            }
            let engineer = |n| StaffMember::new(&format!("e2{index}{n:02}"), Role::SupportEngineer, Some(group));
            members.extend((1..=3).map(engineer));
        }
        members.extend((1..=4).map(|n| StaffMember::new(&format!("e30{n:02}"), Role::TechnicalExpert, None)));
        members.extend((1..=6).map(|n| StaffMember::new(&format!("e31{n:02}"), Role::OnSiteEngineer, None)));
        members.extend(SINGLE.map(|(number, role)| StaffMember::new(number, role, None)));
        let away = |absent, deputy, why, per_cent, days: i64| {
            let from = part_of(begin, end, per_cent);
            let until = from + Duration::from_hours(24 * days).min(part_of(begin, end, 8).since(begin));
            StandIn { absent: id(absent), deputy: id(deputy), from, until, why }
        };
        let stand_ins = vec![
            away("e2300", "e2301", Absence::Leave, 18, 5),
            away("e1000", "e1001", Absence::Leave, 35, 7),
            away("e2000", "e2002", Absence::Leave, 52, 7),
            away("e1000", "e1002", Absence::Travel, 78, 3),
        ];
        Self { members, stand_ins }
    }

    /// Those who have this role and stay, of this group if one is named.
    pub fn of(&self, role: Role, group: Option<&GroupId>) -> Vec<&StaffMember> {
        self.members.iter().filter(|member| member.until.is_none() && member.does(role, group)).collect()
    }

    /// Somebody who has this role at an instant, of this group if one is named.
    pub(super) fn any(&self, chance: &mut Chance, role: Role, group: Option<&GroupId>, at: Timestamp) -> StaffMember {
        let members = self.members.iter().filter(|member| member.does(role, group) && member.works_at(at));
        (*chance.one_of(&members.collect::<Vec<_>>())).clone()
    }

    /// Whoever answers for this role at an instant, or acts for the one who does.
    pub(super) fn in_charge(&self, role: Role, group: Option<&GroupId>, at: Timestamp) -> &StaffMember {
        let mut members = self.members.iter().filter(|member| member.does(role, group) && member.works_at(at));
        let regular = members.next().expect("whoever leaves is replaced");
        let away =
            self.stand_ins.iter().find(|away| away.absent == regular.person && away.from <= at && at < away.until);
        let acting = away.and_then(|away| self.members.iter().find(|member| member.person == away.deputy));
        acting.unwrap_or(regular)
    }

    /// The head of after-sales, or whoever acts for the head.
    pub(super) fn head(&self, at: Timestamp) -> &StaffMember {
        self.in_charge(Role::HeadOfAfterSales, None, at)
    }

    /// Whoever is above somebody at an instant, and so decides what that one proposed: an engineer's lead, else the head.
    pub(super) fn superior_of(&self, member: &StaffMember, at: Timestamp) -> &StaffMember {
        match (member.role, &member.group) {
            (Role::SupportEngineer, Some(group)) => {
                let lead = self.in_charge(Role::SupportLead, Some(group), at);
                // Whoever acts for the lead does not decide about himself.
                if lead.person == member.person { self.head(at) } else { lead }
            }
            _ => self.head(at),
        }
    }

    /// The lead who leaves, the successor, and when that is.
    pub(super) fn succession(&self) -> Option<(&StaffMember, &StaffMember, Timestamp)> {
        let leaving = self.members.iter().find(|member| member.until.is_some())?;
        let successor = self.members.iter().find(|member| member.since.is_some())?;
        Some((leaving, successor, leaving.until?))
    }
}

/// The instant after a part of the time, in per cent.
pub(super) fn part_of(begin: Timestamp, end: Timestamp, per_cent: u8) -> Timestamp {
    begin + end.since(begin).per_cent(per_cent)
}
