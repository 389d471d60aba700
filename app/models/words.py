"""What the rows of a table are called where people read of them; marked here, translated where it is shown."""

from dataclasses import dataclass
from enum import Enum

from app.marks import N_


class Heading(Enum):
    """Under what the certificate of a destruction counts rows, in its order; tables under one heading count together."""

    CLIENTS = N_("Clients' own records")
    NAMES = N_("Names and phone numbers")
    SERVICE = N_("Times of service")
    NOTES = N_("Encounter notes")
    ATTENDANCE = N_("Attendance")
    SIGNATURES = N_("Signatures")
    ASSIGNMENTS = N_("Assignments")
    STAFF = N_("Staff members' own records")
    HOURS = N_("Hours")
    INCIDENTS = N_("Incidents")
    RULES = N_("Rules of a person, with their days")
    AGREEMENTS = N_("Agreements")
    SESSIONS = N_("Supervision sessions")
    PAPERS = N_("Papers and scans")
    EDUCATION = N_("Continuing education")
    CERTIFICATES = N_("Certificates")
    TRACES = N_("Who looked and what was given out")
    FOR_SUPERVISION = N_("Notes for supervision")


@dataclass(frozen=True)
class Named:
    """What rows are called: many of them in a list of what changed ('encounter notes'), one where a change is told ('Note').

    On the certificate of a destruction they stand under their heading; without one under their own name, after those.
    """

    many: str
    one: str = ""
    heading: Heading | None = None
