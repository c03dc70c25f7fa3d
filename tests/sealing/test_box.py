"""What is sealed for one place opens there, with one of our keys, unchanged, and nowhere else."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from sealing import BadSeal, decrypted, encrypted, is_current, new_key, reseal, seal, unseal
from sealing.keys import data_keys, key_from, key_id, local_key_file, new_key_text, read_key_file

PLAIN, HERE, THERE = b"JBSWY3DPEHPK3PXP", "accounts.totp:1", "accounts.totp:2"


@pytest.fixture
def keys(settings):
    settings.DATA_KEYS = [new_key_text(), new_key_text()]
    return settings.DATA_KEYS


@pytest.mark.promise(69)
def test_what_is_sealed_opens_in_its_own_place_alone(keys):
    sealed = seal(PLAIN, HERE)
    assert unseal(sealed, HERE) == PLAIN
    assert PLAIN.decode() not in sealed
    with pytest.raises(BadSeal):
        unseal(sealed, THERE)  # the ciphertext of another row


@pytest.mark.promise(69)
def test_a_sealed_text_names_version_key_nonce_and_ciphertext(keys):
    version, kid, nonce, ciphertext = seal(PLAIN, HERE).split(".")
    assert (version, kid) == ("v1", key_id(key_from(keys[0])))
    assert len(nonce) == 16  # twelve bytes
    assert len(ciphertext) == 43  # sixteen of plain text and sixteen of tag


@pytest.mark.promise(69)
@pytest.mark.parametrize("part", range(4))
def test_a_changed_character_is_found_in_every_part(keys, part):
    parts = seal(PLAIN, HERE).split(".")
    parts[part] = ("w" if parts[part][0] != "w" else "x") + parts[part][1:]
    with pytest.raises(BadSeal):
        unseal(".".join(parts), HERE)


@pytest.mark.parametrize("text", ["", "v1", "v1.a.b", "v1.a.b.c.d", "JBSWY3DPEHPK3PXP", "v1.aaaaaaaa.!!!.???"])
def test_what_was_never_sealed_does_not_open(keys, text):
    with pytest.raises(BadSeal):
        unseal(text, HERE)


@pytest.mark.promise(69)
def test_no_nonce_comes_twice(keys):
    assert len({seal(PLAIN, HERE).split(".")[2] for _ in range(2000)}) == 2000


def test_a_key_that_is_gone_opens_nothing(keys, settings):
    sealed = seal(PLAIN, HERE)
    settings.DATA_KEYS = [new_key_text()]
    with pytest.raises(BadSeal):
        unseal(sealed, HERE)


def test_an_older_key_still_opens_and_what_it_sealed_is_sealed_again_with_the_current_one(keys, settings):
    sealed = seal(PLAIN, HERE)
    settings.DATA_KEYS = [new_key_text(), *keys]
    assert not is_current(sealed)
    again = reseal(sealed, HERE)
    assert is_current(again)
    assert unseal(again, HERE) == unseal(sealed, HERE) == PLAIN
    assert reseal(again, HERE) == again


def test_without_a_key_nothing_is_sealed(settings):
    settings.DATA_KEYS = []
    with pytest.raises(ImproperlyConfigured, match="DATA_KEYS"):
        seal(PLAIN, HERE)


@pytest.mark.promise(69)
def test_what_is_too_large_for_text_has_a_key_of_its_own():
    key = new_key()
    box = encrypted(key, PLAIN * 1000, HERE)
    assert decrypted(key, box, HERE) == PLAIN * 1000
    for wrong in ((new_key(), box, HERE), (key, box, THERE), (key, box[:-1] + bytes([box[-1] ^ 1]), HERE), (key, b"", HERE)):
        with pytest.raises(BadSeal):
            decrypted(*wrong)


@pytest.mark.parametrize("text", ["", "short", "!" * 44, new_key_text()[:-8]], ids=["none", "short", "no_key", "cut"])
def test_a_key_of_another_length_is_refused_and_not_repeated(text):
    with pytest.raises(ImproperlyConfigured, match="32 random bytes") as refusal:
        key_from(text)
    assert not text or text not in str(refusal.value)


@pytest.mark.promise(71)
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660])
def test_a_file_of_keys_that_others_can_read_is_refused(tmp_path, mode):
    path = tmp_path / "keys"
    path.write_text(new_key_text())
    path.chmod(mode)
    with pytest.raises(ImproperlyConfigured, match="chmod 600"):
        read_key_file(path)


def test_a_file_of_keys_is_read_line_by_line(tmp_path):
    path, keys = tmp_path / "keys", [new_key_text(), new_key_text()]
    path.write_text("# current first\n\n" + "\n".join(keys) + "\n")
    path.chmod(0o600)
    assert read_key_file(path) == keys


def test_the_local_key_is_made_once_and_for_its_owner_alone(tmp_path):
    path = local_key_file(tmp_path / "var")
    first = read_key_file(path)
    assert read_key_file(local_key_file(tmp_path / "var")) == first
    assert path.stat().st_mode & 0o777 == 0o600
    assert [found.name for found in (tmp_path / "var").iterdir()] == ["data_keys"]


def test_of_two_processes_that_begin_at_once_one_makes_the_local_key(tmp_path, monkeypatch):
    other = new_key_text()

    def link(draft, path):
        path.write_text(f"{other}\n")
        path.chmod(0o600)
        raise FileExistsError

    monkeypatch.setattr("os.link", link)
    assert read_key_file(local_key_file(tmp_path)) == [other]
    assert [found.name for found in tmp_path.iterdir()] == ["data_keys"]


def test_listed_keys_come_before_the_file_and_the_local_one_is_for_development_alone(tmp_path):
    listed = [new_key_text()]
    assert data_keys(listed=listed, file="/nowhere", var=tmp_path, may_be_local=True) == listed
    assert data_keys(listed=[], file="", var=tmp_path, may_be_local=False) == []
    assert len(data_keys(listed=[], file="", var=tmp_path, may_be_local=True)) == 1
    with pytest.raises(ImproperlyConfigured, match="does not exist"):
        data_keys(listed=[], file="/nowhere", var=tmp_path, may_be_local=True)
