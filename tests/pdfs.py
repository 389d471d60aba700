"""PDFs as a reader finds them, and one that another program made."""

from io import BytesIO

import pikepdf
from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtPdf import QPdfDocument


def pages(pdf: bytes) -> list[str]:
    """The text of each page as a reader or a search finds it, with white space made even."""
    buffer = QBuffer()
    buffer.setData(QByteArray(pdf))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document = QPdfDocument(None)
    document.load(buffer)
    texts = [document.getAllText(page).text() for page in range(document.pageCount())]
    document.close()
    return [" ".join(text.split()) for text in texts]


def foreign(*turns: int, words: str = "from afar", password: str = "") -> bytes:
    """A PDF of another program: one page for each turn, 400 by 300 points, with a note stuck on the first."""
    made = pikepdf.Pdf.new()
    font = made.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1,
                                                 BaseFont=pikepdf.Name.Helvetica))  # fmt: skip
    for number, turn in enumerate(turns, 1):
        page = made.add_blank_page(page_size=(400, 300))
        page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        page.obj.Rotate = turn
        page.contents_add(f"BT /F1 20 Tf 20 20 Td ({words} {number}) Tj ET".encode())
    out = BytesIO()
    made.save(out, encryption=pikepdf.Encryption(user=password, owner="o") if password else False)
    return out.getvalue()


def lines(data: bytes) -> list[str]:
    """The text of each page with its lines kept apart by a blank."""
    return [" ".join(page.split()) for page in pages(data)]
