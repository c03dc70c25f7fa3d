"""How a file arrives: held in memory alone, since a temporary file would lie on the disk in the clear."""

import io

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from files.rules import LARGEST

MOST_AT_ONCE = 3 * LARGEST  # bytes of all files of one request that are held
MOST_SENT = 5 * LARGEST  # bytes of a request that is read at all: of more, nothing (413)


class InMemory(FileUploadHandler):
    """Holds what is not too large; of what is, only its size, so that the form can say so and keep what was typed."""

    held = 0

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):  # noqa: N803 - the name of the base class
        if content_length > MOST_SENT:
            raise RequestDataTooBig

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        self.file, self.length = io.BytesIO(), 0

    def receive_data_chunk(self, raw_data, start):
        self.length += len(raw_data)
        if self.length <= LARGEST and self.held + len(raw_data) <= MOST_AT_ONCE:
            self.file.write(raw_data)
            self.held += len(raw_data)
        else:
            self.held -= self.file.tell()
            self.file, self.length = io.BytesIO(), max(self.length, LARGEST + 1)

    def file_complete(self, file_size):
        self.file.seek(0)
        size = max(file_size, self.length)
        given = {"file": self.file, "field_name": self.field_name, "name": self.file_name, "content_type": self.content_type}
        return InMemoryUploadedFile(**given, size=size, charset=self.charset, content_type_extra=self.content_type_extra)
