"""The file itself: a ZIP whose comment seals every byte before it."""

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from app.core.backup import manifest as manifests
from app.core.backup.manifest import Manifest, Member
from app.core.backup.refusals import Damaged, NoBackup, Unreadable

MARK = b"daiban-sha256:"
HEX = 64
CHUNK = 2**20
COMPRESSED_ALREADY = frozenset({".jpg", ".jpeg", ".png", ".webp", ".zip", ".pdf", ".dump"})
FIRST_PARTS = frozenset({"uploads", "config.toml", *manifests.DATABASES.values()})


def add(archive: zipfile.ZipFile, name: str, source: Path) -> Member:
    """Put a file into the archive; its digest and length as they were written."""
    digest, length = hashlib.sha256(), 0
    entry = zipfile.ZipInfo(name)
    entry.compress_type = zipfile.ZIP_STORED if source.suffix in COMPRESSED_ALREADY else zipfile.ZIP_DEFLATED
    with source.open("rb") as reading, archive.open(entry, "w", force_zip64=True) as writing:
        for chunk in iter(lambda: reading.read(CHUNK), b""):
            digest.update(chunk)
            length += len(chunk)
            writing.write(chunk)
    return Member(digest.hexdigest(), length)


def finish(file: Path, archive: zipfile.ZipFile, manifest: Manifest, *, flush: Callable[[], None]) -> None:
    """Write the manifest, close the archive and seal it."""
    text = json.dumps(manifest.as_json(), ensure_ascii=False, indent=1)
    archive.writestr(manifests.NAME, text, zipfile.ZIP_DEFLATED)
    archive.comment = MARK + b"0" * HEX
    archive.close()
    flush()
    with file.open("r+b") as sealing:
        digest = digest_of(file)
        sealing.seek(-HEX, 2)
        sealing.write(digest.encode())


def check(file: Path) -> Manifest:
    """Read the whole file once, and its manifest; raises Unreadable, NoBackup, Damaged, NewerFormat."""
    try:
        with file.open("rb") as reading:
            size = reading.seek(0, 2)
            reading.seek(max(0, size - HEX - len(MARK)))
            end = reading.read()
    except OSError:
        raise Unreadable(file=file.name) from None
    if not end.startswith(MARK):
        raise NoBackup(file=file.name)
    if end.removeprefix(MARK) != digest_of(file).encode():
        raise Damaged(file=file.name)
    with _opened(file) as archive:
        try:
            text = archive.read(manifests.NAME).decode()
        except (KeyError, UnicodeDecodeError):
            raise Damaged(file=file.name) from None
        manifest = manifests.read(text, file=file.name)
        _check_names(file, archive.namelist(), manifest.files)
    manifests.check_age(manifest, file=file.name)
    return manifest


def check_files(file: Path, manifest: Manifest) -> None:
    """Compare every file inside with the manifest; raises Damaged."""
    with _opened(file) as archive:
        for name, member in manifest.files.items():
            _compare(file, member, _chunks(archive, name))


def unpack(file: Path, manifest: Manifest, folder: Path) -> None:
    """Write every file inside below `folder`, each compared with the manifest; raises Damaged, OSError."""
    with _opened(file) as archive:
        for name, member in manifest.files.items():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("wb") as writing:
                _compare(file, member, _written(_chunks(archive, name), writing.write))


def _written(chunks: Iterable[bytes], write: Callable[[bytes], object]) -> Iterator[bytes]:
    for chunk in chunks:
        write(chunk)
        yield chunk


def _compare(file: Path, member: Member, chunks: Iterable[bytes]) -> None:
    digest = hashlib.sha256()
    for chunk in chunks:
        digest.update(chunk)
    if digest.hexdigest() != member.sha256:
        raise Damaged(file=file.name)


def _chunks(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    with archive.open(name) as reading:
        yield from iter(lambda: reading.read(CHUNK), b"")


@contextmanager
def _opened(file: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(file) as archive:
            yield archive
    except zipfile.BadZipFile:
        raise Damaged(file=file.name) from None


def _check_names(file: Path, names: Iterable[str], files: Mapping[str, Member]) -> None:
    """Only what the manifest names, and nothing that would be written elsewhere."""
    known = set(files) | {manifests.NAME}
    paths = [PurePosixPath(name) for name in files]
    strange = [path for path in paths if path.is_absolute() or ".." in path.parts or path.parts[0] not in FIRST_PARTS]
    if set(names) != known or strange:
        raise Damaged(file=file.name)


def digest_of(file: Path) -> str:
    """SHA-256 in hex over all but the last 64 bytes, which hold it."""
    digest, left = hashlib.sha256(), file.stat().st_size - HEX
    with file.open("rb") as reading:
        while left > 0 and (chunk := reading.read(min(CHUNK, left))):
            digest.update(chunk)
            left -= len(chunk)
    return digest.hexdigest()
