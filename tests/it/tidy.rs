//! Rules of the repository: what stands where, and what stands nowhere.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::golden::workspace;

/// Each crate with those it may build on.
const ARROWS: [(&str, &[&str]); 6] = [
    ("events-schema", &[]),
    ("domain", &["events-schema"]),
    ("event-store", &["events-schema"]),
    ("projections", &["domain", "event-store", "events-schema"]),
    ("api", &["domain", "event-store", "events-schema", "projections"]),
    ("flywheel-tests", &["api"]),
];

/// A file that no longer fits a head is two files.
const LINES: usize = 550;

fn manifest(folder: &str) -> toml::Table {
    let text = fs::read_to_string(workspace().join(folder).join("Cargo.toml")).unwrap();
    text.parse().unwrap()
}

fn folder_of(package: &str) -> &str {
    package.strip_prefix("flywheel-").unwrap_or(package)
}

fn names(table: Option<&toml::Value>) -> BTreeSet<String> {
    table.and_then(toml::Value::as_table).into_iter().flat_map(toml::Table::keys).cloned().collect()
}

#[test]
fn every_crate_builds_on_those_below_it_only() {
    let members = manifest("")["workspace"]["members"].clone();
    let members: BTreeSet<&str> = members.as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    assert_eq!(members, ARROWS.map(|(package, _)| folder_of(package)).into());
    for (package, below) in ARROWS {
        let found = names(manifest(folder_of(package)).get("dependencies"));
        let ours: BTreeSet<&str> =
            ARROWS.map(|(name, _)| name).into_iter().filter(|name| found.contains(*name)).collect();
        assert_eq!(ours, below.iter().copied().collect(), "{package}");
    }
}

/// The two inner crates are pure: nothing that they build on can do I/O by itself, keep time or wait.
#[test]
fn the_rules_know_no_outside_world() {
    let outside =
        ["tokio", "axum", "rusqlite", "ureq", "getrandom", "async-trait", "futures-util", "tracing", "eventstore"];
    for package in ["events-schema", "domain"] {
        let found = names(manifest(package).get("dependencies"));
        let met: Vec<&str> = outside.into_iter().filter(|name| found.contains(*name)).collect();
        assert!(met.is_empty(), "{package} builds on {met:?}");
        for (path, text) in sources().filter(|(path, _)| path.starts_with(workspace().join(package).join("src"))) {
            for word in ["std::fs", "std::net", "std::env", "std::process", "async fn", "println!"] {
                assert!(!text.contains(word), "{} has {word}", path.display());
            }
        }
    }
}

/// What a word may stand in; a word is put together here, so that this file does not hold it.
#[test]
fn time_and_chance_come_from_one_place_each() {
    let clocks = ["api/src/clock.rs", "event-store/benches/append.rs", "projections/benches/rebuild.rs"];
    let rules: [(String, &[&str]); 8] = [
        (["SystemTime", "::now"].concat(), &clocks),
        (["Instant", "::now"].concat(), &clocks),
        (["time", "::sleep"].concat(), &["api/src/clock.rs", "event-store/src/subscription.rs"]),
        (["thread", "::sleep"].concat(), &[]),
        (["getrandom", "::"].concat(), &["api/src/random.rs"]),
        (["new_", "v4"].concat(), &["api/src/random.rs"]),
        (["new_", "v7"].concat(), &[]),
        (["thread_", "rng"].concat(), &[]),
    ];
    for (path, text) in sources() {
        let path = path.strip_prefix(workspace()).unwrap().to_str().unwrap().to_owned();
        for (word, places) in &rules {
            assert!(!text.contains(word.as_str()) || places.contains(&path.as_str()), "{path} has {word}");
        }
    }
}

#[test]
fn nothing_is_put_off() {
    let words =
        [["TO", "DO"], ["FIX", "ME"], ["#[ig", "nore"], ["todo", "!("], ["unimplemented", "!("], ["#[all", "ow("]];
    for (path, text) in files().filter(|(path, _)| path.extension().is_some_and(|end| end == "rs" || end == "md")) {
        for word in words.map(|parts| parts.concat()) {
            assert!(!text.contains(&word), "{} has {word}", path.display());
        }
    }
}

#[test]
fn every_file_fits_a_head() {
    for (path, text) in sources() {
        let lines = text.lines().count();
        assert!(lines <= LINES, "{} has {lines} lines", path.display());
    }
}

/// The project speaks of itself alone.
#[test]
fn no_file_names_a_machine() {
    let words =
        [["/ro", "ot/"], ["/wo", "rk/"], ["/ho", "me/"], ["crates", ".io/"], ["pypi", ".org"], ["npmjs", ".com"]];
    for (path, text) in files().filter(|(path, _)| !path.ends_with("Cargo.lock") && !path.ends_with(".git")) {
        for word in words.map(|parts| parts.concat()) {
            assert!(!text.contains(&word), "{} names {word}", path.display());
        }
    }
}

#[test]
fn every_crate_says_what_it_is_for_and_what_it_may_not_know() {
    for (package, _) in &ARROWS[..5] {
        let text = fs::read_to_string(workspace().join(package).join("src/lib.rs")).unwrap();
        let head: Vec<&str> = text.lines().take_while(|line| line.starts_with("//!")).collect();
        assert!(head.iter().any(|line| line.starts_with("//! May not know:")), "{package}");
    }
}

#[test]
fn every_dependency_is_explained() {
    let contributing = fs::read_to_string(workspace().join("CONTRIBUTING.md")).unwrap();
    let explained: BTreeSet<&str> = contributing
        .lines()
        .skip_while(|line| !line.starts_with("## Dependencies"))
        .filter_map(|line| line.strip_prefix("| ")?.split_once(" | ").map(|(names, _)| names))
        .flat_map(|names| names.split([',', ' ', '(']))
        .collect();
    let ours: BTreeSet<&str> = ARROWS.map(|(name, _)| name).into();
    let missing: Vec<String> = names(manifest("")["workspace"].get("dependencies"))
        .into_iter()
        .filter(|name| !ours.contains(name.as_str()) && !explained.contains(name.as_str()))
        .collect();
    assert!(missing.is_empty(), "CONTRIBUTING.md does not say why {missing:?}");
}

/// Paths are written without `src/`; a name with `<` stands for several.
#[test]
fn what_the_documents_point_at_exists() {
    let mut missing = BTreeMap::new();
    for document in [
        "README.md",
        "ARCHITECTURE.md",
        "CONTRIBUTING.md",
        "deploy/README.md",
        "docs/channels.md",
        "docs/clocks.md",
        "docs/conversations.md",
        "docs/export.md",
    ] {
        let text = fs::read_to_string(workspace().join(document)).unwrap();
        for path in text.split('`').skip(1).step_by(2).filter(|quoted| is_path(quoted)) {
            let (first, rest) = path.split_once('/').unwrap();
            let places = [workspace().join(path), workspace().join(first).join("src").join(rest)];
            if !places.iter().any(|place| place.exists()) {
                missing.insert(path.to_owned(), document);
            }
        }
    }
    assert!(missing.is_empty(), "{missing:?}");
}

fn is_path(quoted: &str) -> bool {
    let ours = ARROWS.map(|(package, _)| folder_of(package));
    let begins = quoted.split_once('/').is_some_and(|(first, _)| ours.contains(&first) || first == "deploy");
    begins && !quoted.contains(['<', ' ', '*'])
}

fn sources() -> impl Iterator<Item = (PathBuf, String)> {
    files().filter(|(path, _)| path.extension().is_some_and(|end| end == "rs"))
}

/// Every text of the project.
fn files() -> impl Iterator<Item = (PathBuf, String)> {
    let mut paths = Vec::new();
    collect(&workspace(), &mut paths);
    paths.into_iter().filter_map(|path| fs::read_to_string(&path).ok().map(|text| (path, text)))
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        let left_out = [".git", "target", "data"].iter().any(|name| path == workspace().join(name));
        if path.is_dir() && !left_out {
            collect(&path, paths);
        } else if path.is_file() {
            paths.push(path);
        }
    }
}
