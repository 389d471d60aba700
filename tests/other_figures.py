"""Packs of rules with one figure changed, as an agency's own amendment would change it."""

from collections.abc import Iterator
from dataclasses import replace

from app.services.rules import (
    amended,
    packs,
    typed,
)
from app.services.rules.pack import Confidence, Figure, Pack, Value


def with_value(pack: Pack, name: str, value: Value | None) -> Pack:
    """The pack as an agency's rule from the first day on has it, read back from its text; None: without the figure."""
    base = pack.rules[-1]
    before = base.figures.get(name) or typed.known()[name]
    made = Figure(name, before.label, value or before.value, "A letter", Confidence.AGENCY, base.in_force_from, None, "")
    if value is not None:
        made = replace(made, value=value)
    changed = amended.changed(base, base.in_force_from, {name: None if value is None else made})
    head = {one: "x" for one in packs.HEAD}
    text = amended.text(pack.code, head, (base.in_force_from, None), "A letter", changed.values())
    _table, rule = packs.read_rule(pack.code, text)
    return replace(pack, rules=(rule,))


def others(name: str, value: Value) -> Iterator[Value | None]:
    """Other values that the figure may have, and none."""
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield from (value + 1, value * 2 + 1, value * 60 + 60, max(0, value - 1), value // 2, 100)
    elif name in packs.RATIOS:
        yield from ("1/7", "1/99")
    elif name == "renewal_due":
        yield "06-30"
    elif name == "ce_starts":
        yield from (one for one in packs.CE_STARTS if one != value)
    elif name == "license_types_imply":
        yield from ((), ("physician: msw",))
    elif isinstance(value, tuple):
        yield value[1:]
    if packs.RULE_FIGURES.get(name) != (bool,):
        yield None
