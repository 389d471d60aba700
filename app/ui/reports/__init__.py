"""The Reports room: papers, exports and imports."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.services.users import Action
from app.ui.kit.page import Page
from app.ui.kit.sections import Parts, Sections
from app.ui.write import Desk
from app.wording import N_, _

__all__ = ["PARTS", "ReportsPage", "make", "open_part"]
PARTS: Parts = (
    ("papers", N_("Papers"), None), ("audit-file", N_("Audit file"), Action.MAKE_AUDIT_FILE),
    ("exports", N_("Exports"), Action.EXPORT), ("imports", N_("Imports"), Action.IMPORT),
)  # fmt: skip


class ReportsPage(Page):
    """Chips choose the part; each role sees what it may do."""

    def __init__(self, desk: Desk) -> None:
        """Begin with papers."""
        super().__init__(_("Reports"), _("Papers for the Board, files for funders, and what comes in"))
        self.window_title = _("Reports")
        self.desk = desk
        makers: dict[str, Callable[[], QWidget]] = {
            "papers": self._papers, "audit-file": self._audit_file, "exports": self._exports, "imports": self._imports,
        }  # fmt: skip
        may = [(name, label) for name, label, needed in PARTS if needed is None or desk.may(needed)]
        self.sections = Sections([(name, _(label), makers[name]) for name, label in may])
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

    def _papers(self) -> QWidget:
        from app.ui.reports.papers import PapersPart

        return PapersPart(self.desk)

    def _audit_file(self) -> QWidget:
        from app.ui.reports.audit_file import AuditFilePart

        return AuditFilePart(self.desk)

    def _exports(self) -> QWidget:
        from app.ui.reports.exports import ExportsPart

        return ExportsPart(self.desk)

    def _imports(self) -> QWidget:
        from app.ui.reports.imports import ImportsPart

        return ImportsPart(self.desk)


def make(desk: Desk) -> Page:
    """The room's page."""
    return ReportsPage(desk)


def open_part(desk: Desk, part: str) -> None:
    """Show the room at one part: papers, audit-file, exports or imports."""
    page = desk.window.go("reports")
    if isinstance(page, ReportsPage):
        page.sections.show_part(part)
