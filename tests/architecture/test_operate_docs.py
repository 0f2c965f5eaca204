"""docs/operate.md promises to name every environment variable; here it is held to it.

So it is to the commands it names.
"""

import ast
import re
from pathlib import Path

from django.core.management import get_commands

ROOT = Path(__file__).resolve().parents[2]
READERS = [*(ROOT / "config").glob("settings/*.py"), ROOT / "config/gunicorn.py"]
ELSEWHERE = [ROOT / "config/wsgi.py", ROOT / "compose.yaml"]
COMMAND = re.compile(r"\bmanage\.py ([a-z_]+)")
TABLE_ROW = re.compile(r"^\| `([A-Z][A-Z0-9_]+)` \|", re.MULTILINE)


def test_documented_variables_cover_settings() -> None:
    read = {name for path in READERS for name in variables_read(path)}
    assert {"SECRET_KEY", "DATABASE_URL", "WEB_WORKERS"} <= read
    assert read - documented() == set()


def test_documented_variables_exist() -> None:
    read = {name for path in READERS for name in variables_read(path)}
    other_text = "".join(path.read_text() for path in ELSEWHERE)
    assert {name for name in documented() - read if name not in other_text} == set()


def test_documented_commands_exist() -> None:
    named = set(COMMAND.findall((ROOT / "docs/operate.md").read_text()))
    assert {"expire_listings", "clearsessions", "db_worker"} <= named
    assert named - set(get_commands()) == set()


def documented() -> set[str]:
    return set(TABLE_ROW.findall((ROOT / "docs/operate.md").read_text()))


def variables_read(path: Path) -> set[str]:
    """Names given to `env.<type>(...)`, `os.environ[...]` and its methods."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        match node:
            case ast.Subscript(value=source, slice=name) if is_environment(source):
                found.add(text_of(name))
            case ast.Call(func=ast.Attribute(value=source), args=[name, *_]) if is_environment(
                source
            ):
                found.add(text_of(name))
    return found - {""}


def is_environment(node: ast.expr) -> bool:
    return ast.unparse(node) in {"env", "os.environ"}


def text_of(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
