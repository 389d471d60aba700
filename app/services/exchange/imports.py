"""Files taken in: all of a file or nothing, with every refused row named and every doubtful one warned about."""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.imports import ImportedFile
from app.services import users
from app.services.exchange import mapping as mappings
from app.services.exchange import rows, sheets
from app.services.exchange.kinds import base
from app.services.exchange.kinds.base import Findings, Kind
from app.services.exchange.kinds.table import KINDS
from app.services.exchange.mapping import Mapping
from app.services.problems import FileRefused, NotFound, RowProblem
from app.services.store import session as sessions
from app.services.store.session import OpenStore
from app.services.users import Action, Actor, allowed
from app.wording import N_, _

T = TypeVar("T")
MOST = 10_000  # problems that are named before the check stops
WHOLE = 1000  # of a whole import, what `step` counts to
HELD = 20_000  # rows whose entries are held before all are known to be good
_MANY = N_("Here are the first {count} problems; the rows after them were not looked at. Mend these and check again.")
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
    allow_repeats: bool = False,
    dry_run: bool = False,
    now: dt.datetime | None = None,
    step: Callable[[int, int], object] | None = None,
) -> Report:
    """Import a CSV file's bytes in one transaction; a dry run does all of it and keeps nothing.

    `step(done, total)` hears of progress, in thousandths; what it raises cancels the import. Raises FileRefused with
    every row at fault, or Forbidden; nothing is kept then.
    """
    report = None
    try:
        with sessions.transaction(store, actor, now) as session:
            if step is not None:
                heard = step
                session.info["step"] = lambda share: heard(round(share * WHOLE), WHOLE)
            report = take(session, kind, data, mapping, allow_repeats)
            base.step(session, 0.99)
            if dry_run:
                raise _Rehearsed
    except _Rehearsed:
        pass
    assert report is not None
    return report


@allowed(Action.IMPORT)
def take(
    session: Session, kind: str, data: bytes, mapping: Mapping | None = None, allow_repeats: bool = False
) -> Report:
    """Take a CSV file's bytes in, in the session's transaction. Raises FileRefused with every row at fault."""
    known = kind_of(kind)
    digest = hashlib.sha256(data).digest()
    if not allow_repeats:
        _refuse_same_file(session, kind, digest)
    base.step(session, 0)
    found, problems = _taken(session, known, data, mapping, allow_repeats)
    refused = sorted([*problems, *found.refused], key=_place)
    if refused:
        raise FileRefused(refused)
    at: dt.datetime = session.info["at"]
    session.add(ImportedFile(kind=kind, digest=digest, rows=found.taken, imported_at=at))
    session.flush()
    return Report(kind, found.taken, sorted(found.warnings, key=_place))


def _taken(
    session: Session, known: Kind, data: bytes, mapping: Mapping | None, allow_repeats: bool
) -> tuple[Findings, list[RowProblem]]:
    """What came of the file's rows, and what is wrong with its cells. A kind that streams never holds all rows."""
    sheet = _sheet(known, data, mapping)
    columns = [name for name in sheet.header if name not in known.ignored]
    problems = list(sheet.problems)
    session.info["problems"] = problems

    def checked(begins: float, ends: float) -> Iterator[tuple[int, Any]]:
        cells = _watched(session, sheets.values(sheet, known.ignored), sheet.count, begins, ends)
        return rows.check(known, cells, columns, problems)

    if known.streams:
        return known.take(session, checked(0.05, 0.9), allow_repeats), problems
    if not known.flat and sheet.count > HELD:
        for _row in checked(0.05, 0.3):
            pass  # so many entries are only held where all of them are good
        if problems:
            return Findings(), problems
    return known.take(session, list(checked(0.3, 0.5)), allow_repeats), problems


def _sheet(known: Kind, data: bytes, mapping: Mapping | None) -> sheets.Sheet:
    """The file's rows in our columns. Raises FileRefused or Problem."""
    if mapping is None:
        sheet = sheets.read(data)
    else:
        sheet = mappings.apply(mapping, sheets.read(mappings.decoded(mapping, data), foreign=True))
        mappings.check(mapping, known.known, known.required)
    sheets.check_header(sheet.header, known.known, known.required)
    return sheet


def _watched(session: Session, numbered: Iterable[T], count: int, begins: float, ends: float) -> Iterator[T]:
    """The rows as they are; progress is told while they are checked, from one share of the work to another."""
    for place, row in enumerate(numbered):
        if place % base.EVERY == 0:
            base.step(session, begins + (ends - begins) * place / max(count, place, 1))
            _refuse_many(session.info["problems"])
        yield row


def _refuse_many(problems: list[RowProblem]) -> None:
    """Stop where so many rows are at fault that a column as a whole must be wrong."""
    if len(problems) > MOST:
        said = RowProblem(None, None, _(_MANY).format(count=MOST))
        raise FileRefused([said, *sorted(problems[:MOST], key=_place)])


def _place(problem: RowProblem) -> int:
    return problem.row or 0


def _refuse_same_file(session: Session, kind: str, digest: bytes) -> None:
    query = select(ImportedFile.imported_at).where(ImportedFile.kind == kind, ImportedFile.digest == digest)
    before = session.scalars(query.order_by(ImportedFile.imported_at).limit(1)).first()
    if before is not None:
        raise sheets.refuse(_(_AGAIN).format(day=users.day(session, before).isoformat()))


def kind_of(name: str) -> Kind:
    """The kind of this name. Raises NotFound with the names there are."""
    if name not in KINDS:
        raise NotFound(_("Choose one of: {known}.").format(known=", ".join(KINDS)))
    return KINDS[name]
