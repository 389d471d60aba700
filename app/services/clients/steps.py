"""The steps of an intake, on screen and on paper: at most twelve short lines each."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from app.services.clients import answers
from app.services.clients.answers import Answer, Eligibility
from app.services.clients.entry import ClientEntry
from app.services.documents import words
from app.services.entries import Choice
from app.wording import N_

CHOICES: dict[str, type[Choice]] = {"eligibility": Eligibility} | {
    name: Answer
    for name in (
        "phone_voicemail", "phone_text", "other_voicemail", "other_text", "safe_to_mail", "veteran",
        "relative_gives_care",
    )
}  # fmt: skip


@dataclass(frozen=True)
class Step:
    """A step: its title, what it is for, and its lines of fields, each one or several side by side."""

    name: str
    title: str
    about: str
    lines: tuple[tuple[str, ...], ...]

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields in order."""
        return tuple(name for line in self.lines for name in line)


STEPS = (
    Step(
        "who", N_("Who"), N_("Who this person is, and how they wish to be called."),
        (
            ("code", "birth_date"), ("first_name", "last_name"), ("name_used", "pronouns"),
            ("identity_verified_by",),
        ),
    ),
    Step(
        "phones", N_("Safe contact"), N_("How this person may be called without putting them at risk."),
        (
            ("phone", "phone_say"), ("phone_voicemail",), ("phone_text",), ("other_phone", "other_say"),
            ("other_voicemail",), ("other_text",),
        ),
    ),
    Step(
        "address", N_("Address and mail"), N_("Where this person lives, and whether mail may come there."),
        (("address",), ("county", "zip_code"), ("email",), ("safe_to_mail",)),
    ),
    Step(
        "about", N_("About you"), N_("All of it can be skipped. Ask, and write the answer as it is given."),
        (("tribal_affiliation",), ("race", "sex"), ("language",), ("veteran",)),
    ),
    Step(
        "people", N_("People around"), N_("Whom to call in need, and who on staff is known from before."),
        (("emergency_contact",), ("guardian",), ("known_staff",), ("relative_gives_care",)),
    ),
    Step(
        "program", N_("Program"), N_("Which program serves this person, and since when."),
        (
            ("referral_source",), ("program", "funding", "admitted_on"), ("eligibility",),
            ("eligibility_attested_by", "eligibility_attested_on"),
        ),
    ),
)  # fmt: skip


def label(name: str) -> str:
    """A field's label, marked and not yet translated."""
    return ClientEntry.model_fields[name].title or name


def why(name: str) -> str:
    """Why a field is asked, marked and not yet translated; '' where it needs no reason."""
    extra = ClientEntry.model_fields[name].json_schema_extra
    return str(extra.get("why", "")) if isinstance(extra, dict) else ""


def said(name: str, value: Any) -> str:
    """A stored answer as it reads on paper and on screen; '' for none."""
    if isinstance(value, dt.date):
        return words.long_day(value)
    return answers.say(str(value or ""), CHOICES.get(name))
