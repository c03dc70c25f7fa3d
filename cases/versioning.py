"""No edit is lost: a text is saved only over the version that its author read."""


class Stale(Exception):
    """Somebody else saved first; `current` is what stands now."""

    def __init__(self, current):
        self.current = current
        super().__init__(f"{current._meta.label} {current.pk} is at version {current.version}")


def save_over(document, *, version: int, **fields) -> None:
    """Save `fields` on `document` if it still is at `version`, and count one version more; otherwise raise Stale."""
    changed = type(document).objects.filter(pk=document.pk, version=version).update(version=version + 1, **fields)
    if not changed:
        document.refresh_from_db()
        raise Stale(document)
    for name, value in fields.items():
        setattr(document, name, value)
    document.version = version + 1
