"""The time zones that an agency can choose: those of the United States and its islands, in words."""

from app.wording import N_

ZONES = (
    ("America/Denver", N_("Mountain time (Denver)")), ("America/Chicago", N_("Central time (Chicago)")),
    ("America/Los_Angeles", N_("Pacific time (Los Angeles)")), ("America/New_York", N_("Eastern time (New York)")),
    ("America/Boise", N_("Mountain time (Boise)")), ("America/Phoenix", N_("Arizona, no summer time (Phoenix)")),
    ("America/Anchorage", N_("Alaska time (Anchorage)")), ("Pacific/Honolulu", N_("Hawaii time (Honolulu)")),
    ("America/Puerto_Rico", N_("Atlantic time (Puerto Rico)")), ("Pacific/Guam", N_("Chamorro time (Guam)")),
)  # fmt: skip
