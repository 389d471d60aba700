"""Row 4 of performance.md: the supervision log PDF against the same rows drawn straight on a canvas.

The straight side writes the same texts at fixed places, with the same heads, lines, boxes and page breaks, but measures
nothing and lays nothing out. Both sides take turns in one process, timed by the processor time they use (neither
waits for anything); figures are medians.
"""

import datetime as dt
import math
import statistics
import sys
import time
from collections.abc import Callable
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from typing import Any

from reportlab.pdfgen.canvas import Canvas

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from app.services.documents import supervision_log as sl
from app.services.documents import text, words
from app.services.documents.people import Letterhead, Mark, Signing, StaffLine, SupervisorLine

SIZES = (52, 520, 5200)
GOAL, SLOPE = 1.0, 1.0
ROW = 26.8  # points a row, as the log has it
TOPICS = ("Ethics and boundaries", "Scope of practice", "Role play and skills", "Documentation", "Self-care")
DETAILS = (
    "How to name dual ties and keep a record of them",
    "What to do when asked about medication",
    "Listening without fixing; each took two turns",
    "Two notes read aloud; clearer plans",
)


def log_of(count: int) -> sl.SupervisionLog:
    """A log of so many weekly sessions, some with letters that need shaping."""
    first = dt.date(2016, 1, 4)
    rows = tuple(_row(first + dt.timedelta(days=index % 3650), index) for index in range(count))
    credited = sum(row.credited_minutes for row in rows)
    totals = sl.LogTotals(
        credited * 20, Fraction(credited), credited, Fraction(0), dt.date(2026, 1, 1), "1 h for each 20 h"
    )
    return sl.SupervisionLog(
        Letterhead("Cottonwood Creek Peer Support", "214 Main Street, Ronan, Montana", "(406) 555-0142"),
        StaffLine("Annie Whitegrass", "Peer supporter", "CBHPSS", "BBH-BHPS-1203"),
        SupervisorLine("Ruth Calfrobe", "LCSW", "BBH-LCSW-20417"),
        first,
        dt.date(2025, 12, 31),
        rows,
        totals,
        document_number="SL-2026-0001",
        for_signature=True,
    )


def _row(day: dt.date, index: int) -> sl.LogRow:
    detail = "k\u0313ʷ words for kin" if index % 12 == 5 else DETAILS[index % len(DETAILS)]
    return sl.LogRow(
        day,
        dt.time(8 + index % 8, 0),
        dt.time(9 + index % 8, 15 * (index % 4)),
        60 + 15 * (index % 4),
        60 + 15 * (index % 4),
        "group" if index % 5 == 3 else "individual",
        ("in_person", "video", "phone")[index % 3],
        TOPICS[index % len(TOPICS)],
        f"{detail} ({index})",
        reviewed_assessments=index % 3 != 0,
        reviewed_interventions=True,
        signing=Signing(Mark(day), Mark(day)),
        people=4,
    )


def straight(log: sl.SupervisionLog) -> bytes:
    """The same rows on a canvas at fixed places, nothing measured, nothing laid out."""
    for font in (text.REGULAR, text.MEDIUM, text.SEMIBOLD):
        text.face(font)
    out = BytesIO()
    canvas = Canvas(out, pagesize=(612, 792), invariant=1, pageCompression=1, initialFontName=text.REGULAR)
    pen = text.Pen(canvas, text.Ruler())
    for ticked in (False, True):
        pen.box(-50, -50, ticked)
    y = 0.0
    for number, row in enumerate(log.rows, 1):
        if y < 90:
            if number > 1:
                canvas.showPage()
            y = _straight_head(canvas, log)
        _straight_row(canvas, number, row, y)
        y -= ROW
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def _straight_head(canvas: Canvas, log: sl.SupervisionLog) -> float:
    canvas.setFillColor(text.INK)
    canvas.setFont(text.SEMIBOLD, 11)
    canvas.drawString(45, 752, "Supervision log")
    canvas.setFont(text.REGULAR, 8.5)
    canvas.drawString(150, 752, f"{log.staff.name}. {log.supervisor.name if log.supervisor else ''}")
    canvas.setFont(text.SEMIBOLD, 8)
    titles = ("No.", "Date", "Start to stop", "Length", "Kind, manner", "Signed")
    for x, title in zip((50, 67, 147, 240, 273, 367), titles, strict=True):
        canvas.drawString(x, 725, title)
    canvas.drawRightString(567, 30, "Page 1 of 1")
    canvas.line(45, 718, 567, 718)
    return 718.0


def _straight_row(canvas: Canvas, number: int, row: sl.LogRow, y: float) -> None:
    """Eight texts in the log's fonts, sizes and colours, two boxes and a line."""
    manner = sl.MANNERS[row.manner].lower()
    kind = f"Group of {row.people}, {manner}" if row.format == "group" else f"Individual, {manner}"
    texts = (
        (text.REGULAR, 8, text.MUTED, 56, 11, str(number)),
        (text.MEDIUM, 8.5, text.INK, 67, 11, words.week_day(row.date)),
        (text.REGULAR, 8.5, text.INK, 147, 11, words.start_to_stop(row.start, row.stop)),
        (text.MEDIUM, 8.5, text.INK, 246, 11, words.short_length(row.minutes)),
        (text.REGULAR, 8.5, text.INK, 273, 11, kind),
        (text.REGULAR, 8.5, text.INK, 367, 11, f"{words.short_day(row.date, row.date)}, both"),
        (text.MEDIUM, 8.5, text.INK, 67, 21.8, f"{row.topics}."),
        (text.REGULAR, 8.5, text.INK, 180, 21.8, row.description),
    )
    for font, size, shade, x, depth, shown in texts:
        canvas.setFont(font, size)
        canvas.setFillColor(shade)
        canvas.drawString(x, y - depth, shown)
    for x, ticked in ((487, row.reviewed_assessments), (540, row.reviewed_interventions)):
        canvas.saveState()
        canvas.translate(x, y - 8.5)
        canvas.doForm("ticked" if ticked else "empty")
        canvas.restoreState()
    canvas.setStrokeColor(text.HAIR)
    canvas.setLineWidth(0.6)
    canvas.line(45, y - ROW, 567, y - ROW)


def _seconds(work: Callable[[sl.SupervisionLog], bytes], log: sl.SupervisionLog) -> float:
    start = time.process_time()
    work(log)
    return time.process_time() - start


def _compared(count: int, runs: int) -> dict[str, Any]:
    log = log_of(count)
    pairs = []
    for turn in range(runs):
        order = (sl.render, straight) if turn % 2 else (straight, sl.render)
        taken = {work: _seconds(work, log) for work in order}
        pairs.append((taken[sl.render], taken[straight]))
    ratios = sorted(ours / theirs for ours, theirs in pairs)
    ratio = statistics.median(ratios)
    return {
        "row": 4,
        "work": f"supervision log PDF, {count:,} rows",
        "against": "the same rows drawn straight on a canvas",
        "goal": f"<= {GOAL}x",
        "ratio": round(ratio, 3),
        "spread": f"{ratios[0]:.2f} to {ratios[-1]:.2f}",
        "met": ratio <= GOAL,
        "seconds": statistics.median(ours for ours, _theirs in pairs),
    }


def measure() -> list[dict[str, Any]]:
    """One line for each size, and one for the slope of log time over log rows between the smallest and largest."""
    for work in (sl.render, straight):
        _seconds(work, log_of(20))
    found = [_compared(count, runs) for count, runs in zip(SIZES, (15, 9, 5), strict=True)]
    slope = math.log(found[-1]["seconds"] / found[0]["seconds"]) / math.log(SIZES[-1] / SIZES[0])
    line = {"row": 4, "work": "supervision log PDF, growth", "against": "rows", "goal": f"slope <= {SLOPE}"}
    return [*found, {**line, "ratio": round(slope, 3), "spread": "", "met": slope <= SLOPE}]


if __name__ == "__main__":
    for line in measure():
        print(line)
