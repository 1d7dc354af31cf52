//! The decider: what a command may do to the history of one stream.

use std::fmt;

use events_schema::ids::{ImprovementId, TicketId};
use events_schema::personal::PersonalText;
use events_schema::{Actor, ActorKind, CommandId, Digest256, Duration, Entry, FactSet, Role, StreamName, Timestamp};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::{DeserializeOwned, IgnoredAny};

use crate::context::Context;
use crate::duty::capacity;
use crate::notification::Reader;
use crate::queries::{QuerySpec, SHOW_RECORDS};
use crate::refusal::{About, RefusalKind, Refuse, Refused};

/// The state of a stream, folded from its facts. It holds what decisions need and nothing more.
pub trait Aggregate: Default + Clone + Send + Sync + 'static {
    /// The facts of its streams.
    type Fact: FactSet;

    /// The name of the collection in paths.
    const COLLECTION: &'static str;

    /// Who may see the history of a stream, event by event.
    const HISTORY: &'static QuerySpec = &SHOW_RECORDS;

    /// What is so after this fact. It never refuses: the past is not negotiable.
    fn evolve(&mut self, entry: &Entry<Self::Fact>);

    /// Whether a fact may be recorded now: what it rests on is so, it says what it must, and it did not happen before what
    /// it answers.
    ///
    /// # Errors
    /// The refusal with the highest precedence.
    fn admits(&self, _fact: &Self::Fact, _cx: &Context<'_>) -> Result<(), Refused> {
        Ok(())
    }

    /// What else follows at once, in the same stream, from facts that may be recorded.
    ///
    /// # Errors
    /// If it cannot be computed.
    fn consequences(&self, _facts: &[Self::Fact], _cx: &Context<'_>) -> Result<Vec<Self::Fact>, Refused> {
        Ok(Vec::new())
    }

    /// Whether a second person has allowed this actor to enter now what happened then, however long ago.
    fn may_date_back(&self, _actor: &Actor, _at: Timestamp, _now: Timestamp) -> bool {
        false
    }

    /// Whether this one is the customer's or supplier's own. Staff see all.
    fn belongs_to(&self, _actor: &Actor) -> bool {
        false
    }

    /// Whether it is about somebody of the factory, who may see it though he may not see the others (P4.1).
    fn concerns(&self, _reader: &Reader) -> bool {
        false
    }
}

/// What one command does, seen from the loop that carries it out.
pub trait Decide<A: Aggregate>: fmt::Debug + Send + Sync {
    /// When it happened, where the one who commands says so; else it is now.
    fn happened_at(&self) -> Option<Timestamp> {
        None
    }

    /// The stream that it opens, if it opens one.
    fn opens(&self, _command: CommandId) -> Option<StreamName> {
        None
    }

    /// The reporter, if the command brings one: whoever carries it out finds or makes the customer's id.
    fn reporter(&self) -> Option<Reporter<'_>> {
        None
    }

    /// The files that it refers to.
    fn files(&self) -> Vec<Digest256> {
        Vec::new()
    }

    /// Another ticket that the decision looks at.
    fn other_ticket(&self) -> Option<TicketId> {
        None
    }

    /// The improvement measure that the command names and has to know.
    fn other_improvement(&self) -> Option<ImprovementId> {
        None
    }

    /// The read model that it is about, which has to be one.
    fn read_model(&self) -> Option<String> {
        None
    }

    /// A statement in SQL that the decision wants checked.
    fn question(&self) -> Option<&str> {
        None
    }

    /// The roles that may too, by what the state says; the table of commands names those who always may.
    fn also_may<'r>(&self, _state: &A, _cx: &Context<'r>) -> &'r [Role] {
        &[]
    }

    /// What happens then. No facts means: it is already so. The state decides here; what a fact has to say is asked of it
    /// afterwards, by [`Aggregate::admits`].
    ///
    /// # Errors
    /// The refusal with the highest precedence.
    fn decide(&self, state: &A, cx: &Context<'_>) -> Result<Vec<A::Fact>, Refused>;
}

/// A customer as a report tells of him.
#[derive(Debug, Clone, Copy)]
pub struct Reporter<'a> {
    /// The telephone number, by which he is known again.
    pub phone: Option<&'a PersonalText>,
}

/// A command as people and programs send it: its shape is the body, its documentation is its doc comment.
pub trait Command<A: Aggregate>: Decide<A> + DeserializeOwned + JsonSchema + 'static {}

impl<A: Aggregate, C: Decide<A> + DeserializeOwned + JsonSchema + 'static> Command<A> for C {}

/// A command in the table of its aggregate: name, clause and who may. Route, permission check and documentation come
/// from here.
pub struct CommandSpec<A: Aggregate> {
    /// Its name in paths and operation ids, imperative.
    pub name: &'static str,
    /// The clause of the policy that it carries out.
    pub clause: &'static str,
    /// The roles that may.
    pub may: &'static [Role],
    /// Whether only a person may: a program that has the role may not.
    pub takes_a_person: bool,
    /// Whether it opens a stream or acts on one.
    pub target: Target,
    /// Reads its body.
    pub parse: Parse<A>,
    /// The schema of its body.
    pub schema: fn(&mut SchemaGenerator) -> Schema,
}

/// Reads a body as one command.
pub type Parse<A> = fn(&[u8]) -> Result<Box<dyn Decide<A>>, Unreadable>;

/// What a command is sent to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// The collection: it opens a stream.
    Collection,
    /// One member of it.
    Member,
}

/// Why a body is not the command that it should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct Unreadable {
    /// Where in the body, as a JSON pointer.
    pub pointer: String,
    /// What is wrong there.
    pub reason: String,
    /// Whether the body is no JSON at all, rather than JSON of another shape.
    pub syntax: bool,
}

impl<A: Aggregate> CommandSpec<A> {
    /// A command that acts on an existing stream.
    #[must_use]
    pub const fn on<C: Command<A>>(name: &'static str, clause: &'static str, may: &'static [Role]) -> Self {
        Self::to::<C>(Target::Member, name, clause, may)
    }

    /// A command that opens a stream.
    #[must_use]
    pub const fn opening<C: Command<A>>(name: &'static str, clause: &'static str, may: &'static [Role]) -> Self {
        Self::to::<C>(Target::Collection, name, clause, may)
    }

    const fn to<C: Command<A>>(target: Target, name: &'static str, clause: &'static str, may: &'static [Role]) -> Self {
        Self { name, clause, may, takes_a_person: false, target, parse: parse::<A, C>, schema: schema::<C> }
    }

    /// The same for people only: by it somebody answers for something, or a clock stops (`policy.md`, Words: reached).
    #[must_use]
    pub const fn by_a_person(self) -> Self {
        Self { takes_a_person: true, ..self }
    }

    /// Whether it is the program's own: nobody can send it from outside.
    #[must_use]
    pub fn is_internal(&self) -> bool {
        self.may.iter().all(|role| *role == Role::System)
    }
}

fn parse<A: Aggregate, C: Command<A>>(body: &[u8]) -> Result<Box<dyn Decide<A>>, Unreadable> {
    let command: C = read_body(body)?;
    Ok(Box::new(command))
}

/// Reads a body of some shape.
///
/// # Errors
/// If it does not have it, with the place.
pub fn read_body<T: DeserializeOwned>(body: &[u8]) -> Result<T, Unreadable> {
    let mut deserializer = serde_json::Deserializer::from_slice(body);
    let mut track = serde_path_to_error::Track::new();
    let value = T::deserialize(serde_path_to_error::Deserializer::new(&mut deserializer, &mut track));
    let value = value.and_then(|value| deserializer.end().map(|()| value));
    value.map_err(|error| {
        // Some shapes are called bad syntax, such as a number where a name should be.
        let syntax = serde_json::from_slice::<IgnoredAny>(body).is_err();
        let reason = error.to_string();
        let reason = if syntax { reason } else { in_plain_words(&reason) };
        Unreadable { pointer: pointer(&track.path()), syntax, reason }
    })
}

/// Without the place in the text, which the pointer says better, and without the names of types, which no client knows.
fn in_plain_words(reason: &str) -> String {
    let reason = reason.split(" at line ").next().unwrap_or(reason);
    let (found, expected) = reason.split_once(", expected ").unwrap_or((reason, ""));
    let expected = match expected {
        "" if found == "expected value" => return "expected a text, one of the names that the schema lists".to_owned(),
        "" if found.starts_with("invalid digit") => return "expected a whole number in digits".to_owned(),
        "" => return found.to_owned(),
        "u8" | "u16" | "u32" | "u64" | "usize" => "a whole number that is not negative and not too large",
        "i8" | "i16" | "i32" | "i64" | "isize" => "a whole number",
        "a borrowed string" => "a string",
        "a sequence" => "a list",
        shape if shape.starts_with("struct ") => "an object with the fields that the schema lists",
        shape if shape.starts_with("internally tagged enum ") => "an object that says in `is` what it is",
        other => other,
    };
    let found = found.replace("unknown variant", "unknown name").replace("type: map", "type: object");
    format!("{}, expected {expected}", found.replace("type: sequence", "type: list"))
}

fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    path.iter().fold(String::new(), |mut pointer, segment| {
        pointer.push('/');
        match segment {
            Segment::Seq { index } => pointer.push_str(&index.to_string()),
            Segment::Map { key } | Segment::Enum { variant: key } => {
                pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
            }
            Segment::Unknown => pointer.push('?'),
        }
        pointer
    })
}

fn schema<C: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<C>()
}

/// Why a command is refused before any rule is asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Inadmissible {
    /// The role may not.
    #[error("the role {role} may not {command}; it takes one of: {}", .may.iter().map(|role| role.name()).collect::<Vec<_>>().join(", "))]
    NotPermitted {
        /// The command.
        command: &'static str,
        /// The role that tried.
        role: Role,
        /// The roles that may.
        may: &'static [Role],
    },
    /// A program may not.
    #[error("{command} takes a person; use the key of one instead of a program's")]
    NotAPerson {
        /// The command.
        command: &'static str,
    },
    /// There is no such stream, or it is somebody else's.
    #[error("there is no such member of {collection}")]
    Unknown {
        /// The collection.
        collection: &'static str,
    },
    /// It happens in the future.
    #[error("it cannot have happened at {at}, it is {now} now; send the time when it happened, or none for now")]
    InFuture {
        /// When it is said to happen.
        at: Timestamp,
        /// When that was said.
        now: Timestamp,
    },
    /// A customer dates nothing: what he does counts from when it reaches the factory.
    #[error("leave the time out: what you send counts from when it reaches us")]
    CustomersTime,
    /// It lies too far back for one person.
    #[error(
        "it happened at {at}, more than {limit} before it is recorded; nobody may date back that far alone: another person \
         allows it first (allow-late-entry)"
    )]
    TooFarBack {
        /// When it is said to have happened.
        at: Timestamp,
        /// How far back one may date alone.
        limit: Duration,
    },
    /// The same, where there is nothing yet for which another person could allow it.
    #[error(
        "it happened at {at}, more than {limit} before it is recorded; record it as of now, then another person allows the \
         late entry (allow-late-entry), and `correct` sets the time"
    )]
    TooFarBackToOpen {
        /// When it is said to have happened.
        at: Timestamp,
        /// How far back one may date alone.
        limit: Duration,
    },
    /// It happens before what it answers.
    #[error(
        "it cannot have happened at {at}, before {what} at {since}; send the right time, or correct that entry first"
    )]
    BeforeCause {
        /// When it is said to have happened.
        at: Timestamp,
        /// What it answers.
        what: &'static str,
        /// When that was.
        since: Timestamp,
    },
}

impl Refuse for Inadmissible {
    fn about(&self) -> About {
        let about = About::new;
        match self {
            Self::NotPermitted { .. } => about(
                "not_permitted",
                RefusalKind::Permission,
                "P1.2",
                "该角色无权执行此操作",
                "this role may not do that",
            ),
            Self::NotAPerson { .. } => about(
                "not_a_person",
                RefusalKind::Permission,
                "P1.2",
                "此操作须由本人执行",
                "only a person may do that",
            ),
            Self::Unknown { .. } => {
                about("not_found", RefusalKind::Missing, "P5.1", "对象不存在", "there is no such thing")
            }
            Self::InFuture { .. } => {
                about("in_future", RefusalKind::Value, "P5.1", "时间在未来", "the time lies in the future")
            }
            Self::CustomersTime => about(
                "customers_time",
                RefusalKind::Value,
                "P2.1.b",
                "客户不得自行填写时间",
                "the time is not yours to set",
            ),
            Self::TooFarBack { .. } | Self::TooFarBackToOpen { .. } => about(
                "too_far_back",
                RefusalKind::Value,
                "open point 8",
                "补录时间超出允许范围",
                "the time lies too far back",
            ),
            Self::BeforeCause { .. } => about(
                "before_cause",
                RefusalKind::Value,
                "P5.1",
                "时间早于其所回应的事项",
                "the time lies before what it answers",
            ),
        }
    }
}

/// What happens at the very end of a time is in it; an instant later it is over.
pub(crate) const INSTANT: Duration = Duration::from_micros(1);

/// How much a clock of another machine may differ from ours.
pub(crate) const CLOCK_TOLERANCE: Duration = Duration::from_minutes(2);

/// What a command comes to.
#[derive(Debug)]
pub struct Judged<F> {
    /// What happens, each with the time when it did; nothing if it is so already. What follows at once happens when it is
    /// recorded.
    pub facts: Vec<(Timestamp, F)>,
    /// Who does it, in the role in which he may: his own, or that of somebody for whom he acts.
    pub actor: Actor,
}

/// Decides a command: may the role, can the time be, does the state agree, do the facts say what they must. In this order,
/// so that a refusal tells the first reason and nobody learns of a ticket by the rules that it breaks.
///
/// # Errors
/// The refusal with the highest precedence.
pub fn judge<A: Aggregate>(
    spec: &CommandSpec<A>,
    command: &dyn Decide<A>,
    existing: Option<&A>,
    cx: &Context<'_>,
) -> Result<Judged<A::Fact>, Refused> {
    let capacity = |may: &[Role]| capacity(cx.actor, may, cx.reference, cx.now);
    let also = || existing.and_then(|state| capacity(command.also_may(state, cx)));
    let Some(actor) = capacity(spec.may).or_else(also) else {
        return Err(Inadmissible::NotPermitted { command: spec.name, role: cx.actor.role, may: spec.may }.into());
    };
    let cx = &Context { actor: &actor, ..*cx };
    if spec.takes_a_person && actor.kind == ActorKind::System && !cx.origin.is_import() {
        return Err(Inadmissible::NotAPerson { command: spec.name }.into());
    }
    let nothing = A::default();
    let state = match (spec.target, existing) {
        (Target::Member, None) => return Err(Inadmissible::Unknown { collection: A::COLLECTION }.into()),
        (Target::Collection, None) => &nothing,
        (Target::Member | Target::Collection, Some(state)) => state,
    };
    let outsider = matches!(actor.kind, ActorKind::Customer | ActorKind::Supplier);
    if spec.target == Target::Member && outsider && !state.belongs_to(&actor) {
        return Err(Inadmissible::Unknown { collection: A::COLLECTION }.into());
    }
    if outsider && command.happened_at().is_some() {
        return Err(Inadmissible::CustomersTime.into());
    }
    check_time(state, spec, cx)?;
    let facts = command.decide(state, cx)?;
    facts.iter().try_for_each(|fact| state.admits(fact, cx))?;
    let consequences = state.consequences(&facts, cx)?.into_iter().map(|fact| (cx.now, fact));
    Ok(Judged { facts: facts.into_iter().map(|fact| (cx.at, fact)).chain(consequences).collect(), actor })
}

fn check_time<A: Aggregate>(state: &A, spec: &CommandSpec<A>, cx: &Context<'_>) -> Result<(), Inadmissible> {
    if cx.at > cx.now + CLOCK_TOLERANCE {
        return Err(Inadmissible::InFuture { at: cx.at, now: cx.now });
    }
    // What follows from elsewhere was dated there, under the same limit.
    if spec.is_internal() {
        return Ok(());
    }
    check_backdating(state, cx.at, cx.now, cx).map_err(|refusal| match (refusal, spec.target) {
        (Inadmissible::TooFarBack { at, limit }, Target::Collection) => Inadmissible::TooFarBackToOpen { at, limit },
        (refusal, _) => refusal,
    })
}

/// How far before its record somebody may say alone that something happened (`policy.md`, open point 8).
pub(crate) fn check_backdating<A: Aggregate>(
    state: &A,
    at: Timestamp,
    recorded_at: Timestamp,
    cx: &Context<'_>,
) -> Result<(), Inadmissible> {
    let limit = cx.reference.open_values().backdating_limit;
    if cx.origin.is_import() || recorded_at.since(at) <= limit || state.may_date_back(cx.actor, at, cx.now) {
        return Ok(());
    }
    Err(Inadmissible::TooFarBack { at, limit })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ticket::{COMMANDS, Ticket};

    fn unreadable(command: &str, body: &str) -> (bool, String, String) {
        let spec: &CommandSpec<Ticket> = COMMANDS.iter().find(|spec| spec.name == command).unwrap();
        let Unreadable { pointer, reason, syntax } = (spec.parse)(body.as_bytes()).unwrap_err();
        (syntax, pointer, reason)
    }

    #[test]
    fn what_is_wrong_with_a_body_is_said_in_plain_words() {
        let shape = |command, body: &str| {
            let (syntax, pointer, reason) = unreadable(command, body);
            assert!(!syntax, "{body}: {reason}");
            format!("{pointer}: {reason}")
        };
        let fields = "an object with the fields that the schema lists";
        let number = "a whole number that is not negative and not too large";
        let kinds = "`parts`, `labour`, `travel`, `freight`, `other`";
        for (command, body, said) in [
            ("report", "[]", format!(": invalid length 1, expected {fields}")),
            ("report", "{}", ": missing field `channel`".to_owned()),
            (
                "report",
                r#"{"channel": 5}"#,
                "/channel: expected a text, one of the names that the schema lists".to_owned(),
            ),
            (
                "report",
                r#"{"channel": "hotline", "symptom": 5}"#,
                "/symptom: invalid type: integer `5`, expected a text".to_owned(),
            ),
            ("report", r#"{"channel": "hotline", "symptom": " "}"#, "/symptom: the text is empty".to_owned()),
            ("check-off", r#"{"item": "x"}"#, format!("/item: invalid type: string \"x\", expected {number}")),
            ("check-off", r#"{"item": -1}"#, format!("/item: invalid value: integer `-1`, expected {number}")),
            ("dispatch", r#"{"people": {}}"#, "/people: invalid type: object, expected a list".to_owned()),
            (
                "dispatch",
                r#"{"people": ["e4001"]}"#,
                format!("/people/0: invalid type: string \"e4001\", expected {fields}"),
            ),
            ("record-cost", r#"{"kind": "part"}"#, format!("/kind: unknown name `part`, expected one of {kinds}")),
        ] {
            assert_eq!(shape(command, body), said, "{command} {body}");
        }
        let (syntax, _, reason) = unreadable("report", "{\"channel\":");
        assert!(syntax && reason.contains("line 1"), "{reason}");
    }
}
