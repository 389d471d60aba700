"""Files taken in: all of a file or nothing, with every refused row named and every doubtful one warned about."""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.imports import ImportedFile
from app.services import users
from app.services.exchange import codes, rows, sheets
from app.services.exchange import mapping as mappings
from app.services.exchange.kinds import base
from app.services.exchange.kinds.base import Findings, Kind
from app.services.exchange.kinds.table import kind_of as kind_of
from app.services.exchange.mapping import Mapping
from app.services.exchange.told import UNSAID, Answers
from app.services.problems import FileRefused, Problem, RowProblem
from app.services.store import session as sessions
from app.services.store.session import OpenStore
from app.services.users import Action, Actor, allowed
from app.wording import N_, _

T = TypeVar("T")
MOST = sheets.MOST
WHOLE = 1000  # of a whole import, what `step` counts to
HELD = 20_000  # rows whose entries are held before all are known to be good
_MANY = N_("Here are the first {count} problems; the rows after them were not looked at. Mend these and check again.")
_OTHER_ZONE = N_(
    "Moments in this column end in {mark}, which is not the time of the agency's zone. Days and times were taken as they "
    "stand: check that they are local ones."
)
_GONE = N_("The file {name} is not there any more. Choose it again.")
_UNREADABLE = N_("The file {name} cannot be read. Close it in other programs, or choose it again.")
_AGAIN = N_("This very file was imported on {day} already. Import it again only with repeats allowed.")


@dataclass(frozen=True)
class Report:
    """What an import took: how many rows, and what to look at again."""

    kind: str
    taken: int
    warnings: Sequence[RowProblem] = field(default=())


class _Rehearsed(Exception):
    """Leaves the transaction of a dry run without keeping anything."""


def run(
    store: OpenStore,
    actor: Actor,
    kind: str,
    data: bytes,
    *,
    mapping: Mapping | None = None,
    answers: Answers = UNSAID,
    allow_repeats: bool = False,
    dry_run: bool = False,
    now: dt.datetime | None = None,
    step: Callable[[int, int], object] | None = None,
) -> Report:
    """Import a CSV file's bytes in one transaction; a dry run does all of it and keeps nothing.

    `answers` says what a file leaves open, before what the mapping says of it. `step(done, total)` hears of progress, in
    thousandths; what it raises cancels the import. Raises FileRefused with every row at fault, and what could be said of
    the file, or Forbidden; nothing is kept then.
    """
    report = None
    try:
        with sessions.transaction(store, actor, now) as session:
            if step is not None:
                heard = step
                session.info["step"] = lambda share: heard(round(share * WHOLE), WHOLE)
            report = take(session, kind, data, mapping, allow_repeats, answers)
            base.step(session, 0.99)
            if dry_run:
                raise _Rehearsed
    except _Rehearsed:
        pass
    assert report is not None
    return report


def content(path: Path) -> bytes:
    """The bytes of a file to import, read anew each time. Raises Problem."""
    try:
        if path.stat().st_size > sheets.LARGEST:
            raise Problem(_(sheets.LARGE).format(limit=sheets.LARGEST // 1024 // 1024))
        return path.read_bytes()
    except FileNotFoundError:
        raise Problem(_(_GONE).format(name=path.name)) from None
    except OSError:
        raise Problem(_(_UNREADABLE).format(name=path.name)) from None


@allowed(Action.IMPORT)
def take(
    session: Session,
    kind: str,
    data: bytes,
    mapping: Mapping | None = None,
    allow_repeats: bool = False,
    answers: Answers = UNSAID,
) -> Report:
    """Take a CSV file's bytes in, in the session's transaction. Raises FileRefused with every row at fault."""
    known = kind_of(kind)
    digest = hashlib.sha256(data).digest()
    if not allow_repeats:
        _refuse_same_file(session, kind, digest)
    base.step(session, 0)
    taken, found = _taken(session, known, data, mapping, allow_repeats, answers)
    refused = sorted([*found.problems, *taken.refused], key=_place)
    if refused:
        raise FileRefused(refused, found.asks)
    at: dt.datetime = session.info["at"]
    session.add(ImportedFile(kind=kind, digest=digest, rows=taken.taken, imported_at=at))
    session.flush()
    return Report(kind, taken.taken, sorted([*taken.warnings, *found.warnings], key=_place))


def _taken(
    session: Session, known: Kind, data: bytes, mapping: Mapping | None, allow_repeats: bool, answers: Answers
) -> tuple[Findings, rows.Found]:
    """What came of the file's rows, and what is wrong with its cells. A kind that streams never holds all rows."""
    said = _said(mapping, answers)
    sheet = _sheet(known, data, mapping, said)
    columns = [name for name in sheet.header if name not in known.ignored]
    today = users.today(session)
    found = rows.Found(list(sheet.problems))
    session.info["problems"] = found.problems

    def checked(begins: float, ends: float) -> Iterator[tuple[int, Any]]:
        found.warnings.clear()  # a file that is walked twice is warned about once
        turner = rows.Turner(known, columns, found, said, today=today, marks=sheet.marks, encoding=sheet.encoding)
        cells = _watched(session, sheet.rows(), sheet.count, begins, ends, found)
        return rows.check(known, cells, sheet.header, turner)

    if known.streams:
        taken = known.take(session, checked(0.05, 0.9), allow_repeats)
    else:
        if not known.flat and sheet.count > HELD:
            for _row in checked(0.05, 0.3):
                pass  # so many entries are only held where all of them are good
            if found.problems:
                return Findings(), found
        numbered = list(checked(0.3, 0.5))
        alike = list(codes.alike(session, known.coded, numbered)) if known.coded else []
        taken = known.take(session, numbered, allow_repeats)
        found.warnings += alike
    found.warnings += _other_zones(sheet, users.zone(session))
    return taken, found


def _said(mapping: Mapping | None, answers: Answers) -> Answers:
    """What is said of the file: by who is asked, else by the mapping."""
    if mapping is None:
        return answers
    given = {one.name: getattr(answers, one.name) for one in fields(answers) if getattr(answers, one.name)}
    return replace(mapping.answers, **given)


def _sheet(known: Kind, data: bytes, mapping: Mapping | None, said: Answers) -> sheets.Sheet:
    """The file's rows in our columns. Raises FileRefused or Problem."""
    sheet = sheets.read(data, said.encoding)
    if mapping is not None:
        sheet = mappings.apply(mapping, sheet)
        mappings.check(mapping, known.known, known.required)
    sheets.check_header(sheet, known.known, known.required)
    return sheet


def _other_zones(sheet: sheets.Sheet, zone: ZoneInfo) -> Iterator[RowProblem]:
    """Warn of moments that name another zone than the agency's: they were taken as they stand."""
    ours = {dt.datetime(2026, month, 1, tzinfo=zone).strftime("%z") for month in range(1, 13)}
    for (column, mark), row in sheet.zones.items():
        if mark.replace(":", "").replace("Z", "+0000") not in ours:
            yield RowProblem(row, column, _(_OTHER_ZONE).format(mark=mark))


def _watched(
    session: Session, numbered: Iterable[T], count: int, begins: float, ends: float, found: rows.Found
) -> Iterator[T]:
    """The rows as they are; progress is told while they are checked, from one share of the work to another."""
    for place, row in enumerate(numbered):
        if place % base.EVERY == 0:
            base.step(session, begins + (ends - begins) * place / max(count, place, 1))
            _refuse_many(found)
        yield row


def _refuse_many(found: rows.Found) -> None:
    """Stop where so many rows are at fault that a column as a whole must be wrong."""
    if len(found.problems) > MOST:
        said = RowProblem(None, None, _(_MANY).format(count=MOST))
        raise FileRefused([said, *sorted(found.problems[:MOST], key=_place)], found.asks)


def _place(problem: RowProblem) -> int:
    return problem.row or 0


def _refuse_same_file(session: Session, kind: str, digest: bytes) -> None:
    query = select(ImportedFile.imported_at).where(ImportedFile.kind == kind, ImportedFile.digest == digest)
    before = session.scalars(query.order_by(ImportedFile.imported_at).limit(1)).first()
    if before is not None:
        raise sheets.refuse(_(_AGAIN).format(day=users.day(session, before).isoformat()))
