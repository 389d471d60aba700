"""What is typed of an incident: who noticed it, what in few words, to whom it was reported and told, and when."""

import datetime as dt
from typing import Annotated, Any, Self
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, Field, model_validator

from app import clock
from app.services import doubts, entries
from app.services.entries import Choice, Entry
from app.services.records.keep import fold
from app.services.rules import moments
from app.wording import N_, _

MOST = 400  # characters of a text: the least that is needed goes in
TIMES = ("time", "reported_time", "told_time")
DAYS = {"time": "date", "reported_time": "reported_on", "told_time": "told_on"}  # the day that a time belongs to


class Kind(Choice):
    """What the incident is about."""

    CHILD_ABUSE = "child_abuse", N_("Suspected abuse or neglect of a child")
    ADULT_ABUSE = "adult_abuse", N_("Suspected abuse of an older or vulnerable adult")
    HARM_TO_SELF = "harm_to_self", N_("Risk of harm to self")
    HARM_TO_OTHERS = "harm_to_others", N_("Risk of harm to others")
    OTHER = "other", N_("Other")


# Whoever has reason to suspect these reports them, whatever anyone else thinks of it (MCA 41-3-201, 52-3-811).
ALWAYS_REPORTED = frozenset({Kind.CHILD_ABUSE, Kind.ADULT_ABUSE})


def few(value: Any) -> str:
    """A short text. ValueError over 400 characters, with how many there are."""
    text = entries.prose(value)
    if len(text) > MOST:
        raise ValueError(
            _("Keep this to {limit} characters; it has {count}. Leave out what the report does not need.").format(
                limit=MOST, count=len(text))
        )
    return text


def some(value: Any) -> str:
    """A short text that may not be blank. ValueError as `few`, and where nothing stands there."""
    text = few(value)
    if not text:
        raise ValueError(_(entries.MISSING))
    return text


def _clock() -> Any:
    return BeforeValidator(entries.clock)


class IncidentEntry(Entry):
    """One incident. No report, and nobody told, is taken: it is open and shows as still to do."""

    staff: Annotated[entries.Code, Field(title=N_("Who noticed it"))]
    client: Annotated[
        entries.CodeOrBlank,
        Field(title=N_("Client"), description=N_("Leave blank where it is about nobody you serve.")),
    ] = ""
    kind: Annotated[Kind, entries.choice(Kind), Field(title=N_("What is it about?"))]
    date: Annotated[entries.Date, Field(title=N_("Noticed on"))]
    time: Annotated[dt.time | None, _clock(), Field(title=N_("Noticed at"))] = None
    what: Annotated[
        str,
        BeforeValidator(some),
        Field(
            title=N_("What is reported"),
            description=N_("The least that is needed: what you saw or heard. No diagnosis, no history, no other names."),
        ),
    ]
    authority: Annotated[
        entries.LineOrBlank,
        Field(title=N_("Reported to"), description=N_("The office or service. Not reported yet? Leave it blank.")),
    ] = ""
    reported_on: Annotated[entries.DateOrBlank, Field(title=N_("Reported on"))] = None
    reported_time: Annotated[dt.time | None, _clock(), Field(title=N_("Reported at"))] = None
    reference_number: Annotated[
        entries.LineOrBlank, Field(title=N_("Their number"), description=N_("If they gave you one."))
    ] = ""
    no_report_reason: Annotated[
        entries.LineOrBlank,
        Field(
            title=N_("Why no report is needed"),
            description=N_("Only where you and your supervisor agree on it. Suspected abuse is always reported."),
        ),
    ] = ""
    supervisor: Annotated[
        entries.CodeOrBlank,
        Field(title=N_("Supervisor told"), description=N_("Nobody yet? Leave it blank.")),
    ] = ""
    told_on: Annotated[entries.DateOrBlank, Field(title=N_("Told on"))] = None
    told_time: Annotated[dt.time | None, _clock(), Field(title=N_("Told at"))] = None
    follow_up: Annotated[
        str,
        BeforeValidator(few),
        Field(title=N_("What comes next"), description=N_("Who does what, by when. Blank where nothing is left.")),
    ] = ""
    time_fold: Annotated[entries.Fold, Field(title=N_("Which showing of a repeated time"))] = None
    reported_time_fold: Annotated[entries.Fold, Field(title=N_("Which showing of the time of the report"))] = None
    told_time_fold: Annotated[entries.Fold, Field(title=N_("Which showing of the time of telling"))] = None

    @model_validator(mode="after")
    def _together(self) -> Self:
        for field, sentence in _halves(self):
            raise entries.at(field, sentence)
        return self


DOUBTS = (doubts.long_ago("date", 1, N_("{day} is more than a year ago. Check the year.")),)


class ClosingEntry(Entry):
    """The day an incident is closed."""

    closed_on: Annotated[
        entries.DateOrBlank, Field(title=N_("Closed on"), description=N_("Blank means today."))
    ] = None


def _halves(entry: IncidentEntry) -> list[tuple[str, str]]:
    """(field, sentence) where one half of a report or of telling a supervisor is missing, or both ways are taken."""
    found = []
    if entry.reported_on and not entry.authority:
        found.append(("authority", _("Say to whom it was reported, such as the county's office or a hotline.")))
    if entry.authority and entry.reported_on is None:
        found.append(("reported_on", _("Type the day of the report. If it is not made yet, leave “Reported to” blank.")))
    if (entry.reported_time or entry.reference_number) and entry.reported_on is None and not entry.authority:
        found.append(("authority", _("Say to whom and on which day it was reported, or take out its time and number.")))
    if entry.no_report_reason and (entry.reported_on or entry.authority):
        found.append(("no_report_reason", _("A report stands above. Take this out, or take out the report.")))
    if entry.no_report_reason and entry.kind in ALWAYS_REPORTED:
        found.append(("no_report_reason", _("Suspected abuse is always reported. Take this out and make the report.")))
    if entry.told_on and not entry.supervisor:
        found.append(("supervisor", _("Choose the supervisor who was told.")))
    if entry.supervisor and entry.told_on is None:
        found.append(("told_on", _("Type the day the supervisor was told. If nobody is told yet, leave the name blank.")))
    if entry.told_time and entry.told_on is None and not entry.supervisor:
        found.append(("supervisor", _("Say who was told and on which day, or take out the time.")))
    return found


def late(entry: IncidentEntry, zone_name: str, now: dt.datetime) -> dict[str, str]:
    """Sentences by field on days and times that cannot be: to come, skipped by the clock, or before the incident.

    `now` is a moment with its zone; days and times are those of `zone_name`.
    """
    zone = ZoneInfo(zone_name)
    today = clock.day(now, zone)
    found: dict[str, str] = {}
    for name in TIMES:
        day, time = getattr(entry, DAYS[name]), getattr(entry, name)
        if day is None:
            continue
        if day > today:
            found[DAYS[name]] = _("This day is still to come. Type the day on which it happened.")
        elif time is not None and not moments.exists(day, time, zone):
            found[name] = _("The clock skips this time on that day: daylight time begins. Type the time after it.")
        elif time is not None and _minute(entry, name, zone) > moments.minute_of(now):
            found[name] = _("This time is still to come. Type the time at which it happened.")
    return found or _disordered(entry, zone)


def _disordered(entry: IncidentEntry, zone: ZoneInfo) -> dict[str, str]:
    """Sentences on a report, or on telling a supervisor, that comes before what was noticed."""
    words = {
        "reported_time": N_("The report comes before what was noticed. Check both."),
        "told_time": N_("The supervisor was told before it was noticed. Check both."),
    }
    found = {}
    for name, sentence in words.items():
        day, time = getattr(entry, DAYS[name]), getattr(entry, name)
        if day is None:
            continue
        if day < entry.date:
            found[DAYS[name]] = _(sentence)
        elif day == entry.date and time and entry.time and _minute(entry, name, zone) < _minute(entry, "time", zone):
            found[name] = _(sentence)
    return found


def _minute(entry: IncidentEntry, name: str, zone: ZoneInfo) -> int:
    day, time = getattr(entry, DAYS[name]), getattr(entry, name)
    return moments.minute(day, time, fold(entry, name, DAYS[name], zone), zone)
