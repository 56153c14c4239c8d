"""Where strangers' pages are read: processes that can be killed."""
