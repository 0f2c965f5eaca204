"""Pictures for looking through: the list of them."""

from scripts import screenshots


def test_index_lists_what_a_story_saw_on_the_way(monkeypatch, tmp_path):
    monkeypatch.setattr(screenshots, "PICTURES", tmp_path)
    for name in ("en-360-journey-second-step", "ar-1280-journey-second-step", "en-360-home"):
        (tmp_path / f"{name}.png").touch()
    screenshots.write_index()
    index = (tmp_path / "index.html").read_text()
    assert index.count("journey-second-step</th>") == 1
    for name in ("en-360-journey-second-step", "ar-1280-journey-second-step", "en-360-home"):
        assert f'src="{name}.png"' in index
