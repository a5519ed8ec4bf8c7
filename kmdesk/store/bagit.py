"""A backup in the BagIt format (RFC 8493): reading one, and the age encryption of its files.

``bagit.txt``, ``manifest-sha256.txt``, ``bag-info.txt``, ``data/library.sqlite``,
``data/files/ab/cdef…``. Where the file system has no hard links the attachment files stay in the
folder ``kmdesk-files`` beside the bags, and ``fetch.txt`` lists them (section 2.2.3).

Each machine has one key, stored in each backup, encrypted with the passphrase (scrypt). The machine
keeps it beside the library, so that an unattended backup needs no passphrase; anyone who has only
the stick does.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from kmdesk.store.errors import StoreError
from kmdesk.store.files import sha256_of
from kmdesk.store.folder import DATABASE
from kmdesk.store.import_paths import EntranceError, is_ordinary, read_list
from kmdesk.store.manifest import MANIFEST, Manifest, State, state_of

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
        # Keyed: by a bare hash, whoever has the stick could test whether it holds a file they know.
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


VAULT = "kmdesk-files"
BAG_PREFIX = "kmdesk-"


@dataclass(frozen=True, slots=True)
class Bag:
    """A backup: its payload names with hashes, and where each payload is."""

    folder: Path
    manifest: Manifest
    fetched: dict[str, Path]
    info: dict[str, str]

    @property
    def listed(self) -> dict[str, str]:
        """Payload names with the hashes of the files as written."""
        return self.manifest.files

    @property
    def at(self) -> datetime | None:
        """Creation time (UTC); None when it is not recorded."""
        try:
            return datetime.strptime(self.info["Kmdesk-Made"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        except (KeyError, ValueError):
            pass
        # Bags of the first versions have no tags; a free name may end in -2, which is cut off.
        try:
            stamp = self.folder.name.removeprefix(BAG_PREFIX)[:16]
            return datetime.strptime(stamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        except ValueError:
            return None

    @property
    def is_sealed(self) -> bool:
        """Whether the backup is encrypted."""
        return is_ordinary(self.folder / KEY_FILE)

    def seal(self, passphrase: str) -> Encryption | None:
        """Return the key to its files, None if not encrypted; raises StoreError if it is wrong."""
        if not self.is_sealed:
            return None
        return Encryption.unwrap(read_list(self.folder / KEY_FILE), passphrase)

    def place(self, name: str) -> Path:
        """Return the path of the payload ``name``."""
        inside = self.folder / name
        return inside if is_ordinary(inside) else self.fetched.get(name, inside)

    def take(self, name: str, target: Path, seal: Encryption | None) -> str:
        """Extract the payload ``name``, decrypted, to ``target``; return its SHA-256.

        Raises StoreError when it is missing or does not match the manifest.
        """
        source = self.place(name)
        if seal is None:
            if self.manifest.copy(name, source, target) is not State.WHOLE:
                raise damaged(self.folder, name)
            return self.listed[name]
        if state_of(source, self.listed.get(name, "")) is not State.WHOLE:
            raise damaged(self.folder, name)
        seal.open_file(source, target)
        return sha256_of(target)


def damaged(folder: Path, name: str) -> StoreError:
    """Return the error for a missing or changed payload ``name``."""
    return StoreError(
        "The backup in {folder} is damaged ({name}). Use another backup.",
        folder=str(folder),
        name=name,
    )


def read_bag(folder: Path) -> Bag:
    """Read the bag in ``folder``; raises StoreError if it is none or has paths outside it."""
    try:
        manifest = Manifest.read(folder)
        # BagIt lists the payload alone here; anything else was added by somebody.
        for name in manifest.files:
            _payload_name(folder, name)
        fetched = _fetched(folder)
        info = _tags(folder / "bag-info.txt")
    except (OSError, ValueError, EntranceError) as error:
        raise StoreError("{folder} is not a backup made by kmdesk.", folder=str(folder)) from error
    if f"data/{DATABASE}" not in manifest.files:
        raise StoreError("{folder} is not a backup made by kmdesk.", folder=str(folder))
    return Bag(folder, manifest, fetched, info)


def bags_in(folder: Path) -> list[Bag]:
    """Return all backups in ``folder`` (or ``folder`` itself if it is one), newest first."""
    if is_ordinary(folder / MANIFEST):
        return [read_bag(folder)]
    found = []
    for manifest in folder.glob(f"{BAG_PREFIX}*/{MANIFEST}"):
        try:
            found.append(read_bag(manifest.parent))
        except StoreError:
            continue  # another program's folder, or partly removed
    oldest = datetime.min.replace(tzinfo=UTC)
    return sorted(found, key=lambda bag: (bag.at or oldest, bag.folder.name), reverse=True)


def payload_of(name: str) -> str:
    """Return the payload name of a stored file."""
    return f"data/files/{name[:2]}/{name[2:]}"


def _payload_name(folder: Path, name: str) -> str:
    path = PurePosixPath(name)
    if path.parts[:1] != ("data",) or ".." in path.parts or "\\" in name or "\0" in name:
        raise StoreError("{folder} is not a backup made by kmdesk.", folder=str(folder))
    return name


def _fetched(folder: Path) -> dict[str, Path]:
    """Parse fetch.txt; only files of the vault beside the bag are allowed, no other address."""
    fetch = folder / "fetch.txt"
    if not is_ordinary(fetch):
        return {}
    places = {}
    for line in read_list(fetch).decode("utf-8").splitlines():
        url, _, rest = line.partition(" ")
        name = _payload_name(folder, rest.partition(" ")[2])
        parts = PurePosixPath(url).parts
        if len(parts) != 4 or parts[:2] != ("..", VAULT) or ".." in parts[2:]:
            raise StoreError("{folder} is not a backup made by kmdesk.", folder=str(folder))
        places[name] = folder.parent / VAULT / parts[2] / parts[3]
    return places


def _tags(path: Path) -> dict[str, str]:
    if not is_ordinary(path):
        return {}  # backups of the first versions had none
    pairs = (line.partition(": ") for line in read_list(path).decode("utf-8").splitlines())
    return {key: value for key, _, value in pairs if key}
