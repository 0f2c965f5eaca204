"""Real records and reference lists, which lie beside the project and are not part of it."""

from __future__ import annotations

import pytest

from tools.convert import data_folder

FOLDER = data_folder()
REFERENCE = FOLDER / "reference"

# With CI=true a skip counts as a failure, and `make test` says so before anything else.
needs_real_data = pytest.mark.skipif(
    not FOLDER.is_dir(),
    reason="The real records are not here; set TECHACCORD_DATA to their folder.",
)
