"""Who can be chosen on a session's page, and what the record says of them in one line."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.services import staff
from app.services.rules import figures
from app.services.supervision import supervisors
from app.services.supervision.outlook import Certificate, Outlook
from app.wording import _, plural, short_day

if TYPE_CHECKING:
    from app.ui.write import Desk

Options = Sequence[tuple[str, str]]
EVERYONE = 10_000


@dataclass(frozen=True)
class People:
    """Choices for a form: staff with certificate (`options`) and by name alone, their packs, and supervisors."""

    options: Options
    named: Options
    packs: dict[str, tuple[str, ...]]
    supervisors: Options


def load(desk: "Desk") -> People:
    """Everyone on record."""
    rows = desk.read(lambda session: staff.window(session, limit=EVERYONE))
    led = desk.read(supervisors.choices)
    options: dict[str, str] = {}
    named: dict[str, str] = {}
    held: dict[str, tuple[str, ...]] = {}
    for row in rows:
        named[row.code] = row.name
        held[row.code] = (*held.get(row.code, ()), row.pack)
        title = figures.title_of(desk.pack(row.pack))
        certified = _("{name}, {title} {number}").format(
            name=row.name, title=title, number=row.certification_number
        )
        options[row.code] = certified if row.certification_number else options.get(row.code, row.name)
    return People(list(options.items()), list(named.items()), held, led)


def own_supervisor(desk: "Desk") -> str:
    """The code of the signed-in supervisor, or '' for somebody who leads no sessions."""
    wanted = desk.signed_in.actor.supervisor_id
    if wanted is None:
        return ""
    return desk.read(lambda session: supervisors.load(session, wanted).code)


def near(day: dt.date, today: dt.date) -> str:
    """A day in short: Aug 27, with the year where it is not this year's."""
    return short_day(day, today)


def standing(found: Outlook, day: dt.date, paired: bool, title: Callable[[str], str] = str) -> str:
    """Certificate and, where a supervisor is chosen, agreement as of that day: 'Certificate in force to Dec 31. …'.

    Of somebody under several rules each is told under its own `title(pack)`: one is no contradiction of the other.
    """
    several = len(found.certificates) > 1
    said = [
        _("{rules}: {words}").format(rules=title(one.pack), words=_certificate(one, day)) if several
        else _certificate(one, day)
        for one in found.certificates
    ] or [_("Under no rules that day.")]  # fmt: skip
    if paired and found.agreed_on is None:
        said.append(_("No agreement that day."))
    elif paired and found.agreement_ends_on is not None:
        said.append(_("Agreement in force to {day}.").format(day=near(found.agreement_ends_on, day)))
    elif paired:
        said.append(_("Agreement in force."))
    return " ".join(dict.fromkeys(said))


def _certificate(one: Certificate, day: dt.date) -> str:
    if one.certified_on is not None and one.certified_on > day or not (one.number or one.certified_on):
        return _("Not certified that day.")
    if one.expires_on is None:
        return _("Certified.")
    if one.expires_on < day:
        return _("Certificate ended {day}.").format(day=near(one.expires_on, day))
    return _("Certificate in force to {day}.").format(day=near(one.expires_on, day))


def ethics(found: Outlook, day: dt.date) -> str:
    """When ethics was last reviewed with this person."""
    if found.ethics_on is None:
        return _("Ethics not reviewed with {name} yet.").format(name=first_name(found.name))
    days = (day - found.ethics_on).days
    gone = plural("{count} day before", "{count} days before", days) if days else _("the same day")
    return _("Ethics last reviewed with {name} on {day}, {gone}.").format(
        name=first_name(found.name), day=near(found.ethics_on, day), gone=gone
    )


def role_play(name: str, last: dt.date | None, day: dt.date) -> str:
    """When a role play was last done with this person."""
    if last is None:
        return _("No role play with {name} yet.").format(name=first_name(name))
    words = _("Last role play with {name} on {day}.")
    return words.format(name=first_name(name), day=near(last, day))


def first_name(name: str) -> str:
    """What a person is called on a card: the first word of the name."""
    return name.split(" ")[0]
