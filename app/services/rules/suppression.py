"""Small cells: no row of a file without names may be shared by fewer than eleven people (CMS policy, by our choice).

Every combination of values that stays visible stands in at least eleven rows, those with hidden values too. So no
count taken from the file, nor the difference of two, lies from 1 to 10.
"""

import datetime as dt
from collections import Counter
from collections.abc import Sequence

SMALLEST = 11
HIDDEN = "hidden"
OLDEST = 89  # ages over this one are told as one group (45 CFR 164.514(b)(2)(i)(C))
BANDS = ((17, "under 18"), (24, "18 to 24"), (34, "25 to 34"), (44, "35 to 44"), (54, "45 to 54"), (64, "55 to 64"))

Values = tuple[str, ...]


def too_few(count: int) -> bool:
    """Whether so many people are a small cell themselves; none at all are not."""
    return 0 < count < SMALLEST


def masked(rows: Sequence[Values]) -> list[Values]:
    """The rows sorted, with values hidden from the last column on until each row is shared by eleven people.

    `rows` are of one length, one a person, none or at least eleven of them. Raises ValueError for a small cell.
    """
    if too_few(len(rows)):
        raise ValueError("a small cell cannot be masked")
    width = len(rows[0]) if rows else 0
    kept: Counter[Values] = Counter()
    rest = Counter(rows)
    for shown in range(width, -1, -1):
        rest = _grouped(rest, shown)
        for values, count in list(rest.items()):
            if count >= SMALLEST:
                kept[values] += rest.pop(values)
    if rest:  # a few left over take others with them, so that their own number is not told
        kept = _joined(kept, sum(rest.values()), width)
    return sorted(kept.elements())


def _joined(kept: Counter[Values], few: int, width: int) -> Counter[Values]:
    """The groups with `few` people hidden among so many others that both parts are large enough."""
    lacking = SMALLEST - few
    spare = [values for values in kept if kept[values] - lacking >= SMALLEST]
    lost = min(spare or kept, key=lambda values: (kept[values], values))
    taken = lacking if spare else kept[lost]
    found = kept - Counter({lost: taken})
    found[(HIDDEN,) * width] += few + taken
    return found


def _grouped(rows: Counter[Values], shown: int) -> Counter[Values]:
    """The rows with only the first `shown` values visible."""
    found: Counter[Values] = Counter()
    for values, count in rows.items():
        found[values[:shown] + (HIDDEN,) * (len(values) - shown)] += count
    return found


def age_group(born: dt.date | None, on: dt.date) -> str:
    """The age on a day as a band; '' where the birth date is not known."""
    if born is None:
        return ""
    age = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    for last, words in BANDS:
        if age <= last:
            return words
    return "65 to 89" if age <= OLDEST else "90 or over"
