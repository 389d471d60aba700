"""The blank encounter note: the same parts as on screen, with room to write by hand in the field."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from app.services.documents.blocks import HEADING, QUIET, Block, Prose, Signatures, Stack
from app.services.documents.intake import Answer, AnswersBlock, Part
from app.services.documents.page import Paper, compose, save
from app.services.documents.people import Letterhead
from app.services.documents.text import HAIR, MUTED, REGULAR, Pen, Ruler, Style
from app.wording import _

LINE = 18.5


@dataclass(frozen=True)
class BlankEncounter:
    """The words to tick: how they met, the phase, the kinds of support."""

    agency: Letterhead
    manners: tuple[str, ...]
    phases: tuple[str, ...]
    support: tuple[str, ...]
    made_at: dt.datetime | None = None


def write(form: BlankEncounter, path: Path) -> None:
    """Write the form as a PDF, whole or not at all. Raises DiskProblem."""
    save(path, render(form))


def render(form: BlankEncounter) -> bytes:
    """The form as a PDF, on one page."""
    ruler = Ruler()
    paper = Paper(
        agency=form.agency,
        title=_("Encounter note"),
        subtitle=_("Form to fill in by hand, one for each visit"),
        running=_("Client ____________________________"),
        made_at=form.made_at,
        landscape=False,
    )
    when = Part(
        _("When and with whom"),
        (
            (Answer(_("Client")), Answer(_("Peer supporter"))),
            (Answer(_("Date")), Answer(_("Start")), Answer(_("Stop"))),
            (Answer(_("Manner"), "", form.manners),),
            (Answer(_("Place")), Answer(_("Service")), Answer(_("Goal worked on"))),
            (Answer(_("Phase"), "", form.phases),),
            (Answer(_("Kind of support"), "", form.support),),
        ),
    )
    blocks: list[Block] = [
        AnswersBlock(ruler, when, blank=True),
        _Lines(ruler, _("Data"), _("What happened and what was said"), 5),
        _Lines(ruler, _("Assessment"), _("What you both noticed"), 3),
        _Lines(ruler, _("Plan"), _("Who does what, by when"), 3),
    ]
    note = _("Write times to the minute. Type this note into Peerdesk within three days.")
    signers = [("", _("Peer supporter")), ("", _("Clinical supervisor"))]
    return compose(paper, [*blocks, Stack([Prose(ruler, [(note, QUIET)]), Signatures(ruler, signers)])], ruler)


class _Lines(Block):
    """A heading with its help, and lines to write on."""

    def __init__(self, ruler: Ruler, title: str, help_line: str, count: int) -> None:
        super().__init__()
        self.ruler, self._title, self._help, self._count = ruler, title, help_line, count

    def measure(self, width: float, room: float) -> float:
        """Heading and lines."""
        return 20 + self._count * LINE + 6

    def paint(self, pen: Pen, width: float, height: float) -> None:
        """The heading, then the lines from the top down."""
        wide = pen.text(0, height - 15, self._title, HEADING)
        pen.text(wide + 8, height - 15, self._help, Style(REGULAR, 8.5, MUTED))
        for number in range(1, self._count + 1):
            pen.rule(0, width, height - 20 - number * LINE, HAIR, 0.7)
