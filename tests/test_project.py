"""The project's own files agree with each other."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

import detente

ROOT = Path(__file__).parent.parent
LOCK = (ROOT / "requirements" / "dev.txt").read_text(encoding="utf-8")


def canonical(name: str) -> str:
    """Return a package's name in the one spelling that all indexes agree on."""
    return re.sub(r"[-_.]+", "-", name).lower()


def direct_dependencies() -> set[str]:
    """Return every package that pyproject.toml names: runtime, extras, tools."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    lists = [
        project["project"]["dependencies"],
        *project["project"]["optional-dependencies"].values(),
        *project["dependency-groups"].values(),
    ]
    names = {
        re.split(r"[\s\[<>=!~;]", entry, maxsplit=1)[0] for entries in lists for entry in entries
    }
    return {canonical(name) for name in names} - {"detente"}


def test_the_lock_pins_every_direct_dependency_with_hashes() -> None:
    pinned = {canonical(n) for n in re.findall(r"^([\w.-]+)==", LOCK, re.M)}
    assert direct_dependencies() <= pinned
    for requirement in re.split(r"\n(?=\S)", LOCK):
        if not requirement.startswith("#"):
            assert "--hash=sha256:" in requirement, requirement


def test_the_lock_names_no_place() -> None:
    assert not re.search(
        r"://|--index|--extra-index|--find-links|--trusted-host|^-e|^/", LOCK, re.M
    )


def test_every_direct_dependency_is_explained() -> None:
    page = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    explained = {canonical(n) for n in re.findall(r"^\| ([a-z][\w.-]*) \|", page, re.M)}
    assert direct_dependencies() <= explained
    assert explained <= direct_dependencies(), "explains what is no longer used"


def test_citation_keys_exist() -> None:
    """What docstrings and docs cite as ``[@key]`` is in the bibliography, once."""
    keys = re.findall(r"^@\w+\{([^,]+),", (ROOT / "docs/references.bib").read_text("utf-8"), re.M)
    assert len(keys) == len(set(keys))
    for page in [*ROOT.glob("src/**/*.py"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("*.md")]:
        for key in re.findall(r"\[@([\w:-]+)", page.read_text(encoding="utf-8")):
            assert key in keys, f"{page.relative_to(ROOT)} cites {key}"


@pytest.mark.slow
def test_the_wheel_holds_every_file_of_the_package(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", tmp_path, ROOT],
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    assert detente.__version__ in wheel.name
    with zipfile.ZipFile(wheel) as archive:
        packed = {n for n in archive.namelist() if ".dist-info/" not in n}
    package = ROOT / "src" / "detente"
    ours = [p for p in package.rglob("*") if p.is_file() and "__pycache__" not in p.parts]
    assert packed == {p.relative_to(package.parent).as_posix() for p in ours}
