"""Encryption of backups: every file in the age format, with one key per machine.

The key itself is stored in each backup, encrypted with the passphrase (scrypt). The machine keeps
it beside the library, so that an unattended backup needs no passphrase; anyone who has only the
stick does.
"""

import hashlib
import hmac
from pathlib import Path

from kmdesk.store.errors import StoreError

KEY_FILE = "key.age"
MIN_PASSPHRASE = 8


class Encryption:
    """Encrypts and decrypts the files of one machine's backups."""

    def __init__(self, identity: str, wrapped: bytes) -> None:
        from pyrage import x25519  # loaded only where a backup is encrypted

        self.identity, self.wrapped = identity, wrapped
        self._key = x25519.Identity.from_str(identity)

    @classmethod
    def new(cls, passphrase: str) -> "Encryption":
        """Generate a key protected by ``passphrase``; takes about a second.

        Raises StoreError for a passphrase under eight characters.
        """
        import pyrage

        if len(passphrase) < MIN_PASSPHRASE:
            raise StoreError(
                "The passphrase is too short. Use at least {count} characters.",
                count=MIN_PASSPHRASE,
            )
        identity = str(pyrage.x25519.Identity.generate())
        return cls(identity, pyrage.passphrase.encrypt(identity.encode(), passphrase))

    @classmethod
    def unwrap(cls, wrapped: bytes, passphrase: str) -> "Encryption":
        """Decrypt the key in ``wrapped``; raises StoreError for a wrong passphrase."""
        import pyrage

        try:
            return cls(pyrage.passphrase.decrypt(wrapped, passphrase).decode(), wrapped)
        except pyrage.DecryptError as error:
            raise StoreError(
                "The passphrase does not open this backup. Check the keyboard language, then"
                " type it again."
            ) from error

    def name(self, sha256: str) -> str:
        """Return a file name (64 hex digits) that reveals nothing about the content."""
        return hmac.new(self.identity.encode(), sha256.encode(), hashlib.sha256).hexdigest()

    def close_file(self, source: Path, target: Path) -> None:
        """Encrypt ``source`` to ``target``."""
        import pyrage

        pyrage.encrypt_file(str(source), str(target), [self._key.to_public()])

    def open_file(self, source: Path, target: Path) -> None:
        """Decrypt ``source`` to ``target``; raises StoreError if it is no file of this key."""
        import pyrage

        try:
            pyrage.decrypt_file(str(source), str(target), [self._key])
        except pyrage.DecryptError as error:
            raise StoreError(
                "A file of the backup cannot be decrypted: it is damaged. Use another backup."
            ) from error
