"""A supervision log as it is printed: the agency's letterhead, Annie, Ruth, and signed sessions of theirs."""

import datetime as dt
from dataclasses import replace
from fractions import Fraction

from app.services.documents import supervision_log as sl
from app.services.documents.people import Letterhead, Mark, Signing, StaffLine, SupervisorLine

AGENCY = Letterhead("Cottonwood Creek Peer Support", "214 Main Street, Ronan, Montana 59864", "(406) 555-0142")
ANNIE = StaffLine("Annie Whitegrass", "Recovery coach", "CBHPSS", "BBH-BHPS-1203", dt.date(2026, 12, 31))
RUTH = SupervisorLine("Ruth Calfrobe", "LCSW", "BBH-LCSW-20417", dt.date(2026, 12, 31))
FIRST = dt.date(2026, 1, 8)


def row(index: int = 0, **changes: object) -> sl.LogRow:
    """One signed session of 90 minutes, a week after the one before."""
    day = FIRST + dt.timedelta(weeks=index)
    made = sl.LogRow(
        day,
        dt.time(14, 0),
        dt.time(15, 30),
        90,
        90,
        "individual",
        "in_person",
        "Ethics and boundaries",
        f"Dual ties in a small town {index + 1}",
        reviewed_assessments=True,
        reviewed_interventions=True,
        signing=Signing(*[Mark(day, dt.datetime.combine(day, dt.time(17, 20)))] * 2),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def log(rows: tuple[sl.LogRow, ...], **changes: object) -> sl.SupervisionLog:
    """A pair's log of these sessions, printed for signature."""
    credited = sum(session.credited_minutes for session in rows)
    totals = sl.LogTotals(
        4000, Fraction(4000, 20), credited, Fraction(4000, 20), dt.date(2026, 11, 19), "1 h for each 20 h worked"
    )
    made = sl.SupervisionLog(
        AGENCY, ANNIE, RUTH, dt.date(2026, 1, 1), dt.date(2026, 11, 19), rows, totals,
        document_number="SL-2026-0047", for_signature=True, chain=(1284, "9f3c71e0" * 8),
        made_at=dt.datetime(2026, 11, 19, 10, 42), recipient="Montana Board of Behavioral Health",
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]
