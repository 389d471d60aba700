"""Incidents: written, changed while open, closed and opened again; what is still to do of each."""
