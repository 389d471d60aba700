"""The blank interview: every question with what to listen for, to be scored by hand by one panel member."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.services.documents.blocks import BODY, QUIET, Block, Prose, Signatures, Space, Stack
from app.services.documents.page import Paper, compose, save
from app.services.documents.people import Field, Letterhead
from app.services.documents.table import Column, FastTable, Look, Row, Sheet
from app.services.documents.text import MEDIUM, MUTED, REGULAR, SEMIBOLD, Ruler, Style
from app.wording import _

TOPIC, ASK, HINT = Style(SEMIBOLD, 8.5), Style(REGULAR, 8.5), Style(REGULAR, 7.5, MUTED)
NUMBER, CIRCLE, PART = Style(REGULAR, 8.5, MUTED), Style(MEDIUM, 11), Style(SEMIBOLD, 10)
LOOK = Look(row=52, first=12.5, below=7, head=27, upright=True)
LINE = "_" * 150


@dataclass(frozen=True)
class BlankQuestion:
    """One question; `kind` is score, gate or note; what to ask and the hints may be blank."""

    part: str
    number: int
    kind: str
    title: str
    ask: str
    listen_for: str
    concern: str
    only_if: str = ""


@dataclass(frozen=True)
class BlankInterview:
    """What the form holds; `position` may be blank, to be filled in by hand."""

    agency: Letterhead
    questions: tuple[BlankQuestion, ...]
    position: str = ""
    made_at: dt.datetime | None = None


def write(form: BlankInterview, path: Path) -> None:
    """Write the form as a PDF, whole or not at all. Raises DiskProblem."""
    save(path, render(form))


def render(form: BlankInterview) -> bytes:
    """The form as a PDF."""
    ruler = Ruler()
    paper = Paper(
        agency=form.agency,
        title=_("Interview"),
        subtitle=_("Form to fill in by hand, one for each panel member"),
        fields=(
            Field(_("Applicant"), ""), Field(_("Position"), form.position), Field(_("Panel member"), ""),
            Field(_("Date"), "", 0.6),
        ),
        running=_("Applicant ______________________   Panel member ______________________"),
        made_at=form.made_at,
        landscape=False,
    )  # fmt: skip
    how = _(
        "Circle one number for each answer: 1 not shown, 2 a little, 3 some, 4 clear, 5 strong. Leave out what you do"
        " not ask: a blank is not a zero. Ask every applicant alike, and no medical details."
    )
    columns = (
        Column(_("No."), 20, "right"),
        Column(_("Question, what to listen for"), 240),
        Column(_("Score"), 88, "center", subtitle=_("circle one")),
        Column(_("Notes"), 130),
    )
    table = FastTable(Sheet(ruler, columns, list(_rows(form)), LOOK), _closing(ruler))
    return compose(paper, [Prose(ruler, [(how, BODY)]), Space(8), table], ruler)


def _rows(form: BlankInterview) -> Iterator[Row]:
    before = ""
    for one in form.questions:
        if one.part != before:
            yield Row((((one.part, PART),),), span=True, heading=True, least=22)
            before = one.part
        text = [(one.title, TOPIC), *([(one.ask, ASK)] if one.ask else [])]
        if one.listen_for:
            text.append((_("Listen for: {words}").format(words=one.listen_for), HINT))
        if one.concern:
            text.append((_("Concern: {words}").format(words=one.concern), HINT))
        if one.only_if:
            text.append((one.only_if, HINT))
        marks = {"score": "1   2   3   4   5", "gate": _("yes      no")}.get(one.kind, _("no score"))
        yield Row((((str(one.number), NUMBER),), tuple(text), ((marks, CIRCLE if one.kind != "note" else HINT),), ()))


def _closing(ruler: Ruler) -> Block:
    lines = [
        (_("What speaks for this applicant"), TOPIC), (LINE, HINT), (LINE, HINT),
        (_("What gives pause"), TOPIC), (LINE, HINT), (LINE, HINT),
        (_("Points: ________   from ________ questions scored"), ASK),
        (_("Type the scores into Peerdesk, then keep this paper with the application."), QUIET),
    ]  # fmt: skip
    return Stack([Space(12), Prose(ruler, lines, 8), Signatures(ruler, [("", _("Panel member"))])])
