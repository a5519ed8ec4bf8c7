"""Bags of files with their hashes (BagIt, RFC 8493), and the manifest that each package carries."""

import hashlib
import hmac
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path, PurePosixPath

from msgspec import Struct

from kmdesk.store.atomic import Tell, quiet
from kmdesk.store.errors import StoreError
from kmdesk.store.files import sha256_of
from kmdesk.store.folder import DATABASE
from kmdesk.store.import_paths import EntranceError, is_ordinary, open_file, read_list

MANIFEST = "manifest-sha256.txt"
_HASH_LENGTH, _BETWEEN = 64, "  "
_CHUNK = 1 << 20


class State(Enum):
    """What became of a listed file."""

    WHOLE = "whole"
    MISSING = "missing"
    CHANGED = "changed"


class Faults(Struct, frozen=True):
    """Names of the listed files that are missing, and of those with another content."""

    missing: list[str]
    changed: list[str]

    def __bool__(self) -> bool:
        """Return whether anything is wrong."""
        return bool(self.missing or self.changed)


class Manifest(Struct, frozen=True):
    """Names of files, relative to their folder and with ``/``, and the hash each must have."""

    files: dict[str, str]

    @classmethod
    def read(cls, folder: Path) -> "Manifest":
        """Return the manifest of ``folder``.

        Raises ValueError for a line that is none or a name that leads out of the folder,
        EntranceError or OSError when the list cannot be read.
        """
        files = {}
        for line in read_list(folder / MANIFEST).decode("utf-8").splitlines():
            sha256, name = line[:_HASH_LENGTH], line[_HASH_LENGTH + len(_BETWEEN) :]
            if line != f"{sha256}{_BETWEEN}{name}" or not _stays_inside(name):
                raise ValueError(line)
            files[name] = sha256
        return cls(files)

    @classmethod
    def of(cls, folder: Path, tell: Tell = quiet) -> "Manifest":
        """Return the manifest of what lies in ``folder`` now, read back from the medium."""
        paths = sorted(path for path in folder.rglob("*") if path.is_file())
        paths = [path for path in paths if path.name != MANIFEST]
        _drop_from_cache(paths)
        files = {}
        for index, path in enumerate(paths):
            tell(index, len(paths))
            files[path.relative_to(folder).as_posix()] = sha256_of(path)
        return cls(files)

    def write(self, folder: Path) -> None:
        """Write the list into ``folder``, in the order of :attr:`files`."""
        lines = (f"{sha256}{_BETWEEN}{name}\n" for name, sha256 in self.files.items())
        # sha256sum of every system takes a bare line feed; some refuse a carriage return.
        (folder / MANIFEST).write_text("".join(lines), "utf-8", newline="\n")

    def faults(
        self,
        folder: Path,
        tell: Tell = quiet,
        is_absurd: Callable[[Path], bool] = lambda _path: False,
    ) -> Faults:
        """Compare every listed file with its hash, read from the medium.

        A file that ``is_absurd`` counts as changed without being read.
        """
        root, missing, changed = folder.resolve(), list[str](), list[str]()
        _drop_from_cache([folder / name for name in self.files])
        for index, (name, sha256) in enumerate(self.files.items()):
            tell(index, len(self.files))
            path = folder / name
            absurd = is_ordinary(path) and is_absurd(path)
            state = State.CHANGED if absurd else state_of(path, sha256)
            # A folder in between may be a link; the last part is refused by state_of.
            if state is State.WHOLE and not path.resolve().is_relative_to(root):
                state = State.CHANGED
            if state is not State.WHOLE:
                (missing if state is State.MISSING else changed).append(name)
        return Faults(missing, changed)

    def copy(self, name: str, source: Path, target: Path) -> State:
        """Copy a listed file, wherever it lies, and verify what was read in the same pass.

        Reading it once more to verify it would take twice as long on a stick.
        """
        if name not in self.files or not is_ordinary(source):
            return State.MISSING
        digest = hashlib.sha256()
        with open_file(source) as reader, target.open("wb") as writer:
            while block := reader.read(_CHUNK):
                digest.update(block)
                writer.write(block)
        return State.WHOLE if digest.hexdigest() == self.files[name] else State.CHANGED


def state_of(path: Path, sha256: str) -> State:
    """Return whether an ordinary file is at ``path`` and has this hash."""
    try:
        if not is_ordinary(path):
            return State.MISSING
        return State.WHOLE if sha256_of(path) == sha256 else State.CHANGED
    except (OSError, EntranceError):
        return State.CHANGED  # an unreadable sector, or exchanged while it was opened


def _stays_inside(name: str) -> bool:
    # Looked at, not resolved: the rotation of backups reads the lists of many bags on a slow stick.
    path = PurePosixPath(name)
    odd = "\\" in name or "\0" in name
    return bool(path.parts) and not path.is_absolute() and ".." not in path.parts and not odd


def _drop_from_cache(paths: list[Path]) -> None:
    """Sync files and drop them from the page cache, so that reading them reads the medium."""
    if not hasattr(os, "posix_fadvise"):
        return
    os.sync()
    for path in paths:
        if is_ordinary(path):
            with path.open("rb") as stream:
                os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


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
