//! What goes together when a channel is asked for more than it takes.

use std::collections::{BTreeSet, HashSet};

use events_schema::StreamName;
use uuid::Uuid;

use super::Delivery;

/// Fewer go one by one.
const FEWEST: usize = 6;
/// More wait for the next digest.
pub(super) const MOST: usize = 50;

/// Of what waits for one recipient, by place, what goes together: the oldest, and of each lane only what has nothing before it
/// that stays behind. What is urgent, was tried already or is under way stays, and its lane behind it. None if these are few.
pub(super) fn gathered(
    waiting: impl IntoIterator<Item = Delivery>,
    under_way: &HashSet<Uuid>,
) -> Option<Vec<Delivery>> {
    let (mut together, mut closed) = (Vec::new(), BTreeSet::<StreamName>::new());
    for delivery in waiting {
        let stays = delivery.urgent
            || delivery.attempts > 0
            || delivery.digest.is_some()
            || delivery.next_at.is_some()
            || under_way.contains(&delivery.message());
        if stays || closed.contains(&delivery.stream) {
            closed.insert(delivery.stream);
        } else {
            together.push(delivery);
        }
        if together.len() == MOST {
            break;
        }
    }
    (together.len() >= FEWEST).then_some(together)
}

/// The id of a digest: of the same deliveries it is the same.
pub(super) fn id(of: &[Delivery]) -> Uuid {
    let ids: Vec<u8> = of.iter().flat_map(|delivery| *delivery.id.as_bytes()).collect();
    Uuid::new_v5(&Uuid::NAMESPACE_OID, &ids)
}

#[cfg(test)]
mod tests {
    use events_schema::Timestamp;
    use events_schema::ids::EventId;

    use super::*;
    use crate::outbox::State;

    fn waiting(place: u64, ticket: u64) -> Delivery {
        Delivery {
            place,
            id: Uuid::from_u128(u128::from(place)),
            digest: None,
            event: EventId::from_uuid(Uuid::from_u128(u128::from(place))),
            kind: "ticket.reported".to_owned(),
            stream: format!("ticket-{ticket}").parse().unwrap(),
            at: Timestamp::from_micros(0),
            repeat: 0,
            urgent: false,
            channel: "dispatch".parse().unwrap(),
            recipient: None,
            state: State::Pending,
            attempts: 0,
            next_at: None,
            error: None,
        }
    }

    fn places(waiting: impl IntoIterator<Item = Delivery>, under_way: &[u128]) -> Option<Vec<u64>> {
        let under_way = under_way.iter().map(|id| Uuid::from_u128(*id)).collect();
        gathered(waiting, &under_way).map(|together| together.iter().map(|delivery| delivery.place).collect())
    }

    #[test]
    fn few_go_one_by_one_and_many_in_several_digests() {
        assert_eq!(places((1..=5).map(|place| waiting(place, place)), &[]), None);
        assert_eq!(places((1..=6).map(|place| waiting(place, place)), &[]), Some((1..=6).collect()));
        assert_eq!(places((1..=70).map(|place| waiting(place, 1)), &[]), Some((1..=50).collect()));
    }

    #[test]
    fn nothing_overtakes_in_its_lane() {
        // Of two tickets in turn: 1, 3, 5, … and 2, 4, 6, …
        let of_two = || (1..=20).map(|place| waiting(place, place % 2));
        let odd = Some(vec![1, 2, 3, 5, 7, 9, 11, 13, 15, 17, 19]);
        let with = |change: fn(&mut Delivery)| {
            of_two().map(move |mut delivery| {
                if delivery.place == 4 {
                    change(&mut delivery);
                }
                delivery
            })
        };
        assert_eq!(places(with(|delivery| delivery.urgent = true), &[]), odd);
        assert_eq!(places(with(|delivery| delivery.attempts = 1), &[]), odd);
        assert_eq!(places(with(|delivery| delivery.digest = Some(Uuid::nil())), &[]), odd);
        assert_eq!(places(of_two(), &[4]), odd);
    }

    #[test]
    fn an_id_is_that_of_what_is_in_it() {
        let of = |places: &[u64]| id(&places.iter().map(|place| waiting(*place, 1)).collect::<Vec<_>>());
        assert_eq!(of(&[1, 2]), of(&[1, 2]));
        assert_ne!(of(&[1, 2]), of(&[1, 3]));
    }
}
