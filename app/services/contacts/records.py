"""Whom to call as it stands: what came with Peerdesk under what the agency amends, checks, hides and adds."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.contacts import AgencyContact
from app.services import users
from app.services.contacts import standard
from app.services.contacts.entry import ContactEntry, HidingEntry
from app.services.contacts.standard import Contact, Kind, Region, Sure
from app.services.problems import Invalid, NotFound
from app.services.users import Action, allowed
from app.wording import N_, _, plural

MOST = 13  # on the printed page, which stays one sheet
TEXTS = ("name", "purpose", "number", "more", "texting", "hours", "web", "address", "source")
_GONE = N_("This contact is not on record. Perhaps somebody removed it.")
_TAKEN = N_("This name is in the list already. Choose another, or change that one.")
_FULL = ("The printed page holds {count} contact. Take one off it first.",
         "The printed page holds {count} contacts. Take one off it first.")  # fmt: skip
_AGAIN = N_("It is reached another way now. Say on which day you checked that.")


@dataclass(frozen=True)
class Check:
    """What was said of a check before it was confirmed anew, so that it can be put back."""

    key: str
    before: Mapping[str, Any] | None


@allowed(Action.SEE_CONTACTS)
def every(session: Session) -> tuple[Contact, ...]:
    """All contacts, also hidden ones, by what they are for: those of the agency stand after those that all have."""
    rows = list(session.scalars(select(AgencyContact).order_by(AgencyContact.name, AgencyContact.id)))
    of_code = {row.code: row for row in rows if row.code}
    found = [_merged(one, of_code.get(code)) for code, one in standard.known().items() if one.kind is not Kind.PROGRAM]
    # An amended one that no longer comes with Peerdesk stays the agency's.
    own = [row for row in rows if row.code is None or (row.code not in standard.known() and row.amended)]
    return tuple(standard.in_order([*found, *(_own(row) for row in own)]))


@allowed(Action.SEE_CONTACTS)
def shown(session: Session) -> tuple[Contact, ...]:
    """The contacts that pages and papers show."""
    return tuple(one for one in every(session) if not one.hidden)


@allowed(Action.SEE_CONTACTS)
def on_page(session: Session) -> tuple[Contact, ...]:
    """Those of the printed page."""
    return tuple(one for one in shown(session) if one.on_page)


@allowed(Action.SEE_CONTACTS)
def load(session: Session, key: str) -> Contact:
    """One contact. Raises NotFound."""
    for one in every(session):
        if one.key == key:
            return one
    raise NotFound(_(_GONE))


def _merged(one: Contact, row: AgencyContact | None) -> Contact:
    """What comes with Peerdesk with what the agency says of it; a check of other ways than today's does not count."""
    if row is None:
        return one
    found = replace(one, hidden=row.hidden_reason)
    if row.amended:
        newer = one.reach if row.based_on and row.based_on != one.ways else ""
        return replace(_filled(found, row), amended=True, newer=newer)
    if row.checked_on and row.checked_on >= one.checked_on and row.checked_as == one.ways:
        return replace(found, checked_on=row.checked_on, sure=Sure.AGENCY)
    return found


def _own(row: AgencyContact) -> Contact:
    never = dt.date.min  # cannot be saved so: a form asks for the day
    blank = Contact(row.id.hex, Kind(row.kind), Region(row.region), "", "", "", Sure.AGENCY, never, own=True)
    return replace(_filled(blank, row), hidden=row.hidden_reason)


def _filled(one: Contact, row: AgencyContact) -> Contact:
    texts = {name: getattr(row, name) for name in TEXTS}
    checked = row.checked_on or one.checked_on
    kind, region = Kind(row.kind), Region(row.region)
    return replace(one, kind=kind, region=region, sure=Sure.AGENCY, checked_on=checked, on_page=row.on_page, **texts)


@allowed(Action.EDIT_CONTACTS)
def save(session: Session, entry: ContactEntry, key: str = "", *, again: bool = False) -> str:
    """Add a contact of the agency's own, change one, or amend the one of this code; its key.

    `again` puts back what stood there a moment ago. Raises Invalid for a name that is taken, a day to come, a full page
    or a way nobody has checked; NotFound.
    """
    before = load(session, key) if key else None
    if not again:
        _check(session, entry, before)
    row = _row(session, key) if before else AgencyContact()
    base = standard.known().get(key)
    given = {name: getattr(entry, name) for name in TEXTS}
    row.checked_on, row.checked_by = entry.checked_on, users.actor_of(session).user_id
    if base is not None and _same(base, entry):
        _clear(row)
        row.checked_as = base.ways
    else:
        for name, text in given.items():
            setattr(row, name, text)
        row.kind, row.region, row.on_page = entry.kind.value, entry.region.value, entry.on_page
        row.amended, row.based_on = base is not None, base.ways if base is not None else ""
        row.checked_as = ""
    session.add(row)
    session.flush()
    return key or row.id.hex


def _same(base: Contact, entry: ContactEntry) -> bool:
    """Whether what was typed says what comes with Peerdesk, and only the day is another."""
    names = (*TEXTS, "kind", "region", "on_page")
    return all(getattr(base, name) == getattr(entry, name) for name in names)


def _clear(row: AgencyContact) -> None:
    for name in (*TEXTS, "kind", "region", "based_on", "checked_as"):
        setattr(row, name, "")
    row.amended, row.on_page = False, True


def _check(session: Session, entry: ContactEntry, before: Contact | None) -> None:
    wrong: dict[str, str] = {}
    others = [one for one in every(session) if before is None or one.key != before.key]
    if any(one.name.casefold() == entry.name.casefold() for one in others):
        wrong["name"] = _(_TAKEN)
    if entry.checked_on > users.today(session):
        wrong["checked_on"] = _("This day is still to come. Say on which day it was checked.")
    elif before is not None and before.ways != entry_ways(entry) and entry.checked_on == before.checked_on:
        if before.checked_on < users.today(session):
            wrong["checked_on"] = _(_AGAIN)
    if entry.on_page and not (before and before.hidden):
        _room(sum(one.on_page and not one.hidden for one in others), wrong)
    if wrong:
        raise Invalid(wrong)


def _room(others: int, wrong: dict[str, str]) -> None:
    if others >= MOST:
        wrong["on_page"] = plural(*_FULL, MOST)


def entry_ways(entry: ContactEntry) -> str:
    """How a typed contact is reached, as `Contact.ways` says it."""
    return "|".join((entry.number, entry.more, entry.texting, entry.web, entry.address))


@allowed(Action.EDIT_CONTACTS)
def hide(session: Session, key: str, entry: HidingEntry) -> str:
    """Take a contact off every list and paper, with the reason; its key. Raises NotFound."""
    load(session, key)
    row = _row(session, key)
    row.hidden_reason = entry.reason
    session.add(row)
    session.flush()
    return key


@allowed(Action.EDIT_CONTACTS)
def show(session: Session, key: str) -> str:
    """Show a hidden contact again; its key. Raises Invalid where the printed page is full, NotFound."""
    wrong: dict[str, str] = {}
    if load(session, key).on_page:
        _room(len([one for one in on_page(session) if one.key != key]), wrong)
    if wrong:
        raise Invalid({"": wrong["on_page"]})
    row = _row(session, key)
    row.hidden_reason = ""
    session.flush()
    return key


@allowed(Action.EDIT_CONTACTS)
def as_it_came(session: Session, key: str) -> ContactEntry:
    """Let the one that comes with Peerdesk stand again; what the agency gave, so that it can be put back.

    Raises NotFound.
    """
    given = entry_of(load(session, key))
    row = _row(session, key)
    _clear(row)
    row.checked_on = row.checked_by = None
    session.flush()
    return given


@allowed(Action.EDIT_CONTACTS)
def remove(session: Session, key: str) -> ContactEntry:
    """Remove a contact of the agency's own; its entry, to put it back. Raises NotFound."""
    one = load(session, key)
    if not one.own:
        raise NotFound(_(_GONE))
    session.delete(_row(session, key))
    session.flush()
    return entry_of(one)


def entry_of(one: Contact) -> ContactEntry:
    """A contact as it is typed."""
    names = (*TEXTS, "kind", "region", "checked_on", "on_page")
    return ContactEntry.model_construct(**{name: getattr(one, name) for name in names})


@allowed(Action.EDIT_CONTACTS)
def confirm(session: Session, keys: Iterable[str]) -> tuple[Check, ...]:
    """Put on record that these were checked today; what was said before of each. Raises NotFound."""
    today, user = users.today(session), users.actor_of(session).user_id
    known = {one.key: one for one in every(session)}
    done = []
    for key in keys:
        if key not in known:
            raise NotFound(_(_GONE))
        row = _row(session, key)
        there = row in session
        done.append(Check(key, {name: getattr(row, name) for name in _CHECKED} if there else None))
        row.checked_on, row.checked_by = today, user
        if not (row.amended or known[key].own):
            row.checked_as = known[key].ways
        session.add(row)
    session.flush()
    return tuple(done)


_CHECKED = ("checked_on", "checked_by", "checked_as")


@allowed(Action.EDIT_CONTACTS)
def take_back(session: Session, done: Sequence[Check]) -> bool:
    """Take confirmed checks back: each is said as it was before."""
    for check in done:
        row = _row(session, check.key)
        if check.before is None:
            session.delete(row)
            continue
        for name, value in check.before.items():
            setattr(row, name, value)
    session.flush()
    return True


def _row(session: Session, key: str) -> AgencyContact:
    """The agency's row of a contact; a new one, not yet added, for one that it has said nothing of. Raises NotFound."""
    if key in standard.known():
        found = session.scalar(select(AgencyContact).where(AgencyContact.code == key))
        return found or AgencyContact(code=key, amended=False, on_page=True)
    try:
        row = session.get(AgencyContact, uuid.UUID(key))
    except ValueError:
        row = None
    if row is None:
        raise NotFound(_(_GONE))
    return row
