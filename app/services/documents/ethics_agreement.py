"""The ethics agreement in plain words, pointing to the rule by its number, with a line to sign and date in ink."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.services.documents import words
from app.services.documents.blocks import BODY, QUIET, Block, Prose, Signatures, Space, Stack
from app.services.documents.page import Paper, compose, save
from app.services.documents.people import Field, Letterhead, StaffLine
from app.services.documents.table import Column, FastTable, Look, Row, Sheet
from app.services.documents.text import MUTED, REGULAR, SEMIBOLD, Ruler, Style
from app.wording import _

PLAIN, NUMBER, AGREED = Style(REGULAR, 8.5), Style(REGULAR, 8, MUTED), Style(SEMIBOLD, 10)
LOOK = Look(row=13, first=10, below=3, head=16)
NUMBERED = 22  # points


@dataclass(frozen=True)
class EthicsAgreement:
    """Everything that the paper shows; `agreed_on` None leaves room to sign."""

    agency: Letterhead
    staff: StaffLine
    will: tuple[str, ...]
    will_not: tuple[str, ...]
    rule: str
    source: str
    agreed_on: dt.date | None = None


def write(agreement: EthicsAgreement, path: Path) -> None:
    """Write the agreement as a PDF, whole or not at all. Raises DiskProblem."""
    save(path, render(agreement))


def render(agreement: EthicsAgreement) -> bytes:
    """The agreement as a PDF; the same values give the same bytes."""
    ruler = Ruler()
    paper = Paper(
        agency=agreement.agency,
        title=_("Ethics agreement"),
        subtitle=_("In plain words. Rule: {rule}").format(rule=agreement.rule),
        fields=(Field(_("Peer supporter"), agreement.staff.name, detail=agreement.staff.numbered),),
        running=f"{agreement.staff.name}, {agreement.staff.under_signature()}",
        landscape=False,
    )
    return compose(paper, list(_flow(ruler, paper.width, agreement)), ruler)


def _flow(ruler: Ruler, width: float, agreement: EthicsAgreement) -> Iterator[Block]:
    columns = (Column("", NUMBERED), Column(_("What I do"), width - NUMBERED))
    yield FastTable(Sheet(ruler, columns, list(_rows(agreement.will, 1)), LOOK))
    yield Space(8)
    columns = (Column("", NUMBERED), Column(_("What I do not do"), width - NUMBERED))
    rows = list(_rows(agreement.will_not, len(agreement.will) + 1))
    yield FastTable(Sheet(ruler, columns, rows, LOOK), _closing(ruler, agreement))


def _rows(lines: tuple[str, ...], first: int) -> Iterator[Row]:
    for number, line in enumerate(lines, first):
        yield Row((((str(number), NUMBER),), ((line, PLAIN),)))


def _closing(ruler: Ruler, agreement: EthicsAgreement) -> Block:
    binding = _("These are plain words for the rule. Where the two differ, the rule counts: {rule}.")
    said = [(binding.format(rule=agreement.rule), BODY), (agreement.source, QUIET)]
    if agreement.agreed_on is not None:
        agreed = _("Agreed to in writing on {day}. The agency keeps the signed sheet.")
        said.insert(0, (agreed.format(day=words.long_day(agreement.agreed_on)), AGREED))
        return Stack([Space(9), Prose(ruler, said, 3)])
    said.append((_("I have read this and the rule, have asked what I wanted to ask, and will act so."), BODY))
    signers = [(agreement.staff.name, agreement.staff.under_signature()), ("", agreement.agency.name)]
    return Stack([Space(12), Prose(ruler, said, 3), Signatures(ruler, signers)])
