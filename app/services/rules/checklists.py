"""Lists of topics as data: what a training, a course or an agenda can be tagged with; each list with its source.

`competencies` are what a pack's training covers; `ethics` and `scope` are duties and tasks, for reading and review. A
line of ethics has beside its topic the sentence that a person agrees to on paper, and where that stands.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import Any

from app import paths
from app.services.problems import Invalid
from app.services.rules.packs import Confidence
from app.wording import _

TOPICS = ("competencies", "ethics", "scope")


@dataclass(frozen=True, slots=True)
class Item:
    """One topic; `code` is kept in records, `text` shown through `_()`.

    Of ethics, `will` or `will_not` is the duty in a sentence, and `sources` the codes of the list's sources that have it.
    """

    code: str
    text: str
    will: str = ""
    will_not: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """A text that lines of a list come from, and how sure we are of it."""

    words: str
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Checklist:
    """One list: `kind` says what it is for, `packs` under which packs it is asked.

    `rule` is the rule behind it by its number, `note` what must be known of the two; `sources` by their codes.
    """

    code: str
    kind: str
    title: str
    packs: tuple[str, ...]
    source: str
    confidence: Confidence
    items: tuple[Item, ...]
    rule: str = ""
    note: str = ""
    sources: Mapping[str, Source] = field(default_factory=dict)


@cache
def all_lists() -> Mapping[str, Checklist]:
    """Every list by its code, read once: competencies first, then ethics, then scope, then lists of other kinds."""
    found = {}
    for path in sorted((paths.resources() / "checklists").glob("*.toml")):
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        sources = {
            code: Source(one["words"], Confidence(one["confidence"])) for code, one in table.get("sources", {}).items()
        }
        found[path.stem] = Checklist(
            path.stem, table["kind"], table["title"], tuple(table["packs"]), table["source"],
            Confidence(table["confidence"]), tuple(map(_item, table["items"])), table.get("rule", ""),
            table.get("note", ""), MappingProxyType(sources),
        )  # fmt: skip
    return MappingProxyType(dict(sorted(found.items(), key=lambda one: (_place(one[1]), one[0]))))


def _item(table: Mapping[str, Any]) -> Item:
    """A line from its table. KeyError where it lacks its code or text."""
    said = (table.get("will", ""), table.get("will_not", ""))
    return Item(table["code"], table["text"], *said, tuple(table.get("sources", ())))


def _place(one: Checklist) -> int:
    return TOPICS.index(one.kind) if one.kind in TOPICS else len(TOPICS)


def of_topics() -> tuple[Checklist, ...]:
    """The lists whose lines are topics of a training, a course or an agenda."""
    return tuple(one for one in all_lists().values() if one.kind in TOPICS)


def competencies(pack: str) -> Checklist | None:
    """The topics that a pack's training covers, where a list is known."""
    found = (one for one in all_lists().values() if one.kind == "competencies" and pack in one.packs)
    return next(found, None)


def ethics(pack: str) -> Checklist | None:
    """The duties that are agreed to in writing under a pack, where a list is known."""
    found = (one for one in all_lists().values() if one.kind == "ethics" and pack in one.packs)
    return next(found, None)


def of_packs(packs: Iterable[str]) -> tuple[Checklist, ...]:
    """The lists of topics that are asked under any of these packs, in their order."""
    held = set(packs)
    return tuple(one for one in of_topics() if held & set(one.packs))


@cache
def _texts() -> Mapping[str, str]:
    return {item.code: item.text for one in of_topics() for item in one.items}


def text_of(code: str) -> str:
    """The line of a list by its code, to be shown through `_()`; the code itself where no list holds it any more."""
    return _texts().get(code, code)


def in_order(codes: Iterable[str]) -> tuple[str, ...]:
    """Codes in the order of the lists, then those that no list holds any more."""
    order = {code: number for number, code in enumerate(_texts())}
    return tuple(sorted(codes, key=lambda code: (order.get(code, len(order)), code)))


def known_items(codes: Iterable[str]) -> tuple[str, ...]:
    """The codes as they are. Raises Invalid (`competencies`) for one that no list holds."""
    given = tuple(codes)
    foreign = [code for code in given if code not in _texts()]
    if foreign:
        raise Invalid({"competencies": _("No list holds this topic: {code}.").format(code=", ".join(foreign))})
    return given


def gaps(wanted: Checklist, covered: Iterable[str]) -> tuple[Item, ...]:
    """The topics of a list that nothing on record covers."""
    there = set(covered)
    return tuple(item for item in wanted.items if item.code not in there)
