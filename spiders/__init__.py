"""Where to go: what each kind of source is followed by."""
