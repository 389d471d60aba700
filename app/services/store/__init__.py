"""How it is kept: vault, engine, session, audit, migrations; knows no room."""
