"""The recovery key's one page: the key, and what to do with it."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from app.services.documents import words
from app.services.documents.blocks import Block, Prose, Space
from app.services.documents.page import Paper, compose, save
from app.services.documents.people import Letterhead
from app.services.documents.text import MUTED, REGULAR, SEMIBOLD, Pen, Ruler, Style
from app.wording import N_, _

GROUPS_A_LINE = 4
KEY, HEAD, TEXT = Style(SEMIBOLD, 22), Style(SEMIBOLD, 11.5), Style(REGULAR, 10.5)
SMALL = Style(REGULAR, 9, MUTED)
ADVICE = (
    (
        N_("What it is"),
        N_("This key opens the agency's records when nobody can: every passphrase forgotten, or the one person who"
           " knew it gone. Whoever holds it and the agency's files can read everything, so treat it like the key"
           " to the records room."),
    ),
    (
        N_("Where to keep it"),
        N_("Put this page in a locked cabinet or a bank box, away from the laptop. A second copy with a trusted"
           " board member or director is a good idea. Do not photograph it and do not mail it. If this page was"
           " saved as a file, delete the file once it is printed."),
    ),
    (
        N_("How to use it"),
        N_("On the unlock screen, choose the recovery key and type the characters above. Large and small letters"
           " are the same, and the hyphens may be left out. Then set a new passphrase."),
    ),
    (
        N_("If it is lost or was seen by others"),
        N_("A manager who can still unlock makes a new recovery key in Peerdesk. From that moment this page opens"
           " nothing that is saved afterwards: destroy it. Old backups keep the key they were made with."),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class RecoveryKeyPaper:
    """The agency's name and the key as groups of characters with hyphens between; `made_on` may stay open."""

    agency_name: str
    key: str
    made_on: dt.date | None = None

    def __repr__(self) -> str:
        """Without the key, so that no message or log can carry it."""
        return f"RecoveryKeyPaper(agency_name={self.agency_name!r})"


def write(paper: RecoveryKeyPaper, path: Path) -> None:
    """Write the page as a PDF, whole or not at all, readable by this person only. Raises DiskProblem."""
    save(path, render(paper))


def render(paper: RecoveryKeyPaper) -> bytes:
    """The page as a PDF; it never lies on the disk unless the caller writes it there."""
    ruler = Ruler()
    made = _("Made {day}").format(day=words.long_day(paper.made_on)) if paper.made_on else ""
    sheet = Paper(
        agency=Letterhead(paper.agency_name),
        title=_("Recovery key"),
        subtitle=made,
        running=paper.agency_name,
        landscape=False,
    )
    advice: list[Block] = []
    for heading, text in ADVICE:
        advice += [Prose(ruler, [(_(heading), HEAD), (_(text), TEXT)], 2), Space(13)]
    signed = _("Put away on ______________________   by ________________________________________")
    flow = [Space(10), _Key(ruler, paper.key), Space(24), *advice, Space(30)]
    return compose(sheet, [*flow, Prose(ruler, [(signed, SMALL)])], ruler)


class _Key(Block):
    """The key on a card, a few groups a line."""

    def __init__(self, ruler: Ruler, key: str) -> None:
        super().__init__()
        groups = key.split("-")
        starts = range(0, len(groups), GROUPS_A_LINE)
        self.ruler = ruler
        self._lines = ["-".join(groups[start : start + GROUPS_A_LINE]) for start in starts]

    def measure(self, width: float, room: float) -> float:
        return 36 + len(self._lines) * 34

    def paint(self, pen: Pen, width: float, height: float) -> None:
        tall = self.measure(width, 0)
        pen.card(0, height - tall, width, tall)
        y = height - 45
        for line in self._lines:
            pen.text(width / 2, y, line, KEY, "center")
            y -= 34
