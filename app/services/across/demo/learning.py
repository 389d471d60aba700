"""The sample's credentials: steps toward the certificates, courses of two years, a certificate that ends, and proof."""

import datetime as dt
from collections.abc import Callable
from functools import partial

from sqlalchemy.orm import Session

from app.services.across.demo.walk import Events, Walk, moment
from app.services.credentials import certificates, education, mentoring, proof, steps
from app.services.credentials.certificates import CertificateEntry
from app.services.credentials.education import CourseEntry
from app.services.credentials.mentoring import MentoringEntry
from app.services.credentials.proof import Proof, ProofKind
from app.services.credentials.steps import StepEntry
from app.services.documents.blocks import Prose, Space
from app.services.documents.page import Paper, compose
from app.services.documents.people import Letterhead
from app.services.documents.text import REGULAR, SEMIBOLD, Ruler, Style
from app.wording import _, long_day

NETWORK = "Montana's Peer Network"
# who, days ago, title, hours, fields beside: Annie has enough with what she carried, Wes is short, Dale only begins
COURSES: tuple[tuple[str, int, str, str, dict[str, str]], ...] = (
    ("AW", 640, "Ethics and boundaries in small towns", "6", {"ethics_hours": "6", "competencies": "bh-ethics;bh-scope"}),
    ("AW", 560, "Care that minds trauma", "12", {"competencies": "bh-trauma"}),
    ("AW", 470, "Leading a group together", "9.5", {"competencies": "bh-sessions"}),
    ("AW", 190, "Talking about suicide", "3", {"suicide_prevention_hours": "3", "competencies": "bh-suicide"}),
    ("AW", 70, "Finding help across three counties", "4.5", {"competencies": "bh-community"}),
    ("WH", 600, "Self-care on the road", "8", {"competencies": "bh-self-care"}),
    ("WH", 150, "Preparing a talk on pathways", "11", {"preparation_hours": "11"}),
    ("DR", 45, "Telling one's own story", "2:20", {"competencies": "bh-story"}),
)
TRAINING = {"title": "Peer Support 101", "provider": NETWORK, "minutes": "40"}
# kind, days after the training, fields beside
WAY: tuple[tuple[str, int, dict[str, str]], ...] = (
    ("training", 0, TRAINING), ("exam", 0, {"score": "88.75"}), ("background_check", 5, {"result": "clear"}),
    ("attestation_diagnosis", 6, {}), ("attestation_treatment", 6, {}), ("attestation_recovery", 6, {}),
    ("ethics", 6, {}), ("application", 9, {}), ("application_fee", 9, {"amount_cents": "125"}),
)  # fmt: skip


def events(walk: Walk) -> Events:
    """Everything in order of its day."""
    today = walk.plan.today

    def happen(ago: int, work: Callable[[Session], object]) -> tuple[dt.datetime, Callable[[], None]]:
        at = moment(today - dt.timedelta(ago), 16, 30)
        return at, partial(walk.act, "", at, work)

    for code, ago, title, hours, more in COURSES:
        typed = {"staff": code, "date": _day(today, ago), "title": title, "provider": NETWORK, "hours": hours} | more
        if code == "AW":  # hers have a number, and those of the last year an approval
            typed |= {"number": f"MPN-{1100 + ago}", "approval": "NAADAC, provider 77812" if ago < 365 else ""}
        yield happen(ago, partial(_course, typed=typed))
    began = walk.plan.first
    before = {"AW": dt.date(began.year - 2, 3, 10), "WH": dt.date(began.year - 3, 6, 30)}  # months before certification
    for code, trained in (before | {"DR": today - dt.timedelta(60)}).items():
        for kind, after, more in WAY if code in before else WAY[:2]:
            day = trained + dt.timedelta(after)
            typed = {"staff": code, "kind": kind, "date": day.isoformat(), "pack": "mt-cbhpss"} | more
            yield happen((today - max(day, began)).days, partial(_step, typed=typed))
    yield happen(340, partial(_step, typed={"staff": "AW", "kind": "recovery", "date": _day(today, 340)}))
    yield happen(300, lambda session: _first_aid(session, today))
    yield happen(30, lambda session: _mentor(session, today))


def _day(today: dt.date, ago: int) -> str:
    return (today - dt.timedelta(ago)).isoformat()


def _course(session: Session, typed: dict[str, str]) -> None:
    made = education.add(session, CourseEntry.read(typed))
    if typed["staff"] == "AW":
        paper = _certificate(typed["title"], made.date)
        file = Proof(ProofKind.EDUCATION, typed["title"], paper, owner=("education_id", made.id))
        proof.add(session, "AW", file)


def _step(session: Session, typed: dict[str, str]) -> None:
    steps.record(session, StepEntry.read(typed))


def _first_aid(session: Session, today: dt.date) -> None:
    ends = (today + dt.timedelta(48)).isoformat()
    typed = {"staff": "WH", "title": "First aid", "issuer": "Red Cross", "number": "FA-2291"}
    certificates.add(session, CertificateEntry.read(typed | {"issued_on": _day(today, 300), "expires_on": ends}))


def _mentor(session: Session, today: dt.date) -> None:
    for kind, ago, more in (("begin", 30, {}), ("meeting", 30, {"minutes": "1"})):
        typed = {"staff": "DR", "mentor": "AW", "kind": kind, "date": _day(today, ago)} | more
        mentoring.record(session, MentoringEntry.read(typed))


def _certificate(title: str, day: dt.date) -> bytes:
    """A page as a provider would hand it out."""
    ruler = Ruler()
    paper = Paper(Letterhead(NETWORK), _("Certificate of attendance"), long_day(day), landscape=False)
    said = _("The person named in the list of attendance took part in this course to its end.")
    flow = [Space(40), Prose(ruler, [(title, Style(SEMIBOLD, 18)), (said, Style(REGULAR, 11))], 14)]
    return compose(paper, flow, ruler)
