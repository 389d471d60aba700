"""All tables in one place: importing this module knows the whole schema."""

from app.models import agency, audit, hours, imports, staff, supervision, users
from app.models.base import Base

METADATA = Base.metadata
MODULES = (agency, audit, hours, imports, staff, supervision, users)
