"""Incidents: the list, one read and closed, one written; they belong to the People room."""
