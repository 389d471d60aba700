"""Encounter notes of one client as a paper: each note with its signatures, DRAFT while one is not signed."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.services.documents import words
from app.services.documents.blocks import QUIET, Block, Prose, Signatures, Space, Stack
from app.services.documents.page import Paper, compose, save
from app.services.documents.people import Field, Letterhead
from app.services.documents.table import Column, FastTable, Look, Row, Sheet
from app.services.documents.text import MEDIUM, MUTED, REGULAR, SEMIBOLD, Ruler, Style
from app.wording import _

LABEL, PLAIN, STRONG = Style(REGULAR, 8.5, MUTED), Style(REGULAR, 9), Style(SEMIBOLD, 10)
SIGNED = Style(MEDIUM, 8.5)
LOOK = Look(row=19, first=13, below=6, head=24, title=STRONG)
LABELS = 112  # points
TOGETHER, FACT = 3, 200  # so many first rows never stand alone at a page's end; letters that a row of facts has


@dataclass(frozen=True)
class Signed:
    """A signature in the app: who, as what (a word that is printed), and the day."""

    name: str
    role: str
    day: dt.date


@dataclass(frozen=True)
class NoteLines:
    """One note: its day and local times, real minutes, and labelled texts in order; blank texts are left out."""

    date: dt.date
    start: dt.time
    stop: dt.time
    minutes: int
    parts: tuple[tuple[str, str], ...]
    signed: tuple[Signed, ...] = ()
    final: bool = False


@dataclass(frozen=True)
class EncounterNotes:
    """Everything that the paper shows; notes in order of time. `made_at` is the records' own time, never now."""

    agency: Letterhead
    client: str
    code: str
    first: dt.date
    last: dt.date
    notes: tuple[NoteLines, ...]
    writer: str = ""
    made_at: dt.datetime | None = None
    chain: tuple[int, str] | None = None

    @property
    def draft(self) -> bool:
        """Whether a note on it is not signed by its writer."""
        return not self.notes or any(not note.final for note in self.notes)


def write(notes: EncounterNotes, path: Path) -> None:
    """Write the notes as a PDF, whole or not at all. Raises DiskProblem."""
    save(path, render(notes))


def render(notes: EncounterNotes) -> bytes:
    """The notes as a PDF; the same notes give the same bytes."""
    ruler, when = Ruler(), words.period(notes.first, notes.last)
    one = len(notes.notes) == 1
    paper = Paper(
        agency=notes.agency,
        title=_("Encounter note") if one else _("Encounter notes"),
        subtitle=_("{period}. Confidential").format(period=when),
        fields=(Field(_("Client"), notes.client, 1.6), Field(_("Code"), notes.code), Field(_("Time"), _time(notes))),
        running=_("{client}, {code}. {period}").format(client=notes.client, code=notes.code, period=when),
        made_at=notes.made_at,
        chain=notes.chain,
        draft=notes.draft,
        landscape=False,
    )
    return compose(paper, [*_tables(ruler, paper, notes)], ruler)


def _time(notes: EncounterNotes) -> str:
    return words.length(sum(note.minutes for note in notes.notes))


def _tables(ruler: Ruler, paper: Paper, notes: EncounterNotes) -> Iterator[Block]:
    """A table for each note under a head of its own, which a note that goes over the page repeats."""
    values = paper.width - LABELS
    for place, note in enumerate(notes.notes, 1):
        head = _("{day}. {times}, {length}").format(
            day=words.week_day(note.date), times=words.start_to_stop(note.start, note.stop),
            length=words.length(note.minutes),
        )  # fmt: skip
        if place > 1:
            yield Space(14)
        sheet = Sheet(ruler, (Column(head, LABELS), Column("", values)), list(_rows(note)), LOOK)
        yield FastTable(sheet, _closing(ruler, notes) if place == len(notes.notes) else None)
    if not notes.notes:
        rows = [Row((((_("No notes in this period."), PLAIN),),), span=True)]
        sheet = Sheet(ruler, (Column(_("Note"), LABELS), Column("", values)), rows, LOOK)
        yield FastTable(sheet, _closing(ruler, notes))


def _rows(note: NoteLines) -> Iterator[Row]:
    for place, (label, text) in enumerate((label, text) for label, text in note.parts if text):
        yield Row((((label, LABEL),), ((text, PLAIN),)), heading=place < TOGETHER and len(text) < FACT)
    said = "; ".join(
        _("{name}, {role}, {day}").format(name=one.name, role=one.role, day=words.short_day(one.day))
        for one in note.signed
    )
    yield Row((((_("Signed"), LABEL),), ((said or _("Not signed"), SIGNED),)))


def _closing(ruler: Ruler, notes: EncounterNotes) -> Block:
    kept = _("Times are exact to the minute. A signed note is never changed: an amendment stands in its place.")
    blocks: list[Block] = [Space(12), Prose(ruler, [(kept, QUIET)])]
    if notes.draft and notes.notes:
        blocks.append(Signatures(ruler, [(notes.writer, _("Peer supporter")), ("", _("Clinical supervisor"))]))
    return Stack(blocks)
