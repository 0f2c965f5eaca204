"""Finds the guards of the product and says how each is removed.

A guard is whatever stands between somebody and something: a decorator, a permission named in a
call, a check before a refusal, a filter to what a person may see. They are found by their form in
the syntax tree; those that have no form of their own are written down in chosen/.
"""

from __future__ import annotations

import ast
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

APPS = (
    "core", "accounts", "audit", "countries", "partners", "marketplace", "negotiations", "search",
    "alerts", "matching", "cms",
)  # fmt: skip
CHOSEN = Path(__file__).with_name("chosen")

SIGN_IN = {"login_required", "reauthentication_required", "require_admin_access"}
METHODS = {"require_safe", "require_POST", "require_http_methods"}
# A queryset's method -> every row, whoever asks.
FILTERS = {"visible_to", "public", "addressed_to", "of_member", "proposed"}
DENIALS = {"PermissionDenied", "Http404", "Gone"}
# Mistakes of programmers, not of people.
NOT_GUARDS = {"TypeError", "ValueError", "NotImplementedError", "ImproperlyConfigured"}
FUNCTIONS = (ast.FunctionDef, ast.Lambda)
# Give their argument back, or refuse.
PASSING_ON = {"_open"}
# Files that run in a process of their own, where no map is drawn.
IN_A_PROCESS = {"core/pdf_worker.py": ("tests/core/test_pdfs.py",)}
# Rules asked of an organisation by actions alone: their predicate is one of partners, and nothing
# of the file itself runs.
OF_ORGANISATIONS = {
    "negotiations/permissions.py": (
        "tests/negotiations/actions/test_asking.py::test_draft_by_somebody_without_the_role",
    ),
    "matching/permissions.py": (
        "tests/matching/test_actions.py::test_only_editors_and_owners_decide",
    ),
}


@dataclass(frozen=True)
class Mutant:
    """One guard and the source without it. `function` is where it stands: path and first line."""

    name: str
    kind: str
    path: str
    line: int
    removed: str
    source: bytes
    function: str | None
    tests: tuple[str, ...] = ()


@dataclass(frozen=True)
class Edit:
    kind: str
    node: ast.AST
    start: int
    end: int
    replacement: str


class Source:
    """A file with the means to speak of its parts."""

    def __init__(self, root: Path, path: str) -> None:
        self.path = path
        self.bytes = (root / path).read_bytes()
        self.tree = ast.parse(self.bytes)
        self.lines = [0]
        for line in self.bytes.splitlines(keepends=True):
            self.lines.append(self.lines[-1] + len(line))
        self.parents = {
            child: node for node in ast.walk(self.tree) for child in ast.iter_child_nodes(node)
        }

    def start(self, node: ast.AST) -> int:
        return self.lines[node.lineno - 1] + node.col_offset

    def end(self, node: ast.AST) -> int:
        return self.lines[node.end_lineno - 1] + node.end_col_offset

    def text(self, node: ast.AST) -> str:
        return self.bytes[self.start(node) : self.end(node)].decode()

    def around(self, node: ast.AST) -> Iterator[ast.AST]:
        while node := self.parents.get(node):
            yield node

    def function(self, node: ast.AST) -> ast.FunctionDef | None:
        own = [node] if isinstance(node, ast.FunctionDef) else []
        return next((n for n in [*own, *self.around(node)] if isinstance(n, ast.FunctionDef)), None)

    def without(self, edit: Edit) -> bytes:
        return self.bytes[: edit.start] + edit.replacement.encode() + self.bytes[edit.end :]


def find(root: Path) -> list[Mutant]:
    """Every guard of the product, in the order of the files."""
    paths = [
        str(path.relative_to(root))
        for app in APPS
        for path in sorted((root / app).rglob("*.py"))
        if "migrations" not in path.parts
    ]
    mutants = [mutant for path in paths for mutant in _mutants(Source(root, path))]
    return mutants + list(_chosen(root))


def _mutants(source: Source) -> Iterator[Mutant]:
    seen: Counter[str] = Counter()
    for node in ast.walk(source.tree):
        for edit in _edits(source, node):
            where = _qualified(source, edit.node)
            seen[f"{edit.kind} {where}"] += 1
            number = seen[f"{edit.kind} {where}"]
            removed = " ".join(source.bytes[edit.start : edit.end].decode().split())
            yield Mutant(
                name=f"{edit.kind} {source.path}:{where}" + (f" {number}" if number > 1 else ""),
                kind=edit.kind,
                path=source.path,
                line=edit.node.lineno,
                removed=removed,
                source=source.without(edit),
                function=_key(source, edit.node),
                tests=_unseen(edit.kind, source.path),
            )


def _unseen(kind: str, path: str) -> tuple[str, ...]:
    """Tests that run the place where the map cannot see it."""
    # A method that is refused never reaches the function.
    if kind == "method":
        return ("tests/access/test_methods.py",)
    return OF_ORGANISATIONS.get(path, ()) if kind == "rule" else IN_A_PROCESS.get(path, ())


def _qualified(source: Source, node: ast.AST) -> str:
    scopes = ast.FunctionDef | ast.ClassDef
    for above in source.around(node):
        if isinstance(above, ast.Call) and _name(above.func) == "add_perm":
            return source.text(above.args[0]).strip('"')
    own = [node] if isinstance(node, scopes) else []
    names = [n.name for n in [*own, *source.around(node)] if isinstance(n, scopes)]
    return ".".join(reversed(names)) or "module"


def _key(source: Source, node: ast.AST) -> str | None:
    inside = (above for above in source.around(node) if isinstance(above, FUNCTIONS))
    function = node if isinstance(node, ast.FunctionDef) else next(inside, None)
    if function is None:
        return None
    if isinstance(function, ast.Lambda):
        # Called on its own, maybe long after the function that made it.
        return f"{source.path}:{function.lineno}"
    first = min([function.lineno, *(d.lineno for d in function.decorator_list)])
    return f"{source.path}:{first}"


def _edits(source: Source, node: ast.AST) -> Iterator[Edit]:
    for form in FORMS:
        yield from form(source, node)


def _replace(source: Source, kind: str, node: ast.AST, replacement: str) -> Edit:
    return Edit(kind, node, source.start(node), source.end(node), replacement)


# --- The forms guards take ------------------------------------------------------------------------


def _decorators(source: Source, node: ast.AST) -> Iterator[Edit]:
    if not isinstance(node, ast.FunctionDef):
        return
    for decorator in node.decorator_list:
        name = _name(decorator.func if isinstance(decorator, ast.Call) else decorator)
        kind = "sign-in" if name in SIGN_IN else "method" if name in METHODS else None
        if kind:
            start, end = source.lines[decorator.lineno - 1], source.lines[decorator.end_lineno]
            yield Edit(kind, node, start, end, "")


def _calls(source: Source, node: ast.AST) -> Iterator[Edit]:
    """A permission that is asked for."""
    if not isinstance(node, ast.Call):
        return
    name, arguments = _name(node.func), [source.text(argument) for argument in node.args]
    inside = source.function(node)
    if name == "organisation_for" and len(arguments) > 2:
        yield _replace(source, "permission", node, f"organisation_for({', '.join(arguments[:2])})")
    elif name == "lock_for":
        lock = "__import__('core.actions', fromlist=['lock']).lock"
        yield _replace(source, "permission", node, f"{lock}({arguments[0]})")
    elif name == "has_perm" and not (inside and inside.name == "has_perm"):
        yield _replace(source, "permission", node, "True")
    elif name in PASSING_ON:
        yield _replace(source, "refusal", node, f"({arguments[0]})")
    elif name in SIGN_IN and not _is_decorator(source, node):
        yield _replace(source, "sign-in", node, f"({arguments[0]})")


def _selections(source: Source, node: ast.AST) -> Iterator[Edit]:
    """Rows that are chosen by who asks, or by what they belong to."""
    if not isinstance(node, ast.Call):
        return
    name = _name(node.func)
    if name in FILTERS and isinstance(node.func, ast.Attribute):
        yield _replace(source, "visible", node, f"{source.text(node.func.value)}.all()")
    elif name == "get_object_or_404" and not isinstance(node.args[0], ast.Name):
        rows = node.args[0]
        if not FILTERS & {_name(part) for part in ast.walk(rows)}:
            yield _replace(source, "belongs", rows, f"{source.text(rows)}.model")


def _statements(source: Source, node: ast.AST) -> Iterator[Edit]:
    if isinstance(node, ast.Raise) and node.exc is not None:
        raised = _name(node.exc.func if isinstance(node.exc, ast.Call) else node.exc)
        if raised not in NOT_GUARDS:
            kind = "refusal" if raised == "ActionRefused" else "validation"
            yield _replace(source, "denial" if raised in DENIALS else kind, node, "pass")
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        called = _name(node.value.func)
        if called.lstrip("_").startswith("require_"):
            kind = "permission" if called == "require_perm" else "refusal"
            yield _replace(source, kind, node, "pass")
        elif called == "add_error":
            yield _replace(source, "validation", node, "pass")
        elif called in {"setdefault", "patch_cache_control"} and "middleware" in source.path:
            yield _replace(source, "header", node, "pass")


def _conditions(source: Source, node: ast.AST) -> Iterator[Edit]:
    """Each of several reasons to refuse."""
    if not (isinstance(node, ast.If) and isinstance(node.test, ast.BoolOp)):
        return
    if not (isinstance(node.test.op, ast.Or) and isinstance(node.body[-1], ast.Raise)):
        return
    reasons = [source.text(value) for value in node.test.values]
    for left_out in range(len(reasons)):
        rest = [reason for n, reason in enumerate(reasons) if n != left_out]
        yield _replace(source, "reason", node.test, f"({' or '.join(rest)})")


def _querysets(source: Source, node: ast.AST) -> Iterator[Edit]:
    if not (isinstance(node, ast.FunctionDef) and node.name in FILTERS):
        return
    body = [statement for statement in node.body if not _is_text(statement)]
    start = source.start(body[0])
    yield Edit("visible", node, start, start, f"return self\n{' ' * body[0].col_offset}")


def _rules(source: Source, node: ast.AST) -> Iterator[Edit]:
    if not source.path.endswith("/permissions.py"):
        return
    if isinstance(node, ast.Call) and _name(node.func) == "add_perm":
        yield _replace(source, "rule", node.args[1], "rules.always_true")
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitAnd):
        yield _replace(source, "rule", node, source.text(node.left))
        yield _replace(source, "rule", node, source.text(node.right))


def _policies(source: Source, node: ast.AST) -> Iterator[Edit]:
    if not (isinstance(node, ast.FunctionDef) and node.name == "user_has_permission"):
        return
    answer = node.body[-1].value
    if isinstance(answer, ast.BoolOp) and isinstance(answer.op, ast.And):
        parts = [source.text(value) for value in answer.values]
        for left_out in range(len(parts)):
            rest = [part for n, part in enumerate(parts) if n != left_out]
            yield _replace(source, "policy", answer, " and ".join(rest))


def _name(node: ast.AST) -> str:
    return getattr(node, "id", None) or getattr(node, "attr", None) or ""


def _is_decorator(source: Source, node: ast.AST) -> bool:
    return node in getattr(source.parents[node], "decorator_list", ())


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


FORMS = (
    _decorators, _calls, _selections, _statements, _conditions, _querysets, _rules, _policies
)  # fmt: skip


# --- Those without a form of their own ------------------------------------------------------------


def _chosen(root: Path) -> Iterator[Mutant]:
    """The lists in chosen/. Raises LookupError when one of them is no longer there."""
    entries = [
        entry
        for path in sorted(CHOSEN.glob("*.toml"))
        for entry in tomllib.loads(path.read_text())["guard"]
    ]
    for entry in entries:
        source = Source(root, entry["path"])
        before = entry["guard"].encode()
        if source.bytes.count(before) != 1:
            raise LookupError(f"{entry['path']} no longer has exactly one: {entry['guard']}")
        at = source.bytes.index(before)
        yield Mutant(
            name=f"{entry['kind']} {entry['path']}: {entry['name']}",
            kind=entry["kind"],
            path=entry["path"],
            line=source.bytes[:at].count(b"\n") + 1,
            removed=" ".join(entry["guard"].split()),
            source=source.bytes.replace(before, entry["instead"].encode()),
            function=_enclosing(source, at),
            tests=tuple(entry.get("tests", ())),
        )


def _enclosing(source: Source, at: int) -> str | None:
    around = [
        node
        for node in ast.walk(source.tree)
        if isinstance(node, ast.FunctionDef) and source.start(node) <= at < source.end(node)
    ]
    return _key(source, around[-1]) if around else None
