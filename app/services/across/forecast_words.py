"""A line's outlook in sentences: the same on screen and in the command line."""

import csv
import datetime as dt
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from app.services.across.forecast import Ahead, Limit, Worked
from app.services.documents import words
from app.services.rules.forecast import Change
from app.services.rules.ledger import ceil_minutes
from app.wording import N_, _, plural

METHOD = N_(
    "At this pace: what is owed now, and what the days left owe if work goes on at this month's minutes a day so far."
)


@dataclass(frozen=True)
class Said:
    """A sentence and its tone, warning or info."""

    text: str
    tone: str = "info"


def sentences(one: Ahead, as_of: dt.date) -> list[Said]:
    """What is worth knowing of the line, most pressing first."""
    found = [_gap(row, as_of) for row in reversed(one.gaps)]
    found += [_change(change, one.supervisors, as_of) for change in reversed(one.changes)]
    found += [_alone(one.alone)] if one.alone is not None else []
    found += [_groups(one.groups)] if one.groups is not None else []
    return sorted(found, key=lambda said: said.tone != "warning")


def short(days: int) -> str:
    """Short for 12 days."""
    return plural("Short for {count} day", "Short for {count} days", days)


def _gap(row: Worked, as_of: dt.date) -> Said:
    length = words.length(row.minutes)
    if row.gap.last == as_of:
        text = _("No agreement with a supervisor has been in force since {day}. {length} of work since then.")
        return Said(text.format(day=words.long_day(row.gap.first), length=length), "warning")
    text = _("No agreement with a supervisor was in force from {first} to {last}. {length} of work in that time.")
    first, last = words.long_day(row.gap.first), words.long_day(row.gap.last)
    return Said(text.format(first=first, last=last, length=length))


def _change(change: Change, names: dict[str, str], as_of: dt.date) -> Said:
    name, day = names.get(change.supervisor, change.supervisor), words.long_day(change.changed_on)
    if change.tell_by is None:
        return Said(_("New supervisor since {day}: {name}.").format(day=day, name=name))
    if change.told_on is not None:
        text = _("New supervisor since {day}: {name}. The Board was told on {told}.")
        return Said(text.format(day=day, name=name, told=words.long_day(change.told_on)))
    text = _("New supervisor since {day}: {name}. The Board is told within {count} business days: by {until}.")
    told = text.format(day=day, name=name, count=change.business_days, until=words.long_day(change.tell_by))
    return Said(told, "warning" if change.changed_on <= as_of <= change.tell_by else "info")


def _alone(limit: Limit) -> Said:
    assert limit.most is not None
    most = words.length(int(str(limit.most.value)))
    since = _("since the start")
    if limit.since is not None:
        since = _("since the last credited session, {day}").format(day=words.long_day(limit.since))
    told = _("{length} of work {since}.").format(length=words.length(limit.amount), since=since)
    if not limit.applies:
        older = _("An older rule allowed {most}; it is shown for information and not applied.")
        return Said(f"{told} {older.format(most=most)}")
    rule = _("These rules allow {most} without supervision.").format(most=most)
    return Said(f"{told} {rule}", "warning" if limit.over else "info")


def _groups(limit: Limit) -> Said:
    told = _("{percent}% of this month's credited time was held in groups.").format(percent=_percent(limit))
    if limit.most is None or not limit.applies:
        return Said(told + " " + _("These rules set no limit for groups."))
    rule = _("These rules allow {most}%.").format(most=limit.most.value)
    return Said(f"{told} {rule}", "warning" if limit.over else "info")


def _percent(limit: Limit) -> str:
    """Rounded up, as all that is shown: a share just over its limit never looks like the limit."""
    return str(ceil_minutes(limit.amount))


def rows(found: Sequence[Ahead], as_of: dt.date) -> list[dict[str, Any]]:
    """Each line's outlook for other programs: exact minutes as text, days as ISO dates, None where there is none."""
    made = []
    for one in found:
        ahead, planned = one.forecast, one.next[0] if one.next else None
        made.append({
            "staff": one.staff,
            "pack": one.pack,
            "even_by": ahead.until.isoformat() if ahead else None,
            "to_hold_minutes": _exact(ahead.needed) if ahead else None,
            "planned_minutes": ahead.planned if ahead else None,
            "not_planned_minutes": _exact(ahead.missing) if ahead else None,
            "next_planned": planned.date.isoformat() if planned else None,
            "short_days": one.short_days,
            "notes": [said.text for said in sentences(one, as_of)],
        })  # fmt: skip
    return made


def _exact(amount: Fraction) -> str:
    return str(amount)


def as_json(found: Sequence[Ahead], as_of: dt.date) -> str:
    """A list with one object for each staff member and pack."""
    return json.dumps(rows(found, as_of), indent=1) + "\n"


def as_csv(found: Sequence[Ahead], as_of: dt.date) -> str:
    """A line for each staff member and pack; the notes stand in one cell."""
    from app.services.exchange.formulas import guard

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEAD)
    for one in rows(found, as_of):
        cells = one | {"staff": guard(one["staff"]), "pack": guard(one["pack"]), "notes": guard(" ".join(one["notes"]))}
        writer.writerow(["" if cells[name] is None else cells[name] for name in HEAD])
    return out.getvalue()


HEAD = (
    "staff", "pack", "even_by", "to_hold_minutes", "planned_minutes", "not_planned_minutes", "next_planned", "short_days",
    "notes",
)  # fmt: skip


def as_table(found: Sequence[Ahead], as_of: dt.date) -> str:
    """What to hold for each person, rounded up to the minute, with notes below; the method last."""
    told = []
    for one in found:
        told.append(f"{one.staff}  {one.pack}")
        told += ["    " + text for text in (*plainly(one), *(said.text for said in sentences(one, as_of)))]
    if not told:
        return _("No months to show yet.") + "\n"
    return "\n".join([*told, "", _(METHOD)]) + "\n"


def plainly(one: Ahead) -> list[str]:
    """The forecast, the next planned session and how long the line has been short, a sentence each."""
    found = []
    if one.forecast is not None:
        text = _("To hold by {day} to be even at this pace: {time}. Planned: {planned}.")
        found.append(
            text.format(
                day=words.long_day(one.forecast.until), time=words.length(one.forecast.needed),
                planned=words.length(one.forecast.planned),
            )
        )  # fmt: skip
    if one.next is not None:
        planned, led = one.next
        text = _("Next planned session: {day}, {time}, {length}, with {name}.")
        found.append(
            text.format(
                day=words.long_day(planned.date), time=words.clock(planned.start), length=words.length(planned.minutes),
                name=led,
            )
        )  # fmt: skip
    if one.short_days is not None:
        found.append(short(one.short_days) + ".")
    return found


FORMATS: dict[str, Callable[[Sequence[Ahead], dt.date], str]] = {"table": as_table, "json": as_json, "csv": as_csv}
