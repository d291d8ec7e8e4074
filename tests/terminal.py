"""A terminal of 80 columns for tests: what a command writes to it, and what is then to be seen."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import subprocess
import termios
from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.cells import cell_len

COLUMNS = 80

_PARTS = re.compile(r"\x1b\[([?\d;]*)([A-Za-z])|([\r\n])|([^\x1b\r\n]+)")


def on_terminal(
    command: Sequence[str], cwd: Path, environment: Mapping[str, str]
) -> tuple[int, str]:
    """The exit code of a command whose three streams are a terminal, and all that it wrote."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, COLUMNS, 0, 0))
    kept = {k: v for k, v in environment.items() if k not in ("COLUMNS", "LINES", "NO_COLOR")}
    process = subprocess.Popen(
        command,
        cwd=cwd,
        env=kept | {"TERM": "xterm-256color", "PYTHONUTF8": "1"},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    written = b""
    while True:
        try:
            block = os.read(ours, 65536)
        except OSError:  # all that held it have ended
            break
        if not block:
            break
        written += block
    os.close(ours)
    return process.wait(60), written.decode("utf-8")


class Screen:
    """What stands on a terminal; each state that a reader may have seen is in ``frames``."""

    def __init__(self, written: str) -> None:
        self.lines = [""]
        self.frames: list[str] = []
        row = column = 0
        for match in _PARTS.finditer(written):
            numbers, command, move, text = match.groups()
            if move == "\r":
                column = 0
            elif move == "\n":
                self.frames.append("\n".join(self.lines))
                row += 1
                self.lines += [""] * (row + 1 - len(self.lines))
            elif text:
                for sign in text:
                    if column + cell_len(sign) > COLUMNS:  # the terminal goes on below
                        row, column = row + 1, 0
                        self.lines += [""] * (row + 1 - len(self.lines))
                    line = self.lines[row]
                    at = _index(line, column)
                    self.lines[row] = line[:at].ljust(at) + sign + line[at + 1 :]
                    column += cell_len(sign)
                self.frames.append("\n".join(self.lines))
            elif command == "A":
                row -= int(numbers or 1)
                assert row >= 0
            elif command == "K":
                assert numbers == "2", "a whole line"
                self.lines[row] = ""
            else:
                assert command in "mhl", f"a command the test knows nothing of: {command}"

    @property
    def text(self) -> list[str]:
        """What is left to be read."""
        return [line.rstrip() for line in self.lines if line.strip()]


def _index(line: str, column: int) -> int:
    """The sign of ``line`` that stands in ``column``."""
    at = width = 0
    while at < len(line) and width < column:
        width += cell_len(line[at])
        at += 1
    return at + max(0, column - width)
