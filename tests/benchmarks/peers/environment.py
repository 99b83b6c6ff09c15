"""Where peers live: a Python and a Node environment of their own under ``build/peers``, made once, pinned by hash.

Nothing of it enters the product's environment. What cannot be installed is told in its row of the table.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
HOME = ROOT / "build" / "peers"
REQUIREMENTS = ROOT / "requirements-peers.txt"
IN_PYTHON, IN_NODE = (Path(__file__).with_name(name) for name in ("in_python", "in_node"))


class Missing(Exception):
    """A peer cannot run here; says why."""


def command(kind: str, name: str) -> list[str]:
    """What runs the tasks of the peer *name*; raises Missing where its environment cannot be made."""
    if kind == "node":
        return [str(_node()), str(HOME / "node" / "run.mjs"), name]
    return [str(python()) if kind == "python" else sys.executable, str(IN_PYTHON / "run.py"), name]


def variables() -> dict[str, str]:
    """The environment variables of a peer's process: ours finds the project's own sources."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, (ROOT, ROOT / "src", ROOT / "sync")))}


def version(kind: str, package: str) -> str:
    """The pinned version of *package*."""
    if kind == "node":
        return json.loads((IN_NODE / "package.json").read_text())["dependencies"][package]
    found = re.search(rf"^{package}==(\S+)", REQUIREMENTS.read_text(), re.MULTILINE)
    return found[1] if found else ""


@cache
def python() -> Path:
    """The peers' Python, made at the first call; raises Missing where it cannot be."""
    folder = HOME / "python"
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    stamp = folder / "installed.txt"
    if not stamp.exists() or stamp.read_text() != REQUIREMENTS.read_text():
        _done([sys.executable, "-m", "venv", "--clear", str(folder)])
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        _done([*pip, "--require-hashes", "--only-binary", ":all:", "-r", str(REQUIREMENTS)])
        stamp.write_text(REQUIREMENTS.read_text())
    return python


@cache
def _node() -> Path:
    """Node as the lock pins it; on a system that the lock has none for, the one that is installed."""
    folder = HOME / "node"
    folder.mkdir(parents=True, exist_ok=True)
    npm, lock, stamp = shutil.which("npm"), IN_NODE / "package-lock.json", folder / "installed.json"
    if npm is None:
        raise Missing("npm is not installed")
    for file in IN_NODE.iterdir():
        shutil.copy(file, folder)
    if not stamp.exists() or stamp.read_text() != lock.read_text():
        # No package may run a script of its own: all that is needed comes in the packages.
        _done([npm, "ci", "--ignore-scripts", "--loglevel=error"], folder)
        stamp.write_text(lock.read_text())
    pinned = folder / "node_modules" / ".bin" / "node"
    node = pinned if pinned.exists() else shutil.which("node")
    if node is None:
        raise Missing("Node is not installed")
    return Path(node)


def _done(words: list[str], folder: Path | None = None) -> None:
    told = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)
    if told.returncode != 0:
        last = (told.stderr.strip() or told.stdout.strip() or "no reason given").splitlines()[-1]
        raise Missing(f"cannot be installed: {last}")
