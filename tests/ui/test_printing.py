"""Printing: every way out keeps the paper's size and direction, does what was chosen, and says what became of it."""

import io
import json
import stat
import sys
from pathlib import Path

import pikepdf
import pytest
from PySide6.QtCore import QMarginsF
from PySide6.QtGui import QPageLayout, QPageRanges, QPageSize
from PySide6.QtPrintSupport import QPrinter

from app.services.problems import Problem
from app.ui.kit import page as pages
from app.ui.kit import printing
from app.ui.kit.preview import Preview
from tests.corners import CORNER, SIDEWAYS, UPRIGHT, corners, paper, shown, texts

LP = """#!{python}
import json, os, sys
folder = {folder!r}
told = {{"args": sys.argv[1:], "libraries": os.environ.get("LD_LIBRARY_PATH"), "bytes": len(sys.stdin.buffer.read())}}
open(os.path.join(folder, os.path.basename(sys.argv[0]) + ".json"), "a").write(json.dumps(told) + "\\n")
sys.stdout.write({out!r})
sys.stderr.write({err!r})
sys.exit({code})
"""


def told(page: Preview) -> str:
    """What stands under the page's title."""
    return page._note.words()


@pytest.fixture
def system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Puts a program of the system's on the path that notes what it is told, and answers as it is bidden."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))

    def put(name: str = "lp", code: int = 0, out: str = "", err: str = "") -> None:
        text = LP.format(python=sys.executable, folder=str(tmp_path), out=out, err=err, code=code)
        (folder / name).write_text(text, encoding="utf-8")
        (folder / name).chmod(stat.S_IRWXU)

    def noted(name: str = "lp") -> list[dict[str, object]]:
        file = tmp_path / f"{name}.json"
        return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []

    put.told = noted  # type: ignore[attr-defined]
    return put


def printer_to(path: Path | None = None) -> QPrinter:
    made = QPrinter(QPrinter.PrinterMode.HighResolution)
    made.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    if path is not None:
        made.setOutputFileName(str(path))
    return made


@pytest.mark.parametrize("sizes", [(SIDEWAYS,), (UPRIGHT,), (UPRIGHT, SIDEWAYS, UPRIGHT)], ids=["side", "up", "mixed"])
def test_drawn_pages_keep_their_size_their_direction_and_all_four_corners(qapp, tmp_path: Path, sizes) -> None:
    """I1: without `lp`, a landscape log came out upright on A4 with its right third gone."""
    data, target = paper(*sizes), tmp_path / "drawn.pdf"
    printing.draw(printing.Job("log", data, len(sizes)), printer_to(target))
    found = shown(target.read_bytes())
    assert [size for size, _text, _drawn in found] == list(sizes)
    assert [corners(drawn) for _size, _text, drawn in found] == [[True] * 4] * len(sizes)


def test_a_printer_with_other_sheets_gets_the_whole_page_fitted(qapp, tmp_path: Path, monkeypatch) -> None:
    def only_a4(printer: QPrinter, size: tuple[float, float]) -> None:
        sideways = size[0] > size[1]
        way = QPageLayout.Orientation.Landscape if sideways else QPageLayout.Orientation.Portrait
        printer.setFullPage(True)
        printer.setPageLayout(QPageLayout(QPageSize(QPageSize.PageSizeId.A4), way, QMarginsF()))

    monkeypatch.setattr(printing, "lay_out", only_a4)
    target = tmp_path / "a4.pdf"
    printing.draw(printing.Job("log", paper(SIDEWAYS, UPRIGHT), 2), printer_to(target))
    for size, _text, drawn in shown(target.read_bytes()):
        assert sorted(size) == [595, 842]
        wide, high = SIDEWAYS if size[0] > size[1] else UPRIGHT
        scale = min(1.0, size[0] / wide, size[1] / high)
        left, top = (size[0] - wide * scale) / 2, (size[1] - high * scale) / 2
        inner = drawn.copy(round(left), round(top), round(wide * scale), round(high * scale))
        assert corners(inner, CORNER * scale) == [True] * 4


def test_printing_to_a_file_gives_the_paper_itself_to_its_owner_only(qapp, tmp_path: Path) -> None:
    data, target = paper(SIDEWAYS, UPRIGHT), tmp_path / "kept.pdf"
    printer = printer_to(target)
    said = printing.leave(printing.of_choices("log", data, printer), printer)
    assert target.read_bytes() == data and target.stat().st_mode & 0o777 == 0o600 and str(target) in said


@pytest.mark.parametrize(
    ("choose", "numbers"),
    [
        (lambda printer: None, [1, 2, 3, 4, 5]),
        (lambda printer: printer.setPageOrder(QPrinter.PageOrder.LastPageFirst), [5, 4, 3, 2, 1]),
        (lambda printer: ranged(printer, "2-3"), [2, 3]),
        (lambda printer: (ranged(printer, "1,4-5"), printer.setPageOrder(QPrinter.PageOrder.LastPageFirst)), [5, 4, 1]),
    ],
    ids=["all", "last-first", "range", "ranges-last-first"],
)
def test_what_is_chosen_in_the_dialog_is_what_leaves(qapp, system, choose, numbers: list[int]) -> None:
    """I2: pages and order, on the way to `lp` as in a file."""
    system()
    printer = printer_to()
    choose(printer)
    job = printing.of_choices("supervision-log", paper(*[SIDEWAYS] * 5), printer)
    assert texts(job.data) == [f"Page-{number}" for number in numbers]
    printing.leave(job, printer)
    (given,) = system.told()
    assert given["bytes"] == len(job.data) and job.pages == len(numbers)


def ranged(printer: QPrinter, words: str) -> None:
    printer.setPrintRange(QPrinter.PrintRange.PageRange)
    printer.setPageRanges(QPageRanges.fromString(words))


class BothSides(QPrinter):
    """A printer that can print on both sides, which Qt asks of a real queue only."""

    def duplex(self) -> QPrinter.DuplexMode:
        return QPrinter.DuplexMode.DuplexLongSide


def test_copies_sides_media_and_name_are_told(qapp, system) -> None:
    """I2: nothing is left to the queue's own mind, and the job is not called "(stdin)"."""
    system()
    printer = BothSides(QPrinter.PrinterMode.HighResolution)
    printer.setCopyCount(3)
    printer.setCollateCopies(False)
    said = printing.leave(printing.of_choices("supervision-log", paper(SIDEWAYS, SIDEWAYS), printer), printer)
    (given,) = system.told()
    args = [str(one) for one in given["args"]]  # type: ignore[attr-defined]
    pairs = set(zip(args, args[1:], strict=False))
    assert {("-n", "3"), ("-t", "supervision-log"), ("-o", "media=Letter"), ("-o", "sides=two-sided-long-edge"),
            ("-o", "collate=false"), ("-o", "print-scaling=fit")} <= pairs  # fmt: skip
    assert said.endswith("2 pages, 3 times.")


def test_no_page_that_there_is_not(qapp) -> None:
    printer = printer_to()
    ranged(printer, "7-9")
    with pytest.raises(Problem, match="this paper has 2"):
        printing.of_choices("log", paper(UPRIGHT, UPRIGHT), printer)


def test_a_queue_that_refuses_or_waits_is_told_and_a_good_print_says_so(qapp, system) -> None:
    """I3: a refusal looked like success."""
    job, printer = printing.Job("log", paper(UPRIGHT), 1), printer_to()
    system(code=1, err="lp: Destination front is not accepting jobs.\n")
    with pytest.raises(Problem, match="Destination front is not accepting jobs. Nothing was printed."):
        printing.leave(job, printer)
    system(out="request id is front-7 (1 file(s))\n")
    assert printing.leave(job, printer).endswith("1 page.")
    system("lpstat", out="printer front disabled since Mon\n\tout of paper\n")
    assert "it waits there" in printing.leave(job, printer)
    system("lpstat", out="printer front is idle.  enabled since Mon\n")
    assert "waits" not in printing.leave(job, printer)


def test_a_silent_system_is_told(qapp, tmp_path: Path) -> None:
    with pytest.raises(Problem, match="does not answer"):
        printing.send(printing.Job("log", paper(UPRIGHT), 1), "front", str(tmp_path / "no-such-lp"))


def test_a_packaged_program_starts_lp_with_the_system_s_own_libraries(qapp, system, monkeypatch) -> None:
    """G4: the loader's path of the package is not handed on; what it was before comes back."""
    system()
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    for before in (None, "/usr/local/lib"):
        monkeypatch.setenv("LD_LIBRARY_PATH", "/opt/peerdesk/_internal")
        if before is not None:
            monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", before)
        printing.leave(printing.Job("log", paper(UPRIGHT), 1), printer_to())
        assert system.told()[-1]["libraries"] == before


@pytest.fixture
def asked(monkeypatch):
    """The dialog answered at once with a printer, and the sentences of problems."""
    monkeypatch.setattr("app.ui.kit.preview.QPrinterInfo.availablePrinterNames", lambda: ["front"])
    chosen = lambda _parent, title, data: (printing.Job(title, data, 1), printer_to())  # noqa: E731
    monkeypatch.setattr(printing, "ask", chosen)
    problems: list[str] = []
    monkeypatch.setattr(pages, "problem", lambda _parent, wrong, *_more: problems.append(str(wrong)))
    return problems


def test_the_page_says_what_became_of_it(qtbot, system, asked) -> None:
    made = Preview("Supervision log", paper(UPRIGHT), "supervision-log.pdf")
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    system(code=1, err="lp: The printer is on fire.")
    made.print()
    assert asked and told(made) == ""
    system()
    made.print()
    assert "1 page" in told(made)
    assert "supervision-log" in [str(one) for one in system.told()[-1]["args"]]


def test_the_pages_chosen_are_whole_pages(qapp) -> None:
    from app.services.documents import joining

    data = joining.chosen(paper(UPRIGHT, SIDEWAYS), [1, 0])
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert [(int(page.mediabox[2]), int(page.mediabox[3])) for page in pdf.pages] == [SIDEWAYS, UPRIGHT]
    assert joining.chosen(paper(UPRIGHT, SIDEWAYS), [1, 0]) == data
