"""The shape of the house: what a reader may rely on without opening the file."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

ROOT = settings.BASE_DIR
APPS = sorted({Path(config.path) for config in apps.get_app_configs() if Path(config.path).parent == ROOT})
MODULES = sorted(path for app in APPS for path in app.rglob("*.py") if "migrations" not in path.parts)
EDGES = [
    path
    for path in MODULES
    if path.name in ("views.py", "api.py", "forms.py", "pages.py", "admin.py") or path.parent.name in ("views", "forms")
]
PURE = [path for path in MODULES if path.name.endswith(("workflow.py", "rules.py", "roles.py"))]
CATALOGUES = sorted((ROOT / "locale").rglob("*.po"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))

# Words that hurt or that the law no longer uses. A placement is never detention, a child is never a minor.
FORBIDDEN = re.compile(r"\b(menor(?:es)?|ilegal(?:es)?|asegurad[oa]s?|aseguramiento|minors?|illegals?|rescued)\b", re.IGNORECASE)


def names(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_every_app_of_the_house_is_looked_at():
    assert {"idc_atd", "audit", "accounts", "cases"} <= {app.name for app in APPS}
    assert EDGES
    assert PURE


@pytest.mark.parametrize("path", EDGES, ids=names)
def test_edges_read_rows_only_through_visible_to(path):
    assert re.findall(r"\.(?:objects|_default_manager|_base_manager)\b(?!\.visible_to\()[.\w]*", path.read_text()) == []


@pytest.mark.parametrize("path", MODULES, ids=names)
def test_imports_stand_at_the_top_and_name_what_they_take(path):
    tree = ast.parse(path.read_text())
    top = set(map(id, tree.body))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    assert [node.lineno for node in imports if id(node) not in top] == []
    assert [node.lineno for node in imports if any(alias.name == "*" for alias in node.names)] == []


@pytest.mark.parametrize("path", [path for path in MODULES if path.parent.name != "idc_atd"], ids=names)
def test_apps_keep_out_of_each_others_edges(path):
    own = path.relative_to(ROOT).parts[0]
    taken = re.findall(r"^(?:from|import) (\w+)\.(?:views|forms|api|urls|admin)\b", path.read_text(), re.MULTILINE)
    taken += re.findall(r"^from (\w+) import .*\b(?:views|forms|api|urls|admin)\b", path.read_text(), re.MULTILINE)
    assert {app for app in taken if (ROOT / app / "apps.py").exists()} - {own} == set()


@pytest.mark.parametrize("path", MODULES, ids=names)
def test_nothing_happens_through_signals(path):
    assert re.findall(r"django\.db\.models\.signals|django\.dispatch|django\.core\.signals|@receiver", path.read_text()) == []


@pytest.mark.parametrize("path", PURE, ids=names)
def test_rules_ask_neither_the_clock_nor_the_database(path):
    assert re.findall(r"\.objects\b|timezone\.now|datetime\.now|date\.today|localdate\(", path.read_text()) == []


@pytest.mark.parametrize("path", [path for path in MODULES if path.name == "models.py"], ids=names)
def test_models_do_not_act(path):
    assert re.findall(r"^from \w+(?:\.\w+)* import .*\bservices\b|^from \w+\.services import", path.read_text(), re.MULTILINE) == []


@pytest.mark.parametrize("path", [*TEMPLATES, *CATALOGUES], ids=names)
def test_words_do_no_harm(path):
    text = "\n".join(line for line in path.read_text().splitlines() if not line.startswith("#"))
    assert FORBIDDEN.findall(text) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=names)
def test_templates_bring_no_inline_style_or_script(path):
    assert re.findall(r"<style\b|\sstyle=|<script(?![^>]*\bsrc=)|\son\w+=\"|javascript:|\|safe\b", path.read_text()) == []


def test_every_environment_variable_has_an_example():
    read = {name for path in MODULES for name in re.findall(r"\benv\.\w+\(\"([A-Z_]+)\"", path.read_text())}
    assert read == set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
