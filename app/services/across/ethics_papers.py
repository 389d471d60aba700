"""The ethics agreement of a person as values: its plain words from the resources, and the day it was agreed to."""

import datetime as dt
import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy.orm import Session

from app import paths
from app.services import users
from app.services.across import credential_papers
from app.services.credentials import standing, steps
from app.services.credentials.steps import StepKind
from app.services.documents.ethics_agreement import EthicsAgreement
from app.services.problems import Invalid
from app.services.rules.packs import Confidence
from app.services.users import Action, allowed
from app.wording import N_, _

NOT_ASKED = N_("No rules of this person ask for it. Peerdesk has wording for Montana's rule only.")


@cache
def wording() -> Mapping[str, Any]:
    """The plain words: `will`, `will_not`, the `rule` by number, `source` and `confidence`."""
    path = paths.resources() / "letters" / "ethics-agreement.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


@allowed(Action.PRINT)
def values(session: Session, staff: str, day: dt.date) -> EthicsAgreement:
    """The agreement as it stands on a day: signed where the checklist has it, else with room to sign.

    Raises NotFound, Invalid for a person of whom no rule pack asks it that day.
    """
    users.require(users.actor_of(session), Action.SEE_CREDENTIALS)
    said, summary = wording(), credential_papers.summary(session, staff, day)
    if not any(one.holder.asked("ethics_in_writing") for one in standing.of_staff(session, staff, day)):
        raise Invalid({"staff": _(NOT_ASKED)})
    agreed = [
        step.date for step in steps.history(session, staff) if step.kind == StepKind.ETHICS.value and step.date <= day
    ]
    return EthicsAgreement(
        agency=summary.agency,
        staff=summary.staff,
        will=tuple(_(line) for line in said["will"]),
        will_not=tuple(_(line) for line in said["will_not"]),
        rule=said["rule"],
        source=f"{_(said['source'])} ({Confidence(said['confidence']).words})",
        agreed_on=max(agreed, default=None),
    )
