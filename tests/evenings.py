"""Evenings in Denver, on laptops whose own clock may be on another day already."""

import datetime as dt

DAY, NEXT = dt.date(2026, 11, 18), dt.date(2026, 11, 19)
EVENING, NIGHT = (dt.datetime(2026, 11, 19, hour, 5, tzinfo=dt.UTC) for hour in (1, 6))  # 6:05 and 11:05 PM in Denver
MACHINES = ("UTC", "Asia/Tokyo", "America/Denver")
EACH = [(at, zone) for at in (EVENING, NIGHT) for zone in MACHINES]
