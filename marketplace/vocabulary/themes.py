"""Themes of the new industrial revolution, in the terms of the G20 action plan of 2016.

The codes are ours and stable: they stand in the database, in addresses and in exports.
"""

from marketplace.vocabulary.labels import Vocabulary

THEMES = Vocabulary("themes.csv")
