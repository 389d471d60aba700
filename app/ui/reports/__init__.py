"""The Reports room: papers, exports and imports."""

from app.services.users import Action
from app.ui.kit.sections import Parts
from app.wording import N_

PARTS: Parts = (
    ("papers", N_("Papers"), None), ("audit-file", N_("Audit file"), Action.MAKE_AUDIT_FILE),
    ("exports", N_("Exports"), Action.EXPORT), ("imports", N_("Imports"), Action.IMPORT),
)  # fmt: skip
