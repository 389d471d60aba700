"""How credentials stand: one person's checklist and account under each of their packs, and everyone's for lists and Home."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.credentials import Certificate, ContinuingEducation, Experience, Milestone
from app.models.hours import Hours
from app.models.staff import Enrolment, Staff
from app.models.supervision import Agreement
from app.services.credentials import education, ground, steps, topics
from app.services.packs import library
from app.services.rules import checklists, credentials, packs
from app.services.rules import education as accounts
from app.services.rules.credentials import Holder, Line
from app.services.rules.education import Account
from app.services.rules.steps import Step
from app.services.users import Action, allowed


@dataclass(frozen=True)
class Credentials:
    """One person under one pack: who, the enrolment's key, the checklist, the account, and the topics not covered."""

    enrolment_id: uuid.UUID
    staff: str
    name: str
    title: str
    holder: Holder
    lines: tuple[Line, ...]
    gaps: tuple[checklists.Item, ...]

    @property
    def account(self) -> Account:
        """The account of continuing education."""
        return self.holder.account

    @property
    def next_end(self) -> Line | None:
        """The line that ends first, or has ended."""
        dated = [line for line in self.lines if line.until and line.state is not credentials.State.DONE]
        return min(dated, key=lambda line: line.until or dt.date.max, default=None)


@allowed(Action.SEE_CREDENTIALS)
def of_staff(session: Session, staff: str, as_of: dt.date) -> tuple[Credentials, ...]:
    """The credentials of one person, a pack each, as of a day. Raises NotFound."""
    who = ground.staff_of(session, staff)
    return tuple(_all(session, as_of, who.id))


@allowed(Action.SEE_CREDENTIALS)
def everyone(session: Session, as_of: dt.date) -> tuple[Credentials, ...]:
    """The credentials of everyone who is enrolled on the day, by name."""
    return tuple(
        one for one in _all(session, as_of) if one.holder.ended_on is None or one.holder.ended_on >= as_of
    )


@allowed(Action.SEE_CREDENTIALS)
def places(session: Session, people: Iterable[uuid.UUID], as_of: dt.date) -> dict[uuid.UUID, str]:
    """Why a course counts nowhere, for each course of these people that counts under none of their packs."""
    words: dict[uuid.UUID, str] = {}
    somewhere: set[uuid.UUID] = set()
    for key in sorted(people):
        for one in _all(session, as_of, key):
            for course, place in one.account.places.items():
                words.setdefault(uuid.UUID(hex=course), place.words)
                if place.counts:
                    somewhere.add(uuid.UUID(hex=course))
    return {key: said for key, said in words.items() if key not in somewhere}


@allowed(Action.SEE_CREDENTIALS)
def certificates(session: Session, until: dt.date) -> list[tuple[str, str, Certificate]]:
    """(code, name, certificate) of the newest certificate of each title and person that ends by a day."""
    query = select(Staff.code, Staff.name, Certificate).join(Staff, Staff.id == Certificate.staff_id)
    newest: dict[tuple[str, str], tuple[str, str, Certificate]] = {}
    rows = session.execute(query.where(Certificate.removed_at.is_(None)).order_by(Certificate.issued_on, Certificate.id))
    for code, name, row in rows:
        newest[code, row.title] = (code, name, row)
    return [found for found in newest.values() if found[2].expires_on and found[2].expires_on <= until]


def _all(session: Session, as_of: dt.date, staff_id: uuid.UUID | None = None) -> Iterable[Credentials]:
    query = select(Enrolment, Staff).join(Staff, Staff.id == Enrolment.staff_id).where(Enrolment.started_on <= as_of)
    if staff_id is not None:
        query = query.where(Enrolment.staff_id == staff_id)
    rows = session.execute(query.order_by(Staff.name, Staff.code, Enrolment.started_on, Enrolment.id)).all()
    facts = _Facts(session, staff_id, as_of)
    for enrolment, person in rows:
        holder = facts.holder(enrolment)
        wanted = checklists.competencies(holder.pack.origin or enrolment.pack)
        # What the training covered is not asked again of the certified.
        asked = wanted if staff_id and not holder.certified else None
        gaps = checklists.gaps(asked, topics.covered(session, person.id)) if asked else ()
        yield Credentials(
            enrolment.id, person.code, person.name, person.title, holder, credentials.checklist(holder), gaps
        )


class _Facts:
    """What is on record of one person or of everyone, fetched a table at a time."""

    def __init__(self, session: Session, staff_id: uuid.UUID | None, as_of: dt.date) -> None:
        self.session, self.as_of, self.staff_id = session, as_of, staff_id
        self.known = library(session)
        self.steps = self._by_staff(Milestone, Milestone.date <= as_of)
        self.courses = self._by_staff(ContinuingEducation)
        self.experience = self._by_staff(Experience, Experience.to_on <= as_of)
        self.agreements: dict[uuid.UUID, list[tuple[dt.date, dt.date | None]]] = defaultdict(list)
        query = select(Agreement.staff_id, Agreement.signed_on, Agreement.ends_on)
        for key, first, last in session.execute(self._whose(query, Agreement)):
            self.agreements[key].append((first, last))

    def _whose(self, query: Any, kind: Any) -> Any:
        return query if self.staff_id is None else query.where(kind.staff_id == self.staff_id)

    def _by_staff(self, kind: Any, *conditions: Any) -> dict[uuid.UUID, list[Any]]:
        found: dict[uuid.UUID, list[Any]] = defaultdict(list)
        query = self._whose(select(kind).where(kind.removed_at.is_(None), *conditions), kind)
        for row in self.session.scalars(query.order_by(kind.id)):
            found[row.staff_id].append(row)
        return found

    def holder(self, enrolment: Enrolment) -> Holder:
        """The enrolment as the rules see it."""
        pack, key = packs.find(self.known, enrolment.pack), enrolment.staff_id
        certified = enrolment.certified_on
        standing = accounts.Standing(
            pack, enrolment.started_on, enrolment.ended_on, certified, self.as_of, enrolment.opening_ce_minutes,
            enrolment.ce_opened_on,
        )  # fmt: skip
        account = accounts.account(standing, map(education.course, self.courses[key]))
        gained: dict[str, int] = defaultdict(int)
        for row in self.experience[key]:
            if row.pack in (None, enrolment.pack):
                gained[row.kind] += row.minutes
        return Holder(
            pack, self.as_of, certified, enrolment.certification_number, enrolment.certification_expires_on,
            enrolment.ended_on, self._steps(key, enrolment.pack), gained, self._worked(enrolment, pack),
            tuple(self.agreements[key]), account,
        )  # fmt: skip

    def _steps(self, key: uuid.UUID, pack: str) -> tuple[Step, ...]:
        return tuple(steps.as_step(row) for row in self.steps[key] if row.pack in (None, pack))

    def _worked(self, enrolment: Enrolment, pack: packs.Pack) -> int:
        """Minutes kept here that count as experience by the pack; 0 where it names no kinds of work."""
        figure = pack.rule_on(self.as_of).rule.figure_on("experience_categories", self.as_of)
        if figure is None or not isinstance(figure.value, tuple):
            return 0
        query = select(func.coalesce(func.sum(Hours.minutes), 0)).where(
            Hours.staff_id == enrolment.staff_id, Hours.date >= enrolment.started_on,
            Hours.date <= min(self.as_of, enrolment.ended_on or self.as_of), Hours.category.in_(figure.value),
            Hours.pack.is_(None) | (Hours.pack == enrolment.pack),
        )  # fmt: skip
        return self.session.scalar(query) or 0
