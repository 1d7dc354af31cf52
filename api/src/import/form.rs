//! Groups and issue types of the source that the directory does not have.

use std::collections::{BTreeMap, BTreeSet};

use domain::group::{self, FormGroup, Group};
use domain::issue_type::{self, DefineIssueType, IssueType};
use domain::{Aggregate, CommandSpec, Decide, Reference};
use events_schema::ids::{GroupId, IssueTypeId};
use events_schema::text::Line;
use events_schema::{CommandId, StreamName, Timestamp};
use sha2::{Digest, Sha256};

use super::case::decide;
use super::layout::{Case, Layout};
use super::mapping::TicketMapping;
use super::run::{ImportError, Run};
use crate::commands::Draft;

/// The group of ours that a value of the source means.
pub(super) fn group(mapping: &TicketMapping, value: &str) -> GroupId {
    let mapped = mapping.groups.get(value).cloned();
    mapped.unwrap_or_else(|| code(value).parse().expect("codes are made of what codes may have"))
}

/// The issue type of ours that a value of the source means.
pub(super) fn issue_type(mapping: &TicketMapping, value: &str) -> IssueTypeId {
    let mapped = mapping.issue_types.get(value).cloned();
    mapped.unwrap_or_else(|| code(value).parse().expect("codes are made of what codes may have"))
}

/// A code that derives from a value. What codes may not have is left out, and then a digest tells such values apart.
fn code(value: &str) -> String {
    let lower = value.to_ascii_lowercase().replace(' ', "-");
    let kept: String = lower.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')).collect();
    let kept = kept.trim_start_matches(['-', '_', '.']);
    if kept == lower && kept.len() <= 40 {
        return lower;
    }
    let digest = Sha256::digest(value).iter().take(4).map(|byte| format!("{byte:02x}")).collect::<String>();
    let kept: String = kept.chars().take(24).collect();
    if kept.is_empty() { format!("x{digest}") } else { format!("{kept}-{digest}") }
}

/// What the source calls something, and since when.
struct Found {
    title: String,
    since: Timestamp,
    issue_types: BTreeSet<IssueTypeId>,
}

impl Found {
    fn take_in<'a, Id: Ord>(found: &'a mut BTreeMap<Id, Self>, id: Id, title: &str, at: Timestamp) -> &'a mut Self {
        let new = || Self { title: title.to_owned(), since: at, issue_types: BTreeSet::new() };
        let found = found.entry(id).or_insert_with(new);
        found.since = found.since.min(at);
        found
    }
}

/// Forms and defines what is missing, as facts of the import. A group takes the types that the source shows with it.
///
/// # Errors
/// If they cannot be written.
pub(super) async fn missing(run: &Run, layout: &Layout<'_>, cases: &[Case]) -> Result<(usize, usize), ImportError> {
    let (mut groups, mut types) = (BTreeMap::new(), BTreeMap::new());
    for case in cases {
        let classified = layout.class.and_then(|class| {
            let row = case.rows.iter().find(|row| layout.value(row, Some(class)).is_some())?;
            layout.value(row, layout.issue_type)
        });
        for row in &case.rows {
            if let Some(title) = layout.value(row, layout.group) {
                let found = Found::take_in(&mut groups, group(layout.mapping, title), title, row.at);
                found.issue_types.extend(classified.map(|title| issue_type(layout.mapping, title)));
            }
        }
        if let (Some(title), Some(first)) = (classified, case.rows.first()) {
            Found::take_in(&mut types, issue_type(layout.mapping, title), title, first.at);
        }
    }
    let defined = define(run, &types).await?;
    let formed = form(run, &groups).await?;
    Ok((defined, formed))
}

async fn define(run: &Run, types: &BTreeMap<IssueTypeId, Found>) -> Result<usize, ImportError> {
    let reference = run.into.directory.now().reference;
    let mut count = 0;
    for (id, found) in types.iter().filter(|(id, _)| reference.issue_type(id).is_none()) {
        let Ok(title) = found.title.parse::<Line>() else { continue };
        let command = DefineIssueType { issue_type: id.clone(), title, description: None };
        let key = format!("issue-type/{id}");
        open::<IssueType>(run, &reference, issue_type::COMMANDS, "define", &command, &key, found.since).await?;
        count += 1;
    }
    Ok(count)
}

async fn form(run: &Run, groups: &BTreeMap<GroupId, Found>) -> Result<usize, ImportError> {
    let reference = run.into.directory.now().reference;
    let mut count = 0;
    for (id, found) in groups.iter().filter(|(id, _)| reference.group(id).is_none()) {
        let Ok(title) = found.title.parse::<Line>() else { continue };
        let in_use = |id: &&IssueTypeId| reference.issue_type(id).is_some_and(|known| known.is.is_in_use());
        let issue_types = found.issue_types.iter().filter(in_use).cloned().collect();
        let command = FormGroup { group: id.clone(), title, issue_types };
        let key = format!("group/{id}");
        open::<Group>(run, &reference, group::COMMANDS, "form", &command, &key, found.since).await?;
        count += 1;
    }
    Ok(count)
}

/// Opens a stream of the directory and waits until decisions can rest on it.
async fn open<A: Aggregate>(
    run: &Run,
    reference: &Reference,
    commands: &'static [CommandSpec<A>],
    name: &'static str,
    command: &dyn Decide<A>,
    key: &str,
    at: Timestamp,
) -> Result<(), ImportError> {
    let id = CommandId::of(&run.source, key);
    let stream: Option<StreamName> = command.opens(id);
    let Some(stream) = stream else { return Ok(()) };
    let mut draft = Draft::new(stream);
    decide(run, reference, &mut draft, commands, name, (command, id, at, None)).map_err(ImportError::from)?;
    if let Some(appended) = draft.append(&*run.into.store).await? {
        run.into.directory.reaches(appended.position).await;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::code;

    #[test]
    fn codes_derive_from_values() {
        assert_eq!(code("Group 56"), "group-56");
        assert_eq!(code("5.1_a"), "5.1_a");
        assert_eq!(code("电气组"), code("电气组"));
        assert_ne!(code("电气组"), code("喷射组"));
        for value in ["电气组", "A/B", "-x", &"long ".repeat(20), "é", "..", "Ω mega"] {
            let made = code(value);
            assert!(made.parse::<events_schema::text::Code>().is_ok(), "{value} gave {made}");
        }
    }
}
