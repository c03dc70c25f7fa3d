"""Ciphertext at rest: the one way in which columns and files are sealed. Below everything, so that every app may use it."""

from sealing.box import BadSeal, decrypted, encrypted, is_current, new_key, reseal, seal, unseal

__all__ = ["BadSeal", "decrypted", "encrypted", "is_current", "new_key", "reseal", "seal", "unseal"]
