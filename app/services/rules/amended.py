"""Rule packs as an agency amends them: which rule holds on which day, and a rule written as the text of a pack's file.

On a day holds the agency's rule whose first and last day enclose it; else, of all rules without a last day (the
agency's own and those that came with Peerdesk), the one that began last. Where two began on the same day it is the
agency's.
"""

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from app.services.rules import packs
from app.services.rules.civil import day_after
from app.services.rules.pack import Amended, Figure, Pack, Rule, Value


@dataclass(frozen=True, slots=True)
class Amendment:
    """A rule of an agency's own: of which pack, from when on, its text; `based_on` is the pack that it was copied from."""

    pack: str
    in_force_from: dt.date
    text: str
    based_on: str
    made: Amended


@dataclass(frozen=True, slots=True)
class Own:
    """An amendment read: what its text says of the pack, and its rule."""

    head: Mapping[str, str]
    rule: Rule
    based_on: str


def library(shipped: Mapping[str, Pack], amendments: Iterable[Amendment]) -> Mapping[str, Pack]:
    """Every pack by its code as it stands in this agency. Raises BadPack for a text that cannot be used."""
    own: dict[str, list[Own]] = {}
    for one in amendments:
        own.setdefault(one.pack, []).append(_own(one))
    if not own:
        return shipped
    found = dict(shipped)
    for code, rows in own.items():
        found[code] = _merged(code, shipped.get(code), sorted(rows, key=lambda one: one.rule.in_force_from))
    return MappingProxyType({code: _with_origin(found[code], own, shipped) for code in sorted(found)})


@lru_cache(maxsize=256)  # a session reads all of them anew; their texts never change
def _own(one: Amendment) -> Own:
    table, rule = packs.read_rule(one.pack, one.text)
    head = {name: str(table.get(name, "")) for name in packs.HEAD}
    return Own(head, replace(rule, amended=one.made), one.based_on)


def _merged(code: str, shipped: Pack | None, own: Sequence[Own]) -> Pack:
    rules = _by_day(shipped.rules if shipped else (), [one.rule for one in own])
    if shipped is not None:
        return replace(shipped, rules=rules)
    head = own[-1].head
    title, staff, uncertified, client, addressee = (head[name] for name in packs.HEAD)
    return Pack(code, title, staff, uncertified, client, rules, addressee=addressee)


def _by_day(shipped: Sequence[Rule], own: Sequence[Rule]) -> tuple[Rule, ...]:
    """Rules by first day such that on each day the latest not after it is the right one."""
    ended = [rule for rule in own if rule.in_force_to is not None]
    open_ones = {rule.in_force_from: rule for rule in (*shipped, *(rule for rule in own if rule.in_force_to is None))}
    found = {
        first: rule
        for first, rule in open_ones.items()
        if not any(one.in_force_from <= first <= (one.in_force_to or first) for one in ended)
    }
    found |= {rule.in_force_from: rule for rule in ended}
    for rule in ended:
        following = day_after(rule.in_force_to) if rule.in_force_to else None
        if following is not None and following not in found:
            before = [first for first in open_ones if first <= following]
            if before:
                found[following] = replace(open_ones[max(before)], in_force_from=following)
    return tuple(found[first] for first in sorted(found))


def _with_origin(pack: Pack, own: Mapping[str, Sequence[Own]], shipped: Mapping[str, Pack]) -> Pack:
    code, seen = pack.code, {pack.code}
    while code not in shipped:
        code = own[code][0].based_on
        if code in seen or (code not in shipped and code not in own):
            return pack
        seen.add(code)
    return pack if code == pack.code else replace(pack, origin=code)


def last_day(pack: Pack, rule: Rule) -> dt.date | None:
    """The last day on which a rule holds: its own, or the one before the next rule's first."""
    following = min((one.in_force_from for one in pack.rules if one.in_force_from > rule.in_force_from), default=None)
    return following - dt.timedelta(days=1) if following else rule.in_force_to


def gap(pack: Pack) -> dt.date | None:
    """The first day after a rule's last on which no rule of the pack holds; None where there is none."""
    ends = [day_after(rule.in_force_to) for rule in pack.rules if rule.in_force_to is not None]
    return min((day for day in ends if _ended(pack.rule_on(day).rule, day)), default=None)


def _ended(rule: Rule, day: dt.date) -> bool:
    return rule.in_force_to is not None and rule.in_force_to < day


def changed(base: Rule, first: dt.date, figures: Mapping[str, Figure | None]) -> dict[str, Figure]:
    """The figures of a rule with some replaced, added or (None) left out, as a rule that begins on `first` has them."""
    kept = {name: _moved(figure, base, first) for name, figure in base.figures.items() if name not in figures}
    kept |= {name: figure for name, figure in figures.items() if figure is not None}
    order = [*base.figures, *(name for name in figures if name not in base.figures)]
    return {name: kept[name] for name in order if name in kept}


def _moved(figure: Figure, base: Rule, first: dt.date) -> Figure:
    """A figure that held from its rule's first day on holds from the new first day where that is earlier."""
    early = first < figure.in_force_from <= base.in_force_from
    until = None if figure.in_force_to == base.in_force_to else figure.in_force_to
    return replace(figure, in_force_from=first if early else figure.in_force_from, in_force_to=until)


def text(
    code: str, head: Mapping[str, str], days: tuple[dt.date, dt.date | None], source: str, figures: Iterable[Figure]
) -> str:
    """A rule as the text of a pack's file (TOML); `packs.read_rule` reads it back."""
    first, last = days
    lines = [f"code = {_quoted(code)}", *(f"{name} = {_quoted(head.get(name, ''))}" for name in packs.HEAD)]
    lines += [f"in_force_from = {first.isoformat()}", *([f"in_force_to = {last.isoformat()}"] if last else [])]
    lines.append(f"source = {_quoted(source)}")
    for figure in figures:
        lines += ["", f"[figures.{figure.name}]", *_figure_lines(figure, first)]
    return "\n".join(lines) + "\n"


def _figure_lines(figure: Figure, first: dt.date) -> Iterable[str]:
    parts: dict[str, Any] = {
        "label": figure.label, "value": figure.value, "source": figure.source, "confidence": figure.confidence.value,
    }  # fmt: skip
    if figure.in_force_from != first:
        parts["in_force_from"] = figure.in_force_from
    if figure.in_force_to is not None:
        parts["in_force_to"] = figure.in_force_to
    if figure.note:
        parts["note"] = figure.note
    if figure.amended is not None:
        parts |= {"amended_on": figure.amended.on, "reason": figure.amended.reason}
    return [f"{name} = {_written(value)}" for name, value in parts.items()]


def _written(value: Value | dt.date) -> str:
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, tuple):
        return f"[{', '.join(_quoted(part) for part in value)}]"
    return _quoted(value)


def _quoted(words: str) -> str:
    """A basic string of TOML: JSON's escapes are among its own, but DEL must be escaped too."""
    return json.dumps(words, ensure_ascii=False).replace("\x7f", "\\u007f")
