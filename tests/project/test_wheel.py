"""The product as it is installed on a server: everything that it reads is in the package."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.project.tracked import PRODUCT, ROOT, tracked_files


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The package, built offline from a copy of the tracked files."""
    folder = tmp_path_factory.mktemp("wheel")
    for path in tracked_files():
        copy = folder / "project" / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, copy)
    uv = Path(sys.executable).with_name("uv")
    where = ["--offline", "--quiet", "--python", sys.executable, "--out-dir", str(folder)]
    command = [str(uv), "build", "--wheel", "--no-build-isolation", *where, str(folder / "project")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return zipfile.ZipFile(next(folder.glob("*.whl")))


def test_every_file_of_the_product_is_in_the_package(wheel: zipfile.ZipFile) -> None:
    product = {
        path.relative_to(ROOT).as_posix() for path in tracked_files() if path.relative_to(ROOT).parts[0] in PRODUCT
    }
    assert product - set(wheel.namelist()) == set()


def test_nothing_else_is_in_the_package(wheel: zipfile.ZipFile) -> None:
    tops = {name.split("/")[0] for name in wheel.namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == set(PRODUCT)
