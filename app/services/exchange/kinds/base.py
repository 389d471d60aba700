"""What every kind of import shares: its columns, what came of its rows, and the search for repeats."""

import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from app.models.base import new_ids
from app.services import doubts
from app.services.doubts import Check, Doubt
from app.services.entries import Entry
from app.services.problems import Invalid, RowProblem
from app.wording import N_, _

_REPEAT_IN_FILE = N_("This row repeats row {row}. Take one out, or allow repeats.")
_TWICE = N_("This row is the same as row {row}. Both are kept; check that both are meant.")
_REPEAT_STORED = N_("This row is on record already. Take it out, or allow repeats.")
_KEPT_ONCE = N_("This is on record already and stays as it is.")


@dataclass
class Findings:
    """What came of an import's rows: those refused, those taken with a warning, and how many were taken."""

    refused: list[RowProblem] = field(default_factory=list)
    warnings: list[RowProblem] = field(default_factory=list)
    taken: int = 0
    _said: set[RowProblem] = field(default_factory=set, repr=False)

    def refuse(self, row: int, column: str | None, sentence: str) -> None:
        """Note a row that cannot be taken."""
        self.refused.append(RowProblem(row, column, sentence))

    def refuse_fields(self, row: int, error: Invalid) -> None:
        """Note each field of a row that a room refused."""
        for name, sentence in error.fields.items():
            self.refuse(row, name or None, sentence)

    def warn(self, row: int, column: str | None, sentence: str) -> None:
        """Note something about a row that was taken, once."""
        said = RowProblem(row, column, sentence)
        if said not in self._said:
            self._said.add(said)
            self.warnings.append(said)

    def repeat(self, row: int, of: int | None, *, once: bool) -> None:
        """Note a row equal to another of the file or (None) of the store; `once`: left out with a warning instead."""
        if once:
            self.warn(row, None, _(_KEPT_ONCE))
        elif of is None:
            self.refuse(row, None, _(_REPEAT_STORED))
        else:
            self.refuse(row, None, _(_REPEAT_IN_FILE).format(row=of))

    def twice(self, row: int, of: int) -> None:
        """Warn of a row equal to another of the same file: it may be meant, and an export must come in again."""
        self.warn(row, None, _(_TWICE).format(row=of))


EVERY = 1000  # rows between two steps of progress
Numbered = Sequence[tuple[int, Any]]


@dataclass(frozen=True)
class Kind:
    """A kind of file: its entry, its columns in order, and what takes the checked rows in.

    `take(session, numbered, allow_repeats)` adds what can be added and notes the rest; the caller keeps all or nothing.
    `flat`: no check looks at two fields at once, so that each distinct cell needs to be checked only once.
    `streams`: `take` goes through `numbered` once and holds no entries; the others are handed a list.
    `coded`: the table whose codes the column `code` gives, where the kind makes new ones.
    `doubts`: the list of the kind that its form asks too; each is told as a warning by row, and the row is taken.
    """

    name: str
    entry: type[Entry]
    columns: tuple[str, ...]
    take: Callable[[Session, Any, bool], Findings]
    ignored: tuple[str, ...] = ()
    flat: bool = False
    streams: bool = False
    coded: Any = None
    help: Mapping[str, str] = field(default_factory=dict)
    doubts: tuple[Check, ...] = ()

    def __post_init__(self) -> None:
        """Let `take` tell the doubts of the kind, row by row."""
        if self.doubts:
            object.__setattr__(self, "take", _doubted(self.take, self.doubts))

    @property
    def required(self) -> tuple[str, ...]:
        """The columns that a file must have."""
        fields = self.entry.model_fields
        return tuple(name for name in self.columns if name in fields and fields[name].is_required())

    @property
    def known(self) -> tuple[str, ...]:
        """The columns that a file may have."""
        return self.columns + self.ignored


Take = Callable[[Session, Any, bool], Findings]


def _doubted(take: Take, checks: tuple[Check, ...]) -> Take:
    """The same, with what is doubtful about each entry told as a warning."""

    def taken(session: Session, numbered: Any, allow_repeats: bool) -> Findings:
        where, said = doubts.setting(session), list[tuple[int, Doubt]]()

        def looked_at() -> Iterator[tuple[int, Any]]:
            for row, entry in numbered:
                for check in checks:
                    said.extend((row, doubt) for doubt in check(entry, where))
                yield row, entry

        found = take(session, list(looked_at()) if isinstance(numbered, Sequence) else looked_at(), allow_repeats)
        for row, doubt in said:
            found.warn(row, doubt.field, doubt.sentence)
        return found

    return taken


def ids(count: int) -> list[uuid.UUID]:
    """So many new keys in rising order: rows of one file stay in their order where a list sorts by key last."""
    return new_ids(count)


def rising() -> Iterator[uuid.UUID]:
    """New keys without end, each above the one before it."""
    while True:
        yield from new_ids(EVERY)


def refused(session: Session, found: Findings) -> bool:
    """Whether the file is refused already, for its cells or its rows: then nothing needs to be written any more."""
    return bool(found.refused or session.info.get("problems"))


def step(session: Session, share: float) -> None:
    """Tell whoever watches the import how much of it is done (0 to 1); raises what they raise to cancel it."""
    watcher: Callable[[float], object] | None = session.info.get("step")
    if watcher is not None:
        watcher(share)


def repeated(pairs: Iterable[tuple[int, str]], stored: Mapping[str, str]) -> list[tuple[int, str]]:
    """(row, whose) for each number of `pairs` that another code holds too; `stored` maps numbers to codes on record."""
    first: dict[str, int] = {}
    found: list[tuple[int, str]] = []
    for row, number in pairs:
        if not number:
            continue
        if number in stored:
            found.append((row, _("by {code}, on record").format(code=stored[number])))
        elif number in first:
            found.append((row, _("in row {row}").format(row=first[number])))
        first.setdefault(number, row)
    return found
