"""Facts of the world stand once: a telephone number, fee, site or street address is data with its source, never typed.

The data are resources/contacts and the packs in resources/rules. Every other text of the program and its resources is
read here; what may look like such a fact all the same stands in a list below, each with the reason.
"""

import ast
import functools
import re
import tomllib

import pytest

from app.services.contacts import standard
from tests import sources
from tests.sources import ROOT

# Where such facts belong. Icons hold coordinates; the fonts' licence is its owner's own text.
HOME = ("resources/contacts/", "resources/rules/", "resources/icons/", "resources/fonts/")
# Numbers with 555-01 are kept for fiction, and example.org for examples: nobody ever has them.
MADE_UP = re.compile(r"555-01\d\d\b|\bexample\.org\b|\b12345\b")
PATTERNS = {
    "a telephone number": re.compile(
        r"(?<![\d-])(?:\+?1[-. ])?\(?\d{3}\)?[-. ]\d{3}[-. ]\d{4}(?!\d)|\b1-?8\d\d-[\dA-Z-]{7,}"
    ),
    "a number to call or text": re.compile(
        r"\b(?:call|dial|text|telephone|phone)(?: or text)?:? (?:[A-Z]{2,} to )?(?:<b>|\*\*)?\d{3,6}\b", re.I
    ),
    "an amount of money": re.compile(r"\$ ?\d|\b\d[\d,.]* (?:dollars|cents)\b|\bUSD\b"),
    "a web site": re.compile(r"https?://|\bwww\.|\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:gov|org|com|net|io|us|edu)\b", re.I),
    "an address": re.compile(
        r"\b(?:[A-Z]{2}|Montana|Minnesota) \d{5}(?:-\d{4})?\b|\bP\.? ?O\.? Box\b"
        r"|\b\d+ (?:[A-Z][a-z]+ ){1,3}(?:Street|Avenue|Road|Drive|Lane|Blvd)\b", re.I
    ),
}  # fmt: skip
MADE_UP_AGENCY = "the sample agency, which is made up"
ALLOWED = {
    ("app/services/rules/figures.py", "$40.00"): "how an amount is said, in the words of functions that nobody is shown",
    ("app/services/rules/typed.py", "$40.00"): "how an amount is typed: its form, and no fee",
    ("app/services/store/strength.py", "4@8({[<369&#!1/|0$5+7%2"): "signs that stand in for letters in a passphrase",
    ("app/services/across/demo/cast.py", "214 Main Street, Ronan, Montana 59864"): MADE_UP_AGENCY,
    ("app/services/across/demo/people.py", "31 Ditch Road, Ronan"): MADE_UP_AGENCY,
}


@functools.cache
def dialled() -> re.Pattern[str]:
    """Finds every number, site and address in the files of contacts: none of them may stand anywhere else."""
    found = set()
    for one in standard.known().values():
        found |= {one.number, one.web, one.address, *re.findall(r"\d{3,6}", one.texting)}
    written = "|".join(re.escape(one) for one in sorted(found - {""}, key=len, reverse=True))
    return re.compile(rf"(?<![\w.-])(?:{written})(?![\w-])")


@functools.cache
def texts() -> frozenset[tuple[str, str]]:
    """(place, text), each once, of every string in the source, its documentation too, and of every line of the resources."""
    said = {
        (sources.name(path), node.value) for path in sources.APP for node in ast.walk(sources.tree(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }  # fmt: skip
    for path in sorted((ROOT / "resources").rglob("*")):
        name = path.relative_to(ROOT).as_posix()
        if path.suffix in (".md", ".toml", ".txt", ".csv", ".json") and not name.startswith(HOME):
            said |= {(name, line) for line in path.read_text(encoding="utf-8").splitlines()}
    return frozenset(said)


def facts(text: str) -> list[str]:
    """What in a text has the shape of a fact of the world."""
    plain = MADE_UP.sub("", text)
    found = [match[0] for pattern in PATTERNS.values() for match in pattern.finditer(plain)]
    return found + dialled().findall(plain)


def test_no_fact_of_the_world_is_typed_beside_the_data() -> None:
    said = sorted(texts())
    assert len(said) > 10_000
    wrong = []
    for place, text in said:
        kept = [words for (file, words), _why in ALLOWED.items() if file == place and words in text]
        for words in kept:
            text = text.replace(words, "")
        wrong += [f"{place}: {fact!r} in {text[:80]!r}" for fact in facts(text)]
    assert wrong == []


def test_what_is_allowed_is_still_there_and_says_why() -> None:
    said = texts()
    for (file, words), why in ALLOWED.items():
        assert why and any(place == file and words in text for place, text in said), (file, words)


@pytest.mark.parametrize(
    "text",
    [
        "In Montana: 1-866-820-5767, day and night.", "call (406) 444-2245", "In a crisis: call or text <b>988</b>",
        "Now: 911.",
        "text HOME to 741741", "Call 911 first", "The fee is $125", "it costs 93 dollars", "see https://boards.mt.gov",
        "at code.qt.io", "Helena, MT 59620", "PO Box 201417", "12 Main Street", "1-844-7NATIVE", "mtpeernetwork.org",
    ],
)  # fmt: skip
def test_a_typed_fact_is_found(text: str) -> None:
    assert facts(text)


@pytest.mark.parametrize(
    "text", ["(406) 555-0113", "such as 406-555-0123", "such as HELLO to 12345", "such as example.org", "1:20",
             "MCA 41-3-201", "in 2026-11-30", "16-Nov-26", "45 CFR 164.522", "call {number}", "ARM 24.219.2301",
             "SL-2026-0017"],
)  # fmt: skip
def test_what_is_no_fact_is_left_alone(text: str) -> None:
    assert not facts(text)


def test_every_contact_has_its_source_day_and_region_once() -> None:
    codes: list[str] = []
    for path in sorted((ROOT / "resources" / "contacts").glob("*.toml")):
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        standard.Region(table["region"])
        for one in table["contacts"]:
            codes.append(one["code"])
            assert one["source"].strip() and one["purpose"].strip() and one["name"].strip(), one["code"]
            assert one["checked_on"].year >= 2026
            assert any(one.get(way) for way in ("number", "texting", "web", "address")), one["code"]
    assert len(codes) == len(set(codes)) == len(standard.known())
    reached = [one.reach for one in standard.known().values()]
    assert len(reached) == len(set(reached)), "a number stands twice"


def test_the_child_abuse_line_is_the_one_that_the_state_gives() -> None:
    (line,) = [one for one in standard.known().values() if one.kind is standard.Kind.CHILD]
    assert line.number == "1-866-820-5437"
