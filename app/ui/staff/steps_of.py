"""What recording a line of the checklist means: which form opens, and who may."""

from dataclasses import dataclass

from app.services.users import Action
from app.wording import N_


@dataclass(frozen=True)
class Target:
    """The form that a line opens: `kind` of step, or another form by its name; `again`: also once it is done."""

    form: str
    kind: str = ""
    word: str = N_("Record")
    action: Action = Action.EDIT_CREDENTIALS
    again: bool = False


COURSE = Target("course", word=N_("Add a course"), action=Action.RECORD_EDUCATION, again=True)
TARGETS = {
    "age": Target("step", "born"),
    "high_school": Target("step", "high_school"),
    "residence": Target("step", "residence"),
    "lived_experience": Target("step", "lived_experience"),
    "recovery": Target("step", "recovery", again=True),
    "training": Target("step", "training"),
    "exam": Target("step", "exam"),
    "background_check": Target("step", "background_check"),
    "attestation": Target("step", "attestation_diagnosis"),
    "agreement": Target("agreement", word=N_("Open"), action=Action.EDIT_SUPERVISORS, again=True),
    "ethics": Target("step", "ethics"),
    "scope": Target("step", "scope"),
    "experience": Target("experience"),
    "ce_to_certify": COURSE,
    "application": Target("step", "application"),
    "application_fee": Target("step", "application_fee"),
    "fingerprint_fee": Target("step", "fingerprint_fee"),
    "certification": Target("staff", word=N_("Open"), action=Action.EDIT_STAFF, again=True),
    "renewal": Target("step", "renewal", word=N_("Renew"), again=True),
    "suicide_prevention": COURSE,
    "ce": COURSE,
}


def target(code: str) -> Target | None:
    """What the line of this code opens; None where nothing is to be recorded."""
    return TARGETS.get(code.split("/")[0])
