"""Writing files so that a reader never finds half of one."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import shutil
import stat
from collections.abc import Container, Iterator, Mapping
from pathlib import Path


def write(path: str | os.PathLike[str], data: str | bytes, *, overwrite: bool = True) -> None:
    """Write a whole file at once: to a temporary file beside it, which then takes its name.

    Parameters
    ----------
    path : str or path
        Links are followed; a device or pipe is written to as it is.
    data : str or bytes
        Text is written as UTF-8.
    overwrite : bool
        False refuses to touch a file that exists already.

    Raises
    ------
    FileExistsError
        If the file exists and must not be overwritten.
    OSError
        If it cannot be written; nothing is left behind.
    """
    target = Path(path)
    content = data.encode("utf-8") if isinstance(data, str) else data
    if not overwrite:
        _write_new(target, content)
        return
    target = target.resolve()
    mode = target.stat().st_mode if target.exists() else None
    if mode is not None and not stat.S_ISREG(mode):
        target.write_bytes(content)
        return
    with _temporary(target, content) as draft:
        if mode is not None:
            draft.chmod(stat.S_IMODE(mode))
        draft.replace(target)


def _write_new(target: Path, content: bytes) -> None:
    if os.path.lexists(target):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target))
    with _temporary(target, content) as draft:
        try:
            os.link(draft, target)  # unlike a rename, fails where the name has just been taken
        except FileExistsError:
            raise
        except OSError:  # no hard links here
            draft.rename(target)


@contextlib.contextmanager
def _temporary(target: Path, content: bytes) -> Iterator[Path]:
    draft = target.parent / f".detente-{secrets.token_hex(6)}.tmp"
    try:
        # not tempfile: its files are private, these get the permissions new files get
        with draft.open("xb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        yield draft
    except OSError as error:
        if error.filename == str(draft):  # nobody has heard of that name
            error.filename = str(target)
        raise
    finally:
        draft.unlink(missing_ok=True)


def write_folder(
    path: str | os.PathLike[str], contents: Mapping[str, str | bytes], *, overwrite: bool = False
) -> None:
    """Write a whole folder at once: to a temporary one beside it, which then takes its name.

    Parameters
    ----------
    path : str or path
    contents : mapping of str to str or bytes
        What each file holds, by its name.
    overwrite : bool
        Whether to take the place of a folder that exists; it may hold nothing but files of these
        names. An empty folder is always replaced.

    Raises
    ------
    FileExistsError
        If there is something that must not be overwritten.
    OSError
        If it cannot be written; nothing is left behind.
    """
    target = Path(path)
    if os.path.lexists(target) and not _replaceable(target, contents if overwrite else ()):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target))
    draft = target.parent / f".detente-{secrets.token_hex(6)}.tmp"
    old = target.parent / f".detente-{secrets.token_hex(6)}.old"
    try:
        draft.mkdir()
        for name, content in contents.items():
            write(draft / name, content, overwrite=False)
        if os.path.lexists(target):
            target.rename(old)
        draft.rename(target)
    except OSError as error:
        if old.exists() and not os.path.lexists(target):
            old.rename(target)
        if str(error.filename or "").startswith(str(draft)):  # nobody has heard of that name
            error.filename = str(target)
        raise
    finally:
        shutil.rmtree(draft, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)


def _replaceable(target: Path, names: Container[str]) -> bool:
    """Tell whether a folder holds nothing but files of some names."""
    if target.is_symlink() or not target.is_dir():
        return False
    return all(
        entry.name in names and not entry.is_symlink() and entry.is_file()
        for entry in target.iterdir()
    )
