"""The web page and the JSON API: what newsfold folded, read in a browser or by a program; nothing here writes."""
