"""What comes from elsewhere, and what must not be written here: licences, ages, hashes, secrets, markup that is not escaped."""

import ast
import json
import re
import subprocess
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, metadata

import pytest
from django.conf import settings

from tests.test_locks import PIN

ROOT = settings.BASE_DIR
APPS = [path for path in ROOT.iterdir() if path.is_dir() and ((path / "apps.py").exists() or (path / "box.py").exists())]

# What the EUPL may be combined with: permissive licences, and those of its appendix.
LICENCES = re.compile(
    r"\b(MIT|MIT-0|MIT-CMU|BSD|Apache|ISC|PSF|Python Software Foundation|MPL-2\.0|Mozilla Public License 2\.0|OFL-1\.1|LGPL|LGPLv3\+"
    r"|Lesser General Public License|Unlicense|Zlib|GPL-2\.0)\b",
    re.IGNORECASE,
)


def licence_of(package: str) -> str | None:
    """What a package says of its licence; None where it is not for this machine."""
    try:
        said = metadata(package)
    except PackageNotFoundError:
        return None
    classifiers = [text.split(" :: ")[-1] for text in said.get_all("Classifier") or [] if text.startswith("License")]
    return said.get("License-Expression") or ", ".join(classifiers) or (said.get("License") or "")[:60]


@pytest.mark.promise(75)
def test_every_package_that_serves_has_a_licence_that_ours_may_be_combined_with():
    packages = {name for name, _version, _marker in PIN.findall((ROOT / "requirements.txt").read_text())}
    said = {package: licence for package in packages if (licence := licence_of(package)) is not None}
    assert len(said) > 50
    assert {package: licence for package, licence in said.items() if not LICENCES.search(licence)} == {}


@pytest.mark.promise(75)
def test_every_package_of_the_browser_is_locked_with_a_hash():
    packages = {name: entry for name, entry in json.loads((ROOT / "package-lock.json").read_text())["packages"].items() if name}
    assert packages
    assert [
        name for name, entry in packages.items() if not entry.get("integrity", "").startswith("sha512-") and not entry.get("link")
    ] == []


@pytest.mark.promise(76)
@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt", "package-lock.json"])
def test_no_lock_is_older_than_ninety_days(name):
    """What is known of holes is asked of the network by `make audit`; what nobody looked at for a season is found here."""
    asked = ["git", "-C", str(ROOT), "log", "-1", "--format=%ct", "--", name]
    found = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip()  # noqa: S603
    if not found:
        pytest.skip("no history of git here: an archive of the source")
    assert (datetime.now(UTC) - datetime.fromtimestamp(int(found), UTC)).days <= 90


UNESCAPED = {"mark_safe", "SafeString", "RawSQL", "extra", "raw"}
# Where they are called, and why. SafeString as a type is no call.
ALLOWED: dict[str, set[str]] = {}


def called(path) -> set[str]:
    """The names of what a file calls that is not escaped or not the ORM's."""
    calls = (node.func for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call))
    return {getattr(call, "attr", getattr(call, "id", "")) for call in calls} & UNESCAPED


@pytest.mark.promise(77)
def test_no_markup_and_no_sql_is_trusted_but_where_it_is_said():
    found = {str(path.relative_to(ROOT)): names for app in APPS for path in app.rglob("*.py") if (names := called(path))}
    assert found == ALLOWED
    loose = re.compile(r"\|\s*safe\b|\bautoescape\s+off|\|\s*safeseq\b")
    assert [str(path.relative_to(ROOT)) for path in (ROOT / "templates").rglob("*.html") if loose.search(path.read_text())] == []


@pytest.mark.promise(19)
def test_every_form_and_serializer_names_its_fields():
    """What is declared can be posted, and nothing else: no form takes whatever its model has."""
    loose = []
    for app in APPS:
        for path in app.rglob("*.py"):
            for meta in (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.ClassDef) and node.name == "Meta"):
                for line in (line for line in meta.body if isinstance(line, ast.Assign)):
                    name = line.targets[0].id
                    is_all = isinstance(line.value, ast.Constant) and line.value.value == "__all__"
                    loose += [f"{path.relative_to(ROOT)}: {name}"] if name == "exclude" or name == "fields" and is_all else []
    assert loose == []


@pytest.mark.promise(23)
def test_the_admin_of_django_is_not_installed():
    assert [app for app in settings.INSTALLED_APPS if "admin" in app or "hijack" in app] == []
