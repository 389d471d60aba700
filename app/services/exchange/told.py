"""What is said of a file beforehand, and what is said of a cell: the words that the readers of cells share."""

from dataclasses import dataclass

SHOWN = 40  # characters of a cell that a sentence names


@dataclass(frozen=True)
class Answers:
    """What is said of a file where it has several meanings: encoding, order of dates, century of birth years."""

    encoding: str = ""
    dates: str = ""
    birth_years: str = ""


UNSAID = Answers()


@dataclass(frozen=True, slots=True)
class Told:
    """A cell of which something is to be said: why it is refused, or what was made of it.

    `once`: the warning is of the whole column and is given at its first row only.
    """

    value: str | int
    problem: str = ""
    warning: str = ""
    once: bool = False


Turned = str | int | Told


def named(text: str) -> str:
    """A cell as a sentence names it."""
    plain = " ".join(text.split())
    return f"“{plain if len(plain) <= SHOWN else plain[:SHOWN] + '…'}”"
