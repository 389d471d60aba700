"""The Help room: pages that need no network, in plain words, with the sources of every rule."""

from app.wording import N_

TOPICS = (
    ("first-steps", N_("First steps")),
    ("people", N_("Clients and intakes")),
    ("notes", N_("Encounter notes")),
    ("sessions", N_("Logging supervision")),
    ("hours", N_("Typing hours")),
    ("owed", N_("What is owed")),
    ("staff", N_("Staff and supervisors")),
    ("credentials", N_("Credentials")),
    ("hiring", N_("Hiring")),
    ("planning", N_("Planning supervision")),
    ("signing", N_("Signing")),
    ("paper", N_("Signing on paper")),
    ("corrections", N_("Setting things right")),
    ("reports", N_("Papers and exports")),
    ("import", N_("Importing")),
    ("copy", N_("Backups")),
    ("access", N_("Passphrases and people")),
    ("keeping", N_("How long records stay")),
    ("incidents", N_("Incidents")),
    ("hiring", N_("Hiring")),
    ("keys", N_("Keys")),
    ("words", N_("Words")),
    ("rules", N_("Rules and their sources")),
    ("crisis", N_("In a crisis")),
    ("about", N_("About Peerdesk")),
)
