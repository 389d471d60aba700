"""The room's page: chips choose one of its parts, each loaded when it is first chosen."""

from functools import partial

from app.ui.kit.page import Page
from app.ui.kit.sections import Sections
from app.ui.reports import PARTS
from app.ui.write import Desk
from app.wording import _


class ReportsPage(Page):
    """Chips choose the part; each role sees what it may do."""

    def __init__(self, desk: Desk) -> None:
        """Begin with papers."""
        super().__init__(_("Reports"), _("Papers for the Board, files for funders, and what comes in"))
        self.window_title = _("Reports")
        may = [(name, label) for name, label, needed in PARTS if needed is None or desk.may(needed)]
        self.sections = Sections([(name, _(label), partial(desk.open, f"reports.{name}")) for name, label in may])
        self.body.addWidget(self.sections, 1)

    @property
    def help_topic(self) -> str:  # type: ignore[override]  # of the part that is shown
        """The topic of the part that is shown."""
        return {"imports": "import"}.get(self.sections.value(), "reports")

    def refresh(self) -> None:
        """Offer today's people."""
        refresh = getattr(self.sections.part(), "refresh", None)
        if refresh is not None:
            refresh()


def open_part(desk: Desk, part: str) -> None:
    """Show the room at one part: papers, audit-file, exports or imports."""
    page = desk.window.go("reports")
    if isinstance(page, ReportsPage):
        page.sections.show_part(part)
