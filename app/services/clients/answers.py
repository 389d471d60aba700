"""Answers that a person may leave open: blank, 'not asked' and 'prefer not to say' are three different things."""

from collections.abc import Callable
from typing import Annotated, Any

from pydantic import BeforeValidator

from app.services import entries
from app.services.entries import Choice
from app.wording import N_, _

NOT_ASKED, PREFER_NOT = "not_asked", "prefer_not_to_say"
OPEN = {NOT_ASKED: N_("Not asked"), PREFER_NOT: N_("Prefer not to say")}


class Answer(Choice):
    """Yes, no, or one of the two ways to leave a question open."""

    YES = "yes", N_("Yes")
    NO = "no", N_("No")
    PREFER_NOT_TO_SAY = PREFER_NOT, OPEN[PREFER_NOT]
    NOT_ASKED = NOT_ASKED, OPEN[NOT_ASKED]


class Eligibility(Choice):
    """Why this person can be served; the diagnosis itself is never written down here."""

    ADULT = "adult", N_("18 or over, with a behavioral health diagnosis")
    CAREGIVER = "caregiver", N_("Caregiver of a child under 21")
    OTHER = "other", N_("Other, as the program says")
    NOT_ASKED = "not_asked", N_("Not asked")


def line(value: Any) -> str:
    """One line of text; 'not asked' and 'prefer not to say' in any spelling become their codes."""
    text = entries.line(value)
    coded = text.casefold().replace(" ", "_")
    return coded if coded in OPEN else text


def one_of(kind: type[Choice]) -> Callable[[Any], Any]:
    """A parser that takes one of the coded values of `kind`, or None for blank."""

    def parse(value: Any) -> Choice | None:
        coded = line(value).casefold()
        if not coded:
            return None
        if coded not in {member.value for member in kind}:
            known = ", ".join(member.value for member in kind)
            raise ValueError(_("Choose one of: {known}.").format(known=known))
        return kind(coded)

    return parse


Free = Annotated[str, BeforeValidator(line)]
YesNoOpen = Annotated[Answer | None, BeforeValidator(one_of(Answer))]
Reason = Annotated[Eligibility | None, BeforeValidator(one_of(Eligibility))]


def say(text: str, kind: type[Choice] | None = None) -> str:
    """How a stored answer reads; '' stays ''."""
    if kind is not None and text in {member.value for member in kind}:
        return kind(text).label
    return _(OPEN[text]) if text in OPEN else text
