"""Codes that differ only in what a hand or a spreadsheet changes: capitals, the kind of dash, zeros in front."""

import functools
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.services.problems import RowProblem
from app.wording import N_, _

_DASHES = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
_ZEROS = re.compile(r"(?<!\d)0+(?=\d)")

_ALIKE = N_("This code and {code} ({where}) differ only in capitals, dashes or zeros in front. Check that both are meant.")
_UNKNOWN = N_("No such code is on record: {code}. Add it first, or mend it here.")
_NEAR = N_("No such code is on record: {code}. Did you mean {near}?")


@functools.lru_cache(maxsize=65_536)
def folded(code: str) -> str:
    """What is equal for two codes that a person would take for one."""
    return _ZEROS.sub("", _DASHES.sub("-", unicodedata.normalize("NFKC", code)).casefold())


def unknown(code: str, known: Iterable[str] = ()) -> str:
    """The sentence for a code that is not among the known ones; one that is nearly the same is named."""
    wanted = folded(code)
    near = next((one for one in known if folded(one) == wanted), "")
    return _(_NEAR).format(code=code, near=near) if near else _(_UNKNOWN).format(code=code)


def unknown_of(codes: Iterable[str], known: Iterable[str]) -> str:
    """The same for several codes, of which those that are not known are named; '' where all are."""
    there = frozenset(known)
    missing = [code for code in codes if code not in there]
    if len(missing) == 1:
        return unknown(missing[0], sorted(there))
    return _(_UNKNOWN).format(code=", ".join(missing)) if missing else ""


def alike(session: Session, model: Any, numbered: Sequence[tuple[int, Any]]) -> Iterator[RowProblem]:
    """Warn of each new code that is nearly the same as one on record or before it in the file."""
    stored = set(session.scalars(select(model.code)))
    near = {folded(code): (code, _("on record")) for code in sorted(stored)}
    for row, entry in numbered:
        code, where = near.setdefault(folded(entry.code), (entry.code, _("row {row}").format(row=row)))
        if entry.code != code and entry.code not in stored:
            yield RowProblem(row, "code", _(_ALIKE).format(code=code, where=where))
