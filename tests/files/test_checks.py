"""What arrives is what it says, and leaves behind where it was made and what could run."""

import io
import zipfile

import pikepdf
import pytest
from PIL import Image

from files.checks import checked
from files.refusals import Refused
from files.rules import LONGEST_NAME, is_two_things, plain_name, sniffed
from tests.files import samples
from tests.files.samples import CANARY, GOOD, HOSTILE

pytestmark = pytest.mark.promise(59)


@pytest.mark.parametrize("name", GOOD)
def test_what_is_allowed_is_kept_as_what_it_is(name):
    declared, made = GOOD[name]
    found = checked(name, declared, made())
    assert found.name == name
    assert sniffed(found.content) == found.kind
    assert not is_two_things(found.kind, found.content)


@pytest.mark.parametrize("name", GOOD)
def test_nothing_is_left_of_where_it_was_made(name):
    declared, made = GOOD[name]
    content = made()
    assert CANARY in _unpacked(content)
    assert CANARY not in _unpacked(checked(name, declared, content).content)


def _unpacked(content: bytes) -> bytes:
    """All bytes of a file, with those of its members."""
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as packet:
        return b"".join(packet.read(name) for name in packet.namelist())


@pytest.mark.parametrize("what", HOSTILE)
def test_what_is_hostile_is_refused_with_a_sentence(what):
    name, declared, made, code = HOSTILE[what]
    with pytest.raises(Refused) as refusal:
        checked(name, declared, made())
    assert refusal.value.code in ([code] if isinstance(code, str) else code)
    assert refusal.value.message.endswith(".")


def test_there_are_thirty_hostile_samples_and_more():
    assert len(HOSTILE) >= 30


def test_a_picture_is_upright_without_its_camera():
    found = checked("foto.jpg", samples.JPEG, samples.picture(size=(60, 40)))
    with Image.open(io.BytesIO(found.content)) as picture:
        assert picture.size == (40, 60)
        assert not picture.getexif()
        assert not picture.info.keys() & {"exif", "comment", "xmp", "icc_profile"}


def test_a_picture_of_a_telephone_with_a_second_one_behind_it_is_taken():
    found = checked("foto.jpg", samples.JPEG, samples.picture() + b"\0" * 100 + samples.picture(size=(5, 5)))
    assert Image.open(io.BytesIO(found.content)).size == (40, 60)
    assert found.content.count(b"\xff\xd9") == 1


@pytest.mark.parametrize("form", ["P", "RGBA", "LA", "CMYK", "I;16", "1"])
def test_pictures_of_every_mode_are_taken(form):
    out = io.BytesIO()
    kind = "JPEG" if form == "CMYK" else "PNG"
    Image.new(form, (9, 7)).save(out, kind)
    found = checked(f"a.{kind.lower()}", "", out.getvalue())
    assert Image.open(io.BytesIO(found.content)).size == (9, 7)


ARMED = {
    "script": samples.with_script,
    "launch": samples.with_launch,
    "file": samples.with_file,
    "mark": samples.with_file_mark,
    "form": samples.with_xfa,
}


@pytest.mark.parametrize("what", ARMED)
def test_a_pdf_is_disarmed(what):
    content = samples.pdf(ARMED[what], object_stream_mode=pikepdf.ObjectStreamMode.disable)
    words = (
        b"/JavaScript",
        b"/JS",
        b"/Launch",
        b"/EmbeddedFile",
        b"/EF",
        b"/FileAttachment",
        b"/XFA",
        b"/OpenAction",
        b"MZ hidden",
        b"cmd.exe",
    )
    assert any(word in content for word in words)
    found = checked("carta.pdf", samples.PDF, content)
    with pikepdf.open(io.BytesIO(found.content)) as made:
        assert len(made.pages) == 1
        text = b"".join(one.unparse() if not isinstance(one, pikepdf.Stream) else one.read_bytes() for one in made.objects)
    assert [word for word in words if word in found.content + text] == []


def test_a_signed_pdf_says_that_its_signature_ends():
    assert checked("carta.pdf", samples.PDF, samples.pdf(samples.with_signature)).was_signed
    assert not checked("carta.pdf", samples.PDF, samples.pdf()).was_signed


def test_a_link_of_a_pdf_stays():
    def with_link(made):
        link = pikepdf.Dictionary(S=pikepdf.Name.URI, URI=pikepdf.String("https://example.org"))
        made.pages[0].Annots = pikepdf.Array(
            [pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=link)]
        )

    assert b"https://example.org" in checked("carta.pdf", samples.PDF, samples.pdf(with_link)).content


def test_a_recording_keeps_every_byte_of_sound_where_it_was():
    content = samples.m4a()
    found = checked("voz.m4a", samples.M4A, content).content
    assert len(found) == len(content)
    assert found.find(b"mdat") == content.find(b"mdat")


NAMES = {
    "../../etc/passwd.pdf": "passwd.pdf",
    "C:\\Users\\Ana\\consentimiento.pdf": "consentimiento.pdf",
    "carta\0.pdf": "carta.pdf",
    "carta\u202efdp.pdf": "cartafdp.pdf",
    "  carta \n\t de  la madre .pdf": "carta de la madre.pdf",
    "niña José.pdf": "niña José.pdf",
    "..": "",
    "a" * 300 + ".pdf": "a" * (LONGEST_NAME - 4) + ".pdf",
    "a." + "b" * 300: ("a." + "b" * 300)[:LONGEST_NAME],
    ".htaccess": "htaccess",
}


@pytest.mark.promise(60)
@pytest.mark.parametrize("name", NAMES, ids=repr)
def test_a_name_keeps_no_path_and_nothing_unseen(name):
    assert plain_name(name) == NAMES[name]
    assert len(plain_name(name)) <= LONGEST_NAME
