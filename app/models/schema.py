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
    referrals,
    retention,
    staff,
    supervision,
    users,
)
from app.models.base import Base

METADATA = Base.metadata
# The mapped classes by table, in the order of their names.
KINDS: dict[str, type[Base]] = dict(sorted((one.class_.__tablename__, one.class_) for one in Base.registry.mappers))
MODULES = (
    agency, audit, clients, consents, contacts, corrections, credentials, encounters, hiring, hours, imports, incidents,
    packs, planning, program, referrals, retention, staff, supervision, users,
)  # fmt: skip


def referred(kind: type[Base], reference: str) -> type[Base]:
    """The mapped class whose rows a reference of a class names; the reference by its column."""
    (key,) = METADATA.tables[kind.__tablename__].columns[reference].foreign_keys
    return KINDS[key.column.table.name]
