"""Printing: what was chosen in the dialog is what leaves, on the paper's own size, and what became of it is told.

Where the system has `lp`, it gets the PDF itself: sharp and small. Elsewhere the pages are drawn. A file is the PDF's own
bytes. A problem is raised where nothing left; a sentence tells of what did.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPdf import QPdfDocument, QPdfDocumentRenderOptions
from PySide6.QtPrintSupport import QAbstractPrintDialog, QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QWidget

from app.services.documents import joining
from app.services.problems import Problem
from app.services.store import files
from app.wording import N_, _, plural

SHARP = 600  # dots an inch at which pages are drawn, where the printer has as many
BAND = 400  # rows of dots drawn at once: a whole sheet of them would take much memory
PATIENCE = 60  # seconds for the system's printing to answer
# Where a packaged program keeps what these were before it pointed them at its own libraries.
LIBRARIES = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "LD_PRELOAD")
SIDES = {
    QPrinter.DuplexMode.DuplexLongSide: "two-sided-long-edge",
    QPrinter.DuplexMode.DuplexShortSide: "two-sided-short-edge",
    QPrinter.DuplexMode.DuplexNone: "one-sided",
}
_REFUSED = N_("The printer {printer} did not take it: {reason}. Nothing was printed.")
_SILENT = N_("The printing system does not answer, so nothing was printed. Is the printer on? Save the PDF meanwhile.")
_NO_START = N_("The printer {printer} could not be started. Nothing was printed. Save the PDF and print it elsewhere.")


@dataclass(frozen=True)
class Job:
    """What leaves: the chosen pages as a PDF in the order chosen, and how they are to be printed.

    `title` names it in the printer's queue and never a client. `sides` is one of the words of `lp`, '' as the printer
    has it.
    """

    title: str
    data: bytes
    pages: int
    copies: int = 1
    collate: bool = True
    sides: str = ""


def ask(parent: QWidget, title: str, data: bytes) -> tuple[Job, QPrinter] | None:
    """Let a person choose printer and pages; None where they cancel."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    count = pages(data)
    printer.setDocName(title)
    lay_out(printer, joining.page_size(data, 0))
    dialog = QPrintDialog(printer, parent)
    dialog.setMinMax(1, count)
    option = QAbstractPrintDialog.PrintDialogOption
    dialog.setOption(option.PrintPageRange, True)
    dialog.setOption(option.PrintCollateCopies, True)
    dialog.setOption(option.PrintShowPageSize, False)  # the paper has its own
    if dialog.exec() != QDialog.DialogCode.Accepted:
        return None
    return of_choices(title, data, printer), printer


def pages(data: bytes) -> int:
    """How many pages a PDF has."""
    return joining.count(data)


def of_choices(title: str, data: bytes, printer: QPrinter) -> Job:
    """The job that the choices in a printer's dialog ask for. Raises Problem where they leave no page."""
    count = pages(data)
    chosen = list(range(count))
    if printer.printRange() == QPrinter.PrintRange.PageRange:
        ranges = printer.pageRanges()
        wanted = {page for page in range(1, count + 1) if ranges.contains(page)}
        if not wanted and printer.fromPage():
            wanted = set(range(printer.fromPage(), (printer.toPage() or printer.fromPage()) + 1))
        chosen = [page for page in chosen if page + 1 in wanted]
    parity = {"odd": 0, "even": 1}.get(_cups_option(printer, "page-set"))
    if parity is not None:
        chosen = [page for page in chosen if page % 2 == parity]
    if not chosen:
        raise Problem(_("There is no such page: this paper has {count}. Choose other pages.").format(count=count))
    if printer.pageOrder() == QPrinter.PageOrder.LastPageFirst:
        chosen.reverse()
    whole = chosen == list(range(count))
    return Job(
        title, data if whole else joining.chosen(data, chosen), len(chosen), printer.copyCount(),
        printer.collateCopies(), SIDES.get(printer.duplex(), ""),
    )  # fmt: skip


def _cups_option(printer: QPrinter, name: str) -> str:
    """One of the further choices that Qt's dialog for CUPS keeps aside, or ''."""
    try:
        engine = printer.printEngine()
        kept = engine.property(engine.PrintEnginePropertyKey(0xFE00))
    except (ValueError, TypeError):  # an engine without them
        return ""
    found = list(kept or ())
    return str(found[found.index(name) + 1]) if name in found[:-1] else ""


def leave(job: Job, printer: QPrinter) -> str:
    """Send the job where it was asked to go; what happened, as a sentence. Raises Problem where nothing left."""
    target = printer.outputFileName()
    if target:
        path = Path(target).with_suffix(".pdf")
        files.write(path, job.data)
        told = _("Saved: {path}. The file is not protected: keep it where only the right people can open it.")
        return told.format(path=path)
    program = shutil.which("lp")
    if program is not None:
        return send(job, printer.printerName(), program)
    draw(job, printer)
    return _sent(job, printer.printerName())


def _sent(job: Job, printer: str) -> str:
    count = plural("{count} page", "{count} pages", job.pages)
    told = _("Sent to {printer}: {pages}.") if job.copies == 1 else _("Sent to {printer}: {pages}, {copies} times.")
    return told.format(printer=printer or _("the printer"), pages=count, copies=job.copies)


def send(job: Job, printer: str, program: str) -> str:
    """Give the PDF itself to `lp`; what happened. Raises Problem where it was refused."""
    size = joining.page_size(job.data, 0)
    options = ["-o", f"media={media(size)}", "-o", "print-scaling=fit", "-o", "fit-to-page"]
    if job.sides:
        options += ["-o", f"sides={job.sides}"]
    if job.copies > 1:
        options += ["-o", f"collate={'true' if job.collate else 'false'}"]
    command = [program, "-d", printer, "-n", str(job.copies), "-t", job.title, *options]
    done = _run(command, job.data)
    if done is None:
        raise Problem(_(_SILENT))
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().rstrip(".")
        reason = re.sub(r"^(\S*/)?lp: (Error - )?", "", said)
        raise Problem(_(_REFUSED).format(printer=printer, reason=reason or _("it gave no reason")))
    return " ".join(part for part in (_sent(job, printer), waits(printer)) if part)


def waits(printer: str) -> str:
    """That a queue has stopped, so that what was sent waits in it; '' where it runs or nothing can be said."""
    program = shutil.which("lpstat")
    done = _run([program, "-p", printer], b"") if program is not None else None
    said = done.stdout.decode("utf-8", "replace") if done is not None else ""
    if not re.search(r"\bdisabled\b|\bstopped\b", said):
        return ""
    return _("The printer is stopped, so it waits there: look after the printer, or cancel it in the printer's queue.")


def _run(command: Sequence[str], data: bytes) -> subprocess.CompletedProcess[bytes] | None:
    """A program of the system's with its own libraries; None where it does not answer or start."""
    try:
        return subprocess.run(
            command, input=data, capture_output=True, check=False, timeout=PATIENCE, env=environment(os.environ)
        )
    except (subprocess.TimeoutExpired, OSError):
        return None


def environment(now: Mapping[str, str]) -> dict[str, str]:
    """The environment for a program of the system's: without the libraries that a packaged Peerdesk brings along.

    The words of its answers are English, so that they can be read here.
    """
    kept = dict(now)
    packaged = bool(getattr(sys, "frozen", False))
    for name in LIBRARIES:
        before = kept.pop(f"{name}_ORIG", None)
        if before is not None:
            kept[name] = before
        elif packaged:
            kept.pop(name, None)
    return {**kept, "LC_ALL": "C.UTF-8"}


def media(size: tuple[float, float]) -> str:
    """The name under which CUPS knows a sheet of this size in points, whichever way it lies."""
    wide, high = sorted(size)
    known = {(612, 792): "Letter", (612, 1008): "Legal", (595, 842): "A4"}
    return known.get((round(wide), round(high)), f"Custom.{wide:.0f}x{high:.0f}")


def lay_out(printer: QPrinter, size: tuple[float, float]) -> None:
    """Ask a printer for a sheet of this size in points, lying as the page does, without margins of its own."""
    wide, high = sorted(size)
    sideways = size[0] > size[1]
    sheet = QPageSize(QSizeF(wide, high), QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.FuzzyMatch)
    orientation = QPageLayout.Orientation.Landscape if sideways else QPageLayout.Orientation.Portrait
    printer.setFullPage(True)
    printer.setPageLayout(QPageLayout(sheet, orientation, QMarginsF(), QPageLayout.Unit.Point))


def draw(job: Job, printer: QPrinter) -> None:
    """Draw each page on a sheet of its own size and direction, fitted where the printer has another. Raises Problem."""
    buffer = QBuffer()
    buffer.setData(QByteArray(job.data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document = QPdfDocument(buffer)
    document.load(buffer)
    printer.setDocName(job.title)
    painter = QPainter()
    try:
        for number in range(document.pageCount()):
            points = document.pagePointSize(number)
            lay_out(printer, (points.width(), points.height()))
            started = printer.newPage() if number else painter.begin(printer)
            if not started:
                raise Problem(_(_NO_START).format(printer=printer.printerName() or _("that was chosen")))
            _page(document, number, painter, fitted(points, printer))
    finally:
        if painter.isActive():
            painter.end()
        document.close()


def fitted(points: QSizeF, printer: QPrinter) -> QRectF:
    """Where a page of this size in points stands on the printer's sheet, in its dots: as large as it is, or smaller."""
    sheet = QRectF(printer.pageLayout().fullRectPixels(printer.resolution()))
    dots = printer.resolution() / 72
    scale = min(dots, sheet.width() / points.width(), sheet.height() / points.height())
    wide, high = points.width() * scale, points.height() * scale
    return QRectF((sheet.width() - wide) / 2, (sheet.height() - high) / 2, wide, high)


def _page(document: QPdfDocument, number: int, painter: QPainter, place: QRectF) -> None:
    """One page in bands, each drawn on white: QtPdf leaves the paper transparent, which prints or shows black."""
    points = document.pagePointSize(number)
    device = painter.device()
    scale = min(1.0, SHARP / max(device.logicalDpiX(), 1)) * place.width() / points.width()
    whole = QSize(round(points.width() * scale), round(points.height() * scale))
    for top in range(0, whole.height(), BAND):
        high = min(BAND, whole.height() - top)
        options = QPdfDocumentRenderOptions()
        options.setScaledSize(whole)
        options.setScaledClipRect(QRectF(0, top, whole.width(), high).toRect())
        drawn = document.render(number, QSize(whole.width(), high), options)
        band = QImage(drawn.size(), QImage.Format.Format_RGB32)
        band.fill(Qt.GlobalColor.white)
        with QPainter(band) as under:
            under.drawImage(0, 0, drawn)
        share = place.height() / whole.height()
        painter.drawImage(QRectF(place.left(), place.top() + top * share, place.width(), high * share), band)
