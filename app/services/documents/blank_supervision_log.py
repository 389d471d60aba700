"""The blank supervision log: the same fields as the printed one, with room to write by hand in the field."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from app.services.documents.blocks import (
    BODY,
    QUIET,
    Block,
    Prose,
    Signatures,
    Space,
    Stack,
)
from app.services.documents.page import Paper, compose, save
from app.services.documents.people import Field, Letterhead, StaffLine, SupervisorLine
from app.services.documents.table import (
    EMPTY,
    Check,
    Column,
    FastTable,
    Look,
    Row,
    Sheet,
)
from app.services.documents.text import MUTED, REGULAR, Ruler, Style
from app.wording import _

ROWS = 6
FAINT = Style(REGULAR, 7.5, MUTED)
LOOK = Look(row=42, first=14, below=9, head=27, upright=True)


@dataclass(frozen=True)
class BlankSupervisionLog:
    """What is filled in beforehand, if anything; the rest is lines to write on."""

    agency: Letterhead
    staff: StaffLine | None = None
    supervisor: SupervisorLine | None = None
    pages: int = 1
    made_at: dt.datetime | None = None


def write(form: BlankSupervisionLog, path: Path) -> None:
    """Write the form as a PDF, whole or not at all. Raises DiskProblem."""
    save(path, render(form))


def render(form: BlankSupervisionLog) -> bytes:
    """The form as a PDF, each page complete in itself with its own signature lines."""
    ruler = Ruler()
    paper = Paper(
        agency=form.agency,
        title=_("Supervision log"),
        subtitle=_("Form to fill in by hand, one for each pair. From ______________ to ______________"),
        fields=_fields(form),
        running=_running(form),
        made_at=form.made_at,
    )
    flow: list[Block] = []
    for _page in range(max(1, form.pages)):
        flow.append(FastTable(Sheet(ruler, _columns(), [_row()] * ROWS, LOOK), _closing(ruler, form)))
    return compose(paper, flow, ruler)


def _running(form: BlankSupervisionLog) -> str:
    """Both names on each later page too, or room for them."""
    if form.staff and form.supervisor:
        number = form.staff.certification_number or form.staff.shown_title
        who = f"{form.staff.name}, {number}. {form.supervisor.titled}, {form.supervisor.license_number}"
        return _("Form to fill in by hand. {who}").format(who=who)
    return _("Peer supporter ______________________________   Supervisor ______________________________")


def _fields(form: BlankSupervisionLog) -> tuple[Field, ...]:
    staff = form.staff.field() if form.staff else Field(_("Certificate number, valid to"), "")
    return (
        Field(_("Peer supporter"), form.staff.name if form.staff else ""),
        Field(staff.label, staff.value),
        Field(_("Supervisor"), form.supervisor.titled if form.supervisor else ""),
        Field(_("License number, valid to"), form.supervisor.numbered if form.supervisor else ""),
    )


def _columns() -> tuple[Column, ...]:
    return (
        Column(_("Date"), 62),
        Column(_("Start"), 52, subtitle=_("AM or PM")),
        Column(_("Stop"), 52, subtitle=_("AM or PM")),
        Column(_("Length"), 52, subtitle=_("hours:minutes")),
        Column(_("Kind, manner"), 92, subtitle=_("circle one in each line")),
        Column(_("Topics, description, summary"), 234, subtitle=_("without confidential information")),
        Column(_("Sign-off (a)"), 45, "center", subtitle=_("assess, refer")),
        Column(_("Sign-off (b)"), 45, "center", subtitle=_("support, plan")),
    )


def _row() -> Row:
    kind = ((_("individual    group of ____"), FAINT), (_("in person   video   phone"), FAINT))
    return Row((EMPTY, EMPTY, EMPTY, EMPTY, kind, EMPTY, Check(False), Check(False)))


def _closing(ruler: Ruler, form: BlankSupervisionLog) -> Block:
    attest = _(
        "We attest that this log is accurate: each session was held on the day and for the time shown. Where a box is"
        " checked, the supervisor reviewed and approved (a) assessments, interpretations and referrals, and (b)"
        " support given, results of assessments and the plans made from them."
    )
    after = _(
        "Enter each line in Peerdesk, with the day it was signed, and keep this paper at least 7 years."
    )
    staff = (form.staff.name, form.staff.under_signature()) if form.staff else ("", _("Peer supporter"))
    supervisor = ("", _("Clinical supervisor"))
    if form.supervisor:
        supervisor = (form.supervisor.titled, form.supervisor.under_signature())
    return Stack(
        [Space(8), Prose(ruler, [(attest, BODY), (after, QUIET)], 3), Signatures(ruler, [staff, supervisor])]
    )
