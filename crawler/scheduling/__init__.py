"""What keeps sources fresh: when each is due, the daemon that sees to it, how it all does, and who is told."""
