"""All tables in one place: importing this module knows the whole schema."""

from app.models import (
    agency,
    audit,
    clients,
    encounters,
    hiring,
    hours,
    imports,
    program,
    staff,
    supervision,
    users,
)
from app.models.base import Base

METADATA = Base.metadata
MODULES = (agency, audit, clients, encounters, hiring, hours, imports, program, staff, supervision, users)
