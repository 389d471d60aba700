"""The Staff room: staff, their credentials, supervisors and agreements, each a list and its forms."""

from app.ui.kit.sections import Parts
from app.wording import N_

PARTS: Parts = (
    ("staff", N_("Staff"), None), ("credentials", N_("Credentials"), None), ("supervisors", N_("Supervisors"), None),
    ("agreements", N_("Agreements"), None),
)  # fmt: skip
