"""How well a new passphrase resists guessing: 15 characters or more, and not one that guessers try early.

No rules on capitals or digits, no hints, no expiry (the advice of NIST SP 800-63B). zxcvbn is imported
when first needed, 0.1 s; a screen warms it up in the background.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.services.store.vault import LONGEST_PASSPHRASE
from app.wording import N_, _, plural

SHORTEST = 15
ENOUGH = 3
_FEWEST_SIGNS = 6
_FEWEST_OF_OWN = 8
# zxcvbn's time grows steeply with length and with signs that can stand for letters: 6 s for 100 chosen
# characters. A strong start is strong enough.
_FIRST_LOOK = 20
_LONGEST_LOOK = 100
_STAND_INS = frozenset("4@8({[<369&#!1/|0$5+7%2")
_MANY_STAND_INS = 10

_EMPTY = N_("Type a passphrase: four or more words that do not belong together work well.")
_LONG = N_("This passphrase is longer than {count} characters. Choose a shorter one.")
_BROKEN = N_("This passphrase holds a character that no keyboard can type again. Choose another one.")
_OWN = N_("It is built from names that others here know. Add words that have nothing to do with them.")
_REPEATS = N_("It repeats itself, which is quick to guess. Use different words.")
_ROWS = N_("Rows of keys, letters or numbers are quick to guess. Use words instead.")
_DATES = N_("Dates and years are quick to guess. Add words that do not belong together.")
_COMMON = N_("It is one of the first that a guesser tries. Add words that do not belong together.")
_WEAK = N_("It can still be guessed. Add another word or two.")
_GOOD = N_("Good: hard to guess.")
_VERY_GOOD = N_("Very good: very hard to guess.")
_BY_PATTERN = {"repeat": _REPEATS, "sequence": _ROWS, "spatial": _ROWS, "date": _DATES, "regex": _DATES}


@dataclass(frozen=True)
class Strength:
    """A score from 0 to 4, the sentence beside the field, and whether the passphrase is taken."""

    score: int
    sentence: str
    accepted: bool


def check(passphrase: str, also_avoid: Sequence[str] = ()) -> Strength:
    """Judge a new passphrase; `also_avoid` names the agency, the person and the like.

    Never raises and stays under half a second, whatever is typed or pasted.
    """
    if not passphrase.strip():
        return Strength(0, _(_EMPTY), False)
    if len(passphrase) > LONGEST_PASSPHRASE:
        return Strength(0, _(_LONG).format(count=LONGEST_PASSPHRASE), False)
    plain = unicodedata.normalize("NFKC", passphrase)
    if any(unicodedata.category(sign) in ("Cc", "Cs") for sign in plain):
        return Strength(0, _(_BROKEN), False)
    score, weakness = _guessed(plain, _avoided(also_avoid))
    if len(plain) < SHORTEST:
        return Strength(min(score, ENOUGH - 1), _short(len(plain)), False)
    if score < ENOUGH:
        return Strength(score, _(weakness), False)
    return Strength(score, _(_VERY_GOOD if score > ENOUGH else _GOOD), True)


def _short(count: int) -> str:
    return plural(
        "Use at least 15 characters; this has {count}.",
        "Use at least 15 characters; this has {count}.",
        count,
    )


def _avoided(names: Sequence[str]) -> list[str]:
    found: list[str] = []
    for name in filter(str.strip, names):
        plain = unicodedata.normalize("NFKC", name)[:200]
        found += [plain, plain.replace(" ", ""), *(word for word in plain.split() if len(word) > 2)]
    return found


def _guessed(plain: str, avoided: list[str]) -> tuple[int, str]:
    from zxcvbn import zxcvbn

    if len(set(plain.casefold())) < _FEWEST_SIGNS:
        return 0, _REPEATS
    if _mostly(plain, avoided):
        return 1, _OWN
    typed = plain[:_LONGEST_LOOK]
    found = zxcvbn(typed[:_FIRST_LOOK], avoided, max_length=_LONGEST_LOOK)
    quick = len(_STAND_INS.intersection(typed)) <= _MANY_STAND_INS
    if found["score"] < 4 and len(typed) > _FIRST_LOOK and quick:
        found = zxcvbn(typed, avoided, max_length=_LONGEST_LOOK)
    return int(found["score"]), _weakness(found["sequence"])


def _mostly(plain: str, avoided: list[str]) -> bool:
    rest = plain.casefold()
    for name in sorted(avoided, key=len, reverse=True):
        rest = rest.replace(name.casefold(), "")
    own = [sign for sign in rest if sign.isalpha()]
    return len(rest) < len(plain.casefold()) and len(own) < _FEWEST_OF_OWN


def _weakness(sequence: Sequence[Mapping[str, Any]]) -> str:
    known = [part for part in sequence if part["pattern"] != "bruteforce"]
    if not known:
        return _WEAK
    longest = max(known, key=lambda part: len(part["token"]))
    if longest["pattern"] == "dictionary":
        return _OWN if longest["dictionary_name"] == "user_inputs" else _COMMON
    return _BY_PATTERN.get(longest["pattern"], _WEAK)
