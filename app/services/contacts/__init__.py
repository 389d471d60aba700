"""Whom to call: what comes with Peerdesk, and what the agency makes of it and adds."""
