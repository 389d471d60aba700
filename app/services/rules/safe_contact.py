"""How a person may be reached safely, told alike on every page, paper and list: each number, and what may be done there.

A wish is told as it was given (45 CFR 164.522(b)); where nothing was said of text or voicemail, it is to be asked. Of a
number that two records of one person tell differently, the more careful wish holds.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from app.wording import _

YES, NO = "yes", "no"
UNSAID = ("", "not_asked", "prefer_not_to_say")


class Line(Protocol):
    """A number as it is kept."""

    number: str
    voicemail: str
    text: str
    say: str


@dataclass(frozen=True)
class Number:
    """A number; `voicemail` and `text` are yes, no, or anything else for not said; `says` the names to say there."""

    number: str
    voicemail: str
    text: str
    says: tuple[str, ...]


def same(number: str) -> str:
    """A number by its digits, without the country's 1 before ten of them; of one without digits, itself."""
    digits = re.sub(r"\D", "", number)
    return (digits[1:] if len(digits) == 11 and digits[0] == "1" else digits) or number.casefold().strip()


def numbers(kept: Iterable[Line]) -> list[Number]:
    """The numbers in order, each once, with the more careful of the wishes that stand for it."""
    found: dict[str, Number] = {}
    for one in kept:
        if one.number in UNSAID:
            continue
        before = found.get(same(one.number))
        own = Number(one.number, one.voicemail, one.text, () if one.say in UNSAID else (one.say,))
        found[same(one.number)] = own if before is None else _careful(before, own)
    return list(found.values())


def _careful(one: Number, other: Number) -> Number:
    return Number(
        one.number, _wish(one.voicemail, other.voicemail), _wish(one.text, other.text),
        tuple(dict.fromkeys((*one.says, *other.says))),
    )  # fmt: skip


def _wish(one: str, other: str) -> str:
    if NO in (one, other):
        return NO
    return YES if one == other == YES else ""


def said(number: Number) -> str:
    """(406) 555-0117: text is fine, no voicemail, say “Dale” only."""
    text = {YES: _("text is fine"), NO: _("no text")}.get(number.text, _("ask before a text"))
    voicemail = {YES: _("voicemail is fine"), NO: _("no voicemail")}.get(number.voicemail, _("ask before a voicemail"))
    if number.text not in (YES, NO) and number.voicemail not in (YES, NO):
        parts = [_("ask before a text or voicemail")]
    else:
        parts = [text, voicemail]
    if len(number.says) == 1:
        parts.append(_("say “{name}” only").format(name=number.says[0]))
    elif number.says:
        parts.append(_("ask which name to say: {names}").format(names=", ".join(number.says)))
    return _("{number}: {wishes}").format(number=number.number, wishes=", ".join(parts))


def lines(kept: Iterable[Line]) -> list[str]:
    """A line for each number, or the one that says there is none."""
    return [said(one) for one in numbers(kept)] or [_("No number on record")]
