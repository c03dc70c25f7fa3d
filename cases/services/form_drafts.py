"""What is typed into a form of a case, kept until the form is saved: one's own alone."""

import json
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from audit.services import record
from audit.wall import verb
from cases.models import Case, FormDraft
from cases.services.base import refuse

MOST_BYTES = 200_000  # of a form as it is kept; some hundred pages of text


@verb
def keep_draft(*, case: Case, path: str, values: dict[str, list[str]], by: User, now: datetime) -> FormDraft:
    """Keep what stands in the form at `path`, over what was kept of it before; whoever calls has shown that `by` sees the case."""
    if len(json.dumps(values).encode()) > MOST_BYTES:
        refuse(_("This is more text than a draft can hold. Save the form, or divide the text in two."), code="size")
    [version] = values.get("version", [""])[:1] or [""]
    texts = {"case": case, "values": values, "saved_at": now, "base_version": int(version) if version.isdecimal() else None}
    draft, is_new = FormDraft.objects.update_or_create(user=by, path=path, defaults=texts, create_defaults=texts | {"created_by": by})
    if is_new:  # that a text was begun is on record once; its twenty-second steps would bury the rest
        record(actor=by, action="draft.begin", target=draft, detail={"path": path}, now=now)
    return draft


@verb
def discard_draft(*, draft: FormDraft, by: User, now: datetime) -> None:
    """Forget a draft of one's own."""
    FormDraft.objects.filter(pk=draft.pk, user=by).delete()
    record(actor=by, action="draft.discard", target=draft, detail={"path": draft.path}, now=now)


@verb
def forget_draft(*, by: User, path: str) -> None:
    """The form at `path` was saved: its draft has done its duty."""
    FormDraft.objects.filter(user=by, path=path).delete()
