"""A pack of rules as its file says it, and a folder of such files."""

from pathlib import Path

GOOD = """
code = "xx"
title = "A pack"
staff_title = "Helper"
uncertified_title = "Beginner"
client = "client"
in_force_from = 2020-01-01
source = "A book"
[figures.ratio]
label = "Owed"
value = "1/10"
source = "A book"
confidence = "verified"
"""


def write(folder: Path, text: str, day: str = "2020-01-01", code: str = "xx") -> Path:
    """A rules folder with one file more."""
    place = folder / code
    place.mkdir(exist_ok=True)
    (place / f"{day}.toml").write_text(text, encoding="utf-8")
    return folder
