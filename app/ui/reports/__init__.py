"""The Reports room: papers, exports and imports."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.services.users import Action
from app.ui.kit.page import Page
from app.ui.kit.sections import Sections
from app.ui.write import Desk
from app.wording import _

__all__ = ["ReportsPage", "make", "open_part"]


class ReportsPage(Page):
    """Chips choose the part; each role sees what it may do."""

    def __init__(self, desk: Desk) -> None:
        """Begin with papers."""
        super().__init__(_("Reports"), _("Papers for the Board, files for funders, and what comes in"))
        self.window_title = _("Reports")
        self.desk = desk
        parts: list[tuple[str, str, Callable[[], QWidget]]] = [("papers", _("Papers"), self._papers)]
        if desk.may(Action.MAKE_AUDIT_FILE):
            parts.append(("audit-file", _("Audit file"), self._audit_file))
        if desk.may(Action.EXPORT):
            parts.append(("exports", _("Exports"), self._exports))
        if desk.may(Action.IMPORT):
            parts.append(("imports", _("Imports"), self._imports))
        self.sections = Sections(parts)
        self.body.addWidget(self.sections, 1)

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
