"""The agency's own facts: its name, address and phone for papers, and its time zone for new rows."""

from typing import Protocol

from sqlalchemy.orm import Session

from app.models.agency import Agency
from app.services import users
from app.services.store import vault
from app.services.store.session import OpenStore
from app.services.users import Action, allowed


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
    session.flush()
    if renamed:
        vault.rename_agency(store.folder, store.key, facts.name)
    return agency
