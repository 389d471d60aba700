"""What is typed about a client: the intake, an episode, an assignment. Only code and names are ever needed."""

import datetime as dt
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from app.services import doubts, entries
from app.services.clients.answers import Free, Reason, YesNoOpen
from app.services.entries import Entry
from app.services.rules import safe_contact
from app.wording import N_, _


def _field(title: str, description: str = "", why: str = "", **extra: Any) -> Any:
    """A field's label, its help, and why it is asked."""
    return Field(title=title, description=description or None, json_schema_extra={"why": why, **extra})


LATE = N_("The last day is before the first. Check both dates.")
_PERSON = N_("So that papers and records stay with the right person.")
_SAFE = N_("Some homes are not safe. We call and write only as this person says. Never ask for a reason.")
_WHO = N_("Some funders count this. Nobody has to answer, and help never depends on it.")
_AROUND = N_("So that we know whom we may call, and who must agree.")
_RULES = N_("The program's rules or its funder ask for this.")


def _answered(value: Any) -> bool:
    return str(value or "") not in safe_contact.UNSAID


class ClientEntry(Entry):
    """The intake of one client, with the first or a further episode. All but code and names can be left open."""

    code: Annotated[
        entries.Code,
        _field(N_("Code"), N_("Short and your own, such as C-104."), N_("It stands in files instead of a name.")),
    ]
    first_name: Annotated[entries.Line, _field(N_("First name"), "", _PERSON)]
    last_name: Annotated[entries.Line, _field(N_("Last name"), "", _PERSON)]
    name_used: Annotated[
        Free, _field(N_("Name used"), N_("If it is another one."), N_("We call people by the name they use."))
    ] = ""
    birth_date: Annotated[
        entries.DateOrBlank,
        _field(
            N_("Birth date"), "", N_("It tells two people of one name apart. Some programs have an age limit."), past=True
        ),
    ] = None
    county: Annotated[Free, _field(N_("County"), "", _WHO)] = ""
    program: Annotated[entries.LineOrBlank, _field(N_("Program"), "", _RULES)] = ""
    funding: Annotated[entries.LineOrBlank, _field(N_("Funding"), N_("Who pays for the service."), _RULES)] = ""
    admitted_on: Annotated[
        entries.DateOrBlank, _field(N_("Admitted"), N_("First day of service."), _RULES)
    ] = None
    discharged_on: Annotated[
        entries.DateOrBlank, _field(N_("Discharged"), N_("Last day of service; blank while open."), _RULES)
    ] = None
    pronouns: Annotated[
        Free, _field(N_("Pronouns"), N_("Such as she, her."), N_("So that we speak of people as they wish."))
    ] = ""
    identity_verified_by: Annotated[
        Free,
        _field(N_("Identity verified by"), N_("Such as: driver license seen, tribal ID seen, known in town."), _RULES),
    ] = ""
    phone: Annotated[Free, _field(N_("Phone"), "", _SAFE)] = ""
    phone_voicemail: Annotated[YesNoOpen, _field(N_("Voicemail is fine"), "", _SAFE)] = None
    phone_text: Annotated[YesNoOpen, _field(N_("Text is fine"), "", _SAFE)] = None
    phone_say: Annotated[Free, _field(N_("Name to say"), N_("Who to say is calling."), _SAFE)] = ""
    other_phone: Annotated[Free, _field(N_("Second phone"), "", _SAFE)] = ""
    other_voicemail: Annotated[YesNoOpen, _field(N_("Voicemail is fine there"), "", _SAFE)] = None
    other_text: Annotated[YesNoOpen, _field(N_("Text is fine there"), "", _SAFE)] = None
    other_say: Annotated[Free, _field(N_("Name to say there"), "", _SAFE)] = ""
    email: Annotated[Free, _field(N_("Email"), "", _SAFE)] = ""
    address: Annotated[Free, _field(N_("Address"), "", _SAFE)] = ""
    zip_code: Annotated[Free, _field(N_("ZIP code"), "", _SAFE)] = ""
    safe_to_mail: Annotated[YesNoOpen, _field(N_("Mail is fine"), "", _SAFE)] = None
    tribal_affiliation: Annotated[
        Free, _field(N_("Tribal affiliation"), N_("In the person's own words; several with ; between them."), _WHO)
    ] = ""
    race: Annotated[Free, _field(N_("Race"), N_("In the person's own words; several with ; between them."), _WHO)] = ""
    sex: Annotated[Free, _field(N_("Sex, as the funder asks it"), "", _WHO)] = ""
    veteran: Annotated[YesNoOpen, _field(N_("Veteran"), "", _WHO)] = None
    language: Annotated[Free, _field(N_("Language"), N_("The one this person likes best to speak."), _WHO)] = ""
    emergency_contact: Annotated[
        Free, _field(N_("Emergency contact"), N_("Name, how they are related, phone."), _AROUND)
    ] = ""
    guardian: Annotated[
        Free, _field(N_("Legal guardian"), N_("Name and phone; 'none' if there is none."), _AROUND)
    ] = ""
    known_staff: Annotated[
        Free,
        _field(
            N_("Staff known from before"),
            N_("Who, and how: kin, friend, neighbor, former client."),
            N_("In small towns people know each other. The supervisor must be told, so that both are safe."),
        ),
    ] = ""
    relative_gives_care: Annotated[
        YesNoOpen,
        _field(
            N_("Is a relative on staff the caregiver?"),
            "",
            N_("Some programs do not pay when a relative who gives care is the peer."),
        ),
    ] = None
    referral_source: Annotated[
        Free, _field(N_("Referred by"), "", N_("It shows which partners send people to us."))
    ] = ""
    eligibility: Annotated[Reason, _field(N_("Can be served because"), "", _RULES)] = None
    eligibility_attested_by: Annotated[
        Free, _field(N_("Confirmed by"), N_("Who confirmed it: name and title. No diagnosis here."), _RULES)
    ] = ""
    eligibility_attested_on: Annotated[entries.DateOrBlank, _field(N_("Confirmed on"), "", _RULES)] = None
    discharge_reason: Annotated[entries.LineOrBlank, _field(N_("Reason for discharge"), "", _RULES)] = ""

    @model_validator(mode="after")
    def _days(self) -> Self:
        if self.admitted_on is None and (self.program or self.funding or self.discharged_on):
            raise entries.at("admitted_on", _("Say from which day, or leave program, funding and discharge blank."))
        if self.admitted_on and self.discharged_on and self.discharged_on < self.admitted_on:
            raise entries.at("discharged_on", _(LATE))
        if self.admitted_on and self.birth_date and self.admitted_on < self.birth_date:
            raise entries.at("admitted_on", _("This day is before the birth date. Check both dates."))
        if self.other_phone and not self.phone:
            raise entries.at("phone", _("Put the first number here, then the second."))
        return self

    @model_validator(mode="after")
    def _contact(self) -> Self:
        for number, *wishes in PHONES:
            if getattr(self, number) in safe_contact.UNSAID:
                wrong = next((name for name in wishes if _answered(getattr(self, name))), None)
                if wrong is not None:
                    raise entries.at(wrong, _("No number is given that this could be for. Type it, or leave this open."))
        again = safe_contact.same(self.phone) == safe_contact.same(self.other_phone)
        if again and self.other_phone not in safe_contact.UNSAID:
            raise entries.at("other_phone", _("This is the first number again. Give it once, with what is wished there."))
        return self


DOUBTS = (
    doubts.to_come("admitted_on", N_("The first day of service is still to come. Check the date.")),
    doubts.to_come("discharged_on", N_("The last day of service is still to come. Check the date.")),
    doubts.long_ago("birth_date", 110, N_("Born on {day}: that is more than 110 years ago. Check the year.")),
)


class EpisodeEntry(Entry):
    """One time of being served, from its first to its last day."""

    program: Annotated[entries.LineOrBlank, Field(title=N_("Program"))] = ""
    funding: Annotated[entries.LineOrBlank, Field(title=N_("Funding"))] = ""
    admitted_on: Annotated[entries.Date, Field(title=N_("Admitted"), description=N_("First day of service."))]
    discharged_on: Annotated[
        entries.DateOrBlank,
        Field(title=N_("Discharged"), description=N_("Last day of service; blank while open.")),
    ] = None
    discharge_reason: Annotated[entries.LineOrBlank, Field(title=N_("Reason for discharge"))] = ""

    @model_validator(mode="after")
    def _days(self) -> Self:
        if self.discharged_on and self.discharged_on < self.admitted_on:
            raise entries.at("discharged_on", _(LATE))
        return self


EPISODE_DOUBTS = DOUBTS[:2]  # an episode has the same two days


class AssignmentEntry(Entry):
    """A peer supporter who works with the client from a day to a day."""

    staff: Annotated[entries.Code, Field(title=N_("Peer supporter"))]
    from_on: Annotated[entries.Date, Field(title=N_("From"), description=N_("First day."))]
    to_on: Annotated[entries.DateOrBlank, Field(title=N_("To"), description=N_("Last day; blank while open."))] = None

    @model_validator(mode="after")
    def _days(self) -> Self:
        if self.to_on and self.to_on < self.from_on:
            raise entries.at("to_on", _(LATE))
        return self


# The columns of a client's own row that are typed as they are kept.
KEPT = (
    "code", "first_name", "last_name", "name_used", "birth_date", "county", "pronouns", "identity_verified_by", "email",
    "address", "zip_code", "tribal_affiliation", "race", "sex", "language", "emergency_contact", "guardian",
    "known_staff", "referral_source", "eligibility_attested_by", "eligibility_attested_on",
)  # fmt: skip
# Those whose typed value is a choice or None, kept as text.
CHOSEN = ("veteran", "relative_gives_care", "eligibility", "safe_to_mail")
EPISODE = ("program", "funding", "admitted_on", "discharged_on", "discharge_reason")
PHONES = (
    ("phone", "phone_voicemail", "phone_text", "phone_say"),
    ("other_phone", "other_voicemail", "other_text", "other_say"),
)


def unborn(entry: ClientEntry, today: dt.date) -> str:
    """The sentence on a birth date that is still to come on the agency's day, or ''."""
    late = entry.birth_date is not None and entry.birth_date > today
    return _("This day has not come yet. Check the year.") if late else ""


def row_values(entry: ClientEntry) -> dict[str, Any]:
    """The values of the client's own row."""
    chosen = {name: str(getattr(entry, name) or "") for name in CHOSEN}
    return {name: getattr(entry, name) for name in KEPT} | chosen


def phone_values(entry: ClientEntry) -> list[dict[str, Any]]:
    """The values of each number that was given, in order."""
    found = []
    for position, (number, voicemail, text, say) in enumerate(PHONES, 1):
        if getattr(entry, number):
            found.append(
                {
                    "position": position,
                    "number": getattr(entry, number),
                    "voicemail": str(getattr(entry, voicemail) or ""),
                    "text": str(getattr(entry, text) or ""),
                    "say": getattr(entry, say),
                }
            )
    return found
