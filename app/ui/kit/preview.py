"""A PDF before it leaves: preview, Save PDF, Print. The bytes stay in memory; nothing lies in a temporary folder."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtPrintSupport import QPrinterInfo
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from app.services.problems import Problem
from app.services.store import files
from app.ui.kit import controls, page, printing
from app.wording import N_, _, plural

SAVED = N_("Saved. The file is not protected: keep it where only the right people can open it.")
Leaving = Callable[[], str]


def plainly(leave: Leaving) -> str | None:
    """Let a paper leave that needs no record of it; what happened as a sentence."""
    return leave()


class Preview(page.Page):
    """A page that shows one PDF.

    `above` stands over the pages. `around(leave)` lets it leave each time: it calls `leave`, which says what happened or
    raises a Problem where nothing left, and gives that sentence on; None where it keeps the paper here.
    """

    def __init__(
        self,
        title: str,
        data: bytes,
        file_name: str,
        crumbs: Sequence[page.Crumb] = (),
        above: QWidget | None = None,
        around: Callable[[Leaving], str | None] = plainly,
    ) -> None:
        """`data` is the whole PDF, `file_name` the proposed name (no person's name in it)."""
        self._print = controls.outlined(_("Print"), "print", self.print)
        self._save = controls.filled(_("Save PDF…"), "download", self.save)
        nearer, farther = (
            controls.bare("+", on_click=lambda: self._zoom(1.25)),
            controls.bare("−", on_click=lambda: self._zoom(0.8)),
        )
        nearer.setAccessibleName(_("Larger"))
        farther.setAccessibleName(_("Smaller"))
        super().__init__(
            title, crumbs=crumbs, buttons=[farther, nearer, self._print, self._save], scroll=False
        )
        self.data, self._name, self._around = data, file_name, around
        self.document = QPdfDocument(self)
        self._buffer = QBuffer(self)
        self._buffer.setData(QByteArray(data))
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self.document.load(self._buffer)
        self.view = QPdfView(self)
        self.view.setDocument(self.document)
        self.view.setPageMode(QPdfView.PageMode.MultiPage)
        self.view.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        self.view.setAccessibleName(_("Preview: {title}").format(title=title))
        if above is not None:
            self.body.addWidget(above)
        self.body.addWidget(self.view, 1)
        self.set_title(title, plural("{count} page", "{count} pages", self.document.pageCount()))

    def _zoom(self, factor: float) -> None:
        self.view.setZoomMode(QPdfView.ZoomMode.Custom)
        self.view.setZoomFactor(max(0.25, min(4.0, self.view.zoomFactor() * factor)))

    def save(self) -> None:
        """Ask where and write the file."""
        chosen, _kind = QFileDialog.getSaveFileName(self, _("Save PDF"), self._name, _("PDF files (*.pdf)"))
        if not chosen:
            return
        path = files.with_ending(Path(chosen), ".pdf")
        try:
            files.require_place(path)  # before the giving is written down
        except Problem as wrong:
            page.problem(self, wrong)
            return

        def leave() -> str:
            write(path, self.data)
            return _(SAVED)

        self._let_go(leave)

    def print(self) -> None:
        """Print it as it is chosen in the dialog, and say what became of it."""
        if not QPrinterInfo.availablePrinterNames():
            QMessageBox.information(
                self, _("No printer"), _("No printer is set up here. Save the PDF and print it elsewhere.")
            )
            return
        try:
            asked = printing.ask(self, Path(self._name).stem, self.data)
        except Problem as wrong:
            page.problem(self, wrong)
            return
        if asked is not None:
            job, printer = asked
            self._let_go(lambda: printing.leave(job, printer))

    def _let_go(self, leave: Leaving) -> None:
        """Let it leave; the sentence of what happened stands on the page, or in a box where the page is not shown."""
        try:
            happened = self._around(leave)
        except Problem as wrong:
            page.problem(self, wrong)
            return
        if happened and self.isVisible():
            self.say(happened)
        elif happened:
            QMessageBox.information(self, self.window_title or _("Done"), happened)


def write(path: Path, data: bytes, ending: str = ".pdf") -> Path:
    """Write a file whole under a name with this ending; the path. Raises DiskProblem where that fails."""
    path = files.with_ending(path, ending)
    files.write(path, data)
    return path
