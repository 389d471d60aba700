"""Every kind of record, a line each: what holds for all of them is asked of this tuple."""

from typing import Any

from app.services import program, referrals
from app.services.incidents import records as incidents
from app.services.records.kind import RecordKind

KINDS: tuple[RecordKind[Any, Any], ...] = (
    incidents.KIND,
    referrals.KIND,
    program.PROGRAMS,
    program.FUNDINGS,
)  # fmt: skip
