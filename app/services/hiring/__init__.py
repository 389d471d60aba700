"""Hiring: positions and applicants, interviews by panel members, and applicants side by side."""
