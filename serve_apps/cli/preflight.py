"""What must hold before anything starts: one clear sentence for each thing that does not.

Uses the standard library only, because `make setup` runs it before the environment exists.
"""

import ctypes.util
import importlib.util
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

MINIMUM_PYTHON = (3, 11)
MEMORY_GIB = 3.0
DISK_GIB = 2.0


@dataclass(frozen=True)
class Package:
    """A Debian package and how to see that it is there: a program, a file, a module, a library."""

    name: str
    what_for: str
    program: str = ""
    file: str = ""
    module: str = ""
    library: str = ""

    @property
    def present(self) -> bool:
        """Tell whether the machine has it."""
        if self.program:
            return shutil.which(self.program) is not None
        if self.file:
            return Path(self.file).exists()
        if self.library:
            return ctypes.util.find_library(self.library) is not None
        return importlib.util.find_spec(self.module) is not None


FOR_SETUP = (
    Package("python3-venv", "to make .venv", module="ensurepip"),
    Package("libcurl4", "for the embedded database", library="curl"),
    Package(
        "texlive-lang-chinese",
        "to set papers in 仿宋 and 楷体",
        file="/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol/FandolFang-Regular.otf",
    ),
    Package(
        "fonts-noto-cjk",
        "to show Chinese",
        file="/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    ),
)
FOR_TESTS = (
    Package("git", "to list the source", program="git"),
    Package("chromium", "to look at the kiosk", program="chromium"),
    Package("chromium-headless-shell", "to look at the pages", program="chromium-headless-shell"),
    Package("prometheus", "to check the dashboards", program="prometheus"),
    Package("iproute2", "to cut networks", program="ip"),
    Package("zbar-tools", "to read codes", program="zbarimg"),
    Package("qpdf", "to check papers", program="qpdf"),
    Package("clamav-daemon", "to scan files", file="/usr/sbin/clamd"),
    Package("openssl", "to stamp times", program="openssl"),
    Package("softhsm2", "to keep keys in a token", program="softhsm2-util"),
    Package("poppler-utils", "to check seals on papers", program="pdfsig"),
    Package("mupdf-tools", "to check seals on papers", program="mutool"),
    Package(
        "postgresql-15",
        "to collect from a database",
        file="/usr/lib/postgresql/15/bin/initdb",
    ),
    Package("strace", "to slow disks down", program="strace"),
    Package("e2fsprogs", "to fill a disk", program="mkfs.ext4"),
    Package(
        "libfaketime",
        "to set clocks wrong",
        file="/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1",
    ),
)


def python_faults() -> list[str]:
    """Say what is wrong with the running Python."""
    if sys.version_info[:2] >= MINIMUM_PYTHON:
        return []
    found = ".".join(map(str, sys.version_info[:3]))
    return [f"Python 3.11 or newer is needed, this is {found}: install it, or set PYTHON=..."]


def package_faults(packages: Iterable[Package]) -> list[str]:
    """Say which of the Debian `packages` are missing, and how to get them."""
    missing = [package for package in packages if not package.present]
    return [
        f"The system package {package.name} is missing ({package.what_for}): "
        f"apt-get install {package.name}"
        for package in missing
    ]


def port_faults(ports: Iterable[tuple[int, str, str]]) -> list[str]:
    """Say which of the (port, what for, setting) triples are taken on this machine."""
    faults: list[str] = []
    for port, what_for, setting in ports:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("0.0.0.0", port))  # nosec B104 # for a moment, to see
            except OSError:
                faults.append(
                    f"Port {port} ({what_for}) is in use: stop what listens there, or set {setting}"
                )
    return faults


def room_faults(folder: Path) -> list[str]:
    """Say whether memory or the disk under `folder` is too small."""
    faults: list[str] = []
    memory = available_memory_gib()
    if memory < MEMORY_GIB:
        faults.append(
            f"Too little memory: {memory:.1f} GiB available, at least {MEMORY_GIB:g} GiB needed"
        )
    existing = folder.absolute()
    while not existing.exists():
        existing = existing.parent
    disk = shutil.disk_usage(existing).free / 2**30
    if disk < DISK_GIB:
        faults.append(
            f"Too little disk under {existing}: {disk:.1f} GiB free, "
            f"at least {DISK_GIB:g} GiB needed"
        )
    return faults


def available_memory_gib() -> float:
    """Return the memory that new processes can have, in GiB."""
    for line in Path("/proc/meminfo").read_text("ascii").splitlines():
        if line.startswith("MemAvailable:"):
            return int(line.split()[1]) / 2**20
    return float("inf")


def provide(packages: tuple[Package, ...]) -> list[str]:
    """Install what is missing of `packages` where that is allowed; say what is still missing."""
    names = [package.name for package in packages if not package.present]
    if names and os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"Installing {', '.join(names)}", file=sys.stderr)
        install(names)
    return package_faults(packages)


def install(names: list[str]) -> None:
    """Install the Debian packages `names`, as root.

    Raises:
        CalledProcessError: apt-get failed; its own words are on the terminal.
    """
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    apt = shutil.which("apt-get") or "apt-get"
    subprocess.run([apt, "update", "-qq"], check=True, env=environment)
    subprocess.run(
        [apt, "install", "-y", "-qq", "--no-install-recommends", *names],
        check=True,
        env=environment,
        stdout=subprocess.DEVNULL,
    )


def link_project(root: Path) -> None:
    """Make the project importable, and `yimen` runnable, in the running environment.

    Two small files do it; an editable install would fetch a build backend that the lock file does
    not hold.
    """
    packages = next(Path(entry) for entry in sys.path if entry.endswith("site-packages"))
    (packages / "yimen.pth").write_text(f"{root}\n", "utf-8")
    command = Path(sys.prefix) / "bin" / "yimen"
    # Commands that start processes of their own have them import this file.
    begin = 'if __name__ == "__main__":\n    run()'
    command.write_text(
        f"#!{sys.prefix}/bin/python\nfrom serve_apps.cli.main import run\n\n{begin}\n", "utf-8"
    )
    command.chmod(0o755)


def main(arguments: list[str]) -> int:
    """Run one of the checks by name: "setup", "test" or "link". Return the exit status."""
    match arguments:
        case ["setup"]:
            faults = python_faults() + provide(FOR_SETUP)
        case ["test"]:
            faults = provide(FOR_TESTS)
        case ["link"]:
            link_project(Path(__file__).parents[2])
            faults = []
        case _:
            faults = ["usage: preflight setup | test | link"]
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
