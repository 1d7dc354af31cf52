//! Pages read as XML.

use std::collections::BTreeSet;

use domain::report::{Section, TableName};
use domain::words::Language;
use roxmltree::{Document, Node, ParsingOptions};

use super::super::{About, html};
use super::sample;

fn page(language: Language) -> String {
    html(&sample::report(), &sample::about(), language, &sample::names)
}

fn parsed(page: &str) -> Document<'_> {
    let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
    Document::parse_with_options(page, options).unwrap_or_else(|error| panic!("{error}"))
}

fn text(node: Node<'_, '_>) -> String {
    node.descendants().filter(Node::is_text).filter_map(|text| text.text()).collect::<String>().trim().to_owned()
}

fn all<'a, 'b>(page: &'a Document<'b>, name: &'a str) -> impl Iterator<Item = Node<'a, 'b>> {
    page.descendants().filter(move |node| node.tag_name().name() == name)
}

#[test]
fn nothing_is_fetched_and_nothing_runs() {
    for language in Language::ALL {
        let page = page(language);
        let tree = parsed(&page);
        assert!(page.starts_with("<!DOCTYPE html>\n<html lang=\""));
        assert_eq!(tree.root_element().attribute("lang"), Some(language.tag()));
        for node in tree.descendants().filter(Node::is_element) {
            let name = node.tag_name().name();
            assert!(!["script", "link", "img", "iframe", "object", "base", "form", "use", "image"].contains(&name));
            for attribute in node.attributes() {
                assert!(
                    !attribute.name().starts_with("on") && attribute.name() != "src" && attribute.name() != "style"
                );
                assert!(attribute.name() != "href" || attribute.value().starts_with('#'), "{attribute:?}");
            }
        }
        let style = text(all(&tree, "style").next().unwrap());
        assert!(!style.contains("url(") && !style.contains("@import") && !style.contains('<'));
    }
}

#[test]
fn what_people_wrote_stays_text() {
    for language in Language::ALL {
        let page = page(language);
        assert!(!page.contains("<script") && page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
        let tree = parsed(&page);
        assert!(all(&tree, "th").any(|cell| text(cell) == sample::SCRIPT));
        assert!(all(&tree, "td").any(|cell| text(cell) == sample::FORMULA));
        assert!(all(&tree, "dd").any(|cell| text(cell) == "Li & Söhne <li@example.org>"));
    }
}

#[test]
fn all_sections_and_tables_stand_on_the_page() {
    for language in Language::ALL {
        let page = page(language);
        let tree = parsed(&page);
        let headings: Vec<String> =
            all(&tree, "section").map(|part| text(part.first_element_child().unwrap())).collect();
        let numbered =
            |(at, section): (usize, Section)| format!("{} {}", at + 1, section.words().in_language(language));
        let expected: Vec<String> = Section::ALL.into_iter().enumerate().map(numbered).collect();
        assert_eq!(headings, expected);
        let tables: Vec<String> = all(&tree, "caption").map(text).collect();
        assert_eq!(tables.len(), sample::report().tables.len() - 1, "one of them is empty");
        let plan = TableName::TrainingPlan.words().in_language(language);
        assert!(all(&tree, "p").any(|line| text(line).contains(plan)), "and says so in a line");
        let links: Vec<&str> = all(&tree, "a").filter_map(|link| link.attribute("href")).collect();
        let ids: Vec<&str> = tree.descendants().filter_map(|node| node.attribute("id")).collect();
        assert!(links.iter().all(|link| ids.contains(&link.trim_start_matches('#'))) && links.len() == 7);
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "ids are unique");
        assert_eq!(
            all(&tree, "svg").count(),
            6,
            "three Pareto charts, one of a single model has none, and three trends"
        );
        for table in all(&tree, "table") {
            let widths: BTreeSet<usize> = table
                .descendants()
                .filter(|node| node.tag_name().name() == "tr")
                .map(|row| row.children().filter(Node::is_element).count())
                .collect();
            assert_eq!(widths.len(), 1);
        }
    }
}

/// The cells of the row with this head.
fn row(page: &str, head: &str) -> Vec<String> {
    let tree = parsed(page);
    let head = all(&tree, "th").find(|cell| text(*cell) == head).unwrap();
    head.next_siblings().skip(1).filter(Node::is_element).map(text).collect()
}

#[test]
fn figures_read_as_people_write_them() {
    let (chinese, english) = (page(Language::Chinese), page(Language::English));
    assert_eq!(row(&english, "Issues received"), ["1,064", "58", "—", "0"]);
    assert_eq!(
        row(&english, "Customers satisfied"),
        ["66.7 %20/30 48.8 % to 80.8 %", "89.3 %25/28 72.8 % to 96.3 %", "−22.6 pp ▼−41.8 to −0.9", "—0/0"]
    );
    assert_eq!(
        row(&english, "Median time to the solution"),
        ["2\u{a0}d 3\u{a0}h 5\u{a0}min 15\u{a0}s", "2\u{a0}d 8\u{a0}h", "—", "12\u{a0}d"]
    );
    assert_eq!(row(&chinese, "解决用时中位数"), ["2天3小时5分15秒", "2天8小时", "—", "12天"]);
    assert_eq!(row(&chinese, "平均评分"), ["4.33130/30", "4.14116/28", "—", "—"]);
    assert_eq!(row(&chinese, "潍坊密封件有限公司"), ["6", "5.38", "CNY 1,284,250.50", "7天2小时"]);
    assert_eq!(
        row(&chinese, "CA-2026-017")[1..6],
        ["纠正措施", "有效", "王建国", "2026-10-20 17:00", "2026-10-18 09:05"]
    );
    assert_eq!(row(&english, "WP10.336"), ["64", "100.0 %64/64 94.3 % to 100.0 %", "100.0 %", "yes"]);
}

#[test]
fn a_few_months_are_no_trend() {
    let mut report = sample::report();
    report.tables.retain(|table| table.table == TableName::Months);
    report.tables[0].rows.truncate(2);
    let page = html(&report, &About::default(), Language::English, &sample::names);
    assert!(page.contains("Not enough data"));
    report.tables[0].rows.clear();
    assert!(!html(&report, &About::default(), Language::English, &sample::names).contains("<svg"));
}
