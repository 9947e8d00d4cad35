"""What a command keeps for the next ones: found by the same code alone, whole or not at all."""

import os
from itertools import count
from pathlib import Path

import pytest

from packetgen.system import disk_cache
from packetgen.system.disk_cache import MOST_SECONDS, get_or_compute


def test_a_result_is_computed_once_by_the_same_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    numbers = count(1)

    def compute(key: bytes = b"a") -> int:
        return int(get_or_compute("essais", key, lambda: b"%9d" % next(numbers)))

    assert [compute(), compute(), compute(b"b"), compute()] == [1, 1, 2, 1]
    folder = tmp_path / "packetgen" / "essais"
    for file in folder.iterdir():
        file.write_bytes(file.read_bytes()[:-1])
    assert [compute(), compute()] == [3, 3]
    monkeypatch.setattr(disk_cache, "code_version", lambda: b"autre")
    assert [compute(), compute()] == [4, 4]
    for file in folder.iterdir():
        os.utime(file, (1, file.stat().st_mtime - MOST_SECONDS - 1))
    assert [compute(b"c"), len(list(folder.iterdir()))] == [5, 1]
    monkeypatch.setattr(disk_cache, "MOST_BYTES", 41)  # one result of nine bytes
    assert [compute(b"d"), len(list(folder.iterdir()))] == [6, 1]
    monkeypatch.setenv("XDG_CACHE_HOME", os.devnull)
    assert [compute(), compute()] == [7, 8]


def test_the_code_is_that_of_packetgen_and_of_its_libraries(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = disk_cache.code_version.__wrapped__
    monkeypatch.setattr(disk_cache, "PACKAGE", tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    versions = [version()]
    for name in ("module.py", "beside/table.toml", "dompdf-1.0.dist-info/RECORD"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
        versions.append(version())
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "module.pyc").touch()
    assert len({*versions, version()}) == len(versions)
