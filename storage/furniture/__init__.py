"""The lines that an outlet runs in article after article: learnt from the store, left out when texts are folded.

A line is furniture where three articles of one outlet hold it that are different articles: `lessons` are taken of
texts, `witnesses` are looked for among the `holders` of their `lines`, and there are `verdicts` on them.
"""
