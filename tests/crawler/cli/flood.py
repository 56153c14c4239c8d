"""What the tests of commands import: a report that two outlets ran."""

TEXT = "The lower town of Kessel was flooded on Tuesday night, and pumps worked until the morning of the next day. " * 4
