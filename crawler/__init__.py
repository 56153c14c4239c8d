"""How pages are fetched, read, scheduled and shown."""
