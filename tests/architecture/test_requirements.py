"""The pinned requirements: complete, hashed, fit for what pyproject.toml asks, and free of addresses."""

import json
import re
import sys
import tomllib
from importlib.metadata import files
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture.sources import ROOT, sources

FILES = sorted(ROOT.glob("requirements*.txt"))
PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\s;\\]+)")


def pins(file: Path) -> dict[str, str]:
    """Name → version of every pin of one file."""
    found = map(PIN.match, file.read_text(encoding="utf-8").splitlines())
    return {canonicalize_name(match["name"]): match["version"] for match in found if match}


def asked() -> list[tuple[str, str]]:
    """The file that must pin it, and each requirement that pyproject.toml states."""
    stated = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    desk, groups = stated["project"]["dependencies"], stated["dependency-groups"]
    assert groups["dev"][:2] == [{"include-group": "relay"}, {"include-group": "store"}]
    return [
        *(("requirements.txt", line) for line in desk),
        *(
            ("requirements-dev.txt", line)
            for line in [*desk, *groups["relay"], *groups["store"], *groups["dev"][2:]]
        ),
        *(("requirements-build.txt", line) for line in groups["build"]),
        *(("requirements-relay.txt", line) for line in groups["relay"]),
        *(("requirements-store.txt", line) for line in groups["store"]),
        *(("requirements-peers.txt", line) for line in groups["peers"]),
    ]


@pytest.mark.parametrize(("file", "line"), asked(), ids=[f"{file} {line}" for file, line in asked()])
def test_each_requirement_is_pinned_within_its_bounds(file: str, line: str) -> None:
    requirement = Requirement(line)
    version = pins(ROOT / file).get(canonicalize_name(requirement.name))
    assert version is not None, f"{line} is not pinned in {file}: run `make lock`"
    assert requirement.specifier.contains(version), f"{file} pins {version}: run `make lock`"


@pytest.mark.parametrize("file", ["requirements.txt", "requirements-relay.txt", "requirements-store.txt"])
def test_developers_test_what_is_installed(file: str) -> None:
    assert pins(ROOT / file).items() <= pins(ROOT / "requirements-dev.txt").items()


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_pin_has_hashes(file: Path) -> None:
    blocks = re.split(r"\n(?=[A-Za-z0-9])", file.read_text(encoding="utf-8"))
    pinned = [block for block in blocks if PIN.match(block)]
    assert pinned
    assert [block.split()[0] for block in pinned if "--hash=sha256:" not in block] == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_no_address_and_no_path_is_recorded(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert not re.search(r"[a-z+]+://|--(extra-)?index|--find-links|(^|\s)(/|[A-Z]:\\)", text, re.MULTILINE)


def test_what_the_comparison_takes_for_node_is_pinned_by_hash_and_without_addresses() -> None:
    folder = ROOT / "tests" / "benchmarks" / "peers" / "in_node"
    asked = json.loads((folder / "package.json").read_text(encoding="utf-8"))
    stated = asked["dependencies"] | asked["optionalDependencies"]
    locked = json.loads((folder / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    root = locked.pop("")
    assert root["dependencies"] | root["optionalDependencies"] == stated
    assert {name: locked[f"node_modules/{name}"]["version"] for name in stated} == stated
    assert [name for name, one in locked.items() if "resolved" in one or not one["integrity"]] == []


def _tops(name: str) -> set[str]:
    """What can be imported of a distribution."""
    return {path.parts[0].removesuffix(".py").split(".")[0] for path in files(name) or ()}


def test_every_library_that_the_sources_import_is_asked_for() -> None:
    stated = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = stated["dependency-groups"]
    desk, relay, store = (
        {canonicalize_name(Requirement(line).name) for line in lines}
        for lines in (stated["project"]["dependencies"], groups["relay"], groups["store"])
    )
    rooms = {"relay": relay, "postgres": desk | store}
    ours = set(sys.stdlib_module_names) | {"millegiorni_desk", "millegiorni_sync"}
    packaged = {name: _tops(name) for name in desk | relay | store}
    missing = {
        f"{source.path} line {line}: {name}"
        for source in sources()
        for line, name in source.imported()
        if (top := name.split(".")[0]) not in ours
        and not any(
            top in packaged[asked_for]
            for asked_for in next((rooms[part] for part in source.parts[:-1] if part in rooms), desk)
        )
    }
    assert missing == set()
