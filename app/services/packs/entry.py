"""What a manager types to amend or copy a rule pack."""

import re
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, model_validator

from app.services import entries
from app.services.entries import Choice, Entry
from app.services.rules.pack import Confidence
from app.wording import N_, _

CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)


def figures_typed(value: object) -> dict[str, str]:
    """Figures by name, as they are or from lines of text such as: ratio = 1/20. ValueError for a line of another form."""
    if isinstance(value, dict):
        return {entries.line(name): entries.line(text) for name, text in value.items()}
    found = {}
    for row in filter(str.strip, str(value or "").split("\n")):
        name, equals, text = row.partition("=")
        if not equals or name.strip() in found:
            raise ValueError(_("Name each figure once, as name = value."))
        found[entries.line(name)] = entries.line(text)
    return found


class Sure(Choice):
    """How sure the agency is of the figures that it types; the words of `rules.packs`, without those for the past."""

    AGENCY = Confidence.AGENCY.value, N_("Our agency's own choice")
    VERIFIED = Confidence.VERIFIED.value, N_("Read in the rule's own text")
    SECONDHAND = Confidence.SECONDHAND.value, N_("Told by others")
    REFERENCE_TEXT = Confidence.REFERENCE_TEXT.value, N_("Stands in a guide")
    PROPOSED = Confidence.PROPOSED.value, N_("Proposed, not in force as a rule")


class AmendmentEntry(Entry):
    """A rule of a pack from a day on. With `copy_of` it begins a pack of the agency's own under a new code."""

    pack: Annotated[entries.Code, Field(title=N_("Rules"))]
    copy_of: Annotated[entries.CodeOrBlank, Field(title=N_("Copied from"))] = ""
    title: Annotated[entries.LineOrBlank, Field(title=N_("Title"), description=N_("What these rules are called."))] = ""
    staff_title: Annotated[
        entries.LineOrBlank, Field(title=N_("Title of the certified"), description=N_("Printed once certified."))
    ] = ""
    addressee: Annotated[
        entries.LineOrBlank,
        Field(title=N_("Papers are for"), description=N_("Who asks for them, such as a state board. Blank: nobody.")),
    ] = ""
    in_force_from: Annotated[
        entries.Date, Field(title=N_("First day"), description=N_("Days before it stay as they were judged."))
    ]
    in_force_to: Annotated[
        entries.DateOrBlank,
        Field(title=N_("Last day"), description=N_("Blank: it holds until the next rule begins.")),
    ] = None
    figures: Annotated[
        dict[str, str], BeforeValidator(figures_typed),
        Field(title=N_("Figures"), description=N_("Choose Change beside a figure. What you leave stays as it is.")),
    ] = {}
    confidence: Annotated[Sure, entries.choice(Sure), Field(title=N_("How sure are you?"))] = Sure.AGENCY
    source: Annotated[
        entries.Line,
        Field(title=N_("Source"), description=N_("Where it stands: the rule, letter or meeting, and its date.")),
    ]
    reason: Annotated[entries.Line, Field(title=N_("Reason"), description=N_("Why you change it. It stays on record."))]

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.copy_of and not CODE.fullmatch(self.pack):
            raise entries.at("pack", _("Use small letters and digits with - between them, such as wy-peer."))
        if self.copy_of and not self.title:
            raise entries.at("title", _("A copy needs a title of its own."))
        if self.copy_of and not self.staff_title:
            raise entries.at("staff_title", _("A copy needs the title that its certified people bear."))
        if not self.copy_of and (self.title or self.staff_title):
            raise entries.at("title", _("Only a copy has a title of its own. Leave it blank."))
        if not self.copy_of and self.addressee:
            raise entries.at("addressee", _("Only a copy says whom its papers are for. Leave it blank."))
        if self.in_force_to is not None and self.in_force_to < self.in_force_from:
            raise entries.at("in_force_to", _("The last day is before the first. Check both dates."))
        return self


class WithdrawalEntry(Entry):
    """Why an amendment is taken back."""

    reason: Annotated[entries.Line, Field(title=N_("Reason"), description=N_("Why you take it back. It stays on record."))]
