"""`make messages`: the catalogues brought up to date with the source, by Babel, for not every machine has gettext."""

import io
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir, extract_python
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation.template import templatize

COMPLETE = "es"  # the language that lacks nothing; English is in the source
KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
METHODS = [
    ("tests/**", "ignore"),
    ("bench/**", "ignore"),
    ("**/migrations/**", "ignore"),
    ("**.py", "python"),
    ("templates/**.html", "idc_atd.management.commands.messages:extract_template"),
    ("templates/**.txt", "idc_atd.management.commands.messages:extract_template"),
]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


class Command(BaseCommand):
    help = "Bring locale/*/LC_MESSAGES/django.po up to date with the source."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help=f"change nothing; fail if '{COMPLETE}' lacks anything")

    def handle(self, *, check, **options):
        source = messages_of(settings.BASE_DIR)
        if check:
            if lacking := what_lacks(source, read(catalogue_path(COMPLETE))):
                raise CommandError(f"{len(lacking)} messages to mend in {catalogue_path(COMPLETE)}:\n" + "\n".join(lacking))
            return
        for language, _name in settings.LANGUAGES:
            if language == COMPLETE or catalogue_path(language).exists():
                update(catalogue_path(language), source, language)


def catalogue_path(language: str) -> Path:
    return settings.BASE_DIR / "locale" / language / "LC_MESSAGES" / "django.po"


def extract_template(fileobj, keywords, comment_tags, options) -> Iterator[tuple]:
    """Find the messages of a Django template: Django turns it into something like Python, which Babel reads."""
    pythonish = templatize(fileobj.read().decode())
    flat = "\n".join(line.lstrip() for line in pythonish.splitlines())  # a template's indentation means nothing
    return extract_python(io.BytesIO(flat.encode()), keywords, comment_tags, {"encoding": "utf-8"})


def messages_of(root: Path) -> Catalog:
    """Everything translatable in the source, with the files it stands in."""
    catalogue = Catalog()
    for folder in sorted(path for path in root.iterdir() if (path / "apps.py").exists() or path.name == "templates"):
        methods = [(pattern.removeprefix("templates/"), method) for pattern, method in METHODS]
        for name, line, message, comments, context in extract_from_dir(folder, methods, keywords=KEYWORDS, comment_tags=["Translators:"]):
            catalogue.add(message, locations=[(f"{folder.name}/{name}", line)], auto_comments=comments, context=context)
    return catalogue


def read(path: Path) -> Catalog:
    """The catalogue at `path`; an empty one if there is none yet."""
    if not path.exists():
        return Catalog(locale=path.parent.parent.name)
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name, domain="django")


def update(path: Path, source: Catalog, language: str) -> None:
    """Write the catalogue again: new messages empty, gone ones gone, the others as they were; no line numbers, no wrapping."""
    catalogue = read(path)
    source.creation_date = catalogue.creation_date  # a date that changes at each run is a conflict at each merge
    catalogue.update(source, no_fuzzy_matching=True)
    catalogue.project, catalogue.version, catalogue.fuzzy = "idc_atd", "1", False
    catalogue.header_comment = f"# Messages of idc_atd in {language}; brought up to date by `make messages`."
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, width=0, sort_output=True, ignore_obsolete=True, include_lineno=False)


def what_lacks(source: Catalog, catalogue: Catalog) -> list[str]:
    """One line for every message of `source` that `catalogue` does not render faithfully."""
    lacking = []
    for message in source:
        if not message.id:
            continue  # the header
        singular = message.id[0] if isinstance(message.id, tuple) else message.id
        known = catalogue.get(singular, message.context)
        rendered = [] if known is None else [known.string] if isinstance(known.string, str) else list(known.string)
        if not rendered or not all(rendered):
            lacking.append(f"untranslated: {singular!r}")
        elif known.fuzzy:
            lacking.append(f"fuzzy: {singular!r}")
        elif set().union(*map(placeholders, rendered)) != placeholders_of(message.id):
            lacking.append(f"placeholders differ: {singular!r}")
    return lacking


def placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text))


def placeholders_of(message_id) -> set[str]:
    texts = message_id if isinstance(message_id, tuple) else (message_id,)
    return set().union(*map(placeholders, texts))
