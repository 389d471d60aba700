"""Lists of topics as data: what a training, a course or an agenda can be tagged with; each list with its source."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from app import paths
from app.services.problems import Invalid
from app.services.rules.packs import Confidence
from app.wording import _


@dataclass(frozen=True, slots=True)
class Item:
    """One topic; `code` is kept in records, `text` shown through `_()`."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Checklist:
    """One list: `kind` says what it is for, `packs` under which packs it is asked."""

    code: str
    kind: str
    title: str
    packs: tuple[str, ...]
    source: str
    confidence: Confidence
    items: tuple[Item, ...]


@cache
def all_lists() -> Mapping[str, Checklist]:
    """Every list by its code, read once."""
    found = {}
    for path in sorted((paths.resources() / "checklists").glob("*.toml")):
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        items = tuple(Item(one["code"], one["text"]) for one in table["items"])
        found[path.stem] = Checklist(
            path.stem, table["kind"], table["title"], tuple(table["packs"]), table["source"],
            Confidence(table["confidence"]), items,
        )  # fmt: skip
    return MappingProxyType(found)


def competencies(pack: str) -> Checklist | None:
    """The topics that a pack's training covers, where a list is known."""
    found = (one for one in all_lists().values() if one.kind == "competencies" and pack in one.packs)
    return next(found, None)


def known_items(codes: Iterable[str]) -> tuple[str, ...]:
    """The codes as they are. Raises Invalid (`competencies`) for one that no list holds."""
    known = {item.code for one in all_lists().values() for item in one.items}
    given = tuple(codes)
    foreign = [code for code in given if code not in known]
    if foreign:
        raise Invalid({"competencies": _("No list holds this topic: {code}.").format(code=", ".join(foreign))})
    return given


def gaps(wanted: Checklist, covered: Iterable[str]) -> tuple[Item, ...]:
    """The topics of a list that nothing on record covers."""
    there = set(covered)
    return tuple(item for item in wanted.items if item.code not in there)
