"""The kinds of work that hours are written down for, as rules and screens name them."""

from app.wording import N_

KINDS = {
    "direct_service": N_("Direct service"),
    "group": N_("Group"),
    "outreach": N_("Outreach"),
    "documentation": N_("Documentation"),
    "training": N_("Training"),
    "travel": N_("Travel"),
    "meetings": N_("Meetings"),
    "supervision": N_("Supervision"),
    "administrative_supervision": N_("Administrative supervision"),
    "on_call": N_("On call"),
    "other": N_("Other"),
}
