"""The interview papers as values: score sheets, the comparison, and the blank form."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from app.services import users
from app.services.documents import blank_interview as blank_paper
from app.services.documents import interview_comparison as comparison_paper
from app.services.documents import interview_sheet as sheet_paper
from app.services.documents.people import Letterhead
from app.services.hiring import applicants, comparing, own
from app.services.hiring.applicants import Decision
from app.services.hiring.comparing import Compared, Handed
from app.services.problems import NotFound
from app.services.rules import interview as rules
from app.services.rules.interview import Answer, Gate, Kind, Question, Total
from app.services.users import Action, allowed
from app.wording import _


def _letterhead(session: Session) -> Letterhead:
    agency = users.agency(session)
    return Letterhead(agency.name, agency.address, agency.phone)


@allowed(Action.HIRE)
def sheets(session: Session, position: str) -> sheet_paper.InterviewSheets:
    """The score sheets of a position's applicants. Raises Invalid, NotFound also while no whole panel has submitted."""
    place = applicants.position_named(session, position)
    compared = comparing.compare(session, place.id)
    people = sorted(compared.applicants, key=lambda one: (one.name, one.code))
    found = tuple(_sheet(one, handed) for one in people for handed in one.sheets)
    if not found:
        raise NotFound(_("No interview for this position has been submitted by its whole panel yet."))
    return sheet_paper.InterviewSheets(_letterhead(session), place.name, found)


def _sheet(one: Compared, handed: Handed) -> sheet_paper.OneSheet:
    answers = handed.answers
    parts = tuple(
        sheet_paper.PartTotal(
            rules.part_title(part),
            tuple(_line(asked, rules.answer_to(answers, asked)) for asked in one.questions if asked.part == part),
            said(rules.total(answers, [asked for asked in one.questions if asked.part == part])),
        )
        for part in rules.PARTS
    )
    whole = rules.total(answers, one.questions)
    name = _("{name} ({code})").format(name=one.name, code=one.code)
    return sheet_paper.OneSheet(
        name, handed.panelist, handed.held_on, parts, said(whole), whole.missing, handed.positives, handed.concerns
    )


def _line(asked: Question, answer: Answer) -> sheet_paper.AnswerLine:
    return sheet_paper.AnswerLine(asked.number, _(asked.title), answered(asked, answer), answer.note)


def answered(asked: Question, answer: Answer) -> str:
    """An answer in words: '4 Clear', 'Yes', 'not asked'."""
    if not answer.asked:
        return _("not asked")
    if asked.kind is Kind.NOTE:
        return _("never scored")
    if asked.kind is Kind.GATE:
        return _("no answer") if answer.gate is None else _("Yes") if answer.gate else _("No")
    return _("no score") if answer.score is None else f"{answer.score} {rules.anchor(answer.score)}"


def said(total: Total) -> str:
    """A total in words: '31 of 40, average 3.9'."""
    if not total.scored:
        return _("nothing scored")
    return _("{points} of {most}, average {average}").format(
        points=total.points, most=total.most, average=rules.shown(total.average)
    )


@allowed(Action.SEE_HIRING)
def comparison(session: Session, position: str) -> comparison_paper.InterviewComparison:
    """The applicants of a position side by side. Raises Invalid, NotFound."""
    place = applicants.position_named(session, position)
    found = comparing.compare(session, place.id)
    return comparison_paper.InterviewComparison(
        _letterhead(session),
        found.position,
        tuple(rules.part_title(part) for part in rules.PARTS),
        tuple((rules.part_title(one.part), one.number, _(one.title)) for one in found.questions),
        tuple(_column(one) for one in found.applicants),
    )


def _column(one: Compared) -> comparison_paper.ApplicantColumn:
    whole = one.total()
    points = _("{points} of {most}").format(points=whole.points, most=whole.most) if whole.scored else "–"
    return comparison_paper.ApplicantColumn(
        one.name,
        one.code,
        panel(one),
        tuple(counted(one.total(part)) for part in rules.PARTS),
        counted(whole),
        points,
        gates(one.gates()) if one.sheets else "–",
        tuple(_cell(one, asked) for asked in one.questions),
        _once((sheet.panelist, sheet.positives) for sheet in one.sheets),
        _once((sheet.panelist, sheet.concerns) for sheet in one.sheets),
        tuple(_reasons(one)),
        Decision(one.decision or "open").label,
        one.hidden,
    )  # fmt: skip


def _once(said: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Each comment once, with the names of all who made it."""
    found: dict[str, list[str]] = {}
    for panelist, text in said:
        for line in text.splitlines():
            if line.strip():
                found.setdefault(line.strip(), []).append(panelist)
    return tuple((text, ", ".join(dict.fromkeys(names))) for text, names in found.items())


def _reasons(one: Compared) -> Iterable[tuple[str, str, str]]:
    """The notes beside scores, in the order of the questions, each once with the scores of all who noted it."""
    for asked in one.questions:
        found: dict[str, list[str]] = {}
        for sheet in one.sheets:
            answer = rules.answer_to(sheet.answers, asked)
            if answer.note.strip():
                said = _("{answer}, {name}").format(answer=answered(asked, answer), name=sheet.panelist)
                found.setdefault(answer.note.strip(), []).append(said)
        question = _("{number}: {topic}").format(number=asked.number, topic=_(asked.title))
        for note, scores in found.items():
            yield question, "\n".join(scores), note


def panel(one: Compared) -> str:
    """How many of a panel have handed in, in words."""
    if not one.begun:
        return _("no interview yet")
    return _("{submitted} of {panel} handed in").format(submitted=one.submitted, panel=one.panel)


def counted(total: Total) -> str:
    """An average with the number of scores behind it: '3.9 (42)'."""
    return f"{rules.shown(total.average)} ({total.scored})" if total.scored else "–"


def spread(one: Compared, asked: Question) -> str:
    """A question's average with the lowest and the highest score: '4.3 (4 to 5)'; how many where somebody gave none."""
    found = [rules.answer_to(sheet.answers, asked).score for sheet in one.sheets]
    scores = sorted(score for score in found if score is not None)
    if not scores:
        return "–"
    low, high = scores[0], scores[-1]
    told = _("{average} ({low} to {high})") if low != high else _("{average} (all {low})")
    said = told.format(average=rules.shown(one.of(asked).average), low=low, high=high)
    if len(scores) == len(found):
        return said
    return _("{said}, {count} of {all}").format(said=said, count=len(scores), all=len(found))


def gates(found: tuple[Gate, ...]) -> str:
    """The yes-or-no questions in words."""
    shown = []
    for gate in found:
        if gate.met is None:
            answer = _("no answer")
        elif gate.met:
            answer = _("yes")
        else:
            answer = _("no ({count} of {all})").format(count=gate.no, all=gate.yes + gate.no)
        shown.append(_("{number}: {answer}").format(number=gate.question.number, answer=answer))
    return ", ".join(shown)


def _cell(one: Compared, asked: Question) -> str:
    if asked.kind is Kind.SCORE:
        return spread(one, asked)
    if asked.kind is Kind.NOTE:
        return _("never scored")
    found = [gate for gate in one.gates() if gate.question == asked and gate.met is not None]
    return gates(tuple(found)).partition(": ")[2] if found else "–"


@allowed(Action.SEE_HIRING)
def blank(session: Session, position: str) -> blank_paper.BlankInterview:
    """The blank interview; of a position with its own questions, else with all. Raises NotFound."""
    place = applicants.position_named(session, position) if position else None
    asked = rules.for_position(place.needs_vehicle if place else True, own=own.questions(session))
    only = _("Ask only where the post needs a vehicle.")
    return blank_paper.BlankInterview(
        _letterhead(session),
        tuple(
            blank_paper.BlankQuestion(
                rules.part_title(one.part), one.number, one.kind.value, _(one.title), "" if one.own else _(one.ask),
                _(one.listen_for), _(one.concern), only if one.needs_vehicle and place is None else "",
            )
            for one in asked
        ),
        place.name if place else "",
    )  # fmt: skip
