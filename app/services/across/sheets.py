"""The hours sheet and the month statement as values: hours worked beside the supervision ledger."""

import datetime as dt

from sqlalchemy.orm import Session

from app.services import hours, users
from app.services.documents import hours_sheet as sheet_paper
from app.services.documents import month_statement as month_paper
from app.services.documents.people import Mark
from app.services.rules.civil import month_last, month_number
from app.services.supervision import log, months, owed
from app.services.supervision.log import Wanted
from app.services.supervision.months import Closed
from app.services.users import Action, allowed


@allowed(Action.PRINT)
def hours_sheet(session: Session, wanted: Wanted) -> sheet_paper.HoursSheet:
    """The hours of a period day by day, with the ledger's months of the same pack. Raises NotFound, Invalid."""
    described = log.values(session, wanted)
    left_out = {(one.date, one.minutes): one.reason for one in described.hours_not_counted}
    return sheet_paper.HoursSheet(
        agency=described.agency,
        staff=described.staff,
        first=wanted.first,
        last=wanted.last,
        lines=tuple(
            sheet_paper.HoursLine(
                row.date,
                hours.Category(row.category).label,
                row.minutes,
                row.paid,
                left_out.get((row.date, row.minutes), ""),
            )
            for row in hours.rows(session, wanted.staff, wanted.first, wanted.last)
        ),
        months=_months(session, wanted),
        ratio=described.totals.ratio,
        rule_note=described.rule_note,
    )


def _months(session: Session, wanted: Wanted) -> tuple[sheet_paper.MonthLine, ...]:
    pack = log.pack_of(session, wanted)
    return tuple(
        sheet_paper.MonthLine(
            dt.date.fromisoformat(f"{month.month}-01"),
            month.worked_minutes,
            month.required_minutes,
            month.credited_minutes,
            month.owed_minutes,
        )
        for line in owed.ledger(session, wanted.as_of, wanted.staff, wanted.last)
        if line.pack == pack
        for month in line.months
        if month.month >= f"{wanted.first:%Y-%m}"
    )


@allowed(Action.PRINT)
def month_statement(session: Session, wanted: Wanted) -> month_paper.MonthStatement:
    """The statement of the month in which the period ends. Raises NotFound, Invalid."""
    first = wanted.last.replace(day=1)
    month = Wanted(wanted.staff, first, wanted.last, wanted.as_of, wanted.supervisor, wanted.pack)
    described = log.values(session, month)
    kinds: dict[str, int] = {}
    for row in hours.rows(session, wanted.staff, first, wanted.last):
        kinds[row.category] = kinds.get(row.category, 0) + row.minutes
    signed = _closings(session, month)
    given = max((one.signed_at for one in signed), default=None)
    moments = [described.made_at, users.local(session, given) if given else None]
    return month_paper.MonthStatement(
        agency=described.agency,
        staff=described.staff,
        month=first,
        last=wanted.last,
        hours=tuple((kind.label, kinds[kind.value]) for kind in hours.Category if kind.value in kinds),
        sessions=described.rows,
        totals=described.totals,
        hours_not_counted=described.hours_not_counted,
        made_at=max((one for one in moments if one), default=None),
        rule_note=described.rule_note,
        closings=tuple(_closing(session, one) for one in signed),
        chain=max((one.covers for one in signed), default=None),
        choices=described.choices,
        recipient=described.recipient,
    )


def _closings(session: Session, month: Wanted) -> list[Closed]:
    """The signed statements of a whole month; a part of one is another statement."""
    if month.last != month_last(month_number(month.last)):
        return []
    pack = log.pack_of(session, month)
    found = months.closed(session, month.as_of, staff=month.staff, month=month.first)
    return [one for one in found if one.wanted.pack == pack and month.supervisor in ("", one.supervisor)]


def _closing(session: Session, one: Closed) -> month_paper.Closing:
    marks = {given.role: Mark(given.on, users.local(session, given.at)) for given in one.signed}
    licenses = next((given.licenses for given in one.signed if given.role == months.SUPERVISOR), "")
    return month_paper.Closing(
        one.supervisor_name, one.version, marks.get(months.SUPERVISEE), marks.get(months.SUPERVISOR),
        tuple(months.told(one.changes)), licenses,
    )  # fmt: skip
