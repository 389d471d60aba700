"""The supervisor qualification sheet: each supervisor's licenses, training and agreements, and the result."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from app.services.documents import words
from app.services.documents.blocks import (
    BODY,
    HEADING,
    QUIET,
    Block,
    Prose,
    Signatures,
    Space,
    Stack,
)
from app.services.documents.page import Paper, compose, save
from app.services.documents.people import Field, Letterhead
from app.services.documents.table import Column, FastTable, Look, Row, Sheet
from app.services.documents.text import (
    ACCENT,
    DANGER,
    MEDIUM,
    REGULAR,
    SEMIBOLD,
    Ruler,
    Style,
)
from app.wording import _

PLAIN, STRONG = Style(REGULAR, 8.5), Style(MEDIUM, 8.5)
MET, NOT_MET, GAP = Style(SEMIBOLD, 9.5, ACCENT), Style(SEMIBOLD, 9.5, DANGER), Style(REGULAR, 8.5, DANGER)
NAME = Style(SEMIBOLD, 12)
LOOK = Look(row=20, first=13, below=7, head=20)


@dataclass(frozen=True)
class LicenseLine:
    """One license period. `accepted` says whether the rule pack lists the type; None: the pack names none."""

    license_type: str
    license_number: str
    licensed_on: dt.date
    valid_from: dt.date
    expires_on: dt.date | None = None
    accepted: bool | None = True


@dataclass(frozen=True)
class AgreementLine:
    """One supervision agreement; `not_therapist_confirmed` False prints 'not confirmed'."""

    staff: str
    signed_on: dt.date
    ends_on: dt.date | None
    not_therapist_confirmed: bool


@dataclass(frozen=True)
class QualifiedSupervisor:
    """One supervisor. `ce_minutes` is supervision training on record; `third_anniversary` of licensure, if licensed.

    `qualified_from` is the first day in the period on which the rules are met (None: on no day of it);
    `gaps` are sentences on days or points not met.
    """

    name: str
    licenses: tuple[LicenseLine, ...]
    ce_minutes: int = 0
    third_anniversary: dt.date | None = None
    qualified_from: dt.date | None = None
    qualified_to: dt.date | None = None
    gaps: tuple[str, ...] = ()
    agreements: tuple[AgreementLine, ...] = ()


@dataclass(frozen=True)
class SupervisorQualification:
    """Everything that the paper shows. `needs` are the rule's points in words; `rule_note` its source.

    `staff` names the staff member where the sheet lists everyone agreed with; '' for one supervisor's own sheet.
    """

    agency: Letterhead
    first: dt.date
    last: dt.date
    supervisors: tuple[QualifiedSupervisor, ...]
    staff: str = ""
    needs: tuple[str, ...] = ()
    rule_note: str = ""
    document_number: str | None = None
    made_at: dt.datetime | None = None


def write(sheet: SupervisorQualification, path: Path) -> None:
    """Write the sheet as a PDF, whole or not at all. Raises DiskProblem."""
    save(path, render(sheet))


def render(sheet: SupervisorQualification) -> bytes:
    """The sheet as a PDF; the same sheet gives the same bytes."""
    ruler, when = Ruler(), words.period(sheet.first, sheet.last)
    names = ", ".join(supervisor.name for supervisor in sheet.supervisors) or _("none in this period")
    fields = [Field(_("Supervisors") if len(sheet.supervisors) > 1 else _("Supervisor"), names, 1.4)]
    if sheet.staff:
        fields.insert(0, Field(_("Peer supporter"), sheet.staff))
    paper = Paper(
        agency=sheet.agency,
        title=_("Supervisor qualification"),
        subtitle=when,
        fields=tuple(fields),
        running=f"{names}. {when}",
        document_number=sheet.document_number,
        made_at=sheet.made_at,
        landscape=False,
    )
    return compose(paper, _flow(ruler, sheet), ruler)


def _flow(ruler: Ruler, sheet: SupervisorQualification) -> list[Block]:
    needs = [(_("What the rule asks of a supervisor"), HEADING), *((need, BODY) for need in sheet.needs)]
    flow: list[Block] = [
        Prose(ruler, [*(needs if sheet.needs else []), (sheet.rule_note, QUIET)], 3),
        Space(14),
    ]
    closing = _closing(ruler, sheet)
    if not sheet.supervisors:
        return [*flow, Prose(ruler, [(_("No supervisor had an agreement in this period."), BODY)]), closing]
    for supervisor in sheet.supervisors[:-1]:
        flow += [*_supervisor(ruler, sheet, supervisor, None), Space(18)]
    return flow + _supervisor(ruler, sheet, sheet.supervisors[-1], closing)


def _closing(ruler: Ruler, sheet: SupervisorQualification) -> Block:
    statement = Prose(
        ruler, [(_("Licenses and training were checked against the records named here."), BODY)]
    )
    checked = _("Checked for {agency} by").format(agency=sheet.agency.name)
    return Stack([Space(16), statement, Signatures(ruler, [("", checked)])])


def _supervisor(
    ruler: Ruler, sheet: SupervisorQualification, supervisor: QualifiedSupervisor, closing: Block | None
) -> list[Block]:
    """One supervisor's part; the closing block, if any, stays with its last lines."""
    facts = [
        (_training(supervisor), BODY),
        (_anniversary(supervisor), BODY),
        *((gap, GAP) for gap in supervisor.gaps),
    ]
    head = Prose(ruler, [(supervisor.name, NAME), _verdict(sheet, supervisor)], 4)
    licenses = FastTable(
        Sheet(ruler, _license_columns(), [_license(line) for line in supervisor.licenses], LOOK)
    )
    top, known = Stack([head, Space(5), licenses]), Prose(ruler, facts, 3)
    if not supervisor.agreements:
        return [top, Space(6), Stack([known, closing]) if closing else known]
    rows = [_agreement(line) for line in supervisor.agreements]
    table = FastTable(Sheet(ruler, _agreement_columns(), rows, LOOK), closing)
    return [top, Space(6), known, Space(8), table]


def _verdict(sheet: SupervisorQualification, supervisor: QualifiedSupervisor) -> tuple[str, Style]:
    said, met = verdict(sheet, supervisor)
    return said, MET if met else NOT_MET


def verdict(sheet: SupervisorQualification, supervisor: QualifiedSupervisor) -> tuple[str, bool]:
    """Whether the supervisor meets the rule in the sheet's period, as a sentence and as yes (every day) or no."""
    if supervisor.qualified_from is None:
        return _("Does not meet the rule on any day of this period."), False
    last = supervisor.qualified_to or sheet.last
    if supervisor.qualified_from <= sheet.first and last >= sheet.last:
        return _("Meets the rule on every day of this period."), True
    days = words.period(supervisor.qualified_from, last)
    return _("Meets the rule {period} only.").format(period=days), False


def _training(supervisor: QualifiedSupervisor) -> str:
    done = words.length(supervisor.ce_minutes)
    return _("Training in supervision on record: {length}.").format(length=done)


def _anniversary(supervisor: QualifiedSupervisor) -> str:
    if supervisor.third_anniversary is None:
        return ""
    return _("Three years licensed on {day}.").format(day=words.long_day(supervisor.third_anniversary))


def _license_columns() -> tuple[Column, ...]:
    return (
        Column(_("License"), 150),
        Column(_("Number"), 90),
        Column(_("First licensed"), 66),
        Column(_("Valid from"), 66),
        Column(_("Valid to"), 66),
        Column(_("In the rule's list"), 68),
    )


def _license(line: LicenseLine) -> Row:
    listed = "–" if line.accepted is None else _("yes") if line.accepted else _("no")
    days = (words.short_day(line.licensed_on), words.short_day(line.valid_from), _end(line.expires_on))
    texts = (line.license_number, *days)
    return Row((((line.license_type, STRONG),), *(((text, PLAIN),) for text in texts), ((listed, PLAIN),)))


def _end(day: dt.date | None) -> str:
    return words.short_day(day) if day else _("no end date")


def _agreement_columns() -> tuple[Column, ...]:
    return (
        Column(_("Agreement with"), 190),
        Column(_("Signed"), 80),
        Column(_("Ends"), 80),
        Column(_("Not the therapist"), 138),
    )


def _agreement(line: AgreementLine) -> Row:
    confirmed = _("confirmed") if line.not_therapist_confirmed else _("not confirmed")
    texts = (words.short_day(line.signed_on), _end(line.ends_on), confirmed)
    return Row((((line.staff, STRONG),), *(((text, PLAIN),) for text in texts)))
