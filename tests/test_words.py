"""The words that people read are those of an office: no words of ours, no codes, no names of columns.

Every marked string of the program and every page of help is read here; tests/ui/test_words.py reads whole pages. What
scripts and files rely on keeps its fixed names: the command line, and what reads and writes files.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.services.entries import Entry
from tests import sources

ROOT = Path(__file__).resolve().parent.parent
FIXED = ("app/cli.py", "app/terminal.py", "app/services/exchange/", "app/services/across/demo/")
ODD = re.compile(
    r"\b(rule |of )packs?\b|\bpacks?\b(?! them| up)|second ?hand|reported by others|\beven by\b|\bhold \{|^keeping\b(?! the)"
    r"|, keeping\b|^limits$|\bepisodes?\b|\battested\b|^seen$|\b(as|or) seen\b|^seen by(?! you)|\bcodebooks?\b"
    r"|\bits writer signs\b|\bin minutes$|\benrol(l?ed|ments?|s)?\b",
    re.I,
)
CODES = re.compile(r"\b(mt|mn)-[a-z0-9]+\b")
COLUMNS = re.compile(r"\b[a-z]+(_[a-z0-9]+)+\b")
BRACES = re.compile(r"\{[^{}]*\}")
# `…` in help is what is typed into a file; the rest of a page of help is read.
TYPED = re.compile(r"`[^`]*`")
# What may stand in both: a word of the law, and words inside a file.
LEFT = {
    "Not signed by both yet, and no part of what is attested below",
    "text; not_asked and prefer_not_to_say are answers of their own",
    "Who attested to it, and on which day.",
}  # fmt: skip


def odd(text: str) -> list[str]:
    """The words in a text that nobody in an office says, and the codes and names of columns in it."""
    plain = BRACES.sub("", text)
    return [found.group() for pattern in (ODD, CODES, COLUMNS) for found in pattern.finditer(plain)]


def marked() -> Iterator[tuple[str, str]]:
    """(place, text) of each string that a screen, paper or message shows."""
    for path in sources.APP:
        name = sources.name(path)
        if name.startswith(FIXED):
            continue
        for node in ast.walk(sources.tree(path)):
            called = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
            if called in ("_", "N_", "plural"):
                for part in node.args:  # type: ignore[attr-defined]
                    if isinstance(part, ast.Constant) and isinstance(part.value, str):
                        yield f"{name}:{part.lineno}", part.value


def test_every_sentence_of_the_program_is_in_an_office_s_words() -> None:
    said = list(marked())
    assert len(said) > 2000
    wrong = [f"{place}: {odd(text)} in {text!r}" for place, text in said if odd(text) and text not in LEFT]
    assert wrong == []


def test_every_page_of_help_is_in_an_office_s_words() -> None:
    pages = sorted((ROOT / "resources" / "help").glob("*.md"))
    found = {page.name: odd(TYPED.sub("", page.read_text(encoding="utf-8"))) for page in pages}
    assert {name: words for name, words in found.items() if words} == {}


@pytest.mark.parametrize("text", ["Rule pack", "Keeping", "mt-cbhpss", "paper_signed_on", "Seen", "Even by {day}"])
def test_an_odd_word_is_found(text: str) -> None:
    assert odd(text)


def _entries(kind: type[Entry] = Entry) -> Iterator[type[Entry]]:
    for found in kind.__subclasses__():
        if found.__module__ != "app.services.exchange.rows":  # one field of an entry, made while its column is read
            yield found
        yield from _entries(found)


def test_every_field_has_a_label() -> None:
    """Without one a form shows the name of the column."""
    import app.services.across.papers  # noqa: F401 - with it every entry is known
    import app.services.exchange.imports
    import app.ui.desktop  # noqa: F401

    found = {entry.__name__: [name for name, info in entry.model_fields.items() if not info.title] for entry in _entries()}
    own = {name: missing for name, missing in found.items() if missing}
    assert own == {}
    assert len(found) > 20
