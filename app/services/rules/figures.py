"""A rule pack's figures in words: as screens and papers show them, and as they are typed back.

One form each: what is shown is what may be typed. Units are in the names: minutes, cents, percent, years, days.
"""

import datetime as dt
from collections.abc import Iterable
from fractions import Fraction

from app.services.rules import packs
from app.services.rules.pack import Confidence, Figure, Pack, Value
from app.services.rules.qualification import LICENSE_TYPES, hours_text
from app.services.rules.work import KINDS
from app.wording import N_, _

MONTHS = (
    N_("January"), N_("February"), N_("March"), N_("April"), N_("May"), N_("June"), N_("July"), N_("August"),
    N_("September"), N_("October"), N_("November"), N_("December"),
)  # fmt: skip
LICENSES = ("license_types", "license_types_imply")


def words(figure: Figure) -> str:
    """The figure's value as people say it."""
    return value_words(figure.name, figure.value)


def value_words(name: str, value: Value) -> str:
    """A value as people say it: 1 h for each 20 h worked, 40 h, $40.00, 80 %, December 31."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, tuple):
        return "; ".join(_part(name, part) for part in value) or _("none")
    if isinstance(value, int):
        return _amount(name, value)
    if name.startswith("ratio"):
        return ratio_words(Fraction(value))
    if name == "renewal_due":
        month, day = map(int, value.split("-"))
        return _("{month} {day}").format(month=_(MONTHS[month - 1]), day=day)
    return _(value)


def _part(name: str, part: str) -> str:
    """One of several: a license or a kind of work by its label, other words as they are."""
    if name == "license_types_imply":
        special, general = part.split(": ")
        return f"{_(LICENSE_TYPES.get(special, special))} = {_(LICENSE_TYPES.get(general, general))}"
    labels = LICENSE_TYPES if name == "license_types" else KINDS if name == "experience_categories" else {}
    return _(labels.get(part, part))


def _amount(name: str, value: int) -> str:
    parts = name.split("_")
    if "minutes" in parts:
        return hours_text(value)
    if "cents" in parts:
        return money(value)
    return _("{percent} %").format(percent=value) if "percent" in parts else str(value)


def money(cents: int) -> str:
    """$40.00."""
    return f"${cents // 100:,}.{cents % 100:02}"


def ratio_words(ratio: Fraction | None) -> str:
    """1 h for each 20 h worked; that there is none."""
    if not ratio:
        return _("no fixed amount")
    return _("{part} h for each {hours} h worked").format(part=ratio.numerator, hours=ratio.denominator)


def sure(figure: Figure) -> str:
    """How sure a figure is, for where it decides something: '' where it was read in the rule's own text."""
    return "" if figure.confidence is Confidence.VERIFIED else figure.confidence.words


def marked(text: str, figure: Figure | None) -> str:
    """The text with how sure its figure is behind it: 1 h for each 40 h worked (proposed)."""
    mark = sure(figure) if figure is not None else ""
    return _("{text} ({mark})").format(text=text, mark=mark) if mark else text


def ratio_figure(pack: Pack, day: dt.date, certified: bool) -> Figure | None:
    """The figure behind the ratio of a day; None where the pack sets none."""
    figures = pack.rule_on(day).rule.figures
    return (certified and figures.get("ratio_after_certification")) or figures.get("ratio")


def ratio_on(pack: Pack, day: dt.date, certified: bool) -> str:
    """The ratio of a day as people say it, with how sure it is; '' where the pack sets none."""
    ratio = pack.rule_on(day).rule.ratio_for(certified)
    return marked(ratio_words(ratio), ratio_figure(pack, day, certified)) if ratio else ""


def ratio_on_paper(pack: Pack, day: dt.date, certified: bool) -> str:
    """As `ratio_on`, for a paper whose note tells the source: only what is no more than proposed says so on the spot."""
    ratio, figure = pack.rule_on(day).rule.ratio_for(certified), ratio_figure(pack, day, certified)
    if not ratio:
        return ""
    return marked(ratio_words(ratio), figure if is_proposed(figure) else None)


def is_proposed(figure: Figure | None) -> bool:
    """Whether a figure stands in a proposal only."""
    return figure is not None and figure.confidence is Confidence.PROPOSED


def title_on(pack: Pack, day: dt.date) -> str:
    """What the certified are called; where the certification stands in a proposal only, the title says so."""
    found = pack.rule_on(day).rule.figure_on("certification", day)
    title = _(pack.staff_title)
    if not is_proposed(found):
        return title
    return _("{title}, {mark}").format(title=title, mark=Confidence.PROPOSED.words)


def title_of(pack: Pack) -> str:
    """As `title_on`, by the newest rule: for a heading, a list or a button, where no day is asked about."""
    return title_on(pack, dt.date.max)


def short_title(pack: Pack) -> str:
    """A pack in few words, where its title is too long: Montana CBHPSS rules; of an agency's own the title."""
    state = packs.STATES.get(pack.code.partition("-")[0])
    if state is None or pack.code not in packs.all_packs():
        return _(pack.title)
    said = _("{state} {title} rules").format(state=_(state), title=_(pack.staff_title))
    if not is_proposed(pack.rules[-1].figure_on("certification", dt.date.max)):
        return said
    return _("{title}, {mark}").format(title=said, mark=Confidence.PROPOSED.words)


def sources(found: Iterable[Figure]) -> tuple[str, ...]:
    """Where figures come from and how sure that is, each once: a paper's notes."""
    return tuple(dict.fromkeys(f"{_(one.source)} ({one.confidence.words})" for one in found))
