"""Reference lists that lie beside the project and are not part of it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(os.environ.get("TECHACCORD_DATA", settings.BASE_DIR.parent / "shared" / "data"))
REFERENCE = ROOT / "reference"

needs_reference = pytest.mark.skipif(
    not REFERENCE.exists(), reason="the reference lists do not lie beside this project"
)
