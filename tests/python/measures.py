#!/usr/bin/env python3
"""A second computation of the measures, from the exported event log and the written definitions alone.

    measures.py EVENTS.ndjson ANSWER.json...      a folder stands for all *.json in it

EVENTS.ndjson is what `flywheel export events --format ndjson` writes; an answer is the body of `GET /v1/measures`, with its
cut in the name of the file: `2026-Q3.json`, `2026-Q3.by-group.json`, `2026.each-month.by-class.json`. The position and the
instant of each answer say which events count and which deadlines are over.

Every difference is a line. The exit code is 0 if there is none, 1 if there is one, 2 if something cannot be computed.
"""

import bisect
import collections
import decimal
import functools
import json
import math
import pathlib
import sys
from datetime import datetime, timedelta, timezone

from ticket_clocks import (
    ARRIVALS, CLASS_GIVEN, EPOCH, KINDS, KINDS_OF_CLASS, NEVER, CannotCompute, Policies, corrected, duration, duration_text,
    instant, judge, read_log,
)

# Fields of an answer that are not computed anew, by path, and why.
NOT_RECOMPUTED = {
    "as_of": "it says which deadlines are over, and is taken from the answer",
    "position": "it says which events count, and is taken from the answer",
}

# Cuts that are not computed anew, and why: an answer with one of them is refused.
CUTS_NOT_RECOMPUTED = {"supplier": "the names of suppliers and of their parts have a history of their own"}

RANKS = {"general": 1, "important": 2, "emergency": 3}
# What is reached first by which fact.
MILESTONES = {
    "ticket.reported": "receipt", "ticket.classified": "triage", "ticket.customer_reached": "contact",
    "ticket.staff_arrived": "arrival", "ticket.temporary_solution_applied": "temporary_solution",
}
# What a ticket is about, by the fields of the facts that say so.
TRAITS = {
    "ticket.reported": {"channel": "channel", "engine_model": "engine_model", "engine_serial": "serial"},
    "ticket.intake_completed": {"engine_model": "engine_model"},
    "ticket.diagnosis_concluded": {"failure_code": "failure_code", "category": "cause"},
    **{given: {"class": "class", "issue_type": "issue_type"} for given in CLASS_GIVEN},
}
CUTS_OF_OWNERS = ("department", "group", "person")
CUTS = (*CUTS_OF_OWNERS, "engine_model", "part", "issue_type", "failure_code", "cause", "channel", "class")

FACTORY = timezone(timedelta(hours=8))
Z = 1.959963984540054


# Periods.


def months_of(period):
    """The months of a month, quarter or year, as (year, month)."""
    year = int(period[:4])
    if len(period) == 4:
        return [(year, month) for month in range(1, 13)]
    if period[5] == "Q":
        first = 3 * int(period[6]) - 2
        return [(year, month) for month in range(first, first + 3)]
    return [(year, int(period[5:]))]


def bounds_of(period):
    """From the first midnight of the factory to the one after the last day."""
    months = months_of(period)
    year, month = months[-1]
    begin = datetime(*months[0], 1, tzinfo=FACTORY)
    end = datetime(year + month // 12, month % 12 + 1, 1, tzinfo=FACTORY)
    return tuple((at - EPOCH) // timedelta(microseconds=1) for at in (begin, end))


# What is counted of a ticket.

# Something that counts in the period in which `at` lies.
Observation = collections.namedtuple("Observation", "at figure value", defaults=(None,))


class Case:
    """A ticket as measures see it."""

    def __init__(self, entries, policies, department_at, as_of):
        self.recorded, self.history, self.policies, self.as_of = entries, corrected(entries), policies, as_of
        self.rules = policies.rules
        self.outcomes = judge(entries, policies, as_of)
        self.seen, self.traits, self.owners, self.reached = [], {}, [(-NEVER, dict.fromkeys(CUTS_OF_OWNERS))], {}
        self.solutions, self.ends, self.episode, self.visited = [], [], 1, set()
        self.is_closed, self.is_rated, self.stands_since = False, False, None
        for entry in self.history:
            self.take(entry, department_at)
        self.received = self.reached.pop("receipt")
        self.traits |= self.owners[-1][1]
        self.is_issue = not self.ends or self.ends[-1][1] not in ("withdrawn", "merged")
        serial, fault = self.traits.get("serial"), self.traits.get("failure_code") or self.traits.get("part")
        self.fault = (serial, fault) if serial and fault else None

    def see(self, at, figure, value=None):
        self.seen.append(Observation(at, figure, value))

    def take(self, entry, department_at):
        at, data = entry.at, entry.data
        if entry.type in MILESTONES:
            self.reached.setdefault(MILESTONES[entry.type], at)
        for name, trait in TRAITS.get(entry.type, {}).items():
            if data.get(name) is not None:
                self.traits[trait] = data[name]
        match entry.type.removeprefix("ticket."):
            case "engine_identified":
                self.traits["serial"] = data.get("serial")
            case "diagnosis_concluded":
                self.traits["part"] = (data.get("part") or {}).get("number")
            case "assigned" | "reassigned":
                self.owners.append((at, dict.fromkeys(CUTS_OF_OWNERS) | {"group": data.get("to") or data.get("group")}))
            case "taken_over":
                whose = {"person": data["person"], "department": department_at(data["person"], entry.position)}
                self.owners.append((at, self.owners[-1][1] | whose))
            case "staff_arrived":
                self.visited.add(self.episode)
            case "cost_recorded":
                self.see(at, "cost", (data["currency"], decimal.Decimal(data["amount"])))
            case "engine_out_of_service" if self.stands_since is None:
                self.stands_since = at
            case "engine_back_in_service" if self.stands_since is not None:
                self.see(at, "downtime", max(at - self.stands_since, 0))
                self.stands_since = None
            case "solution_finished":
                self.reached["solution"] = at
                self.solutions.append([at, False])
                self.is_closed = False
            case "satisfaction_confirmed":
                self.rate(at, data)
            case "satisfaction_refused":
                self.rate(at, data)
                self.comes_back()
            case "closed" | "closed_unconfirmed":
                self.end(entry)
                self.see(at, "answered", self.is_rated)
                self.is_closed, self.is_rated = True, False
            case "withdrawn" | "merged":
                self.end(entry)
            case "reopened" if self.ends and self.ends[-1][1] == "withdrawn":
                self.ends.pop()
            case "reopened":
                if self.ends and at - self.ends[-1][0] <= duration(self.rules["reopened_soon"]):
                    self.see(at, "closed_and_reopened")
                if self.is_closed:
                    self.comes_back()

    def rate(self, at, data):
        if data.get("rating") is not None:
            self.see(at, "rated", data["rating"])
            self.is_rated = True

    def end(self, entry):
        self.ends.append((entry.at, entry.type.removeprefix("ticket.")))

    def comes_back(self):
        self.episode += 1
        if self.solutions:
            self.solutions[-1][1] = True

    def observe(self, repeats):
        """Everything that counts of it."""
        if self.is_issue:
            self.see(self.received, "received")
        for stage, at in self.reached.items():
            self.see(at, "took", (stage, max(at - self.received, 0)))
        after = duration(self.rules["late_entry_after"])
        own = [entry for entry in self.recorded if entry.kind == "staff" and entry.origin != "import"]
        self.see(self.received, "entries", (sum(entry.recorded - entry.at > after for entry in own), len(own)))
        self.observe_clocks()
        self.observe_solutions(repeats)
        self.observe_signs()
        return self.seen

    def observe_clocks(self):
        judged = [outcome for outcome in self.outcomes if outcome.verdict in ("met", "breached")]
        unwaived = [outcome for outcome in judged if not outcome.waived]
        for at, how in self.ends:
            self.see(at, "ended", how)
            for figure, outcomes in ("kept_raw", judged), ("kept_adjusted", unwaived):
                if outcomes and how in ("closed", "closed_unconfirmed"):
                    self.see(at, figure, all(outcome.verdict == "met" for outcome in outcomes))
        for outcome in self.outcomes:
            if outcome.verdict is None:
                self.see(outcome.by, "running", outcome)
        for outcome in judged:
            self.see(outcome.at, "judged", outcome)
            for begin, end in outcome.clock.counted(outcome.clock.due if outcome.stop is None else outcome.stop):
                for owner, time in self.parted(begin, end):
                    self.see(outcome.at, "owned", (owner, outcome.verdict == "met", time))

    def parted(self, begin, end):
        """A segment by who had the ticket when."""
        for (since, owner), until in zip(self.owners, [at for at, _ in self.owners[1:]] + [NEVER]):
            time = min(end, until) - max(begin, since)
            if time > 0:
                yield owner, time

    def observe_solutions(self, repeats):
        for at, came_back in self.solutions:
            self.see(at, "solved", came_back)
        if not self.solutions or not self.is_issue:
            return
        last = self.solutions[-1][0]
        windows = [duration(text) for text in self.rules["recurrence_windows"]]
        again = min((at for at in repeats[self.fault] if at > last), default=NEVER) if self.fault else NEVER
        for number, window in enumerate(windows if self.fault else ()):
            self.see(last, "recurred", (number, again <= last + window if last + window <= self.as_of else None))
        if self.visited and self.fault:
            is_enough = len(self.visited) == 1 and self.episode == 1 and again > last + windows[0]
            self.see(last, "first_visit", is_enough if last + windows[0] <= self.as_of else None)

    def observe_signs(self):
        """What happened when most of an unjudged clock had gone that it pauses or cancels."""
        near, before = self.rules["near_deadline"], None
        clocks = [outcome.clock for outcome in self.outcomes]

        def is_near(clock, at):
            return clock.start <= at <= clock.due and 100 * clock.gone(at) >= near * clock.target

        for entry in self.history:
            at = entry.at
            if entry.type == "ticket.hold_placed":
                pausing = [
                    clock for clock in clocks
                    if clock.kind != "progress_report"
                    and entry.data["reason"] in self.policies.pausing[clock.version, clock.kind]
                    and min(end for end in (clock.stop, clock.cancelled, NEVER) if end is not None) > at
                ]
                if any(is_near(clock, at) for clock in pausing):
                    self.see(at, "hold_near_deadline")
            elif entry.type in CLASS_GIVEN:
                cls = entry.data["class"]
                cancelled = [clock for clock in clocks if clock.cancelled == at and clock.kind in KINDS_OF_CLASS[before]]
                if before and RANKS[cls] < RANKS[before] and any(is_near(clock, at) for clock in cancelled):
                    self.see(at, "downgrade_near_deadline")
                before = cls


# Figures.


def share(part, whole):
    """A proportion with Wilson's interval of 95 %."""
    if whole == 0:
        return {"part": part, "whole": whole}
    p, n, z2 = part / whole, float(whole), Z * Z
    centre = p + z2 / (2.0 * n)
    reach = Z * math.sqrt(p * (1.0 - p) / n + z2 / (4.0 * n * n))
    scale = 1.0 + z2 / n
    low, high = max(min((centre - reach) / scale, p), 0.0), min(max((centre + reach) / scale, p), 1.0)
    return {"part": part, "whole": whole, "rate": p, "low": low, "high": high}


def share_of(values):
    """A share of what is known; of what is not, nothing is a part."""
    known = [value for value in values if value is not None]
    return share(sum(known), len(known))


def waited(values):
    return share_of(values) | {"waiting": values.count(None)}


def spread(times):
    """Percentiles by nearest rank."""
    ranks = {"median": 50, "p90": 90, "p99": 99} if times else {}
    times = sorted(times)
    return {"count": len(times)} | {
        name: duration_text(times[-(-percent * len(times) // 100) - 1]) for name, percent in ranks.items()
    }


def raw_and_adjusted(judged):
    unwaived = [outcome for outcome in judged if not outcome.waived]
    return {name: share_of(of.verdict == "met" for of in some) for name, some in (("raw", judged), ("adjusted", unwaived))}


def of_clock(kind, judged, running):
    first = share_of(outcome.first == "met" for outcome in judged)
    return {"clock": kind} | raw_and_adjusted(judged) | {"first": first, "running": running}


def measures(observations, rules, owned):
    """All figures of some observations; `owned` is the time that an owner had of clocks, as pairs of met or not and time."""
    seen = collections.defaultdict(list)
    for observation in observations:
        seen[observation.figure].append(observation.value)
    judged, running, ended, ratings = seen["judged"], seen["running"], collections.Counter(seen["ended"]), seen["rated"]
    judged_of, running_of = collections.defaultdict(list), collections.Counter(of.clock.kind for of in running)
    for outcome in judged:
        judged_of[outcome.clock.kind].append(outcome)
    timeliness = {
        "clocks": raw_and_adjusted(judged),
        "of_clocks": [
            of_clock(kind, judged_of[kind], running_of[kind]) for kind in KINDS if judged_of[kind] or running_of[kind]
        ],
        "tickets": {"raw": share_of(seen["kept_raw"]), "adjusted": share_of(seen["kept_adjusted"])},
    }
    if owned:
        met, counted = sum(time for is_met, time in owned if is_met), sum(time for _, time in owned)
        timeliness["by_time"] = {"met_us": met, "counted_us": counted, "rate": met / counted}
    return {
        "tickets": {
            "received": len(seen["received"]),
            **{how: ended[how] for how in ("closed", "closed_unconfirmed", "withdrawn", "merged")},
        },
        "timeliness": timeliness,
        "satisfaction": {
            "satisfied": share_of(rating >= 4 for rating in ratings),
            "sum": sum(ratings),
            **({"mean": sum(ratings) / len(ratings)} if ratings else {}),
            "responses": share_of(seen["answered"]),
        },
        "recurrence": [
            {"window": window} | waited([value for place, value in seen["recurred"] if place == number])
            for number, window in enumerate(rules["recurrence_windows"])
        ],
        "first_time_fix": waited(seen["first_visit"]),
        "reopened": share_of(seen["solved"]),
        "times": {
            stage: spread([time for of, time in seen["took"] if of == stage])
            for stage in ("triage", "contact", "arrival", "temporary_solution", "solution")
        },
        "late_entries": share(sum(late for late, _ in seen["entries"]), sum(all_of for _, all_of in seen["entries"])),
        "reassessed": share_of(outcome.reassessed for outcome in judged),
        "contested": share_of(outcome.contested for outcome in judged),
        "waived": share_of(outcome.waived for outcome in judged if outcome.clock.kind in ARRIVALS),
        "unconfirmed": share(ended["closed_unconfirmed"], ended["closed"] + ended["closed_unconfirmed"]),
        "signs": {
            "holds_near_deadline": len(seen["hold_near_deadline"]),
            "downgrades_near_deadline": len(seen["downgrade_near_deadline"]),
            "closed_and_reopened": len(seen["closed_and_reopened"]),
        },
        "costs": spent(seen["cost"]),
        "downtime": {"times": len(seen["downtime"]), "total": duration_text(sum(seen["downtime"]))},
    }


def spent(costs):
    """What was spent, in each currency."""
    by_currency = collections.defaultdict(list)
    for currency, amount in costs:
        by_currency[currency].append(amount)
    return [
        {"entries": len(amounts), "amount": format(sum(amounts).normalize(), "f"), "currency": currency}
        for currency, amounts in sorted(by_currency.items())
    ]


class Oracle:
    """All observations of one state of the log."""

    def __init__(self, log, position, as_of):
        tickets, published, people = log
        self.policies = Policies([policy for at, policy in published if at < position])

        def department_at(person, place):
            return next((to for at, who, to in reversed(people) if who == person and at <= place), None)

        known = ([entry for entry in entries if entry.position < position] for entries in tickets.values())
        cases = [Case(entries, self.policies, department_at, as_of) for entries in known if entries]
        repeats = collections.defaultdict(list)
        for case in cases:
            if case.is_issue and case.fault:
                repeats[case.fault].append(case.received)
        observed = sorted(
            ((seen, case.traits) for case in cases for seen in case.observe(repeats)), key=lambda pair: pair[0].at)
        self.observations = [pair for pair in observed if pair[0].figure != "owned"]
        self.owned = [pair for pair in observed if pair[0].figure == "owned"]

    def rows(self, periods, cut):
        for period in periods:
            of_key, owned = collections.defaultdict(list), collections.defaultdict(list)
            if cut is None:
                of_key[None] = []
            for seen, traits in within(self.observations, period):
                of_key[traits.get(cut)].append(seen)
            for seen, _ in within(self.owned, period) if cut in CUTS_OF_OWNERS else ():
                owner, is_met, time = seen.value
                owned[owner[cut]].append((is_met, time))
            for key in sorted(of_key.keys() | owned.keys(), key=lambda key: (key is None, key)):
                figures_of_key = measures(of_key[key], self.policies.rules, owned.get(key))
                yield {"period": period} | ({} if key is None else {"key": key}) | {"measures": figures_of_key}


def within(observations, period):
    """The part of sorted observations that counts in a period."""
    first, last = (bisect.bisect_left(observations, at, key=lambda pair: pair[0].at) for at in bounds_of(period))
    return observations[first:last]


# Comparing.


def figures(value, path=""):
    """The figures of a document, each by its path; rows, clocks and windows are named by what they are of, in their order."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from figures(inner, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        names = [name_of(inner) for inner in value]
        yield f"order of {path}", names
        for name, inner in zip(names, value):
            yield from figures(inner, f"{path}[{name}]")
    else:
        yield path, value


def name_of(value):
    if "period" in value:
        return " ".join([value["period"], *([value["key"]] if "key" in value else [])])
    return value.get("clock") or value.get("window")


def parts_of(period, each):
    if each is None:
        return [period]
    months = [f"{year}-{month:02}" for year, month in months_of(period)]
    if each == "month":
        return months
    return [f"{month[:4]}-Q{(int(month[5:]) + 2) // 3}" for month in months[::3]]


def asked(path):
    """Period, parts and cut, by the name of the file."""
    period, *options = path.name.removesuffix(".json").split(".")
    named = {"each": None, "by": None}
    for option in options:
        name, _, value = option.partition("-")
        if name in named:
            named[name] = value
    return period, named["each"], named["by"]


def compare(path, oracle_at, answer):
    """Lines that say what differs, and how many figures were compared."""
    period, each, cut = asked(path)
    if cut is not None and cut not in CUTS:
        raise CannotCompute(f"{path.name}: the cut {cut} is not recomputed: {CUTS_NOT_RECOMPUTED.get(cut, 'unknown')}")
    oracle = oracle_at(answer["position"], instant(answer["as_of"]))
    own = {"policy_version": oracle.policies.latest["version"], "rows": list(oracle.rows(parts_of(period, each), cut))}
    theirs = dict(figures({name: value for name, value in answer.items() if name not in NOT_RECOMPUTED}))
    ours = dict(figures(own))
    lines = []
    for where in theirs | ours:
        if where not in ours:
            lines.append(f"{path.name}: {where}: {theirs[where]!r} in the answer, not recomputed")
        elif where not in theirs:
            lines.append(f"{path.name}: {where}: {ours[where]!r} recomputed, not in the answer")
        elif theirs[where] != ours[where] or type(theirs[where]) is not type(ours[where]):
            lines.append(f"{path.name}: {where}: {theirs[where]!r} in the answer, {ours[where]!r} recomputed")
    return lines, len(theirs.keys() & ours.keys())


def main(arguments):
    if len(arguments) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    paths = [pathlib.Path(argument) for argument in arguments[1:]]
    paths = [inner for path in paths for inner in (sorted(path.glob("*.json")) if path.is_dir() else [path])]
    log = read_log(arguments[0])
    oracle_at = functools.lru_cache(maxsize=2)(lambda position, as_of: Oracle(log, position, as_of))
    answers = [(path, json.loads(path.read_text(encoding="utf-8"))) for path in paths]
    for path, answer in answers:
        if "rows" not in answer:
            raise CannotCompute(f"{path.name} is no answer of measures")
    answers.sort(key=lambda answer: (answer[1]["position"], answer[1]["as_of"], answer[0]))
    different = compared = 0
    for path, answer in answers:
        lines, count = compare(path, oracle_at, answer)
        print(*lines, sep="\n", end="\n" * bool(lines))
        different, compared = different + len(lines), compared + count
    print(f"{compared} figures of {len(answers)} answers compared, {different} differ")
    return 1 if different else 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except CannotCompute as problem:
        print(f"cannot compute: {problem}", file=sys.stderr)
        sys.exit(2)
