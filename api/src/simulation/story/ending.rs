//! From "solved" to the close, and what makes it go on after all (P3.1.e, P3.2.d, P3.3.d).

use domain::ticket::{AddNote, Close, CloseUnconfirmed, ConfirmSolved, Reopen};
use events_schema::values::{ContactMethod, OnBehalf, TicketClass};

use super::{Now, Step, Story, emergency, general, important, repair, visit};
use crate::simulation::directory::id;

/// A day and a bit, so that three of them are three different days.
const NEXT_DAY: (i64, u64) = (1_440, 120);

pub(super) fn write(story: &mut Story) {
    match story.class {
        TicketClass::General if story.round == 1 && story.chance.percent(2) => {
            story.then((60, 600), general::attempt);
            story.then(NEXT_DAY, general::attempt);
            story.then(NEXT_DAY, general::attempt);
            story.then((30, 300), close_unconfirmed);
        }
        TicketClass::General => story.then((60, 3_000), confirm),
        TicketClass::Important => {
            let wait = story.mostly(88, (700, 5_500), (7_300, 2_000));
            story.aside(wait, important::file_summary);
            story.then((60, 2_000), confirm);
        }
        TicketClass::Emergency => {
            let wait = story.mostly(90, (1_440, 4_800), (7_300, 2_000));
            story.aside(wait, emergency::evaluate);
            story.then((700, 1_500), emergency::solved_for_good);
            story.then((30, 1_000), confirm);
        }
    }
}

/// Most are content; some rate badly, and it goes on, in the second round always to a good end.
fn confirm(story: &mut Story, now: &Now<'_>) -> Option<Step> {
    let is_good = story.round > 1 || !story.chance.percent(4);
    let rating: u8 = if is_good { 3 + story.chance.below::<u8>(3) } else { 1 + story.chance.below::<u8>(2) };
    if is_good {
        story.then((5, 600), close);
        if story.round == 1 && story.chance.percent(2) {
            story.then((2_000, 20_000), reopen);
        }
    } else {
        story.then((1, 20), note);
        write_next_round(story);
    }
    let rating = rating.try_into().ok();
    if story.chance.percent(15) {
        let confirm = ConfirmSolved { confirmed_at: None, rating, comment: None, on_behalf: None };
        return Some(Step::by(general::customer(now.customer), "confirm-solved", confirm));
    }
    let on_behalf = Some(OnBehalf { method: ContactMethod::Phone, reference: id("回访录音") });
    let confirm = ConfirmSolved { confirmed_at: None, rating, comment: None, on_behalf };
    Some(Step::by(story.cast.agent.actor(), "confirm-solved", confirm))
}

/// Back to diagnosis (open point 5). What cannot wait is looked at on site again.
fn write_next_round(story: &mut Story) {
    story.round += 1;
    story.memory.on_site = None;
    match story.class {
        TicketClass::General => repair::write(story),
        TicketClass::Important | TicketClass::Emergency => story.then((10, 60), visit::dispatch),
    }
}

fn close(story: &mut Story, _: &Now<'_>) -> Option<Step> {
    let close = Close { closed_at: None, result: Some(id(story.fault.remedy)) };
    Some(Step::by(story.cast.engineer.actor(), "close", close))
}

fn close_unconfirmed(story: &mut Story, now: &Now<'_>) -> Option<Step> {
    let superior = now.staff.superior_of(&story.cast.engineer, now.at).actor();
    let close = CloseUnconfirmed { result: id("三次回访未能联系到客户,维修记录完整") };
    Some(Step::by(superior, "close-unconfirmed", close))
}

fn note(story: &mut Story, _: &Now<'_>) -> Option<Step> {
    Some(Step::by(story.cast.engineer.actor(), "add-note", AddNote { text: id("客户反馈仍有问题,重新诊断") }))
}

fn reopen(story: &mut Story, _: &Now<'_>) -> Option<Step> {
    write_next_round(story);
    let reopen = Reopen { reopened_at: None, reason: Some(id("同一故障再次出现")) };
    Some(Step::by(story.cast.agent.actor(), "reopen", reopen))
}
