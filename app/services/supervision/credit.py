"""How sessions on record stand to their credit: the ledger asked, for the sentences of `rules.credit`."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.staff import Staff
from app.models.supervision import SessionAttendance
from app.services.packs import library
from app.services.rules import credit, figures, packs
from app.services.rules import ledger as rules
from app.services.rules.credit import Credit, Told
from app.services.rules.pack import Pack
from app.services.supervision import log, owed
from app.services.supervision.owed import Gathered
from app.services.users import Action, allowed

Stands = dict[tuple[str, str, str], Credit]  # (session key, staff code, pack) -> its credit


@allowed(Action.SEE_SUPERVISION)
def told(session: Session, session_id: uuid.UUID, today: dt.date) -> list[Told]:
    """A session for each person and pack: as it stands today, and as it will once its supervisor has signed."""
    query = select(Staff.code).join(SessionAttendance, SessionAttendance.staff_id == Staff.id)
    codes = session.scalars(query.where(SessionAttendance.session_id == session_id).order_by(Staff.code)).all()
    known, key, found = library(session), session_id.hex, list[Told]()
    for code in codes:
        now = owed.gathered(session, today, code)
        then = _stands(owed.gathered(session, today, code, assumed=frozenset({key})), [key])
        found += _of(known, now, _stands(now, [key]), then)
    return found


@allowed(Action.SEE_SUPERVISION)
def of_ledger(session: Session, found: Gathered, keys: Iterable[uuid.UUID]) -> Mapping[str, list[Told]]:
    """Session key -> how it stands for each person and pack of a ledger that is known already; once signed: the same."""
    wanted, known = [key.hex for key in keys], library(session)
    stands = _stands(found, wanted)
    return {
        key: _of(known, found, {one: value for one, value in stands.items() if one[0] == key}, {}) for key in wanted
    }


def _of(known: Mapping[str, Pack], found: Gathered, now: Stands, then: Stands) -> list[Told]:
    names = {person.code: person.name for person in found.people.values()}
    return [
        Told(names[staff], _title(known, pack), one, then.get((key, staff, pack), one))
        for (key, staff, pack), one in now.items()
    ]


def _title(known: Mapping[str, Pack], code: str) -> str:
    return figures.title_of(packs.find(known, code)) if code else ""


def _stands(found: Gathered, keys: Iterable[str]) -> Stands:
    """How each of these sessions stands under each line that takes or lists it, and that some are nobody's."""
    wanted, made = set(keys), Stands()
    lines: dict[str, list[rules.PackLedger]] = {}
    for line in found.lines:
        lines.setdefault(line.staff, []).append(line)
    for person in found.people.values():
        own = [one for one in person.sessions if one.key in wanted]
        for line in lines.get(person.code, ()) if own else ():
            notes = {one.key: one for month in line.months for one in month.not_credited if one.key in wanted}
            for one in own:
                if log.belongs(one, line.pack, person.enrolments):
                    made[one.key, person.code, line.pack] = credit.of_note(one.minutes, notes.get(one.key))
        if own and not person.enrolments:
            for one in own:
                texts = (credit.heading(credit.NO_PACK),)
                made[one.key, person.code, ""] = Credit(one.minutes, one.minutes, (credit.NO_PACK,), texts)
    return made

