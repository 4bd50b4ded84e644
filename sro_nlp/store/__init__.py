"""The ledger of an archive: what was read, when, with what, and what was found, in SQLite or PostgreSQL.

`connect.connect` opens its database and says what to install where SQLAlchemy is lacking; `ledger.Ledger` writes,
`views.view` reads.
"""
