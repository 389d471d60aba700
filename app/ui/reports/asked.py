"""What the forms of the Reports room ask for: a paper, or an export."""

from typing import Annotated

from pydantic import Field

from app.services import entries
from app.services.entries import Choice, Entry
from app.wording import N_


class Paper(Choice):
    """The papers that can be made, by the names that the command line uses."""

    SUPERVISION_LOG = "supervision-log", N_("Supervision log")
    HOURS = "hours", N_("Hours sheet")
    SUPERVISOR_QUALIFICATION = "supervisor-qualification", N_("Supervisor qualification")
    CREDENTIAL_SUMMARY = "credential-summary", N_("Credential summary")
    CE_TRANSCRIPT = "ce-transcript", N_("Continuing education transcript")
    AGREEMENT = "agreement", N_("Supervision agreement")
    ETHICS_AGREEMENT = "ethics-agreement", N_("Ethics agreement")
    INTAKE = "intake", N_("Intake of a client")
    ENCOUNTER = "encounter", N_("Encounter notes of a client")
    ACCOUNTING = "accounting", N_("Who saw a client's record")
    CRISIS_PAGE = "crisis-page", N_("Crisis page: whom to call")
    BLANK_SUPERVISION_LOG = "blank-supervision-log", N_("Blank supervision log, to fill in by hand")
    BLANK_HOURS = "blank-hours", N_("Blank hours sheet, to fill in by hand")
    INTERVIEW_SHEET = "interview-sheet", N_("Interview score sheets")
    INTERVIEW_COMPARISON = "interview-comparison", N_("Applicants side by side")
    BLANK_INTERVIEW = "blank-interview", N_("Blank interview, to score by hand")
    BLANK_INTAKE = "blank-intake", N_("Blank intake, to fill in by hand")
    BLANK_ENCOUNTER = "blank-encounter", N_("Blank encounter note, to fill in by hand")


MEANING = {
    Paper.SUPERVISION_LOG: N_(
        "Every supervision session of a period, with worked, required, credited and owed time. "
        "It says DRAFT until it is printed for signature in the Supervision room."
    ),
    Paper.HOURS: N_("The hours worked in a period, day by day, with each month's supervision."),
    Paper.SUPERVISOR_QUALIFICATION: N_(
        "Whether a supervisor was qualified in the period: license, years since licensure, CE in supervision. "
        "Choose a supervisor, or a person to see everyone they agreed with."
    ),
    Paper.CREDENTIAL_SUMMARY: N_(
        "What the rules ask of a person and how it stands on the last day, other certificates, and a list of the "
        "proof on record. What a background check or a diagnosis says is never on it."
    ),
    Paper.CE_TRANSCRIPT: N_(
        "Every course of a period, where it counts, and what each year needed, earned and carried over. "
        "A blank first day begins with the first course."
    ),
    Paper.AGREEMENT: N_(
        "The newest written agreement of a person with a supervisor: terms, what is confirmed, and when it was signed. "
        "To print one for signing, open it under Staff, Agreements."
    ),
    Paper.ETHICS_AGREEMENT: N_(
        "What the code of ethics asks, in plain words, with the rule's number and a line to sign in ink. Then record the "
        "day under Staff, Credentials, and add the scan as proof."
    ),
    Paper.INTAKE: N_("What a client answered at intake, the times of service, and lines to sign."),
    Paper.CRISIS_PAGE: N_(
        "Whom to call in a crisis, on one sheet in large type, to hand out or hang up. The numbers are those of Settings, "
        "Contacts, each with the day on which it was checked."
    ),
    Paper.BLANK_SUPERVISION_LOG: N_("An empty form for sessions held away from the computer."),
    Paper.BLANK_HOURS: N_("An empty form for hours worked away from the computer."),
    Paper.ENCOUNTER: N_("The notes of a period in full. It says DRAFT while one of them is not signed."),
    Paper.ACCOUNTING: N_("Who opened, changed or gave out the record of a client, for the client to read."),
    Paper.BLANK_ENCOUNTER: N_("An empty form for a visit away from the computer."),
    Paper.INTERVIEW_SHEET: N_("One sheet for each applicant and panel member, once the whole panel has submitted."),
    Paper.INTERVIEW_COMPARISON: N_("Averages and totals of a position's applicants, with the panel's words."),
    Paper.BLANK_INTERVIEW: N_("All questions with what to listen for. Without a position every question is there."),
    Paper.BLANK_INTAKE: N_("An empty form for taking somebody in away from the computer."),
}
USES = {
    Paper.SUPERVISION_LOG: ("staff", "pack", "supervisor", "first", "last"),
    Paper.HOURS: ("staff", "pack", "first", "last"),
    Paper.SUPERVISOR_QUALIFICATION: ("staff", "supervisor", "first", "last"),
    Paper.CREDENTIAL_SUMMARY: ("staff", "last"),
    Paper.CE_TRANSCRIPT: ("staff", "first", "last"),
    Paper.AGREEMENT: ("staff", "supervisor", "last"),
    Paper.ETHICS_AGREEMENT: ("staff", "pack", "last"),
    Paper.INTAKE: ("client",),
    Paper.ENCOUNTER: ("client", "first", "last"),
    Paper.ACCOUNTING: ("client", "first", "last"),
    Paper.CRISIS_PAGE: (),
    Paper.BLANK_ENCOUNTER: (),
    Paper.BLANK_SUPERVISION_LOG: (),
    Paper.BLANK_HOURS: (),
    Paper.INTERVIEW_SHEET: ("position",),
    Paper.INTERVIEW_COMPARISON: ("position",),
    Paper.BLANK_INTERVIEW: ("position",),
    Paper.BLANK_INTAKE: (),
}


class PaperEntry(Entry):
    """Which paper, of whom, over which days."""

    kind: Annotated[Paper, entries.choice(Paper), Field(title=N_("Paper"))]
    staff: Annotated[entries.CodeOrBlank, Field(title=N_("Person"))] = ""
    pack: Annotated[
        entries.CodeOrBlank,
        Field(title=N_("Rules"), description=N_("Each has its own paper. Blank takes the one that owes supervision.")),
    ] = ""
    supervisor: Annotated[
        entries.CodeOrBlank, Field(title=N_("Supervisor"), description=N_("Blank takes all supervisors."))
    ] = ""
    client: Annotated[entries.CodeOrBlank, Field(title=N_("Client"))] = ""
    position: Annotated[entries.LineOrBlank, Field(title=N_("Position"))] = ""
    first: Annotated[
        entries.DateOrBlank, Field(title=N_("From"), description=N_("Blank begins with the year."))
    ] = None
    last: Annotated[entries.DateOrBlank, Field(title=N_("To"), description=N_("Blank ends today."))] = None


class Export(Choice):
    """The exports that can be made."""

    HOURS = "hours", N_("Hours worked")
    SUPERVISION = "supervision", N_("Supervision sessions")
    ENCOUNTERS = "encounters", N_("Encounters")
    CE = "ce", N_("Continuing education")
    CLIENTS_SERVED = "clients-served", N_("Clients served")
    REFERRALS = "referrals", N_("Referrals")


HOLDS = {
    Export.REFERRALS: N_("Codes of clients and staff stand in it, and what was noted. The same rows can be imported again."),
    Export.HOURS: N_("Codes of staff stand in it, no client. The same rows can be imported again."),
    Export.SUPERVISION: N_(
        "Codes of staff and supervisors stand in it, and what was noted. The same rows can be imported again."
    ),
    Export.ENCOUNTERS: N_("Codes of clients and whole notes stand in it. The same rows can be imported again."),
    Export.CE: N_("Codes of staff and what they learned stand in it. The same rows can be imported again."),
    Export.CLIENTS_SERVED: N_("Names, birth dates and counties stand in it. The same rows can be imported again."),
}
UNNAMED = {
    Export.ENCOUNTERS: N_(
        "A row for each visit: the year, minutes, kind of help, funding and age group. No name, code, note, place or"
        " day is in it."
    ),
    Export.CLIENTS_SERVED: N_(
        "A row for each person: program, funding, age group, year of admission, veteran. What fewer than 11 people"
        " share is hidden."
    ),
}


class ExportEntry(Entry):
    """Which rows to export, and where to."""

    profile: Annotated[Export, entries.choice(Export), Field(title=N_("What to export"))]
    deidentified: Annotated[
        entries.YesNoOrBlank,
        Field(title=N_("Leave out names, codes, notes, places and days"), json_schema_extra={"look": "check"}),
    ] = False
    first: Annotated[entries.Date, Field(title=N_("From"))]
    last: Annotated[entries.Date, Field(title=N_("To"))]
    folder: Annotated[
        entries.LineOrBlank,
        Field(title=N_("Folder"), description=N_("An export of the same kind that lies there is replaced.")),
    ] = ""
