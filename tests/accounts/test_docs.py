from accounts.docs import SENTENCES, access
from accounts.roles import CAPABILITIES


def test_every_capability_is_explained_in_a_sentence():
    assert set(SENTENCES) == set().union(*CAPABILITIES.values())
    assert access().count("\n") == len(SENTENCES) + 1
