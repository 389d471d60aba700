"""The written supervision agreement of one pair: terms, confirmations, whether the two fit, and lines to sign."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.services.documents import words
from app.services.documents.blocks import BODY, QUIET, Block, Prose, Signatures, Space, Stack
from app.services.documents.page import Paper, compose, save
from app.services.documents.people import Field, Letterhead, StaffLine, SupervisorLine
from app.services.documents.table import Column, FastTable, Look, Row, Sheet
from app.services.documents.text import DANGER, MEDIUM, REGULAR, SEMIBOLD, Ruler, Style
from app.wording import _, readable

HEAD, PLAIN, LINE = Style(SEMIBOLD, 9.5), Style(REGULAR, 9), Style(MEDIUM, 8.5)
OPEN = Style(REGULAR, 8.5, DANGER)
LOOK = Look(row=20, first=13, below=7, head=20)
LABELS = 118  # points


@dataclass(frozen=True)
class Confirmation:
    """What is confirmed, and whether it is; nothing more is ever known."""

    text: str
    confirmed: bool


@dataclass(frozen=True)
class FitLine:
    """A line of the fit checklist with its answer: yes, no or blank where it was not asked."""

    text: str
    answer: str


@dataclass(frozen=True)
class SupervisionAgreement:
    """Everything that the paper shows. `signed_on` None leaves room to sign; `terms` are (heading, text)."""

    agency: Letterhead
    staff: StaffLine
    supervisor: SupervisorLine
    ends_on: dt.date | None
    terms: tuple[tuple[str, str], ...]
    confirmations: tuple[Confirmation, ...]
    fit: tuple[FitLine, ...] = ()
    signed_on: dt.date | None = None
    qualified: tuple[str, ...] = ()
    rule_note: str = ""


def write(agreement: SupervisionAgreement, path: Path) -> None:
    """Write the agreement as a PDF, whole or not at all. Raises DiskProblem."""
    save(path, render(agreement))


def render(agreement: SupervisionAgreement) -> bytes:
    """The agreement as a PDF; the same agreement gives the same bytes."""
    ruler = Ruler()
    paper = Paper(
        agency=agreement.agency,
        title=_("Supervision agreement"),
        subtitle=_days(agreement),
        fields=(
            Field(_("Peer supporter"), agreement.staff.name, detail=agreement.staff.numbered),
            Field(_("Supervisor"), agreement.supervisor.titled, detail=agreement.supervisor.numbered),
        ),
        running=_("{staff} and {supervisor}. {days}").format(
            staff=agreement.staff.name, supervisor=agreement.supervisor.titled, days=_days(agreement)
        ),
        landscape=False,
    )
    return compose(paper, list(_flow(ruler, paper.width, agreement)), ruler)


def _days(agreement: SupervisionAgreement) -> str:
    end = _("to {day}").format(day=words.long_day(agreement.ends_on)) if agreement.ends_on else _("until it is ended")
    if agreement.signed_on is None:
        return _("From the day of signing {end}").format(end=end)
    return _("From {day} {end}").format(day=words.long_day(agreement.signed_on), end=end)


def _flow(ruler: Ruler, width: float, agreement: SupervisionAgreement) -> Iterator[Block]:
    columns = (Column(_("What both agree on"), LABELS), Column("", width - LABELS))
    yield FastTable(Sheet(ruler, columns, list(_terms(agreement)), LOOK))
    yield Space(14)
    checks = (Column(_("What both confirm"), width - 100), Column(_("Confirmed"), 90))
    rows = [_confirmation(one) for one in agreement.confirmations]
    yield FastTable(Sheet(ruler, checks, rows, LOOK), _closing(ruler, agreement))
    if agreement.fit:
        fit = (Column(_("Beside the agreement: does this supervisor fit?"), width - 100), Column(_("Answer"), 90))
        yield Stack([Space(24), FastTable(Sheet(ruler, fit, [_fit(one) for one in agreement.fit], LOOK))])


def _terms(agreement: SupervisionAgreement) -> Iterator[Row]:
    for heading, text in agreement.terms:
        yield Row((((heading, HEAD),), ((text or _("Nothing is written here."), PLAIN),)))


def _confirmation(one: Confirmation) -> Row:
    said, style = (_("Confirmed"), LINE) if one.confirmed else (_("Not confirmed"), OPEN)
    return Row((((one.text, PLAIN),), ((said, style),)))


def _fit(one: FitLine) -> Row:
    return Row((((one.text, PLAIN),), ((one.answer, LINE),)))


def _closing(ruler: Ruler, agreement: SupervisionAgreement) -> Block:
    why = [(readable(line), BODY) for line in agreement.qualified]
    about = [*why, (agreement.rule_note, QUIET)]
    if agreement.signed_on is not None:
        signed = _("Signed by both on {day}. The agency keeps the signed sheet.")
        about.insert(0, (signed.format(day=words.long_day(agreement.signed_on)), HEAD))
        return Stack([Space(14), Prose(ruler, about, 3)])
    both = _("Both have read this agreement and each keeps a copy. It holds from the day of the later signature.")
    about.append((both, BODY))
    signers = [
        (agreement.staff.name, agreement.staff.under_signature()),
        (agreement.supervisor.titled, agreement.supervisor.under_signature()),
    ]
    return Stack([Space(14), Prose(ruler, about, 3), Signatures(ruler, signers)])
