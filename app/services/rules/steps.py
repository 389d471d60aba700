"""The dated steps toward a certification, as the rules see them."""

import datetime as dt
from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """What a step is; the store keeps these words."""

    BORN = "born"
    HIGH_SCHOOL = "high_school"
    RESIDENCE = "residence"
    LIVED_EXPERIENCE = "lived_experience"
    RECOVERY = "recovery"
    TRAINING = "training"
    EXAM = "exam"
    BACKGROUND_CHECK = "background_check"
    ATTESTATION_DIAGNOSIS = "attestation_diagnosis"
    ATTESTATION_TREATMENT = "attestation_treatment"
    ATTESTATION_RECOVERY = "attestation_recovery"
    ATTESTATION_CAREGIVER = "attestation_caregiver"
    ATTESTATION_SHARING = "attestation_sharing"
    ETHICS = "ethics"
    SCOPE = "scope"
    PRACTITIONER = "practitioner"
    APPLICATION = "application"
    APPLICATION_FEE = "application_fee"
    FINGERPRINT_FEE = "fingerprint_fee"
    RENEWAL = "renewal"
    BOARD_TOLD = "board_told"


class Step(NamedTuple):
    """One step: `minutes` of a training, `score` of an exam in hundredths of a percent, `until` what it covers."""

    key: str
    kind: str
    date: dt.date
    until: dt.date | None = None
    title: str = ""
    minutes: int | None = None
    score: int | None = None
    result: str = ""


def of_kind(steps: Iterable[Step], kind: Kind) -> list[Step]:
    """The steps of one kind, oldest first."""
    return sorted((step for step in steps if step.kind == kind.value), key=lambda step: (step.date, step.key))


def latest(steps: Iterable[Step], kind: Kind) -> Step | None:
    """The newest step of one kind."""
    found = of_kind(steps, kind)
    return found[-1] if found else None
