"""What stands in a bag for those who check it by hand: every command with its own figures."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from calltools.data import read_data
from calltools.proof.bag_check import escaped
from calltools.proof.chain import seconds_of
from calltools.proof.envelopes import ENVELOPE
from calltools.proof.heads import keys_of, open_head
from calltools.proof.keys import PublicKey
from calltools.proof.ledger import CUSTODY
from calltools.proof.stamps import (
    AUTHORITIES,
    authorities_of,
    check_stamp,
    stamp_files,
    stamped_envelope,
)
from calltools.store.workspace import Workspace
from calltools.times import utc_now

_STAMPED = {
    "README.txt": (
        "An authority for time stamps (RFC 3161) confirmed that a head, and with it all entries\n"
        "that it signs, was there at a time. -attime is that time: the command stays good after\n"
        "the authority's certificate has expired. Compare its root certificate with the one that\n"
        "the authority publishes.\n"
    ),
    "README.zh.txt": (
        "时间戳机构（RFC 3161）确认：某个签名（连同它所签的全部条目）在某一时刻已经存在。\n"
        "-attime 就是那一时刻：机构的证书过期之后，命令仍然有效。\n"
        "请把根证书与该机构公布的根证书核对。\n"
    ),
}
_NOT_STAMPED = {
    "README.txt": "No authority for time stamps was asked: all times are of the office's clock.\n",
    "README.zh.txt": "没有请过时间戳机构：所有时间都是办公室自己的时钟。\n",
}
_ESCAPED = {
    "README.txt": (
        "\nSome names in the lists have %25 for %, %0A and %0D for ends of lines: sha256sum calls\n"
        "such files missing; calltools checks them.\n"
    ),
    "README.zh.txt": "\n清单里有的 %25 代表 %，%0A、%0D 代表换行：sha256sum 会说文件不存在。\n",
}


def readmes(
    workspace: Workspace, head: Path, key: PublicKey, payload: Mapping[str, str]
) -> dict[str, str]:
    """The texts by name, English and Chinese; ``head`` is the envelope of the last head."""
    texts = {
        "README.txt": read_data("proof/readme.en.txt"),
        "README.zh.txt": read_data("proof/readme.zh.txt"),
    }
    signed = open_head(head, keys_of(workspace.root)).head
    commands = _stamp_commands(workspace)
    return {
        name: text.format(
            time=utc_now(),
            key=key.fingerprint[:16],
            fingerprint=key.fingerprint,
            head=head.name.removesuffix(ENVELOPE),
            size=signed.size,
            entries=signed.entries,
            stamps=f"{_STAMPED[name]}\n{commands}" if commands else _NOT_STAMPED[name],
            escaped=_ESCAPED[name] if any(escaped(path) != path for path in payload) else "",
        )
        for name, text in texts.items()
    }


def _stamp_commands(workspace: Workspace) -> str:
    """The commands that check the stamps with openssl alone, each as of the stamp's time."""
    root = workspace.root
    lines = []
    for path in stamp_files(root):
        envelope = stamped_envelope(path)
        stamp = check_stamp(path.read_bytes(), envelope, authorities_of(root), path)
        lines.append(
            f"    openssl ts -verify -data data/{envelope.relative_to(root).as_posix()}"
            f" -in data/{path.relative_to(root).as_posix()}"
            f" -CAfile data/{CUSTODY}/{AUTHORITIES}/{stamp.root[:16]}.pem"
            f" -attime {seconds_of(stamp.time):.0f}\n\n    {stamp.time}  {stamp.authority}\n"
        )
    return "\n".join(lines)
