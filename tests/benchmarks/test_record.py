"""That the benchmarks of the record run: at a size at which they say nothing of speed."""

import re
from pathlib import Path

import pytest

from benchmarks import record

THINGS = ("unlocked", "backup", "audit", "saved", "signed", "opened", "keystroke", "misspelt")


def test_that_the_record_is_measured_at_the_sizes_asked_for_and_nothing_of_it_stays(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record.main(["--visits", "21", "--rounds", "1", "--folder", str(tmp_path)])
    table = [line for line in capsys.readouterr().out.splitlines() if line.startswith("|")]
    told = {name: [line for line in table if name in line] for name in THINGS}
    cell = re.compile(r"\| [\d,]+\.\d \(\d+\.\d\) \|$")
    assert "21 visits" in table[0]
    assert [name for name, lines in told.items() if not any(cell.search(line) for line in lines)] == []
    assert list(tmp_path.iterdir()) == []
