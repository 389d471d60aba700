"""Row 5: the supervision log of 520 sessions as a user would make it, against LibreOffice printing the same rows.

Both sides are whole processes by the wall clock, in turns. Ours unlocks an encrypted store with the passphrase at the
full cost of its key, reckons the ledger and writes the paper; LibreOffice, headless, with a profile of its own that
was warmed once, turns a spreadsheet of the same rows into a PDF. Each paper is read back first: all rows stand on it.
"""

import csv
import io
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from PySide6.QtPdf import QPdfDocument

from app.services.across import opening
from app.services.documents import words
from app.services.documents.supervision_log import MANNERS, LogRow
from app.services.exchange import imports
from tests.benchmarks import pdf_rows

ROOT = Path(__file__).resolve().parents[2]
ROWS, RUNS, GOAL = 520, 5, 4.5
PASSPHRASE = "a bench of cottonwood planks"
OFFICES = (
    "soffice", "libreoffice", "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "C:/Program Files/LibreOffice/program/soffice.com",
)  # fmt: skip
LINE = {
    "row": 5,
    "work": f"supervision log PDF, {ROWS} rows, whole process from the encrypted store",
    "against": "LibreOffice headless, spreadsheet of the same rows to PDF",
    "goal": f">= {GOAL}x faster",
}
HEADS = (
    "No.", "Date", "Start to stop", "Length", "Kind", "Manner", "Topics", "Description", "Signed", "Sign-off (a)",
    "Sign-off (b)",
)  # fmt: skip
WIDTHS = (0.4, 1.0, 1.8, 0.6, 0.9, 0.9, 1.8, 4.4, 1.0, 0.9, 0.9)  # inches: no text is cut off
SPACES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in (
        ("office", "office"), ("style", "style"), ("text", "text"), ("table", "table"), ("fo", "xsl-fo-compatible"),
    )
)  # fmt: skip
MIME = "application/vnd.oasis.opendocument.spreadsheet"
MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{MIME}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    '<manifest:file-entry manifest:full-path="styles.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)
STYLES = (
    f'<office:document-styles {SPACES} office:version="1.3"><office:automatic-styles><style:page-layout '
    'style:name="wide"><style:page-layout-properties fo:page-width="11in" fo:page-height="8.5in" '
    'style:print-orientation="landscape" style:scale-to-X="1" style:scale-to-Y="0"/></style:page-layout>'
    '</office:automatic-styles><office:master-styles><style:master-page style:name="Default" '
    'style:page-layout-name="wide"/></office:master-styles></office:document-styles>'
)


def cells(number: int, row: LogRow) -> tuple[str, ...]:
    """What the log's table shows of one session."""
    return (
        str(number),
        row.date.isoformat(),
        words.start_to_stop(row.start, row.stop),
        words.short_length(row.minutes),
        row.format.capitalize(),
        MANNERS[row.manner],
        row.topics,
        row.description,
        row.date.isoformat(),
        "yes" if row.reviewed_assessments else "no",
        "yes" if row.reviewed_interventions else "no",
    )


def sheet(path: Path, rows: Iterable[LogRow]) -> None:
    """Those cells as a spreadsheet that prints as a table: landscape, as wide as the page, its head on every page."""
    columns = "".join(f'<table:table-column table:style-name="c{place}"/>' for place in range(len(WIDTHS)))
    styles = "".join(
        f'<style:style style:name="c{place}" style:family="table-column"><style:table-column-properties '
        f'style:column-width="{width}in"/></style:style>'
        for place, width in enumerate(WIDTHS)
    )
    body = "".join(_sheet_row(cells(number, row)) for number, row in enumerate(rows, 1))
    content = (
        f'<office:document-content {SPACES} office:version="1.3"><office:automatic-styles>{styles}<style:style '
        'style:name="t" style:family="table" style:master-page-name="Default"/></office:automatic-styles><office:body>'
        f'<office:spreadsheet><table:table table:name="Supervision" table:style-name="t">{columns}'
        f"<table:table-header-rows>{_sheet_row(HEADS)}</table:table-header-rows>{body}"
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("mimetype", MIME, zipfile.ZIP_STORED)
        file.writestr("META-INF/manifest.xml", MANIFEST)
        file.writestr("styles.xml", STYLES)
        file.writestr("content.xml", content)


def _sheet_row(texts: Iterable[str]) -> str:
    inner = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{escape(text)}</text:p></table:table-cell>'
        for text in texts
    )
    return f"<table:table-row>{inner}</table:table-row>"


def store(folder: Path, rows: tuple[LogRow, ...]) -> None:
    """An encrypted store, its key at full cost, that holds these sessions, signed on paper, and a day's work for each."""
    entry = opening.AgencyEntry.read({"name": "Bench"})
    opened = opening.create(folder, entry, "Bench", PASSPHRASE)
    start = rows[0].date.isoformat()
    files: dict[str, list[tuple[str, ...]]] = {
        "staff": [("code", "name", "pack", "started_on"), ("P01", "Person One", "mt-cbhpss", start)],
        "supervisors": [
            ("code", "name", "license_type", "license_number", "licensed_on"),
            ("S1", "Supervisor One", "social_worker", "L1", "2005-01-01"),
        ],
        "agreements": [
            ("staff", "supervisor", "signed_on", "not_therapist_confirmed"), ("P01", "S1", start, "yes"),
        ],
        "hours": [
            ("staff", "date", "category", "minutes", "paid"),
            *(("P01", row.date.isoformat(), "direct_service", "360", "yes") for row in rows),
        ],
        "supervision": [
            ("staff", "supervisor", "date", "start", "stop", "format", "manner", "topics", "paper_signed_on",
             "description", "reviewed_assessments", "reviewed_interventions"),
            *map(_session, rows),
        ],
    }  # fmt: skip
    for kind, lines in files.items():
        text = io.StringIO()
        csv.writer(text).writerows(lines)
        imports.run(opened.store, opened.actor, kind, text.getvalue().encode())
    opened.store.close()


def _session(row: LogRow) -> tuple[str, ...]:
    number, day, _times, _length, _kind, _manner, topics, description, signed, *reviewed = cells(0, row)
    times = (f"{row.start:%H:%M}", f"{row.stop:%H:%M}")
    return ("P01", "S1", day, *times, row.format, row.manner, topics, signed, description, *reviewed)


def seconds(command: list[str]) -> float:
    """How long a whole process takes by the wall clock. Raises CalledProcessError where it fails."""
    before = time.perf_counter()
    subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    return time.perf_counter() - before


def holds_all(path: Path) -> bool:
    """Whether every row stands on this paper; each description ends with its own number."""
    document = QPdfDocument(None)
    document.load(str(path))
    text = " ".join(document.getAllText(page).text() for page in range(document.pageCount()))
    return all(f"({number})" in text for number in range(ROWS))


def commands(folder: Path, office: str) -> tuple[list[str], list[str]]:
    """Our command line and LibreOffice's, on the same rows, after all that they read is made."""
    rows = pdf_rows.log_of(ROWS).rows
    store(folder / "store", rows)
    sheet(folder / "rows.ods", rows)
    (folder / "passphrase").write_text(PASSPHRASE, encoding="utf-8")
    period = ["--from", rows[0].date.isoformat(), "--to", rows[-1].date.isoformat()]
    ours = [
        sys.executable, "-m", "app", "pdf", "supervision-log", "--store", str(folder / "store"),
        "--passphrase-file", str(folder / "passphrase"), "--staff", "P01", "--supervisor", "S1", *period,
        "--as-of", rows[-1].date.isoformat(), "--out", str(folder / "ours.pdf"),
    ]  # fmt: skip
    theirs = [
        office, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", "pdf",
        "--outdir", str(folder), str(folder / "rows.ods"),
    ]  # fmt: skip
    return ours, theirs


def measure() -> list[dict[str, Any]]:
    """One line; one that says so where LibreOffice is not here, since then there is nothing to measure against."""
    office = next(filter(None, map(shutil.which, OFFICES)), None)
    if office is None:
        return [
            {**LINE, "against": "LibreOffice is not installed here", "ratio": "", "spread": "", "met": False}
        ]
    pairs = []
    with tempfile.TemporaryDirectory() as folder:
        ours, theirs = commands(Path(folder), office)
        for command, made in ((ours, "ours.pdf"), (theirs, "rows.pdf")):
            seconds(command)
            assert holds_all(Path(folder) / made), f"{made} lacks rows"
        for turn in range(RUNS):
            kinds = [("ours", ours), ("theirs", theirs)]
            taken = {name: seconds(command) for name, command in (kinds if turn % 2 else kinds[::-1])}
            pairs.append((taken["ours"], taken["theirs"]))
    ratios = sorted(other / mine for mine, other in pairs)
    ratio = statistics.median(ratios)
    return [
        {
            **LINE,
            "ratio": round(ratio, 3),
            "spread": f"{ratios[0]:.2f} to {ratios[-1]:.2f}",
            "met": ratio >= GOAL,
            "seconds": statistics.median(mine for mine, _other in pairs),
        }
    ]


if __name__ == "__main__":
    for line in measure():
        print(line)
