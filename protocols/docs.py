"""What docs/protocols.md says of the packs: the packs themselves, in the words of their page."""

from collections.abc import Mapping

from protocols import packs
from protocols.words import Words, chapters, said


def protocols(steps: Mapping[str, Words]) -> str:
    """Return every pack in Markdown; of all but the generic one, the lines that differ from it."""
    generic = {line for chapter in chapters(packs.load("generic"), steps) for line in chapter.lines}
    parts = []
    for pack in packs.all_packs():
        parts += [f"## {pack.name} (`{pack.label}`)", "", f"In force since {pack.effective_from}. {said(pack.source)}.", ""]
        for chapter in chapters(pack, steps):
            lines = [line for line in chapter.lines if pack.key == "generic" or line not in generic]
            if lines:
                parts += [f"### {chapter.title}", ""]
                parts += [f"{chapter.note}.", ""] if chapter.note else []
                parts += [
                    f"- **{line.label}**{f': {line.text}' if line.text else ''}{f' *{line.source}.*' if line.source else ''}"
                    for line in lines
                ]
                parts.append("")
    return "\n".join(parts).strip()
