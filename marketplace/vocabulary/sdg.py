"""The 17 Sustainable Development Goals and their 169 targets.

Codes: United Nations General Assembly resolutions 70/1 and 71/313. A target's parent is its goal.
The labels of the targets are short ones of our own, for lists and filters; they do not replace the
text that was adopted.
"""

from marketplace.vocabulary.labels import Vocabulary

GOALS = Vocabulary("sdg_goals.csv")
TARGETS = Vocabulary("sdg_targets.csv")
