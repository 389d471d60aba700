"""Whom to call in sentences: under an incident's form, in a page of help, in a title. Each with the day and the source."""

import datetime as dt
import re
from collections.abc import Sequence

from app.services.contacts import standard
from app.services.contacts.standard import Contact, Kind
from app.wording import N_, _

_PLACE = re.compile(r"\{\{(contacts|number:[a-z-]+)\}\}")
_MARKS = re.compile(r"([\\`*_{}\[\]()#+.!|<>~&-])")
LEFT_BLANK = N_("{numbers} Not reported yet? Leave it blank.")
ADULT = N_("{numbers} Or the county attorney; in a care facility the ombudsman too. Not reported yet? Leave it blank.")
SELF = N_("Now: {danger}. The crisis line: {line}. {told} Not reported yet? Leave it blank.")
OTHERS = N_("Now: {danger}. {told} Not reported yet? Leave it blank.")
NOBODY = N_("No number for this is in the list: ask your supervisor whom to call.")


def of(found: Sequence[Contact], code: str) -> Contact:
    """The contact of this code as it is shown; as it comes with Peerdesk where the agency hides it."""
    return next((one for one in found if one.key == code), standard.one(code))


def title(found: Sequence[Contact]) -> str:
    """The way to the page of help on a crisis, with the number of the crisis line."""
    line = of(found, standard.LIFELINE)
    return _("In a crisis: {number}").format(number=line.number or line.reach)


def to_report(found: Sequence[Contact], kind: Kind, today: dt.date) -> str:
    """Where to report harm, by region, each with hours, day and source."""
    said = [_reported(one, today) for one in found if one.kind is kind]
    return " ".join(said) or _(NOBODY)


def _reported(one: Contact, today: dt.date) -> str:
    way = ". ".join(part.rstrip(".") for part in (one.reach, _(one.hours)) if part)
    where = one.name if one.own else one.region.label
    return _("{region}: {way}. {told}").format(region=where, way=way, told=one.brief(today))


def before_sign_in(today: dt.date) -> str:
    """The contacts that come with Peerdesk, a line each, for a page that has no store open; then day and source."""
    found = [one for one in standard.known().values() if one.on_page]
    lines = [_("{name}: {way}").format(name=_(one.name), way=one.reach) for one in found]
    checked = _oldest(*found).checked(today)
    return "\n".join([*lines, "", _("{checked}. Sources: Help, In a crisis.").format(checked=checked)])


def child(found: Sequence[Contact], today: dt.date) -> str:
    """Beside 'Reported to' of suspected abuse of a child."""
    return _(LEFT_BLANK).format(numbers=to_report(found, Kind.CHILD, today))


def adult(found: Sequence[Contact], today: dt.date) -> str:
    """Beside 'Reported to' of suspected abuse of an adult (MCA 52-3-811 names who takes it)."""
    return _(ADULT).format(numbers=to_report(found, Kind.ADULT, today))


def harm_to_self(found: Sequence[Contact], today: dt.date) -> str:
    """Beside 'Reported to' of a risk of harm to oneself."""
    danger, line = of(found, standard.EMERGENCY), of(found, standard.LIFELINE)
    return _(SELF).format(danger=danger.reach, line=line.reach, told=_oldest(line, danger).brief(today))


def harm_to_others(found: Sequence[Contact], today: dt.date) -> str:
    """Beside 'Reported to' of a risk of harm to others."""
    danger = of(found, standard.EMERGENCY)
    return _(OTHERS).format(danger=danger.reach, told=danger.brief(today))


def _oldest(*found: Contact) -> Contact:
    return min(found, key=lambda one: one.checked_on)


def filled(markdown: str, found: Sequence[Contact], today: dt.date) -> str:
    """A page of help with its places filled: {{contacts}} the whole list, {{number:code}} how one is reached."""

    def put(match: re.Match[str]) -> str:
        what = match[1]
        return listed(found, today) if what == "contacts" else _plain(of(found, what.removeprefix("number:")).reach)

    return _PLACE.sub(put, markdown)


def listed(found: Sequence[Contact], today: dt.date) -> str:
    """The contacts as Markdown, under what they are for."""
    parts = []
    for kind in Kind:
        here = [one for one in found if one.kind is kind]
        if here:
            parts += [f"### {_plain(kind.label)}", *(_entry(one, today) for one in here)]
    return "\n\n".join(parts)


def _entry(one: Contact, today: dt.date) -> str:
    """Two lines: how it is reached and what it is; below it the day and the source."""
    further = [part for part in (_(one.purpose).rstrip("."), _(one.hours), one.web if one.web != one.reach else "",
                                 one.address if one.address != one.reach else "") if part]  # fmt: skip
    said = ". ".join(further)
    head = f"**{_plain(one.reach)}**: {_plain(_(one.name))}. {_plain(said)}{'.' if said else ''}"
    return f"{head}  \n*{_plain(one.told(today))}*"


def _plain(text: str) -> str:
    """Text that Markdown shows as it is."""
    return _MARKS.sub(r"\\\1", text)
