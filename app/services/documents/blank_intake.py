"""The blank intake: the same questions as on screen, with room to write by hand in the field."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from app.services.documents.blocks import QUIET, Prose, Signatures, Space, Stack
from app.services.documents.intake import AnswersBlock, Part
from app.services.documents.page import Paper, compose, save
from app.services.documents.people import Letterhead
from app.services.documents.text import Ruler
from app.wording import _


@dataclass(frozen=True)
class BlankIntake:
    """The questions by step; nothing is filled in."""

    agency: Letterhead
    parts: tuple[Part, ...]
    made_at: dt.datetime | None = None


def write(form: BlankIntake, path: Path) -> None:
    """Write the form as a PDF, whole or not at all. Raises DiskProblem."""
    save(path, render(form))


def render(form: BlankIntake) -> bytes:
    """The form as a PDF."""
    ruler = Ruler()
    paper = Paper(
        agency=form.agency,
        title=_("Intake"),
        subtitle=_("Form to fill in by hand. Only the name is needed"),
        running=_("Name ____________________________"),
        made_at=form.made_at,
        landscape=False,
    )
    note = _("Anything can be left open. Write PN for 'prefer not to say', and NA for a question not asked.")
    blocks = [AnswersBlock(ruler, part, blank=True) for part in form.parts]
    signers = [("", _("Client, or legal guardian")), ("", _("Taken in by"))]
    return compose(paper, [Prose(ruler, [(note, QUIET)]), *blocks, Stack([Space(6), Signatures(ruler, signers)])], ruler)
