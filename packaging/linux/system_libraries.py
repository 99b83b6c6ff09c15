"""Finds the system libraries that Qt needs and this Linux lacks; as root on Debian it installs them.

The public ``age`` program comes along, with which a test opens a bundle as somebody would in an emergency.

Usage: ``.venv/bin/python packaging/linux/system_libraries.py [--window]``

Qt's wheels bring Qt, not the libraries beneath it. What is missing is read from the loader (``ldd``), so the
list stays true when the wheels change; only the names of the Debian packages are kept here. Without
``--window`` nothing that only a screen needs is asked for: the demo and the tests draw off screen.
"""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

# Tried on Debian 12 minbase with PySide6-Essentials 6.11: what `ldd` reports, and the package that has it.
DEBIAN_PACKAGES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libGLX.so.0": "libglx0",
    "libOpenGL.so.0": "libopengl0",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libX11.so.6": "libx11-6",
    "libcups.so.2": "libcups2",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxcb.so.1": "libxcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxkbcommon.so.0": "libxkbcommon0",
}

ALWAYS = (
    "lib/libQt6Widgets.so.6",
    "lib/libQt6PrintSupport.so.6",
    "lib/libQt6Svg.so.6",
    "plugins/platforms/libqoffscreen.so",
    "plugins/imageformats/libqsvg.so",
)
# Programs, with the package of the same name. Without them a test is skipped, so they stop nobody.
FOR_THE_TESTS = ("age",)
FOR_A_WINDOW = ("plugins/platforms/libqxcb.so",)
# Without it Qt still saves PDFs, so it stops nobody.
FOR_A_PRINTER = ("plugins/printsupport/libcupsprintersupport.so",)


def qt_folder() -> Path:
    """Where the installed PySide6 keeps Qt."""
    spec = importlib.util.find_spec("PySide6")
    if spec is None or spec.origin is None:
        sys.exit("PySide6 is not installed in this environment: run `make setup`.")
    return Path(spec.origin).parent / "Qt"


def missing(files: tuple[str, ...]) -> list[str]:
    """The libraries (sonames) that the loader does not find for these parts of Qt."""
    folder = qt_folder()
    present = [str(folder / name) for name in files if (folder / name).exists()]
    told = subprocess.run(["ldd", *present], capture_output=True, text=True, check=False).stdout
    return sorted({line.split()[0] for line in told.splitlines() if line.strip().endswith("=> not found")})


def install(packages: list[str]) -> None:
    """Asks apt for these Debian packages; needs root.

    Whether it worked is seen by looking again: another release may name a package otherwise.
    """
    print("Installing with apt:", " ".join(packages), flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        subprocess.run(["apt-get", "-q", *command], check=False, env=environment, stdin=subprocess.DEVNULL)


def sentence(sonames: list[str]) -> str:
    """What to tell someone who may not install: which libraries, which packages, what to do next."""
    packages = sorted({DEBIAN_PACKAGES.get(name, name) for name in sonames})
    return (
        f"Qt needs system libraries that are not here: {', '.join(sonames)}.\n"
        f"Ask whoever administers this computer to install them (Debian, Ubuntu: "
        f"apt install {' '.join(packages)}), then run the same command again."
    )


def main(arguments: list[str]) -> int:
    """0 when everything that was asked for is there, 1 with one clear sentence on stderr when not."""
    if not sys.platform.startswith("linux") or shutil.which("ldd") is None:
        return 0
    may_install = os.geteuid() == 0 and shutil.which("apt-get") is not None
    if may_install:
        # Root prepares the machine once, screen and printer included.
        absent = missing(ALWAYS + FOR_A_WINDOW + FOR_A_PRINTER)
        packages = {DEBIAN_PACKAGES[name] for name in absent if name in DEBIAN_PACKAGES}
        packages |= {name for name in FOR_THE_TESTS if shutil.which(name) is None}
        if packages:
            install(sorted(packages))
    absent = missing(ALWAYS + FOR_A_WINDOW if "--window" in arguments else ALWAYS)
    if absent:
        print(sentence(absent), file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
