"""Finds what may be a client's name or code in a text that goes to the Board: a warning, never a refusal."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import folded
from app.models.clients import Client, ClientName
from app.services.users import Action, actor_of, allowed
from app.wording import _

LEAST = 2  # letters of a name, and of a code that holds a letter
LEAST_DIGITS = 5  # of a code of digits alone: shorter ones are days, years and counts
MOST = 4  # words that a sentence names
RUN = re.compile(r"\w+")
TITLED = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Mx)\.?\s+[^\W\d_a-z][\w'’-]*")
# Names that are words of every day count only where they could be nothing else: with a capital letter, not first.
EVERYDAY = frozenset(
    "april art august autumn bill chance chase christian dawn drew earnest faith frank grace grant hope hunter iris ivy "
    "jack joy june justice mark may melody mercy miles olive pat patience penny rain ray rich robin rose ruby rusty sky "
    "star sterling stormy summer sunny tad victor will willow wren young white black brown green gray grey long low "
    "little day good rider wood hill stone field lake rivers north west small strong stands".split()
)


@dataclass(frozen=True)
class Word:
    """One word of a text as it stands there, its form for comparing, and whether a sentence begins with it."""

    text: str
    form: str
    first: bool
    begins: int
    ends: int


@dataclass
class Names:
    """The names and codes to look for: the form of each word after the other -> whether it is a word of every day."""

    known: dict[tuple[str, ...], bool] = field(default_factory=dict)
    longest: int = 1
    heads: set[str] = field(default_factory=set)

    def add(self, name: str, *, code: bool = False) -> None:
        """Look for a name, or for a code."""
        forms = tuple(word.form for word in split(name))
        letters = "".join(forms)
        least = LEAST_DIGITS if code and letters.isdigit() else LEAST
        if len(letters) >= least:
            self.known[forms] = not code and len(forms) == 1 and forms[0] in EVERYDAY
            self.longest = max(self.longest, len(forms))
            self.heads.update(RUN.findall(forms[0])[:1])

    def found(self, text: str) -> list[str]:
        """The parts of a text that may be a client's name or code, as they stand there, each once."""
        hits = [match.group() for match in TITLED.finditer(text)]
        if self.heads.isdisjoint(RUN.findall(_form(text))):  # nearly every text: it need not be looked at sign by sign
            return hits
        words = list(split(text))
        place = 0
        while place < len(words):
            length = self._length(words, place)
            if length:
                hits.append(text[words[place].begins : words[place + length - 1].ends])
            place += max(length, 1)
        return list(dict.fromkeys(hits))

    def _length(self, words: list[Word], place: int) -> int:
        """How many words from here on are one name; the longest counts. 0 for none."""
        for length in range(min(self.longest, len(words) - place), 0, -1):
            everyday = self.known.get(tuple(word.form for word in words[place : place + length]))
            if everyday is False or (everyday and words[place].text[:1].isupper() and not words[place].first):
                return length
        return 0


def split(text: str) -> Iterator[Word]:
    """The words of a text in any script: letters, digits and the marks on them; case and marks do not count.

    A possessive ending is left out, so that "Clara's" is Clara.
    """
    first, begins = True, -1
    for place, sign in enumerate([*text, " "]):
        inside = unicodedata.category(sign)[0] in "LMN" or (sign in "'’" and begins >= 0)
        if inside and begins < 0:
            begins = place
        elif not inside:
            if begins >= 0:
                word = re.sub(r"['’](s|S)?$", "", text[begins:place])
                yield Word(word, _form(word), first, begins, begins + len(word))
                first, begins = False, -1
            if sign in ".!?:;\n•":
                first = True


def _form(word: str) -> str:
    return folded.fold(word)


@allowed(Action.RECORD_SUPERVISION)
def known(session: Session) -> Names:
    """The names, present and past, and the codes of the clients whom this person may see."""
    found = Names()
    if not actor_of(session).may(Action.SEE_CLIENTS):
        return found
    for code, *names in session.execute(select(Client.code, Client.first_name, Client.last_name, Client.name_used)):
        found.add(code, code=True)
        _add(found, names)
    for first, last in session.execute(select(ClientName.first_name, ClientName.last_name)):
        _add(found, (first, last))
    return found


def _add(found: Names, names: Iterable[str]) -> None:
    for name in names:
        found.add(name)


def warning(hits: Iterable[str]) -> str:
    """The sentence beside the field that holds them, '' for none."""
    named = list(dict.fromkeys(hits))[:MOST]
    if not named:
        return ""
    words = _("This may name a client: {words}. The Board reads this text: say it without the name.")
    return words.format(words=", ".join(named))
