"""Every figure of every pack: amending it changes something that is told or reckoned, or it is told only and stays.

The walk asks everything that stands on a pack (the ledger, who may supervise, the checklist, the account of education,
what lies ahead, how long records are kept, the papers' words), once as the pack came and once with one figure changed.
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

import app
from app.services.rules import (
    amended,
    credentials,
    crediting,
    education,
    exams,
    figures,
    forecast,
    ledger,
    packs,
    qualification,
    retention,
    typed,
)
from app.services.rules.crediting import Agreement, Case, Enrolment
from app.services.rules.education import Course, Standing
from app.services.rules.pack import TOLD, Confidence, Pack, Rule, Value
from app.services.rules.qualification import LICENSE_TYPES, License, SupervisionCE, Supervisor
from app.services.rules.rows import HoursSpan, Session
from app.services.rules.steps import Step
from app.services.rules.work import KINDS
from tests.other_figures import others, with_value

D = dt.date
START, AS_OF = D(2025, 1, 1), D(2026, 11, 20)
CERTIFIED = (None, D(2025, 3, 1))
EVERY = [(code, name) for code, pack in packs.all_packs().items() for name in pack.rules[-1].figures]


# ---- everything that stands on a pack ------------------------------------------------------------------------------


def everything(pack: Pack) -> list[Any]:
    """All that is told and reckoned from the pack, of many people; sources and confidence themselves left out."""
    found: list[Any] = []
    for certified in CERTIFIED:
        found += [_owed(pack, certified), _checklists(pack, certified), _education(pack, certified)]
        found.append(figures.ratio_on_paper(pack, AS_OF, certified is not None))
    found += [_supervisors(pack), _ahead(pack), _kept(pack), _exams(pack), _terms(pack)]
    return found


def _people() -> dict[str, Supervisor]:
    """One of each license type, of long standing; one fresh, one with CE."""
    found = {kind: Supervisor(kind, (License(kind, D(2010, 1, 1), D(2010, 1, 1)),)) for kind in LICENSE_TYPES}
    for kind in ("social_worker", "lcsw", "mental_health_professional"):
        fresh = License(kind, D(2024, 6, 1), D(2024, 6, 1))
        found[f"fresh-{kind}"] = Supervisor(f"fresh-{kind}", (fresh,))
        for minutes in (600, 1199, 1200, 1260):
            code = f"taught-{kind}-{minutes}"
            found[code] = Supervisor(code, (fresh,), (SupervisionCE(None, minutes),))
    return found


def _owed(pack: Pack, certified: dt.date | None) -> Any:
    people = _people()
    agreed = [Agreement(code, START, None, not_therapist_confirmed=True) for code in people]
    agreed[-1] = replace(agreed[-1], not_therapist_confirmed=False)
    agreed = [one for one in agreed if one.supervisor != "physician"] + [
        Agreement("msw", D(2026, 1, 1), D(2026, 2, 1), not_therapist_confirmed=False)
    ]
    sessions, starts = [], 0
    for place, code in enumerate([*people, "mental_health_professional", "msw"]):
        day = D(2026, 1, 5) + dt.timedelta(days=place)
        starts += 10_000
        for minutes in (14, 60):
            starts += 200
            sessions.append(Session(f"{place}-{minutes}", day, "09:00", starts, starts + minutes, code, day))
    for place, code in enumerate(("social_worker", "mental_health_professional", "lcsw"), 1):
        day, starts = D(2026, 3, place), place * 10**7
        sessions.append(Session(code, day, "09:00", starts, starts + 6000, code, day))
    days = [START + dt.timedelta(days=one) for one in range(0, (AS_OF - START).days, 5)]
    spans = [HoursSpan(day, day, 480) for day in days]
    line = ledger.line("p", Enrolment(pack.code, START, None, certified), pack, spans, sessions, people, agreed, AS_OF)
    return line, ledger.summary(line)


def _supervisors(pack: Pack) -> Any:
    rule = pack.rules[-1]
    return [
        (code, day, qualification.reasons(who, rule, day), qualification.findings(who, rule, day))
        for code, who in _people().items()
        for day in (D(2025, 6, 1), D(2026, 6, 1), D(2027, 5, 31), D(2027, 6, 1), D(2028, 6, 1))
    ]


def _checklists(pack: Pack, certified: dt.date | None) -> Any:
    found = []
    for steps in (_steps(()), _steps(("no",)), ()):
        for peer, other, worked in (
            (0, 0, 0), (60_000, 0, 0), (0, 0, 60_000), (60_000, 240_000, 60_000), (240_000, 0, 120_000),
            (0, 239_999, 119_999),
        ):  # fmt: skip
            holder = credentials.Holder(
                pack, AS_OF, certified, "N-1", None, None, steps, {"peer": peer, "mental_illness": other}, worked,
                (), education.account(_standing(pack, certified), _courses()),
            )  # fmt: skip
            found += [(line.code, line.label, line.state, line.words, line.until) for line in credentials.checklist(holder)]
    late = credentials.Holder(pack, AS_OF, certified, "N-1", D(2026, 1, 1))
    return found, [(line.label, line.words, line.state) for line in credentials.checklist(late)]


def _steps(besides: tuple[str, ...]) -> tuple[Step, ...]:
    """A way to the certificate: two courses, an exam, a birth in 2005 and so on."""
    made = [
        Step("b", "born", D(2005, 3, 1)), Step("t1", "training", D(2025, 2, 1), title="A", minutes=2400),
        Step("t2", "training", D(2025, 2, 2), title="B", minutes=1300), Step("e", "exam", D(2025, 2, 3), score=8000),
        Step("r", "recovery", D(2026, 1, 5)), Step("x", "practitioner", D(2025, 1, 1)),
    ]  # fmt: skip
    return tuple(made if not besides else made[:-1])


def _standing(pack: Pack, certified: dt.date | None) -> Standing:
    return Standing(pack, START, None, certified, AS_OF)


def _courses() -> list[Course]:
    return [
        Course("a", D(2025, 2, 1), 2000, 60, 60, 900), Course("b", D(2025, 9, 1), 2700, 119, 0, 700),
        Course("c", D(2026, 2, 1), 1250, 60, 90, 601), Course("d", D(2026, 8, 1), 300),
    ]  # fmt: skip


def _education(pack: Pack, certified: dt.date | None) -> Any:
    return education.account(_standing(pack, certified), _courses()), education.asks(pack)


def _ahead(pack: Pack) -> Any:
    agreed = [Agreement(code, day, None, not_therapist_confirmed=True) for code, day in (("a", START), ("b", D(2026, 7, 1)))]
    rule = pack.rule_on(AS_OF).rule
    limits = [(rule.amount_on(name, AS_OF), name in rule.figures) for name in
              ("max_work_without_supervision_minutes", "max_group_share_percent")]  # fmt: skip
    return forecast.changes(agreed, pack), limits


def _kept(pack: Pack) -> Any:
    rule = pack.rule_on(AS_OF).rule
    return retention.staff(AS_OF, [AS_OF], AS_OF, 7, AS_OF, [rule]), rule.log_years_on(AS_OF)


def _exams(pack: Pack) -> Any:
    rule = pack.rule_on(AS_OF).rule
    taken = [Step(str(score), "exam", D(2026, 1, score // 1000), score=score) for score in (7000, 7900, 8000, 9000)]
    again = [exams.problem(Step("n", "exam", D(2026, 2, 1), score=9000), taken[:count], rule) for count in (0, 1, 2)]
    return [exams.standing(taken[:count], rule, AS_OF) for count in range(5)], again


def _terms(pack: Pack) -> Any:
    """What is asked by name on other pages: whether a paper, a fee or an agreement is asked for at all."""
    holder = credentials.Holder(pack, AS_OF, AS_OF)
    fee = [figures.words(one) for one in holder.asked("mentoring_fee_cents")]
    work = holder.rule.figure_on("experience_categories", AS_OF)
    return fee, bool(holder.asked("ethics_in_writing")), work.value if work else ()


# ---- the walk ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("code", "name"), EVERY, ids=lambda one: str(one))
def test_amending_a_figure_changes_something_or_it_is_told_only(code: str, name: str) -> None:
    """A figure that does nothing when it is amended would be a promise that nobody keeps."""
    pack = packs.load(code)
    figure = pack.rules[-1].figures[name]
    if figure.told_only:
        with pytest.raises(ValueError, match="information"):
            typed.value(name, figures.words(figure))
        assert all(everything(with_value(pack, name, other)) == everything(pack) for other in _told(figure.value))
        return
    as_it_came = everything(with_value(pack, name, figure.value))
    assert any(everything(with_value(pack, name, other)) != as_it_came for other in others(name, figure.value)), name
    assert typed.value(name, figures.words(figure)) == figure.value


def _told(value: Value) -> Iterator[Value]:
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield value + 1
    else:
        yield ("other",) if isinstance(value, tuple) else "other"


def test_every_name_is_read_or_told_and_never_both() -> None:
    read = packs.RULE_FIGURES.keys() | packs.RECKONED.keys()
    known = set(typed.known())
    assert known <= read | TOLD and not read & TOLD
    assert read | TOLD == known, "a name that no pack has any more"


def test_the_figures_that_no_pack_sets_change_something_too() -> None:
    pack = packs.load("mt-cbhpss")
    assert everything(with_value(pack, "max_group_share_percent", 40)) != everything(pack)


def test_a_copy_takes_no_information_along_that_is_about_its_original_alone() -> None:
    """What a statute of Montana says is no fact about Wyoming; our own choices go along."""
    base = packs.load("mt-cbhpss").rules[-1]
    kept = amended.of_copy(base)
    assert "practice_needs_certification" not in kept and "log_contents" not in kept
    assert "group_credit" in kept and "ratio" in kept


def test_what_decides_is_marked_with_how_sure_it_is_unless_it_was_read_in_the_rule() -> None:
    for pack in packs.all_packs().values():
        for figure in pack.rules[-1].figures.values():
            mark = figures.sure(figure)
            assert (mark == "") is (figure.confidence is Confidence.VERIFIED), figure.name
            assert figures.marked("x", figure) == (f"x ({mark})" if mark else "x")
    cfpss, cbhpss = packs.load("mt-cfpss"), packs.load("mt-cbhpss")
    assert figures.ratio_on(cfpss, AS_OF, certified=True) == "1 h for each 40 h worked (proposed)"
    assert figures.ratio_on(cfpss, AS_OF, certified=False) == "1 h for each 20 h worked (proposed)"
    assert figures.ratio_on(cbhpss, AS_OF, certified=True) == "1 h for each 20 h worked (from a guide)"
    assert figures.title_on(cfpss, AS_OF) == "CFPSS, proposed" and figures.title_on(cbhpss, AS_OF) == "CBHPSS"
    holder = credentials.Holder(cfpss, AS_OF, D(2026, 1, 1), "CFPS-1")
    asked = {line.code: line.label for line in credentials.checklist(holder)}
    assert {code for code, label in asked.items() if not label.endswith("(proposed)")} == {"agreement"}, "our own choice"


def test_a_rule_made_without_figures_still_reckons() -> None:
    """Rules of tests and of earlier versions: what is not said is as it was."""
    rule = Rule(START, None, "x", Fraction(1, 20), license_types=("physician",), figures=MappingProxyType({}))
    assert rule.carries_deficit and rule.agreement_required and rule.not_therapist and not rule.carries_surplus
    case = Case(Enrolment("x", START), Pack("x", "x", "x", "x", "x", (rule,)), AS_OF)
    standing = crediting.session_standing(case, None, _people()["physician"], (), AS_OF)
    assert [code for code, _text in standing.reasons] == ["no_agreement"] and KINDS


def test_a_title_of_the_certified_never_stands_without_saying_that_it_is_only_proposed() -> None:
    """One function says it, for every list, chip, paper and warning; nothing takes the bare title."""
    cfpss, cbhpss = packs.load("mt-cfpss"), packs.load("mt-cbhpss")
    assert figures.title_of(cfpss) == "CFPSS, proposed" and figures.title_of(cbhpss) == "CBHPSS"
    assert figures.short_title(cfpss) == "Montana CFPSS rules, proposed"
    assert figures.short_title(cbhpss) == "Montana CBHPSS rules"
    bare = {"pack.py", "packs.py", "figures.py", "amended.py", "amending.py", "entry.py"}
    places = [path for path in Path(app.__file__).parent.rglob("*.py") if path.name not in bare]
    assert [path.name for path in places if re.search(r"\.staff_title\b", path.read_text(encoding="utf-8"))] == []


def test_an_agency_that_keeps_to_one_for_twenty_amends_the_proposed_forty() -> None:
    """The ratio stays as it is proposed; the agency's own figure is marked as its own."""
    cfpss = packs.load("mt-cfpss")
    assert typed.value("ratio_after_certification", "1 h for each 20 h worked") == "1/20"
    own = with_value(cfpss, "ratio_after_certification", "1/20")
    assert own.rules[0].ratio_for(certified=True) == Fraction(1, 20) == own.rules[0].ratio_for(certified=False)
    assert figures.ratio_on(own, AS_OF, certified=True) == "1 h for each 20 h worked (your agency's choice)"
    assert cfpss.rules[0].ratio_for(certified=True) == Fraction(1, 40)
