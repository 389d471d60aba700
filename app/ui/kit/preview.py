"""A PDF before it leaves: preview, Save PDF, Print. The bytes stay in memory; nothing lies in a temporary folder."""

import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtPdf import QPdfDocument, QPdfDocumentRenderOptions
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QDialog, QFileDialog, QMessageBox, QWidget

from app.services.problems import DiskProblem
from app.services.store import files
from app.ui.kit import controls, page
from app.wording import _, plural

DPI = 300


class Preview(page.Page):
    """A page that shows one PDF; `saved(path)` and `printed()` are called after it has left.

    `above` stands over the pages; `before()` is asked each time before it leaves, and False keeps it here.
    """

    def __init__(
        self,
        title: str,
        data: bytes,
        file_name: str,
        crumbs: Sequence[page.Crumb] = (),
        saved: Callable[[Path], object] = lambda _path: None,
        printed: Callable[[], object] = lambda: None,
        above: QWidget | None = None,
        before: Callable[[], bool] = lambda: True,
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
        self.data, self._name, self._saved, self._printed, self._before = data, file_name, saved, printed, before
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
        try:
            path = files.with_ending(Path(chosen), ".pdf")
            files.require_place(path)
            if not self._before():
                return
            files.write(path, self.data)
        except DiskProblem as wrong:
            page.problem(self, wrong)
            return
        self.say(_("Saved. The file is not protected: keep it where only the right people can open it."))
        self._saved(path)

    def print(self) -> None:
        """Send the original file to the printer where the system can, else the drawn pages."""
        if not QPrinterInfo.availablePrinterNames():
            QMessageBox.information(
                self, _("No printer"), _("No printer is set up here. Save the PDF and print it elsewhere.")
            )
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        dialog = QPrintDialog(printer, self)
        if dialog.exec() == QDialog.DialogCode.Accepted and self._before():
            if not send(self.data, printer.printerName(), printer.copyCount()):
                draw(self.document, printer)
            self._printed()


def write(path: Path, data: bytes, ending: str = ".pdf") -> Path:
    """Write a file whole under a name with this ending; the path. Raises DiskProblem where that fails."""
    path = files.with_ending(path, ending)
    files.write(path, data)
    return path


def send(data: bytes, printer: str, copies: int) -> bool:
    """Give the original bytes to `lp`; False where there is none or it refuses."""
    program = shutil.which("lp")
    if program is None:
        return False
    done = subprocess.run(
        [program, "-d", printer, "-n", str(copies)], input=data, capture_output=True, check=False
    )
    return done.returncode == 0


def image(document: QPdfDocument, number: int, dpi: int = DPI) -> QImage:
    """One page drawn on white: QtPdf leaves the paper transparent, which prints or shows black."""
    size = document.pagePointSize(number) * dpi / 72
    drawn = document.render(number, size.toSize(), QPdfDocumentRenderOptions())
    paper = QImage(drawn.size(), QImage.Format.Format_RGB32)
    paper.fill(Qt.GlobalColor.white)
    painter = QPainter(paper)
    painter.drawImage(0, 0, drawn)
    painter.end()
    return paper


def draw(document: QPdfDocument, printer: QPrinter) -> None:
    """Print the pages as pictures, each on its own sheet, at their own size."""
    printer.setFullPage(True)
    painter = QPainter(printer)
    for number in range(document.pageCount()):
        if number:
            printer.newPage()
        size = document.pagePointSize(number) * printer.resolution() / 72
        painter.drawImage(QRectF(0, 0, size.width(), size.height()), image(document, number))
    painter.end()
