"""All tables in one place: importing this module knows the whole schema."""

from app.models import (
    agency,
    audit,
    clients,
    consents,
    contacts,
    corrections,
    credentials,
    encounters,
    hiring,
    hours,
    imports,
    incidents,
    packs,
    planning,
    program,
    retention,
    staff,
    supervision,
    users,
)
from app.models.base import Base

METADATA = Base.metadata
MODULES = (
    agency, audit, clients, consents, contacts, corrections, credentials, encounters, hiring, hours, imports, incidents,
    packs, planning, program, retention, staff, supervision, users,
)  # fmt: skip
