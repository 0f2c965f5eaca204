from __future__ import annotations

import re

from marketplace.vocabulary.spdx import (
    CONTENT_LICENCES,
    DEFAULT_CONTENT_LICENCE,
    OPEN_LICENCES,
)


def test_default_licence_is_offered_first():
    assert next(iter(CONTENT_LICENCES)) == DEFAULT_CONTENT_LICENCE == "CC-BY-4.0"


def test_identifiers_have_the_form_of_spdx_and_names_differ():
    for licences in (CONTENT_LICENCES, OPEN_LICENCES):
        assert all(re.fullmatch(r"[A-Za-z0-9.-]+", code) for code in licences)
        assert len(set(licences.values())) == len(licences)


def test_licences_that_forbid_uses_or_changes_are_not_called_open():
    assert [code for code in OPEN_LICENCES if "-NC" in code or "-ND" in code] == []


def test_open_licences_cover_software_hardware_and_data():
    assert {"Apache-2.0", "MIT", "GPL-3.0-or-later", "CERN-OHL-S-2.0", "ODbL-1.0"} <= set(
        OPEN_LICENCES
    )


def test_licence_in_both_lists_has_one_name():
    shared = set(CONTENT_LICENCES) & set(OPEN_LICENCES)
    assert shared
    assert all(CONTENT_LICENCES[code] == OPEN_LICENCES[code] for code in shared)
