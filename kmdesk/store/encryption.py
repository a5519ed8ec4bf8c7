"""Encrypted backups: every file in the age format, for one key of the machine.

The key itself goes with each backup, wrapped in the passphrase (scrypt). The machine keeps
it beside the library, so that a backup by night needs nobody to type; whoever has only the
stick needs the passphrase.
"""

import hashlib
import hmac
from pathlib import Path

from kmdesk.store.errors import StoreError

KEY_FILE = "key.age"
MIN_PASSPHRASE = 8


class Encryption:
    """Closes and opens the files of one machine's backups."""

    def __init__(self, identity: str, wrapped: bytes) -> None:
        from pyrage import x25519  # only where a backup is encrypted

        self.identity, self.wrapped = identity, wrapped
        self._key = x25519.Identity.from_str(identity)

    @classmethod
    def new(cls, passphrase: str) -> "Encryption":
        """A fresh key, to be unwrapped only with ``passphrase``; takes about a second.

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
        """The key inside ``wrapped``; StoreError for a wrong passphrase."""
        import pyrage

        try:
            return cls(pyrage.passphrase.decrypt(wrapped, passphrase).decode(), wrapped)
        except pyrage.DecryptError as error:
            raise StoreError(
                "The passphrase does not open this backup. Check the keyboard language, then"
                " type it again."
            ) from error

    def name(self, sha256: str) -> str:
        """A name (64 hex digits) for a file that tells a stranger nothing of its content."""
        return hmac.new(self.identity.encode(), sha256.encode(), hashlib.sha256).hexdigest()

    def close_file(self, source: Path, target: Path) -> None:
        """Encrypt ``source`` into ``target``."""
        import pyrage

        pyrage.encrypt_file(str(source), str(target), [self._key.to_public()])

    def open_file(self, source: Path, target: Path) -> None:
        """Decrypt ``source`` into ``target``; StoreError when it is no file of this key."""
        import pyrage

        try:
            pyrage.decrypt_file(str(source), str(target), [self._key])
        except pyrage.DecryptError as error:
            raise StoreError(
                "A file of the backup cannot be decrypted: it is damaged. Use another backup."
            ) from error
