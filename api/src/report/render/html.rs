//! A report as one page: to read on a screen, and to print on A4.
//!
//! Nothing of it is fetched and nothing runs. It is XML too, so that programs can read it.

mod markup;
mod pictures;
mod tables;

use domain::report::{Report, Section};
use domain::words::{Language, Words};

use super::about::{About, Known, Line, became, bound_to};
use super::names::{Names, Reading, title};
use super::tables_of;
use super::texts::{exact_instant, grouped};
use super::words;
use markup::{Page, css_string};
use tables::table;

const STYLE: &str = include_str!("html/report.css");

/// A report as one page.
#[must_use]
pub fn html(report: &Report, about: &About, language: Language, names: &Names<'_>) -> String {
    let reading = Reading { language, names };
    let title = title(report, language);
    let mut page = Page::new();
    page.raw("<!DOCTYPE html>\n");
    page.open("html", &[("lang", language.tag())]);
    head(&mut page, &title, reading);
    page.open("body", &[]);
    heading(&mut page, &title, &[bound_to(report, reading), became(about, reading)], reading);
    contents(&mut page, report, reading);
    how_to_read(&mut page, reading);
    page.open("main", &[]);
    for (at, section) in Section::ALL.into_iter().enumerate() {
        part(&mut page, at + 1, section, report, reading);
    }
    page.close("main");
    page.close("body");
    page.close("html");
    page.done()
}

fn head(page: &mut Page, title: &str, reading: Reading<'_>) {
    page.open("head", &[]);
    page.raw("<meta charset=\"utf-8\"/>\n");
    page.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n");
    page.text("title", &[], title);
    page.open("style", &[]);
    page.raw(STYLE);
    let (left, right) = (css_string(title), css_string(reading.say(words::PROGRAM)));
    page.raw(&format!("@page {{ @top-left {{ content: {left}; }} @top-right {{ content: {right}; }} }}\n"));
    page.close("style");
    page.close("head");
}

/// The title, what the figures are bound to, and what became of the report.
fn heading(page: &mut Page, title: &str, blocks: &[Vec<Line>; 2], reading: Reading<'_>) {
    page.open("header", &[]);
    page.text("p", &[("class", "program")], reading.say(words::PROGRAM));
    page.text("h1", &[], title);
    for lines in blocks.iter().filter(|lines| !lines.is_empty()) {
        page.open("dl", &[]);
        for (name, known) in lines {
            page.text("dt", &[], reading.say(*name));
            page.text("dd", &[], &known_text(known));
        }
        page.close("dl");
    }
    page.close("header");
}

fn known_text(known: &Known) -> String {
    match known {
        Known::Text(text) => text.clone(),
        Known::Number(number) => grouped(*number),
        Known::At(at) => exact_instant(*at),
    }
}

fn contents(page: &mut Page, report: &Report, reading: Reading<'_>) {
    page.open("nav", &[]);
    page.text("h2", &[], reading.say(words::CONTENTS));
    page.open("ol", &[]);
    for (at, section) in Section::ALL.into_iter().enumerate() {
        let tables: Vec<&str> = tables_of(report, section).map(|table| reading.say(table.table.words())).collect();
        page.open("li", &[]);
        page.text("a", &[("href", &format!("#s{}", at + 1))], reading.say(section.words()));
        if tables.len() > 1 {
            page.text("span", &[], &tables.join(reading.language.comma()));
        }
        page.close("li");
    }
    page.close("ol");
    page.close("nav");
}

fn how_to_read(page: &mut Page, reading: Reading<'_>) {
    const LINES: [Words; 4] = [words::READ_SHARES, words::READ_INTERVALS, words::READ_MARKS, words::READ_TIMES];
    page.open("aside", &[]);
    page.text("h2", &[], reading.say(words::HOW_TO_READ));
    page.open("ul", &[]);
    for line in LINES {
        page.text("li", &[], reading.say(line));
    }
    page.close("ul");
    page.close("aside");
}

/// A section; it stands there without tables too, so that nobody looks for it in vain.
fn part(page: &mut Page, number: usize, section: Section, report: &Report, reading: Reading<'_>) {
    page.open("section", &[("id", &format!("s{number}"))]);
    page.text("h2", &[], &format!("{number} {}", reading.say(section.words())));
    for (at, of) in tables_of(report, section).enumerate() {
        table(page, of, (number, at + 1), reading);
        for picture in pictures::of(of, report, reading) {
            page.open("figure", &[]);
            page.raw(&picture);
            page.close("figure");
        }
    }
    if tables_of(report, section).next().is_none() {
        page.text("p", &[("class", "none")], reading.say(words::EMPTY));
    }
    page.close("section");
}
