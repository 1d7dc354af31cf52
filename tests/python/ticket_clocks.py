"""The clocks of tickets and their verdicts, from the exported event log: `policy.md` and `docs/clocks.md` define them.

All instants and durations are whole microseconds; what never comes is infinite.
"""

import collections
import dataclasses
import functools
import itertools
import json
import math
import re
from datetime import datetime, timezone

KINDS = (
    "triage", "first_contact", "notification", "first_analysis", "arrival_important", "progress_report", "summary_report",
    "plan_activation", "arrival_emergency", "evaluation", "responsibility_meeting",
)
ARRIVALS = ("arrival_important", "arrival_emergency")
KINDS_OF_CLASS = {
    None: (),
    "general": ("first_contact",),
    "important": ("notification", "first_analysis", "arrival_important", "progress_report", "summary_report"),
    "emergency": ("notification", "plan_activation", "arrival_emergency", "evaluation"),
}
KINDS_FROM_CLASS = ("notification", "first_analysis", "plan_activation", *ARRIVALS)
KINDS_OF_EPISODE = (*ARRIVALS, "progress_report", "summary_report", "evaluation", "responsibility_meeting")
HAVE_TO_KNOW = {
    "important": {"head_of_after_sales", "technical_expert"},
    "emergency": {"head_of_after_sales", "technical_expert", "production_head"},
}
STOPS = {
    "ticket.classified": "triage", "ticket.customer_reached": "first_contact", "ticket.first_analysis_held": "first_analysis",
    "ticket.summary_filed": "summary_report", "ticket.response_evaluated": "evaluation",
    "ticket.responsibility_reviewed": "responsibility_meeting",
}
CLASS_GIVEN = ("ticket.classified", "ticket.class_corrected", "ticket.class_change_approved")
CLOSES = ("ticket.closed", "ticket.closed_unconfirmed")
GRID_ENDS = (*CLOSES, "ticket.solution_finished", "ticket.satisfaction_refused", "ticket.merged")
# By these the record of a ticket changes afterwards.
AMENDMENTS = (
    "ticket.entry_corrected", "ticket.entry_retracted", "ticket.entry_moved_out", "ticket.entry_moved_in", "clock.reassessed",
)
# The policy before any version of it was published: the numbers of policy.md, in the order of KINDS.
DEFAULT_TARGETS = ("PT1H", "PT2H", "PT5M", "PT30M", "PT24H", "PT2H", "PT120H", "PT5M", "PT1H", "PT120H", "PT120H")
DEFAULT_POLICY = {
    "version": 0,
    "clocks": [{"clock": kind, "target": target} for kind, target in zip(KINDS, DEFAULT_TARGETS)],
    "open": {
        "urgent_start": "classified",
        "holds": [{"reason": "customer_asked_for_later", "clocks": ["first_contact", "progress_report"]}],
        "measures": {
            "recurrence_windows": ["PT720H", "PT2160H", "PT8760H"], "late_entry_after": "PT1H", "near_deadline": 90,
            "reopened_soon": "PT168H",
        },
    },
}

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
NEVER = math.inf


class CannotCompute(Exception):
    """The log or an answer has something for which there is no definition here."""


# Times.

INSTANT = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?Z")
DURATION = re.compile(r"PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d{1,6}))?S)?")


@functools.lru_cache(maxsize=1 << 16)
def instant(text):
    seconds, fraction = INSTANT.fullmatch(text).groups()
    whole = datetime.fromisoformat(seconds + "+00:00") - EPOCH
    return (whole.days * 86_400 + whole.seconds) * 1_000_000 + int((fraction or "").ljust(6, "0"))


@functools.lru_cache(maxsize=1 << 10)
def duration(text):
    hours, minutes, seconds, fraction = DURATION.fullmatch(text).groups()
    whole = int(hours or 0) * 3_600 + int(minutes or 0) * 60 + int(seconds or 0)
    return whole * 1_000_000 + int((fraction or "").ljust(6, "0"))


def duration_text(micros):
    seconds, fraction = divmod(micros, 1_000_000)
    hours, minutes, seconds = seconds // 3_600, seconds // 60 % 60, seconds % 60
    text = f"{seconds}.{fraction:06}".rstrip("0").rstrip(".") + "S" if seconds or fraction or not micros else ""
    return "PT" + f"{hours}H" * (hours > 0) + f"{minutes}M" * (minutes > 0) + text


# The log.


@dataclasses.dataclass(slots=True)
class Entry:
    """An event, or what it stands for in the history as corrected: when it happened, when it was known, when recorded first."""

    position: int
    id: str
    type: str
    data: dict
    at: int
    known: int
    kind: str
    origin: str
    recorded: int


def entry_of(event):
    at, recorded = instant(event["occurred_at"]), instant(event["recorded_at"])
    # What was brought in was known to the source when it happened.
    known = at if event["origin"] == "import" else recorded
    return Entry(
        event["position"], event["event"], event["type"], event["data"], at, known, event["actor_kind"], event["origin"],
        recorded,
    )


def read_log(path):
    """Entries of each ticket, versions of the policy, and what the directory says of people, all in the order of the log."""
    tickets, policies, people = collections.defaultdict(list), [(-1, DEFAULT_POLICY)], []
    first_recorded = {}
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            event = json.loads(line)
            position, kind, data = event["position"], event["type"], event["data"]
            if event["category"] == "ticket":
                entry = entry_of(event)
                # What was moved here had been recorded on the other ticket.
                entry.recorded, entry.origin = first_recorded.get(data.get("moved"), (entry.recorded, entry.origin))
                if kind != "ticket.entry_moved_out":
                    first_recorded[entry.id] = entry.recorded, entry.origin
                tickets[event["stream"]].append(entry)
            elif kind == "sla_policy.published":
                policies.append((position, data))
            elif kind in ("person.registered", "person.department_set"):
                people.append((position, event["key"], data.get("department")))
    return tickets, policies, people


def corrected(entries):
    """The history as these entries have it: without what was retracted or moved away, with the words and times of corrections,
    sorted by when it happened."""
    gone = {entry.data["retracts"] for entry in entries if entry.type == "ticket.entry_retracted"}
    gone |= {entry.data["moved"] for entry in entries if entry.type == "ticket.entry_moved_out"}
    words, times = {}, {}
    for entry in entries:
        if entry.type == "ticket.entry_corrected" and entry.id not in gone:
            words[entry.data["corrects"]] = entry.data["replacement"]
            if entry.data.get("happened_at"):
                times[entry.data["corrects"]] = instant(entry.data["happened_at"])
    history = []
    for entry in entries:
        if entry.id in gone:
            continue
        if entry.type == "ticket.entry_moved_in":
            author, fact = entry.data["author"], entry.data["fact"]
            entry = dataclasses.replace(entry, type=fact["type"], data=fact["data"], kind=author["kind"])
        if entry.id in words:
            fact, at = words[entry.id], times.get(entry.id, entry.at)
            entry = dataclasses.replace(entry, type=fact["type"], data=fact["data"], at=at)
        history.append(entry)
    return sorted(history, key=lambda entry: (entry.at, entry.position))


class Policies:
    """The versions of the policy that a part of the log has."""

    def __init__(self, published):
        self.versions, self.latest = {policy["version"]: policy for policy in published}, published[-1]
        self.rules = self.latest["open"]["measures"]
        self.targets, self.pausing = {}, collections.defaultdict(set)
        for version, policy in self.versions.items():
            for rule in policy["clocks"]:
                if rule["clock"] in KINDS and rule.get("calendar"):
                    raise CannotCompute(f"version {version} of the policy names a calendar for {rule['clock']}")
                self.targets[version, rule["clock"]] = duration(rule["target"])
            for rule in policy["open"]["holds"]:
                for kind in rule["clocks"]:
                    self.pausing[version, kind].add(rule["reason"])

    def starts_at_receipt(self, version):
        return self.versions[version]["open"]["urgent_start"] == "received"


# Clocks.


@dataclasses.dataclass(slots=True)
class Clock:
    """A clock as a history shows it, without a verdict."""

    kind: str
    episode: int
    number: int
    version: int
    start: int
    target: int
    pauses: list
    stop: int | None = None
    cancelled: int | None = None
    due: float = NEVER

    @property
    def key(self):
        return self.kind, self.episode, self.number

    def counted(self, until):
        """The segments that count, from the start to an instant."""
        at, segments = self.start, []
        for begin, end in self.pauses:
            if begin >= until:
                break
            if begin > at:
                segments.append((at, begin))
            at = max(at, end)
        if at < until:
            segments.append((at, until))
        return segments

    def gone(self, until):
        return sum(end - begin for begin, end in self.counted(until))

    def find_due(self):
        left = self.target
        for begin, end in self.counted(NEVER):
            if left <= end - begin:
                return begin + left
            left -= end - begin
        return NEVER

    def record_says(self, as_of):
        """What a record says of it: met, breached, void, or nothing before its deadline."""
        if self.cancelled is not None and self.cancelled <= self.due:
            return "void"
        if self.stop is not None and self.stop <= self.due:
            return "met"
        return "breached" if self.due < as_of else None


def spans(history, begins, ends, is_end_of):
    """Each beginning with the instant of its end; without one it lasts."""
    for place, entry in enumerate(history):
        if entry.type == begins:
            yield entry, next((end.at for end in history[place + 1:] if end.type == ends and is_end_of(end, entry)), NEVER)


class Clocks:
    """The clocks that a history has, walked through moment by moment; of the progress grid, the slots until an instant."""

    def __init__(self, history, policies, until):
        self.history, self.policies, self.until = history, policies, until
        self.all, self.running, self.numbers = {}, {}, collections.Counter()
        self.episode, self.cls, self.class_start, self.assigned = 1, None, None, None
        self.told, self.plan, self.team, self.leader, self.wants_visit = {}, None, None, None, True
        self.arrived, self.solved, self.is_withdrawn = [], None, False
        self.holds = list(spans(
            history, "ticket.hold_placed", "ticket.hold_released", lambda end, hold: end.data["hold"] == hold.id))
        self.withdrawals = list(spans(history, "ticket.withdrawn", "ticket.reopened", lambda *_: True))
        self.taken_back = {entry.id for entry, end in self.withdrawals if end == NEVER}
        for entry in history:
            self.take(entry)
        for clock in self.all.values():
            clock.due = clock.due if clock.kind == "progress_report" else clock.find_due()

    def paused(self, version, kind):
        reasons = self.policies.pausing[version, kind]
        return [(hold.at, end) for hold, end in self.holds if hold.data["reason"] in reasons]

    def open(self, kind, start, version):
        away = [(entry.at, end) for entry, end in self.withdrawals if end < NEVER]
        self.numbers[kind, self.episode] += 1
        clock = Clock(
            kind, self.episode, self.numbers[kind, self.episode], version, start, self.policies.targets[version, kind],
            sorted(self.paused(version, kind) + away))
        self.all[clock.key] = self.running[kind] = clock
        return clock

    def stop(self, kind, at):
        if kind in self.running:
            clock = self.running.pop(kind)
            clock.stop = max(at, clock.start)

    def cancel(self, kinds, at):
        for kind in kinds:
            if kind in self.running:
                self.running.pop(kind).cancelled = at

    def take(self, entry):
        at, data, version = entry.at, entry.data, entry.data.get("policy_version")
        self.stop(STOPS.get(entry.type), at)
        match entry.type.removeprefix("ticket."):
            case "reported":
                self.received, self.triage = at, self.open("triage", at, version)
            case "classified":
                in_time = min(at, self.triage.find_due())
                self.give_class(entry, self.received if self.policies.starts_at_receipt(version) else in_time)
            case "class_corrected":
                self.give_class(entry, self.class_start)
            case "class_change_approved":
                self.give_class(entry, instant(data["changed_at"]))
            case "assigned" if self.assigned is None:
                self.assigned = at
                self.start_first_contact(at, version)
            case "notification_acknowledged" | "role_notified":
                self.told.setdefault(data["role"], at)
            case "plan_activated" if self.plan is None:
                self.plan = at
            case "team_formed":
                self.team, self.leader = self.team or at, data["leader"]
            case "staff_dispatched" if self.episode > 1 and f"arrival_{self.cls}" in ARRIVALS:
                if not self.numbers[f"arrival_{self.cls}", self.episode]:
                    self.open(f"arrival_{self.cls}", at, version)
            case "staff_arrived":
                self.arrived.append((at, data["person"], data["role"]))
            case "no_visit_approved":
                self.wants_visit = False
                self.cancel(("arrival_important",), at)
            case "solution_finished":
                self.solved = at
                self.start_after_solution(version)
            case "closed" | "closed_unconfirmed" if entry.origin != "import":
                self.open("responsibility_meeting", at, version)
            case "satisfaction_refused":
                self.begin_episode(at)
            case "reopened" if not self.is_withdrawn:
                self.begin_episode(at)
            case "merged":
                self.cancel(KINDS, at)
            case "withdrawn" if entry.id in self.taken_back:
                self.cancel(KINDS, at)
        if entry.type in ("ticket.withdrawn", "ticket.reopened"):
            self.is_withdrawn = entry.type == "ticket.withdrawn"
        self.look_around(entry)

    def begin_episode(self, at):
        self.cancel(KINDS_OF_EPISODE, at)
        self.episode, self.arrived, self.solved = self.episode + 1, [], None

    def give_class(self, entry, start):
        cls, version = entry.data["class"], entry.data["policy_version"]
        if cls == self.cls:
            return
        self.cancel(KINDS_OF_CLASS[self.cls], entry.at)
        self.cls, self.class_start = cls, start
        self.start_first_contact(entry.at, version)
        for kind in KINDS_OF_CLASS[cls]:
            if kind in KINDS_FROM_CLASS and (kind not in ARRIVALS or self.wants_visit):
                self.open(kind, start, version)
        self.start_after_solution(version)

    def start_first_contact(self, at, version):
        if self.cls == "general" and self.assigned is not None and not self.numbers["first_contact", 1]:
            self.open("first_contact", max(at, self.assigned), version)

    def start_after_solution(self, version):
        kind = {"important": "summary_report", "emergency": "evaluation"}.get(self.cls)
        if kind and self.solved is not None and kind not in self.running:
            self.open(kind, self.solved, version)

    def look_around(self, entry):
        """Whether everybody has been told, the plan is active, and those who have to be on site are there."""
        if self.cls not in HAVE_TO_KNOW:
            return
        if HAVE_TO_KNOW[self.cls] <= self.told.keys():
            self.stop("notification", max(self.told[role] for role in HAVE_TO_KNOW[self.cls]))
        if self.plan is not None and self.team is not None:
            self.stop("plan_activation", max(self.plan, self.team))
        experts = [(at, person) for at, person, role in self.arrived if role == "technical_expert"]
        others = [
            (at, person) for at, person, role in self.arrived
            if (role == "on_site_engineer" if self.cls == "important" else person == self.leader)
        ]
        since = min((max(a, b) for (a, one), (b, other) in itertools.product(experts, others) if one != other), default=None)
        if since is not None:
            self.stop(f"arrival_{self.cls}", since)
            if self.cls == "important" and self.solved is None and not self.numbers["progress_report", self.episode]:
                self.start_grid(entry, since)

    def start_grid(self, entry, since):
        """The slots from on site on. More reports in one slot fill no other; the slot after one with a report is the next that
        is due, also before it begins."""
        version = entry.data.get("policy_version", self.triage.version)
        later = [other for other in self.history if (other.at, other.position) > (entry.at, entry.position)]
        ends = next((other.at for other in later if self.ends_grid(other)), NEVER)
        reports = [other.at for other in self.history if other.type == "ticket.progress_reported" and other.at >= since]
        covers = self.paused(version, "progress_report")
        start, is_next = since, False
        while start < ends and (start < self.until or is_next):
            clock = self.open("progress_report", start, version)
            clock.pauses, clock.due = [], start + clock.target
            clock.stop = next((at for at in reports if at <= clock.due), None)
            reports = [at for at in reports if at > clock.due]
            if clock.stop is None and ends < clock.due:
                clock.cancelled = ends
            elif clock.stop is None and any(begin <= start and clock.due <= end for begin, end in covers):
                clock.cancelled = start
            start, is_next = clock.due, clock.stop is not None
        self.running.pop("progress_report", None)

    def ends_grid(self, entry):
        if entry.type in CLASS_GIVEN:
            return entry.data["class"] != "important"
        return entry.type in GRID_ENDS or entry.id in self.taken_back


@dataclasses.dataclass(slots=True)
class Outcome:
    """A clock with the verdicts that count for measures."""

    clock: Clock
    verdict: str | None
    first: str | None
    by: int | None
    stop: int | None
    contested: bool
    waived: bool
    reassessed: bool

    @property
    def at(self):
        """When its verdict counts, or when it is due; what was met by a stop that no longer stands counts at the deadline."""
        return self.stop if self.verdict == "met" and self.stop is not None else self.by


def judge(entries, policies, as_of):
    """All clocks of a ticket, each with its verdict: what the record showed when the deadline passed stands, unless another
    person changed it; before the deadline it is what the record shows now."""
    known = sorted({entry.known for entry in entries})
    passed = {}
    if all(entry.known == entry.at and entry.type not in AMENDMENTS for entry in entries):
        # Nothing speaks against what was on record.
        known = []
    for index, since in enumerate(known):
        until = known[index + 1] if index + 1 < len(known) else as_of
        record = Clocks(corrected([entry for entry in entries if entry.known <= since]), policies, max(until, since)).all
        for key, clock in record.items():
            if key in passed or clock.due >= until or clock.record_says(NEVER) == "void":
                continue
            passed[key] = clock.record_says(NEVER), clock
    history = corrected(entries)
    changed, waived = {}, set()
    for entry in history:
        key = entry.data.get("clock"), entry.data.get("episode"), entry.data.get("number")
        if entry.type == "clock.reassessed":
            changed[key] = entry.data["verdict"]
        elif entry.type == "ticket.waiver_granted":
            waived.add(key)
    outcomes = []
    today = Clocks(history, policies, as_of).all
    for key in today.keys() | passed.keys():
        clock = today.get(key)
        says = clock.record_says(as_of) if clock else "void"
        first, judged = passed.get(key, (says, clock))
        verdict = changed.get(key, first)
        contested = key in passed and says != verdict
        stop = clock.stop if clock else None
        outcomes.append(Outcome(clock or judged, verdict, first, judged.due, stop, contested, key in waived, key in changed))
    return outcomes
