"""'What is this?': a rule pack's figures, each with its source, how sure it is, and since when it holds."""

from typing import TYPE_CHECKING

from app.services.rules.packs import Figure
from app.services.rules.qualification import LICENSE_TYPES
from app.ui.kit import controls, dates, page
from app.ui.kit.listing import List
from app.ui.kit.table import Cell, Column, from_rows
from app.wording import N_, _

if TYPE_CHECKING:
    from app.ui.write import Desk


def value(figure: Figure) -> str:
    """A figure's value in words: units are in its name."""
    found = figure.value
    if isinstance(found, bool):
        return _("Yes") if found else _("No")
    if isinstance(found, tuple):
        return ", ".join(_(LICENSE_TYPES.get(item, item)) for item in found)
    if isinstance(found, int):
        if figure.name.endswith("_minutes") or "_minutes_" in figure.name:
            return dates.length(found)
        if figure.name.endswith("_cents"):
            return f"${found / 100:,.2f}"
        return str(found)
    if figure.name.startswith("ratio"):
        part, _slash, whole = found.partition("/")
        return _("{part} h for each {whole} h worked").format(part=part, whole=whole or "1")
    return _(found)


class FiguresPage(page.Page):
    """The rule in force today; what is law and what is our choice stands beside each figure."""

    help_topic = "rules"

    def __init__(self, desk: "Desk", code: str, staff_code: str = "") -> None:
        """The pack of this code. Raises NotFound."""
        pack = desk.pack(code)
        rule = pack.rule_on(desk.today()).rule
        self.window_title = _("Rules behind the figures")

        def back() -> None:
            from app.ui.owed import open_person

            open_person(desk, staff_code)

        crumbs: list[page.Crumb] = [(_("Hours"), lambda: desk.window.go("hours"))]
        if staff_code:
            crumbs.append((_("Supervision owed"), back))
        crumbs.append((_("What is this?"), None))
        super().__init__(_("Rules behind the figures"), _(pack.title), crumbs=crumbs, scroll=False)
        told = _("In force from {day}. Source: {source}.").format(day=dates.say(rule.in_force_from), source=rule.source)
        why = rule.amended.words if rule.amended else _(rule.first_day_note)
        self.body.addWidget(controls.text(f"{told} {why}", wrap=True))
        plain = _("Owed grows with each hour worked. What is short at a month's end is owed in the next month too.")
        self.body.addWidget(controls.Note(plain, "info"))
        rows = list(rule.figures.values())
        self.list = List(
            COLUMNS, from_rows(lambda: rows, {"label": lambda one: _(one.label)}, lambda one: _(one.label)),
            _("This rule pack has no figures."), name="figures", label=_("Figures of the rule pack"),
        )  # fmt: skip
        self.list.chosen.connect(lambda one: self.say(_note(one), "info"))
        self.body.addWidget(self.list, 1)


def _note(one: Figure) -> str:
    told = one.amended.words if one.amended else ""
    return " ".join(part for part in (_(one.label) + ":", value(one) + ".", _(one.note), told) if part)


COLUMNS: tuple[Column[Figure], ...] = (
    Column(N_("Figure"), lambda one: Cell(_(one.label), _(one.note)), "label", width=390),
    Column(N_("Value"), lambda one: Cell(value(one), strong=True), width=200),
    Column(N_("Source"), lambda one: Cell(_(one.source), one.amended.words if one.amended else one.confidence.meaning)),
    Column(N_("Since"), lambda one: Cell(dates.say(one.in_force_from), _(str(one.confidence)).capitalize()), width=160),
)
