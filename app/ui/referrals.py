"""The screens of referrals; they belong to the People room."""

from app.services.referrals import KIND
from app.ui.kit.form import row
from app.ui.record.plain import plain
from app.ui.record.screens import Words
from app.wording import N_

SCREENS = plain(
    "referrals", "people", KIND,
    Words(
        new=N_("New referral"), change=N_("Change a referral"),
        about=N_("To whom people were pointed, and what came of it"),
        hint=N_("The need in a few words. No diagnosis."),
        none=N_("No referral is on record. Write one when you point somebody to another service, or are sent somebody."),
        none_seen=N_("No referral is in your view."),
        saved=N_("The referral is saved."), removed=N_("The referral is removed."), icon="out",
    ),
    fields=[
        row("client", "staff"), row("date", "direction"), "to", "need", "|", row("contacted_on", "outcome"),
        row("follow_up_on", "closed_on"),
    ],
    columns=(("date", 130), ("client", 190), ("to", 220), ("need", 0), ("outcome", 150)),
    subtitle="to", width=1120,
)  # fmt: skip
