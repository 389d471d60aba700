"""Supervision owed: everyone at a glance, one person with months and reasons, closed months, and the rules behind it."""
