"""The one folded form by which names are found: José by jose, O’Brien by o'brien or obrien, Č̓ɫk̓ʷšá by clkwsa.

Letters are taken apart; marks and modifier letters go, case goes, apostrophes of every kind go, hyphens and other signs
between words become a space. A search asks for each of its words, in any order, so that 'Last, First' finds as well.
"""

import functools
import re
import unicodedata
from collections.abc import Callable

# Letters that no decomposition takes apart, as they are typed on a plain keyboard; the glottal stops are not typed.
PLAIN = str.maketrans(
    {
        "ɫ": "l", "ɬ": "l", "ł": "l", "ƚ": "l", "ƛ": "l", "ⱡ": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae",
        "œ": "oe", "ı": "i", "ŋ": "n", "ə": "e", "ɛ": "e", "ɔ": "o", "ɑ": "a", "ɣ": "g", "ɡ": "g", "χ": "x", "ħ": "h",
        "ʔ": "", "ʕ": "", "ɂ": "", "ꞌ": "", "ŧ": "t", "ɨ": "i", "ʉ": "u",
    }
)  # fmt: skip
APOSTROPHES = dict.fromkeys(map(ord, "'’‘‛ʹʼʻʽ`´′ʾʿ＇·"))
GONE = ("Mn", "Me", "Lm", "Sk", "Cf")
KEPT = ("L", "N", "M")
_SIGNS = re.compile(r"[^a-z0-9]+")


def fold(text: str) -> str:
    """The folded form: words of plain letters with single spaces; of a text that has no letters, the text itself."""
    if text.isascii():
        return " ".join(_SIGNS.sub(" ", text.lower().replace("'", "").replace("`", "")).split()) or text.lower().strip()
    apart = unicodedata.normalize("NFKD", text.translate(APOSTROPHES)).casefold()
    signs = []
    for sign in unicodedata.normalize("NFKD", apart).translate(APOSTROPHES).translate(PLAIN):
        kind = unicodedata.category(sign)
        if kind not in GONE:
            signs.append(sign if kind[0] in KEPT else " ")
    return " ".join("".join(signs).split()) or text.casefold().strip()


def joined(text: str) -> str:
    """The folded form without its spaces, by which two spellings of a name are compared."""
    return fold(text).replace(" ", "")


def words(query: str) -> list[str]:
    """What each must be found of a search."""
    return fold(query).split()


def searched(*texts: str) -> str:
    """What a search looks through: the folded texts, each once more without its spaces, and as it is for signs alone."""
    forms = [fold(text) for text in texts if text]
    tight = (form.replace(" ", "") for form in forms if " " in form)
    return "\n".join((" ".join(forms), *tight, *(text.casefold() for text in texts if text and not text.isalpha())))


def found(query: str, *texts: str) -> bool:
    """Whether every word of a search stands in these texts, which belong to one person or thing."""
    whole = searched(*texts)
    return all(word in whole for word in words(query))


def same(one: str, other: str) -> bool:
    """Whether two names are the same when folded, also where one stands as 'Last, First'."""
    return len(words(one)) == len(words(other)) and fold(other) in both_ways(one)


def both_ways(text: str) -> str:
    """The folded words twice over, in which a beginning of the name is found from any of its words on."""
    form = fold(text)
    return f"{form} {form}"


def holder() -> Callable[..., bool]:
    """A function for the database: whether one folded word stands in a row's texts; it remembers rows, and goes with them.

    Each connection has its own, so that no name outlives the store's being open.
    """
    remembered = functools.lru_cache(maxsize=20_000)(searched)

    def holds(word: str, *texts: str | None) -> bool:
        return word in remembered(*(text or "" for text in texts))

    return holds
