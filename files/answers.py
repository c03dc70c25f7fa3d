"""A file on its way out: to be kept, never shown within the site."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from files.models import StoredFile
from files.services import content_of


def fetched(file: StoredFile, filename: str) -> HttpResponse:
    """Return the file to be kept under `filename`; raise ValidationError for one that is not given out."""
    answer = HttpResponse(content_of(file), content_type=file.content_type)
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=filename)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "no-store"
    return answer
