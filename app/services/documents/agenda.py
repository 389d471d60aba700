"""The agenda of a planned session on paper: what to talk about with each person, with room for notes.

People served stand on it by their codes alone. It is a working paper, no part of the Board's log.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from app.services.documents.blocks import BODY, HEADING, QUIET, Block, Prose, Space
from app.services.documents.page import Paper, compose
from app.services.documents.people import Field, Letterhead
from app.services.documents.table import Column, FastTable, Look, Row, Sheet
from app.services.documents.text import MEDIUM, MUTED, REGULAR, Ruler, Style
from app.wording import _

STRONG, SECOND = Style(MEDIUM, 8.5), Style(REGULAR, 8, MUTED)
LOOK = Look(row=26, first=13, below=8, head=21)


@dataclass(frozen=True)
class Person:
    """One person's part: `figures` in a line, (what, where from) of each point, (code, phase) of each client."""

    name: str
    figures: str
    points: tuple[tuple[str, str], ...]
    clients: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Agenda:
    """Everything that the paper shows; `when` is day, time and length in words."""

    agency: Letterhead
    when: str
    manner: str
    supervisor: str
    people: tuple[Person, ...]
    made_at: dt.datetime | None = None


def render(agenda: Agenda) -> bytes:
    """The agenda as a PDF; the same agenda gives the same bytes."""
    ruler = Ruler()
    paper = Paper(
        agency=agenda.agency,
        title=_("Agenda for supervision"),
        subtitle=agenda.when,
        fields=(Field(_("Supervisor"), agenda.supervisor), Field(_("Kind"), agenda.manner)),
        running=agenda.when,
        made_at=agenda.made_at,
        landscape=False,
    )
    parts: list[Block] = []
    for person in agenda.people:
        parts += _person(ruler, person)
    note = _("A working paper, not a part of the Board's log. People served are named by their codes alone.")
    return compose(paper, [*parts, Prose(ruler, [(note, QUIET)])], ruler)


def _person(ruler: Ruler, person: Person) -> Iterator[Block]:
    yield Prose(ruler, [(person.name, HEADING), (person.figures, QUIET)], 3)
    yield Space(6)
    columns = (Column(_("To talk about"), 300), Column(_("Notes"), 220))
    yield FastTable(Sheet(ruler, columns, _rows(person), LOOK))
    if person.clients:
        said = "; ".join(f"{code}, {phase}" for code, phase in person.clients)
        yield Space(6)
        yield Prose(ruler, [(_("Works with: {list}").format(list=said), BODY)])
    yield Space(18)


def _rows(person: Person) -> Iterator[Row]:
    for what, source in person.points:
        yield Row((((what, STRONG), (source, SECOND)), ()))
    if not person.points:
        yield Row((((_("Nothing stands open."), SECOND),), ()))
