"""A paper with a mark in each corner of each page, and where those marks are when it comes out at the other end."""

import io

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QImage
from PySide6.QtPdf import QPdfDocument
from reportlab.pdfgen.canvas import Canvas

UPRIGHT, SIDEWAYS = (612, 792), (792, 612)
CORNER = 20  # points from the edge to the middle of a mark


def paper(*sizes: tuple[int, int]) -> bytes:
    """A PDF of these page sizes, each with its number and a black mark in each of its four corners."""
    out = io.BytesIO()
    canvas = Canvas(out)
    for number, (wide, high) in enumerate(sizes, 1):
        canvas.setPageSize((wide, high))
        canvas.drawString(100, 300, f"Page-{number}")
        for x in (CORNER, wide - CORNER):
            for y in (CORNER, high - CORNER):
                canvas.rect(x - 8, y - 8, 16, 16, stroke=0, fill=1)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def texts(data: bytes) -> list[str]:
    return [text.strip() for _size, text, _drawn in shown(data)]


def shown(data: bytes) -> list[tuple[tuple[int, int], str, QImage]]:
    """(size in points, text, picture of a dot a point) of each page."""
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document, found = QPdfDocument(None), []
    document.load(buffer)
    for number in range(document.pageCount()):
        points = document.pagePointSize(number)
        drawn = document.render(number, points.toSize())
        white = QImage(drawn.size(), QImage.Format.Format_RGB32)
        white.fill(Qt.GlobalColor.white)
        for x in range(drawn.width()):
            for y in range(drawn.height()):
                if drawn.pixelColor(x, y).alpha() > 128:
                    white.setPixelColor(x, y, drawn.pixelColor(x, y))
        size = (round(points.width()), round(points.height()))
        found.append((size, document.getAllText(number).text(), white))
    document.close()
    return found


def corners(drawn: QImage, inset: float = CORNER) -> list[bool]:
    """Whether there is ink in each corner, and none right beside it."""
    wide, high = drawn.width(), drawn.height()
    places = [(x, y) for x in (inset, wide - inset) for y in (inset, high - inset)]
    dark = [drawn.pixelColor(round(x), round(y)).lightness() < 90 for x, y in places]
    light = [drawn.pixelColor(round(x + (40 if x < wide / 2 else -40)), round(y)).lightness() > 200 for x, y in places]
    return [one and other for one, other in zip(dark, light, strict=True)]
