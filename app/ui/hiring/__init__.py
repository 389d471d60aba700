"""The Hiring room: positions and applicants, the interview that is handed over, applicants side by side."""

from app.services.users import Action
from app.ui.kit.sections import Parts
from app.wording import N_

PARTS: Parts = (
    ("applicants", N_("Applicants"), None), ("positions", N_("Positions"), None),
    ("questions", N_("Our questions"), Action.HIRE),
)  # fmt: skip
