"""The sample's hiring: a position, three applicants, and a panel whose last member has not submitted for one of them."""

import datetime as dt
from collections.abc import Callable
from functools import partial
from random import Random

from sqlalchemy.orm import Session

from app.services.across.demo.walk import Events, Walk, moment
from app.services.hiring import applicants, interviews, own
from app.services.hiring.applicants import ApplicantEntry, Decision, PositionEntry
from app.services.hiring.interviews import BeginEntry, Sheet
from app.services.hiring.own import OwnQuestionEntry
from app.services.rules import interview as rules
from app.services.rules.interview import Answer, Kind, Question

POSITION = "Peer supporter, Ronan"
PANEL = ("Louis Matte", "Ruth Calfrobe", "Dale Running Crane")
# name, the middle of the scores, what speaks for the person, what gives pause
PEOPLE = (
    ("P1", "Joss Littlewolf", 4, "Listens first. Three years in recovery and open about it.", "New to paperwork."),
    ("P2", "Mara Old Horn", 3, "Led a women's group for a year.", "Would take over when a person is slow."),
    ("P3", "Theo Lindqvist", 4, "Knows every door in the county.", ""),
)
# what the agency asks beside: text, kind, what speaks for a person
OWN = (
    ("A neighbor you support greets you at the store, with your cousin beside you. What do you do?", "scored",
     "Lets the person lead. Gives nothing away about how they know each other."),
    ("Can you work one evening a week?", "yes_no", ""),
)  # fmt: skip
NOTES = {"general-3": "Names two people and a morning walk.", "general-7": "Smiled: noise. Asks what lies behind it."}


def events(walk: Walk, seed: int) -> Events:
    """The interviews of the last weeks."""
    chance = Random(seed)
    today = walk.plan.today

    def happen(at: dt.datetime, work: Callable[[Session], None]) -> tuple[dt.datetime, Callable[[], None]]:
        return at, partial(walk.act, "", at, work)

    yield happen(moment(today - dt.timedelta(40), 9), lambda session: _apply(session, today))
    for place, (code, _name, middle, good, doubt) in enumerate(PEOPLE):
        for member in PANEL:
            day = today - dt.timedelta(12 - place)
            submits = (code, member) != ("P3", PANEL[-1])
            sheet = _sheet(chance, middle, good, doubt) if submits else None
            yield happen(moment(day, 15), partial(_hold, code=code, member=member, day=day, sheet=sheet))
    yield happen(moment(today - dt.timedelta(9), 16), _shortlist)


def _apply(session: Session, today: dt.date) -> None:
    opened = today - dt.timedelta(45)
    for text, kind, listen_for in OWN:
        own.add(session, OwnQuestionEntry.read({"text": text, "kind": kind, "listen_for": listen_for}))
    applicants.save_position(session, PositionEntry(name=POSITION, opened_on=opened, needs_vehicle=True, panel=PANEL))
    for place, (code, name, _middle, _good, _doubt) in enumerate(PEOPLE):
        applied = (opened + dt.timedelta(3 * place + 5)).isoformat()
        entry = ApplicantEntry.read({"code": code, "name": name, "position": POSITION, "applied_on": applied})
        applicants.save(session, entry)


def _hold(session: Session, *, code: str, member: str, day: dt.date, sheet: Sheet | None) -> None:
    who = next(row for row in applicants.listed(session) if row.code == code)
    begun = interviews.begin(session, who.id, BeginEntry(panelist=member, held_on=day))
    if sheet is not None:
        interviews.submit(session, begun.id, sheet)


def _sheet(chance: Random, middle: int, good: str, doubt: str) -> Sheet:
    answers = {}
    for one in (*rules.questions(), *_own()):
        note = NOTES.get(one.code, "")
        if one.kind is Kind.SCORE:
            score = max(rules.LEAST, min(rules.MOST, middle + chance.choice((-1, 0, 0, 1))))
            answers[one.code] = Answer(score, note=note) if chance.random() > 0.06 else Answer(asked=False)
        else:
            answers[one.code] = Answer(gate=True if one.kind is Kind.GATE else None, note=note)
    return Sheet(answers, good, doubt)


def _own() -> list[Question]:
    """The agency's own questions as the sample adds them."""
    kinds = [own.KINDS[kind] for _text, kind, _hint in OWN]
    return [
        Question(f"own-{number}", rules.GENERAL, number, kind, "", "", "", "", own=True)
        for number, kind in enumerate(kinds, 1)
    ]


def _shortlist(session: Session) -> None:
    row = next(row for row in applicants.listed(session) if row.code == "P1")
    applicants.decide(session, row.id, Decision.SHORTLISTED, row.applied_on + dt.timedelta(25))
