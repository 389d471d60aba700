"""The certificate of a destruction: whose records, why they could go, who asked and confirmed, what still holds them."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from app import clock
from app.services.documents import words
from app.services.documents.blocks import (
    BODY,
    HEADING,
    Block,
    Card,
    Figure,
    Prose,
    Signatures,
    Space,
    Stack,
)
from app.services.documents.page import Paper, compose, save
from app.services.documents.people import Field, Letterhead
from app.services.documents.text import Ruler
from app.wording import _

NAMED = 40  # copies that are named one by one


@dataclass(frozen=True)
class DestructionCertificate:
    """Everything that the certificate shows; the person is told by kind and code, never by name.

    `kept_for` are the rules that asked for the records, each with its day and source; `counts` what was destroyed, in
    words and number; `stays` sentences on what stays for others; `copies` the names of backups that still hold it.
    """

    agency: Letterhead
    number: str
    kind: str
    code: str
    last_on: dt.date
    kept_until: dt.date
    reason: str
    kept_for: tuple[str, ...]
    asked_at: dt.datetime
    asked_by: str
    confirmed_at: dt.datetime
    confirmed_by: str
    waited_until: dt.date | None
    counts: tuple[tuple[str, int], ...]
    stays: tuple[str, ...]
    copies: tuple[str, ...]


def write(certificate: DestructionCertificate, path: Path) -> None:
    """Write the certificate as a PDF, whole or not at all. Raises DiskProblem."""
    save(path, render(certificate))


def render(certificate: DestructionCertificate) -> bytes:
    """The certificate as a PDF; the same certificate gives the same bytes."""
    ruler = Ruler()
    paper = Paper(
        agency=certificate.agency,
        title=_("Certificate of destruction"),
        subtitle=words.long_day(clock.parts(certificate.confirmed_at)[0]),
        fields=(
            Field(certificate.kind, certificate.code),
            Field(_("Last service or work"), words.long_day(certificate.last_on), 1.4),
            Field(_("Kept until"), words.long_day(certificate.kept_until), 1.4),
        ),
        running=certificate.number,
        document_number=certificate.number,
        made_at=certificate.confirmed_at,
        landscape=False,
    )
    return compose(paper, _flow(ruler, certificate), ruler)


def _flow(ruler: Ruler, one: DestructionCertificate) -> list[Block]:
    figures = [Figure(label, f"{count:,}") for label, count in one.counts]
    figures.append(Figure(_("Rows in all"), f"{sum(count for _label, count in one.counts):,}", strong=True))
    return [
        _part(ruler, _("Why these records could go"), [one.reason, *one.kept_for]),
        Space(14),
        _part(ruler, _("Who asked and who confirmed"), _people(one)),
        Space(14),
        Card(ruler, _("What was destroyed"), figures),
        Space(14),
        *([_part(ruler, _("What stays"), one.stays), Space(14)] if one.stays else []),
        _part(ruler, _("Copies that still held these records on that day"), _copies(one)),
        Space(14),
        Stack([_part(ruler, _("What this certificate says"), _meaning()), _signatures(ruler, one)]),
    ]


def _part(ruler: Ruler, heading: str, paragraphs: list[str] | tuple[str, ...]) -> Block:
    return Prose(ruler, [(heading, HEADING), *((text, BODY) for text in paragraphs)], 3)


def _people(one: DestructionCertificate) -> list[str]:
    asked = _("Asked for by {name}, {moment}.")
    said = [asked.format(name=one.asked_by, moment=words.moment(one.asked_at))]
    if one.waited_until is None:
        confirmed = _("Confirmed by {name} with their own passphrase, {moment}, and done at once.")
    else:
        waited = _("Nobody else in the agency could confirm it, so it waited until {day}.")
        said.append(waited.format(day=words.long_day(one.waited_until)))
        confirmed = _("Done by {name} with their own passphrase, {moment}.")
    return [*said, confirmed.format(name=one.confirmed_by, moment=words.moment(one.confirmed_at))]


def _copies(one: DestructionCertificate) -> list[str]:
    if not one.copies:
        return [_("None was within reach. Copies on other drives are not known here.")]
    more = len(one.copies) - NAMED
    named = [", ".join(one.copies[:NAMED]) + (_(" and {count} more").format(count=more) if more > 0 else "")]
    return [*named, _("They go when they make room for newer ones. Copies on other drives are not known here.")]


def _meaning() -> list[str]:
    return [
        _(
            "The records named above were deleted from the agency's store, with what its record of changes kept of "
            "them. Digests stand in their place, so that the record of changes can still be checked. They cannot be "
            "brought back from the store."
        ),
        _(
            "It does not speak of papers, of files that were sent or saved elsewhere, nor of what a laboratory might "
            "still find on a disk."
        ),
    ]


def _signatures(ruler: Ruler, one: DestructionCertificate) -> Block:
    signers = [(one.asked_by, _("Asked for it")), (one.confirmed_by, _("Confirmed it"))]
    if one.asked_by == one.confirmed_by:
        signers = signers[:1]
    return Signatures(ruler, signers)
