"""The agency's own facts (name, address, phone, time zone for new rows), and the limits that it sets for itself."""

from collections.abc import Callable
from typing import Annotated, Any, Protocol

from pydantic import BeforeValidator, Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.agency import Agency, Policy
from app.services import entries, users
from app.services.entries import Entry
from app.services.store import vault
from app.services.store.session import OpenStore
from app.services.users import Action, allowed
from app.wording import N_, _

LAW_YEARS = 7  # supervision logs: ARM 24.219.422; client records: ARM 24.219.2301(3)(j)


def _within(least: int, most: int, sentence: str) -> Callable[[Any], int]:
    def check(value: Any) -> int:
        found = entries.whole(value)
        if found is None:
            raise ValueError(_(entries.MISSING))
        if not least <= found <= most:
            raise ValueError(_(sentence).format(least=least, most=most))
        return found

    return check


_note_hours = _within(1, 720, N_("Type hours from {least} to {most}."))
_keep_years = _within(LAW_YEARS, 100, N_("Type years from {least} to {most}. The rules ask for {least}."))
_lock_minutes = _within(1, 15, N_("Type minutes from {least} to {most}."))


class PolicyEntry(Entry):
    """The agency's limits: hours until a note is late, years that records are kept, minutes until the window locks."""

    note_hours: Annotated[
        int,
        BeforeValidator(_note_hours),
        Field(
            title=N_("A note is due within"),
            description=N_("Counted from the end of the visit. A later note stays on its writer's home page."),
            json_schema_extra={"unit": N_("hours")},
        ),
    ] = 72
    keep_years: Annotated[
        int,
        BeforeValidator(_keep_years),
        Field(
            title=N_("Records are kept for"),
            description=N_("After the last service. Seven years is the least that the rules allow."),
            json_schema_extra={"unit": N_("years")},
        ),
    ] = LAW_YEARS
    lock_minutes: Annotated[
        int,
        BeforeValidator(_lock_minutes),
        Field(
            title=N_("The window locks after"),
            description=N_("Without typing or pointing. What is being typed is kept. At most 15 minutes."),
            json_schema_extra={"unit": N_("minutes")},
        ),
    ] = 10


class Facts(Protocol):
    """What is typed about the agency, checked."""

    @property
    def name(self) -> str:
        """Its name, on papers and on the unlock screen."""

    @property
    def address(self) -> str:
        """One line, or blank."""

    @property
    def phone(self) -> str:
        """As it should stand on papers, or blank."""

    @property
    def zone(self) -> str:
        """An IANA name such as America/Denver; rows on record keep theirs."""


@allowed(Action.EDIT_AGENCY)
def change(session: Session, store: OpenStore, facts: Facts) -> Agency:
    """Change the agency's facts; a new name also goes into the vault file, for the unlock screen.

    Raises Damaged or DiskProblem where the vault file cannot be changed; nothing is kept then.
    """
    agency = users.agency(session)
    renamed = agency.name != facts.name
    agency.name, agency.address = facts.name, facts.address
    agency.phone, agency.zone = facts.phone, facts.zone
    session.info.pop("zone", None)
    session.flush()
    if renamed:
        vault.rename_agency(store.folder, store.key, facts.name)
    return agency


@allowed(Action.SEE_STAFF)
def policy(session: Session) -> PolicyEntry:
    """The agency's limits, for everybody to go by; the defaults as long as none were set."""
    kept = session.scalar(select(Policy))
    if kept is None:
        return PolicyEntry()
    return PolicyEntry(note_hours=kept.note_hours, keep_years=kept.keep_years, lock_minutes=kept.lock_minutes)


@allowed(Action.EDIT_AGENCY)
def set_policy(session: Session, entry: PolicyEntry) -> Policy:
    """Set the agency's limits; the first time makes their one row."""
    kept = session.scalar(select(Policy))
    if kept is None:
        kept = Policy()
        session.add(kept)
    kept.note_hours, kept.keep_years, kept.lock_minutes = entry.note_hours, entry.keep_years, entry.lock_minutes
    session.flush()
    return kept
