"""The ledger of supervision owed as text: a table to read, JSON and CSV for other programs.

Amounts in JSON and CSV are exact minutes: an integer, or a fraction in lowest terms such as `2467/20`.
"""

import csv
import io
import json
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import Any

from app.services.rules.ledger import Month, PackLedger
from app.wording import _, hours_minutes

Lines = Sequence[PackLedger]


def months(lines: Lines) -> Iterator[tuple[PackLedger, Month]]:
    """Each line's months, in the ledger's order."""
    for line in lines:
        for month in line.months:
            yield line, month


def exact(amount: Fraction | None) -> str | None:
    """Minutes as an integer or fraction in lowest terms; None where the pack has no ratio."""
    return None if amount is None else str(amount)


def as_json(lines: Lines) -> str:
    """A list with one object for each staff member, pack and month."""
    return json.dumps([_object(line, month) for line, month in months(lines)], indent=1) + "\n"


def _object(line: PackLedger, month: Month) -> dict[str, Any]:
    return {
        "staff": line.staff,
        "pack": line.pack,
        "month": month.month,
        "worked_minutes": month.worked_minutes,
        "required_minutes": exact(month.required_minutes),
        "credited_minutes": month.credited_minutes,
        "owed_minutes": exact(month.owed_minutes),
        "not_credited": [
            {"date": one.date.isoformat(), "start": one.start, "reason": one.reason}
            for one in month.not_credited
        ],
        "hours_not_counted": [
            {"date": one.date.isoformat(), "minutes": one.minutes, "reason": one.reason}
            for one in month.hours_not_counted
        ],
    }


def as_csv(lines: Lines) -> str:
    """A line for each staff member, pack and month; what is not credited or counted is given as a number of rows."""
    from app.services.exchange.formulas import guard

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(
        ["staff", "pack", "month", "worked_minutes", "required_minutes", "credited_minutes", "owed_minutes",
         "not_credited", "hours_not_counted"]
    )  # fmt: skip
    for line, month in months(lines):
        writer.writerow(
            [guard(line.staff), guard(line.pack), month.month, month.worked_minutes,
             exact(month.required_minutes) or "", month.credited_minutes, exact(month.owed_minutes) or "",
             len(month.not_credited), len(month.hours_not_counted)]
        )  # fmt: skip
    return out.getvalue()


def as_table(lines: Lines) -> str:
    """A table in hours and minutes, rounded up to the minute, with each reason under its month."""
    head = [_("Staff"), _("Pack"), _("Month"), _("Worked"), _("Required"), _("Credited"), _("Owed")]
    cells = [
        [line.staff, line.pack, month.month, clock(month.worked_minutes), _rounded(month.required_minutes),
         clock(month.credited_minutes), _rounded(month.owed_minutes)]
        for line, month in months(lines)
    ]  # fmt: skip
    if not cells:
        return _("No months to show yet.") + "\n"
    widths = [max(map(len, column)) for column in zip(head, *cells, strict=True)]
    found = [_row(head, widths), "  ".join("-" * width for width in widths)]
    for row, (_line, month) in zip(cells, months(lines), strict=True):
        found.append(_row(row, widths))
        found += _notes(month)
    return "\n".join(found) + "\n"


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    left = [cell.ljust(width) for cell, width in zip(cells[:3], widths[:3], strict=True)]
    right = [cell.rjust(width) for cell, width in zip(cells[3:], widths[3:], strict=True)]
    return "  ".join(left + right).rstrip()


def _notes(month: Month) -> Iterator[str]:
    for one in month.not_credited:
        text = _("    Not credited: {day} {start}: {reason}")
        yield text.format(day=one.date.isoformat(), start=one.start, reason=one.reason)
    for hours in month.hours_not_counted:
        text = _("    Not counted: {day}, {time}: {reason}")
        yield text.format(day=hours.date.isoformat(), time=clock(hours.minutes), reason=hours.reason)
    for flag in month.flags:
        yield "    " + _("Note: {text}").format(text=flag)


def clock(minutes: int | Fraction) -> str:
    """Minutes as hours and minutes, such as 61:40, in letters that every terminal has."""
    return hours_minutes(minutes).replace("−", "-")


def _rounded(amount: Fraction | None) -> str:
    return "-" if amount is None else clock(amount)


FORMATS: dict[str, Callable[[Lines], str]] = {"table": as_table, "json": as_json, "csv": as_csv}
