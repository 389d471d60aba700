"""The Settings room: agency, limits, programs, users, keeping, security, look."""

from app.services.users import Action
from app.ui.kit.sections import Parts
from app.wording import N_

PARTS: Parts = (
    ("agency", N_("Agency"), None), ("limits", N_("Time limits"), None), ("programs", N_("Programs"), Action.SEE_CLIENTS),
    ("contacts", N_("Contacts"), Action.SEE_CONTACTS), ("packs", N_("Rules"), None), ("users", N_("Users"), None),
    ("retention", N_("Records to keep"), Action.CONFIRM_DESTRUCTION), ("security", N_("Security"), None),
    ("backups", N_("Backups"), Action.BACK_UP), ("look", N_("Look and lock"), None),
)  # fmt: skip
