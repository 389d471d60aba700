"""Credentials: steps toward a certification, certificates, continuing education, experience, proof, and how all stands."""
