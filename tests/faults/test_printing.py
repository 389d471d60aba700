"""A real queue at the other end: what goes to CUPS comes out with its size, its direction, its pages and its corners."""

import re
import shutil
import subprocess
import time
import uuid
from pathlib import Path

import pytest

from app.services.problems import Problem
from app.ui.kit import printing
from tests.corners import SIDEWAYS, UPRIGHT, corners, paper, shown
from tests.faults import figures

FOLDER = Path.home() / "PDF"  # where cups-pdf puts what it was given, as Debian sets it up
SIZES = (SIDEWAYS, UPRIGHT, SIDEWAYS)


def queue() -> str:
    """The name of a queue that writes PDF files, or ''."""
    program = shutil.which("lpstat")
    if program is None:
        return ""
    said = subprocess.run([program, "-v"], capture_output=True, text=True, check=False, timeout=20).stdout
    found = re.search(r"device for (\S+): cups-pdf:", said)
    return found[1] if found else ""


pytestmark = [
    pytest.mark.full,
    pytest.mark.skipif(
        not queue(),
        reason="absent here: CUPS with a cups-pdf queue (Debian: cups, printer-driver-cups-pdf; "
        "lpadmin -p PDF -E -v cups-pdf:/ -P /usr/share/ppd/cups-pdf/CUPS-PDF_opt.ppd)",
    ),
]


def printed(title: str) -> bytes:
    """What came out under this title, once it is whole."""
    for _turn in range(120):
        for path in FOLDER.glob(f"{title}*.pdf"):
            data = path.read_bytes()
            if data.rstrip().endswith(b"%%EOF"):
                path.unlink()
                return data
        time.sleep(0.25)
    raise AssertionError("nothing came out")


def test_all_four_corners_of_each_page_come_out_of_a_real_queue(qapp) -> None:
    title = f"log-{uuid.uuid4().hex[:8]}"
    said = printing.send(printing.Job(title, paper(*SIZES), len(SIZES)), queue(), shutil.which("lp") or "")
    found = shown(printed(title))
    whole = sum(sum(corners(drawn)) for _size, _text, drawn in found)
    figures.record("printing", "corners of pages out of a CUPS queue", 4 * len(SIZES), 4 * len(SIZES) - whole)
    assert said.endswith("3 pages.") and [size for size, _text, _drawn in found] == list(SIZES)
    assert whole == 4 * len(SIZES)


def test_a_queue_that_is_not_there_refuses_in_words(qapp) -> None:
    with pytest.raises(Problem, match="does not exist. Nothing was printed"):
        printing.send(printing.Job("log", paper(UPRIGHT), 1), "no-such-queue", shutil.which("lp") or "")
