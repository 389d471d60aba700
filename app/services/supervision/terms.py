"""What a written supervision agreement says: its terms from a template, the confirmations, and whether the two fit."""

import datetime as dt
import tomllib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any

from pydantic import Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import paths
from app.models.planning import AgreementTerms, FitAnswer
from app.models.staff import Enrolment, Staff
from app.models.supervision import Agreement, Supervisor
from app.services import entries
from app.services.packs import library
from app.services.problems import Invalid
from app.services.rules import checklists, figures, packs, qualification
from app.services.supervision import agreements, facts
from app.services.supervision.agreements import AgreementEntry
from app.services.users import Action, allowed
from app.wording import N_, _, length, readable, short_day

TERMS = ("duties", "frequency", "manner", "duration", "privacy")
ANSWERS = ("yes", "no", "not_asked")
FIT = "supervisor-fit"
USUAL = "mt-cbhpss"


def _fit(value: Any) -> tuple[tuple[str, str], ...]:
    """Answers as typed, `line=yes;line=no`, in the checklist's order. ValueError for an unknown line or answer."""
    typed = [part.split("=", 1) for part in str(value or "").split(";") if part]
    given = {str(part[0]): str(part[-1]) for part in (value if isinstance(value, tuple | list) else typed)}
    lines = [item.code for item in fit_lines().items]
    if given.keys() - set(lines) or set(given.values()) - set(ANSWERS):
        raise ValueError(_("The checklist has no such line or answer."))
    return tuple((line, given[line]) for line in lines if line in given)


class WrittenEntry(AgreementEntry):
    """A written agreement: the pair and its days, what both agree on, and what is confirmed."""

    no_kinship_confirmed: Annotated[
        entries.YesNo,
        Field(
            title=N_("Confirmed: the two are not parent, child, spouse or sibling"),
            description=N_("An older Montana rule asked for it; we keep asking."),
        ),
    ] = False
    duties: Annotated[
        entries.Prose, Field(title=N_("What each of them does"), json_schema_extra={"lines": 5})
    ] = ""
    frequency: Annotated[entries.Prose, Field(title=N_("How often"), json_schema_extra={"lines": 2})] = ""
    manner: Annotated[entries.Prose, Field(title=N_("In what way"), json_schema_extra={"lines": 3})] = ""
    duration: Annotated[
        entries.Prose, Field(title=N_("How long, and how it ends"), json_schema_extra={"lines": 3})
    ] = ""
    privacy: Annotated[entries.Prose, Field(title=N_("What stays private"), json_schema_extra={"lines": 3})] = ""
    fit: Annotated[
        tuple[tuple[str, str], ...],
        entries.BeforeValidator(_fit),
        Field(title=N_("Does this supervisor fit?"), description=N_("Talk it over. No line is needed to save.")),
    ] = ()


@dataclass(frozen=True)
class Standing:
    """Whether a supervisor may supervise on a day, with what speaks for and against, and where the rule is from."""

    qualified: bool
    findings: tuple[str, ...]
    source: str


@cache
def _template() -> Mapping[str, str]:
    path = paths.resources() / "letters" / "supervision-agreement.toml"
    return {name: text.strip() for name, text in tomllib.loads(path.read_text(encoding="utf-8")).items()}


@allowed(Action.SEE_SUPERVISION)
def proposed(session: Session, staff: str, day: dt.date) -> dict[str, str]:
    """The terms that a new agreement begins with; how often comes from the person's rule pack of that day."""
    pack = packs.find(library(session), _pack_of(session, staff))
    rule = pack.rule_on(day).rule
    ratio, floor, years = rule.ratio, rule.min_session_minutes, rule.log_years_on(day)
    words = {name: _(_template()[name]) for name in TERMS}
    least = _("Each session lasts {length} or more.").format(length=length(floor)) if floor else ""
    words["manner"] = words["manner"].format(floor=least).replace("  ", " ")
    kept = _("Both keep the records of supervision for at least {years} years.").format(years=years) if years else ""
    words["privacy"] = words["privacy"].format(kept=kept).strip()
    if ratio is None:
        words["frequency"] = _(_template()["frequency_open"])
    else:
        asked = _("{part} h of supervision for each {hours} h worked").format(part=ratio.numerator, hours=ratio.denominator)
        figure = figures.ratio_figure(pack, day, certified=False)
        asked = figures.marked(asked, figure if figures.is_proposed(figure) else None)
        words["frequency"] = words["frequency"].format(ratio=asked)
    return words


def _pack_of(session: Session, staff: str) -> str:
    query = select(Enrolment.pack).join(Staff, Staff.id == Enrolment.staff_id).where(Staff.code == staff)
    return session.scalar(query.order_by(Enrolment.started_on.desc()).limit(1)) or USUAL


@allowed(Action.SEE_SUPERVISION)
def standing(session: Session, staff: str, supervisor: str, day: dt.date) -> Standing | None:
    """How the supervisor stands under the person's rule pack on a day; None for an unknown supervisor."""
    known = facts.supervisors(session).get(supervisor)
    if known is None:
        return None
    pack = packs.find(library(session), _pack_of(session, staff))
    rule = pack.rule_on(day).rule
    figure = rule.figures.get("license_types")
    source = f"{_(pack.title)}. {_(figure.source)} ({figure.confidence.words})" if figure else _(pack.title)
    found = tuple(readable(f"{line[:1].upper()}{line[1:]}.") for line in qualification.findings(known, rule, day))
    return Standing(not qualification.reasons(known, rule, day), found, source)


def fit_lines() -> checklists.Checklist:
    """The checklist that asks whether a supervisor fits."""
    return checklists.all_lists()[FIT]


@allowed(Action.EDIT_SUPERVISORS)
def add(session: Session, entry: WrittenEntry) -> Agreement:
    """Record a written agreement. Raises Invalid, also for days that another agreement of the pair covers."""
    _refuse_overlap(session, entry, None)
    made = agreements.add(session, entry)
    _keep(session, made.id, entry)
    return made


@allowed(Action.EDIT_SUPERVISORS)
def change(session: Session, agreement_id: uuid.UUID, entry: WrittenEntry) -> Agreement:
    """Mend a written agreement or end it. Raises Invalid as `add`, NotFound."""
    _refuse_overlap(session, entry, agreement_id)
    made = agreements.change(session, agreement_id, entry)
    _keep(session, made.id, entry)
    return made


def _keep(session: Session, key: uuid.UUID, entry: WrittenEntry) -> None:
    terms = session.scalar(select(AgreementTerms).where(AgreementTerms.agreement_id == key))
    if terms is None:
        terms = AgreementTerms(agreement_id=key)
        session.add(terms)
    for name in (*TERMS, "no_kinship_confirmed"):
        setattr(terms, name, getattr(entry, name))
    stored = {row.line: row for row in session.scalars(select(FitAnswer).where(FitAnswer.agreement_id == key))}
    for line in stored.keys() - dict(entry.fit).keys():
        stored[line].answer = "not_asked"
    for line, answer in entry.fit:
        if line in stored:
            stored[line].answer = answer
        else:
            session.add(FitAnswer(agreement_id=key, line=line, answer=answer))
    session.flush()


def _refuse_overlap(session: Session, entry: AgreementEntry, key: uuid.UUID | None) -> None:
    """Two agreements of a pair never cover the same day: which one held would be in doubt."""
    for other in overlapping(session, entry, key):
        days = _("from {first} to {last}") if other.ends_on else _("from {first} on")
        said = days.format(first=short_day(other.signed_on), last=short_day(other.ends_on) if other.ends_on else "")
        words = _("An agreement of these two is on record {days}. End that one the day before, or change it.")
        raise Invalid({"signed_on": words.format(days=said)})


@allowed(Action.SEE_SUPERVISION)
def overlapping(session: Session, entry: AgreementEntry, but: uuid.UUID | None) -> list[Agreement]:
    """Other agreements of the pair that cover one of these days, oldest first."""
    query = (
        select(Agreement)
        .join(Staff, Staff.id == Agreement.staff_id)
        .join(Supervisor, Supervisor.id == Agreement.supervisor_id)
        .where(Staff.code == entry.staff, Supervisor.code == entry.supervisor)
        .where(Agreement.ends_on.is_(None) | (Agreement.ends_on >= entry.signed_on))
    )
    if entry.ends_on is not None:
        query = query.where(Agreement.signed_on <= entry.ends_on)
    return [one for one in session.scalars(query.order_by(Agreement.signed_on, Agreement.id)) if one.id != but]


@allowed(Action.SEE_SUPERVISION)
def load(session: Session, agreement_id: uuid.UUID) -> WrittenEntry:
    """A stored agreement with its terms and answers; terms that were never written are blank. Raises NotFound."""
    kept = agreements.load(session, agreement_id)
    terms = session.scalar(select(AgreementTerms).where(AgreementTerms.agreement_id == agreement_id))
    answers = session.execute(select(FitAnswer.line, FitAnswer.answer).where(FitAnswer.agreement_id == agreement_id))
    staff = session.scalar(select(Staff.code).where(Staff.id == kept.staff_id))
    supervisor = session.scalar(select(Supervisor.code).where(Supervisor.id == kept.supervisor_id))
    said = {name: getattr(terms, name) for name in (*TERMS, "no_kinship_confirmed")} if terms else {}
    return WrittenEntry(
        staff=staff or "", supervisor=supervisor or "", signed_on=kept.signed_on, ends_on=kept.ends_on,
        not_therapist_confirmed=kept.not_therapist_confirmed, fit=tuple((line, answer) for line, answer in answers),
        **said,
    )  # fmt: skip
