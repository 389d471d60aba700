"""Which page opens under which name. No page imports another: it opens it by its name here, as `desk.open("client", id)`.

A name is the noun that a person would say, with its room before it where the noun alone is not enough. It stands for
"module:function"; the module is loaded when its name is first asked for, so that the first page need not wait for all the
others. The function takes the desk first, then what it is about.
"""

import importlib
from collections.abc import Callable, Mapping
from typing import Any

ROUTES: Mapping[str, str] = {
    # The page of each room, made at the first visit.
    "room.home": "app.ui.home:HomePage",
    "room.people": "app.ui.people.room:Room",
    "room.encounters": "app.ui.encounters.room:Room",
    "room.supervision": "app.ui.supervision.room:Room",
    "room.hours": "app.ui.hours.week:HoursPage",
    "room.staff": "app.ui.staff.lists:StaffPage",
    "room.hiring": "app.ui.hiring.lists:make",
    "room.reports": "app.ui.reports.room:ReportsPage",
    "room.settings": "app.ui.settings.room:SettingsPage",
    "room.help": "app.ui.help.topics:HelpPage",
    # People: clients, their intakes and the incidents about them.
    "client": "app.ui.people.person:open_client",
    "intake": "app.ui.people.intake:open_intake",
    "merge": "app.ui.people.merge:open_merge",
    "episode": "app.ui.people.correct:open_episode",
    "assignment": "app.ui.people.correct:open_assignment",
    "people.draft": "app.ui.people.drafts:open_draft",
    "client.paper": "app.ui.client_paper:open_paper",
    "incidents": "app.ui.incidents.listing:open_list",
    "incident": "app.ui.incidents.reading:open_incident",
    "incident.form": "app.ui.incidents.writing:open_writing",
    "incident.draft": "app.ui.incidents.writing:open_draft",
    # Notes of encounters.
    "note": "app.ui.encounters.reading:open_note",
    "note.before": "app.ui.encounters.reading:show_before",
    "note.review": "app.ui.encounters.review:open_review",
    "note.draft": "app.ui.encounters.writing:open_draft",
    # Supervision: sessions, plans, and papers signed by hand.
    "session": "app.ui.supervision.reading:open_session",
    "session.amend": "app.ui.supervision.writing:open_amending",
    "session.review": "app.ui.supervision.review:open_review",
    "together": "app.ui.supervision.together:open_together",
    "calendar": "app.ui.supervision.calendar:open_calendar",
    "plan": "app.ui.supervision.agenda:open_plan",
    "plan.form": "app.ui.supervision.planning:open_planning",
    "plan.paper": "app.ui.supervision.printing:print_agenda",
    "plan.log": "app.ui.supervision.writing:open_log",
    "queue": "app.ui.supervision.queue:open_queue",
    "papers": "app.ui.supervision.papers:open_papers",
    "supervision.draft": "app.ui.supervision.writing:open_draft",
    # Hours, and the supervision owed for them.
    "hours": "app.ui.hours.week:open_week",
    "hours.sheet": "app.ui.hours.printing:show_sheet",
    "hours.draft": "app.ui.hours.week:open_draft",
    "owed": "app.ui.owed.overview:open_all",
    "owed.person": "app.ui.owed.person:open_person",
    "owed.month": "app.ui.owed.month:open_month",
    "owed.rules": "app.ui.owed.figures:open_rules",
    "owed.signing": "app.ui.owed.signing:open_signing",
    # Staff: their credentials, supervisors and agreements.
    "staff": "app.ui.staff.person:open_staff",
    "staff.list": "app.ui.staff.lists:open_part",
    "credentials": "app.ui.staff.standing:open_credentials",
    "credentials.step": "app.ui.staff.standing:open_step",
    "supervisor": "app.ui.staff.supervisor:open_supervisor",
    "agreement": "app.ui.staff.agreement:open_agreement",
    "staff.draft": "app.ui.staff.drafts:open_draft",
    # Hiring.
    "hiring": "app.ui.hiring.lists:open_part",
    "applicant": "app.ui.hiring.applicant:open_applicant",
    "applicant.form": "app.ui.hiring.forms:open_form",
    "position": "app.ui.hiring.forms:open_position",
    "question": "app.ui.hiring.questions:open_question",
    "interview": "app.ui.hiring.interview:open_interview",
    "comparison": "app.ui.hiring.comparison:open_comparison",
    "hiring.draft": "app.ui.hiring.drafts:open_draft",
    # Reports.
    "reports": "app.ui.reports.room:open_part",
    "crisis-page": "app.ui.crisis_page:open_crisis_page",
    # Settings.
    "settings": "app.ui.settings.room:open_part",
    "user": "app.ui.settings.user:open_user",
    "user.new": "app.ui.settings.people:open_adding",
    "destruction": "app.ui.settings.destruction:open_destruction",
    "destruction.ask": "app.ui.settings.destruction:ask",
    "settings.draft": "app.ui.settings.drafts:open_draft",
    # Of no room.
    "find": "app.ui.finding:Finder",
    "backup": "app.ui.backing:back_up",
    # Help.
    "help": "app.ui.help.topics:open_topic",
    "help.window": "app.ui.help.topics:explain",
    # What stands inside of a page: made, and put into its place by who asked for it.
    "reports.papers": "app.ui.reports.papers:PapersPart",
    "reports.audit-file": "app.ui.reports.audit_file:AuditFilePart",
    "reports.exports": "app.ui.reports.exports:ExportsPart",
    "reports.imports": "app.ui.reports.imports:ImportsPart",
    "settings.agency": "app.ui.settings.agency:AgencyPart",
    "settings.limits": "app.ui.settings.limits:LimitsPart",
    "settings.programs": "app.ui.settings.programs:ProgramsPart",
    "settings.contacts": "app.ui.settings.contacts:ContactsPart",
    "settings.packs": "app.ui.settings.packs:PacksPart",
    "settings.users": "app.ui.settings.people:UsersPart",
    "settings.retention": "app.ui.settings.retention:RetentionPart",
    "settings.security": "app.ui.settings.security:SecurityPart",
    "settings.backups": "app.ui.settings.backups:BackupsPart",
    "settings.look": "app.ui.settings.look:LookPart",
    "client.incidents": "app.ui.incidents.listing:IncidentList",
    "client.notes": "app.ui.encounters.listing:of_client",
    "note.part": "app.ui.encounters.review:part",
}


def opener(name: str) -> Callable[..., Any]:
    """The function that stands under this name, loaded now where it was not before. Raises KeyError for no such name."""
    module, _colon, function = ROUTES[name].partition(":")
    found: Callable[..., Any] = getattr(importlib.import_module(module), function)
    return found
