"""What is distributed: both source roots and the resources, whole, in one wheel."""

import subprocess
import sys
import zipfile
from pathlib import Path

from tests.architecture.sources import ROOT

RECOVERY = "packaging/recovery/millegiorni_recovery"
COPIED = ("pyproject.toml", "setup.py", "README.md", "LICENSE")


def tracked() -> list[str]:
    """The files of the project; a checkout without git falls back on what lies there."""
    roots = ["src", "sync/millegiorni_sync", "resources", RECOVERY]
    found = [path for root in roots for path in (ROOT / root).rglob("*") if path.is_file()]
    return sorted(
        path.relative_to(ROOT).as_posix()
        for path in found
        if "__pycache__" not in path.parts and not any(part.endswith(".egg-info") for part in path.parts)
    )


def in_wheel(path: str) -> str:
    """Where a file of the project lies in the wheel."""
    if path.startswith("resources/"):
        return "millegiorni_desk/_resources/" + path.removeprefix("resources/")
    return path.removeprefix("src/").removeprefix("sync/").removeprefix("packaging/recovery/")


def test_the_wheel_holds_every_source_and_resource(tmp_path: Path) -> None:
    # Built from a copy: setuptools leaves a build folder beside the sources, and another process may build too.
    copy = tmp_path / "project"
    for name in [*COPIED, *tracked()]:
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        (copy / name).write_bytes((ROOT / name).read_bytes())
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    built = subprocess.run(
        [*pip, "-w", str(tmp_path), str(copy)], capture_output=True, text=True, check=False
    )
    assert built.returncode == 0, built.stdout + built.stderr
    (wheel,) = tmp_path.glob("millegiorni_desk-*-py3-none-any.whl")
    with zipfile.ZipFile(wheel) as archive:
        held = set(archive.namelist())
        scripts = next(name for name in held if name.endswith("entry_points.txt"))
        assert "millegiorni-desk = millegiorni_desk.__main__:main" in archive.read(scripts).decode()
    assert [path for path in tracked() if in_wheel(path) not in held] == []
    assert not [name for name in held if name.startswith("tests/")]
