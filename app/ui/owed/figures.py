"""'What is this?': a rule pack's figures, each with its source, how sure it is, and since when it holds."""

from typing import TYPE_CHECKING

from app.services.rules import balance, figures
from app.services.rules.packs import Figure
from app.ui.kit import controls, dates, page
from app.ui.kit.listing import List
from app.ui.kit.table import Cell, Column, from_rows
from app.wording import N_, _

if TYPE_CHECKING:
    from app.ui.write import Desk


class FiguresPage(page.Page):
    """The rule in force today; what is law and what is our choice stands beside each figure."""

    help_topic = "rules"

    def __init__(self, desk: "Desk", code: str, staff_code: str = "") -> None:
        """The pack of this code. Raises NotFound."""
        pack = desk.pack(code)
        rule = pack.rule_on(desk.today()).rule
        self.window_title = _("Rules behind the figures")

        def back() -> None:
            desk.open("owed.person", staff_code)

        crumbs: list[page.Crumb] = [(_("Hours"), lambda: desk.window.go("hours"))]
        if staff_code:
            crumbs.append((_("Supervision owed"), back))
        crumbs.append((_("What is this?"), None))
        super().__init__(_("Rules behind the figures"), _(pack.title), crumbs=crumbs, scroll=page.tall())
        told = _("In force from {day}. Source: {source}.").format(day=dates.say(rule.in_force_from), source=rule.source)
        why = rule.amended.words if rule.amended else _(rule.first_day_note)
        self.body.addWidget(controls.text(f"{told} {why}", wrap=True))
        plain = _("Owed grows with each hour worked.") if pack.has_ratio else _("Nothing is owed by number.")
        if pack.has_ratio:
            on, off = _("Hours owed at a month's end are owed in the next."), _("Each month stands for itself.")
            plain += " " + balance.whose("carries_deficit", rule, on if rule.carries_deficit else off)
        self.body.addWidget(controls.Note(plain, "info"))
        rows = list(rule.figures.values())
        self.list = List(
            COLUMNS, from_rows(lambda: rows, {"label": lambda one: _(one.label)}, lambda one: _(one.label)),
            _("These rules have no figures."), name="figures", label=_("Figures of these rules"),
        )  # fmt: skip
        self.list.chosen.connect(lambda one: self.say(_note(one), "info"))
        self.body.addWidget(self.list, 1)


def _note(one: Figure) -> str:
    told = one.amended.words if one.amended else ""
    parts = (_(one.label) + ":", figures.words(one) + ".", _(one.note), told, _told_only(one))
    return " ".join(part for part in parts if part)


def _told_only(one: Figure) -> str:
    return _("For information: nothing is reckoned from it.") if one.told_only else ""


COLUMNS: tuple[Column[Figure], ...] = (
    Column(N_("Figure"), lambda one: Cell(_(one.label), _(one.note)), "label", width=390),
    Column(N_("Value"), lambda one: Cell(figures.words(one), _told_only(one), strong=True), width=200),
    Column(N_("Source"), lambda one: Cell(_(one.source), one.amended.words if one.amended else one.confidence.meaning)),
    Column(N_("Since"), lambda one: Cell(dates.say(one.in_force_from), one.confidence.words.capitalize()), width=160),
)


def open_rules(desk: "Desk", pack: str, staff_code: str = "") -> FiguresPage:
    """What a rule pack says and how sure that is; the way back leads to the person of the code. Raises NotFound."""
    made = FiguresPage(desk, pack, staff_code)
    desk.window.open_page(made, "hours")
    return made
