"""The PDF before it leaves."""

import io

import pytest
from PySide6.QtWidgets import QFileDialog, QMessageBox
from reportlab.pdfgen.canvas import Canvas

from app.services.problems import DiskProblem
from app.ui.kit import preview


@pytest.fixture
def paper():
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(612, 792))
    for number in range(3):
        canvas.drawString(100, 700, f"Page {number + 1}")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


@pytest.fixture
def page(qtbot, paper):
    made = preview.Preview("Supervision log", paper, "supervision-log.pdf")
    qtbot.addWidget(made)
    made.resize(1190, 600)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_all_pages_are_there(page):
    assert page.document.pageCount() == 3


def test_saving_writes_the_same_bytes_whole(page, paper, tmp_path, monkeypatch):
    target = tmp_path / "log"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(target), ""))
    page.save()
    assert (tmp_path / "log.pdf").read_bytes() == paper
    assert (tmp_path / "log.pdf").stat().st_mode & 0o777 == 0o600
    assert "Saved" in page._note.words()
    assert list(tmp_path.glob("*.part")) == []


def test_a_folder_that_refuses_is_a_problem_of_the_world(tmp_path):
    with pytest.raises(DiskProblem):
        preview.write(tmp_path / "missing" / "log.pdf", b"%PDF")


def test_without_a_printer_it_says_so(page, monkeypatch):
    said = []
    monkeypatch.setattr(preview.QPrinterInfo, "availablePrinterNames", list)
    monkeypatch.setattr(QMessageBox, "information", lambda *words: said.append(words[2]))
    page.print()
    assert said and "Save the PDF" in said[0]


def test_every_control_has_a_name_and_tab_reaches_it(page, nameless, unreached):
    assert nameless(page) == []
    assert unreached(page) == []
