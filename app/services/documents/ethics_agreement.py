"""The ethics agreement in plain words: each duty with its source, the rule by its number, a line to sign in ink."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from app.services.documents import words
from app.services.documents.blocks import BODY, QUIET, Block, Prose, Signatures, Space, Stack
from app.services.documents.page import Paper, compose, save
from app.services.documents.people import Field, Letterhead, StaffLine
from app.services.documents.table import Column, FastTable, Look, Row, Sheet
from app.services.documents.text import MUTED, REGULAR, SEMIBOLD, Ruler, Style
from app.wording import _

PLAIN, NUMBER, AGREED = Style(REGULAR, 8.5), Style(REGULAR, 8, MUTED), Style(SEMIBOLD, 10)
LOOK = Look(row=13, first=10, below=3, head=16)
NUMBERED, SOURCE = 22, 42  # points


class Duty(NamedTuple):
    """What is agreed to in a sentence, and the numbers of the sources that have it."""

    words: str
    sources: tuple[int, ...] = ()


@dataclass(frozen=True)
class EthicsAgreement:
    """Everything that the paper shows; `agreed_on` None leaves room to sign.

    `rule` is the rule that counts where the words differ, blank where none binds; `sources` are numbered from 1 on;
    `asked_by` says where it stands that this is agreed to in writing; `others` are the person's other lists by title.
    """

    agency: Letterhead
    staff: StaffLine
    title: str
    will: tuple[Duty, ...]
    will_not: tuple[Duty, ...]
    rule: str
    note: str
    sources: tuple[str, ...]
    asked_by: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    agreed_on: dt.date | None = None


def write(agreement: EthicsAgreement, path: Path) -> None:
    """Write the agreement as a PDF, whole or not at all. Raises DiskProblem."""
    save(path, render(agreement))


def render(agreement: EthicsAgreement) -> bytes:
    """The agreement as a PDF; the same values give the same bytes."""
    ruler = Ruler()
    told = _("In plain words. Rule: {rule}").format(rule=agreement.rule) if agreement.rule else _("In plain words")
    paper = Paper(
        agency=agreement.agency,
        title=_("Ethics agreement"),
        subtitle=told,
        fields=(
            Field(_("Peer supporter"), agreement.staff.name, detail=agreement.staff.numbered),
            Field(_("Duties"), agreement.title),
        ),
        running=f"{agreement.staff.name}, {agreement.staff.under_signature()}",
        landscape=False,
    )
    return compose(paper, list(_flow(ruler, paper.width, agreement)), ruler)


def _flow(ruler: Ruler, width: float, agreement: EthicsAgreement) -> Iterator[Block]:
    yield FastTable(Sheet(ruler, _columns(_("What I do"), width), list(_rows(agreement.will, 1)), LOOK))
    yield Space(8)
    rows = list(_rows(agreement.will_not, len(agreement.will) + 1))
    yield FastTable(Sheet(ruler, _columns(_("What I do not do"), width), rows, LOOK), _closing(ruler, agreement))


def _columns(heading: str, width: float) -> tuple[Column, ...]:
    return Column("", NUMBERED), Column(heading, width - NUMBERED - SOURCE), Column(_("Source"), SOURCE)


def _rows(lines: tuple[Duty, ...], first: int) -> Iterator[Row]:
    for number, duty in enumerate(lines, first):
        sources = ", ".join(map(str, duty.sources))
        yield Row((((str(number), NUMBER),), ((duty.words, PLAIN),), ((sources, NUMBER),)))


def _closing(ruler: Ruler, agreement: EthicsAgreement) -> Block:
    said = [(f"{number}  {words}", QUIET) for number, words in enumerate(agreement.sources, 1)]
    if agreement.asked_by:
        asked = _("That it is agreed to in writing: {source}.").format(source="; ".join(agreement.asked_by))
        said.append((asked, QUIET))
    if agreement.note:
        said.append((agreement.note, QUIET))
    if agreement.others:
        told = _("This person agrees on another sheet to: {others}.")
        said.append((told.format(others="; ".join(agreement.others)), QUIET))
    if agreement.rule:
        binding = _("These are plain words for the rule. Where the two differ, the rule counts: {rule}.")
        said.insert(0, (binding.format(rule=agreement.rule), BODY))
    if agreement.agreed_on is not None:
        agreed = _("Agreed to in writing on {day}. The signed sheet, which the agency keeps, has the words of that day.")
        said.insert(0, (agreed.format(day=words.long_day(agreement.agreed_on)), AGREED))
        return Stack([Space(9), Prose(ruler, said, 3)])
    read = _("I have read this and the rule, have asked what I wanted to ask, and will act so.")
    if not agreement.rule:
        read = _("I have read this, have asked what I wanted to ask, and will act so.")
    said.append((read, BODY))
    signers = [(agreement.staff.name, agreement.staff.under_signature()), ("", agreement.agency.name)]
    return Stack([Space(12), Prose(ruler, said, 3), Signatures(ruler, signers)])
