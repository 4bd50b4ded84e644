"""The review desk: a small web application for this machine. `app.create_app` makes it, `server.serve` runs it."""
