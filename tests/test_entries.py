"""What every entry refuses, whatever its field (control characters, unseen turns of direction), and how lengths are read."""

import importlib
import pkgutil
from collections.abc import Iterator

import pytest

import app.services
from app import wording
from app.services import entries
from app.services.entries import Entry
from app.services.problems import Invalid

TURNS = tuple(map(chr, [*range(0x202A, 0x202F), *range(0x2066, 0x206A)]))
MARKS = ("\u200e", "\u200f", "\u061c")


def kinds() -> list[type[Entry]]:
    """Every entry of the services."""
    for module in pkgutil.walk_packages(app.services.__path__, "app.services."):
        importlib.import_module(module.name)
    return sorted(set(_below(Entry)), key=lambda kind: (kind.__module__, kind.__name__))


def _below(kind: type[Entry]) -> Iterator[type[Entry]]:
    for one in kind.__subclasses__():
        if one.__module__.startswith("app.services."):
            yield one
        yield from _below(one)


def refused(kind: type[Entry], field: str, value: str) -> str:
    """The sentence at this field, '' where the value is taken."""
    with pytest.raises(Invalid) as wrong:  # the other fields are missing, or this one is at fault
        kind.read({field: value, "no such field": ""})
    return wrong.value.fields.get(field, "")


@pytest.mark.parametrize("sign", [*TURNS, "\x07"], ids=lambda sign: f"U+{ord(sign):04X}")
def test_no_field_of_any_entry_takes_a_turn_of_direction(sign: str) -> None:
    every = kinds()
    assert len(every) > 25
    taken = [
        f"{kind.__name__}.{field}"
        for kind in every
        for field in kind.model_fields
        if not refused(kind, field, f"Annie{sign}Elk")
    ]
    assert taken == []


@pytest.mark.parametrize("sign", MARKS, ids=lambda sign: f"U+{ord(sign):04X}")
def test_a_line_takes_no_mark_of_direction_and_says_what_to_do(sign: str) -> None:
    for text in (f"Annie{sign}Elk", f"{sign}Annie", f"Annie{sign}"):
        with pytest.raises(ValueError, match="Type it yourself instead of pasting it"):
            entries.line(text)
    assert entries.prose(f"שלום{sign}, she said") == f"שלום{sign}, she said"  # a note may hold both directions


@pytest.mark.parametrize("name", ["مريم", "שרה לוי", "Č̓ɫk̓ʷšá", "ᐊᓂᔑᓈᐯ", "क्\u200dष", "O’Brien"])
def test_names_of_every_script_are_taken_as_they_are(name: str) -> None:
    assert entries.line(name) == name


@pytest.mark.parametrize("minutes", [1, 45, 60, 90, 181, 59_999, 60_000, 74_045, 75_000])
def test_a_length_is_read_as_it_is_shown(minutes: int) -> None:
    """1,250 h of a page, typed over, is no 1.25 h."""
    assert entries.length(wording.length(minutes)) == minutes
    assert entries.length(wording.hours_minutes(minutes)) == minutes
    assert (entries.length("1,5"), entries.length("1,25 h"), entries.length("1,250")) == (90, 75, 75_000)
