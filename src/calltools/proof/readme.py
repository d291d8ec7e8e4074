"""What stands in a bag for those who check it by hand: keys, heads and stamps as files for openssl,
and every command with its own figures."""

from __future__ import annotations

from collections.abc import Iterator

from calltools.data import read_data
from calltools.proof.bag import SIGNATURES
from calltools.proof.chain import seconds_of
from calltools.proof.heads import SignedHead, signed_heads
from calltools.proof.keys import PublicKey
from calltools.proof.signature import ENVELOPE, envelope_files
from calltools.proof.timestamp import Stamped, authority_in, check_stamp, stamps_of
from calltools.proof.verification import Stamp
from calltools.store.log import Log
from calltools.times import utc_now


def key_file(key: PublicKey) -> str:
    """What the file of a public key is called."""
    return f"{key.fingerprint[:16]}.pub.pem"


def public_files(log: Log, last: SignedHead) -> dict[str, bytes]:
    """Files by which openssl checks the head ``last`` and the stamps of it and of those before: no
    words of a call."""
    files: dict[str, bytes] = {}
    heads = [last]
    for name, head, body, stamp in _stamps(log, last):
        files[f"{name}.tsr"] = body.data()
        files[_authority_file(stamp)] = body.authority.encode()
        heads.append(head)
    for head in heads:
        files |= envelope_files(head.name, head.body.data())
        files[key_file(head.body.public(log.where))] = head.body.key.encode()
    return files


def readmes(log: Log, last: SignedHead) -> dict[str, str]:
    """The texts by name, English and Chinese; ``last`` is the last head."""
    texts = {
        "README.txt": read_data("proof/readme.en.txt"),
        "README.zh.txt": read_data("proof/readme.zh.txt"),
    }
    values = {
        "time": utc_now(),
        "key": f"{SIGNATURES}/{key_file(last.body.public(log.where))}",
        "fingerprint": last.signer,
        "head": f"{SIGNATURES}/{last.name}",
        "events": last.head.seq,
        "stamps": "\n".join(_stamp_commands(log, last)),
    }
    return {name: text.format(**values) for name, text in texts.items()}


def _stamp_commands(log: Log, last: SignedHead) -> Iterator[str]:
    """The commands that check the stamps with openssl alone, each as of the stamp's time."""
    for name, head, _body, stamp in _stamps(log, last):
        yield (
            f"    openssl ts -verify -data {SIGNATURES}/{head.name}{ENVELOPE}"
            f" -in {SIGNATURES}/{name}.tsr -CAfile {SIGNATURES}/{_authority_file(stamp)}"
            f" -attime {seconds_of(stamp.time):.0f}\n\n    {stamp.time}  {stamp.authority}\n"
        )


def _stamps(log: Log, last: SignedHead) -> Iterator[tuple[str, SignedHead, Stamped, Stamp]]:
    """The stamps of a head and of those before: the names of their files, what they are of, their
    bodies, and what they say."""
    heads = {head.event.seq: head for head in signed_heads(log)}
    for event, body in stamps_of(log):
        if body.signed <= last.event.seq:
            head, where = heads[body.signed], f"{log.where}, event {event.seq}"
            own = authority_in(body.authority.encode(), where)
            stamp = check_stamp(body.data(), head.body.data(), head.head.seq, [own], where)
            yield f"{head.name}.{event.seq}", head, body, stamp


def _authority_file(stamp: Stamp) -> str:
    return f"authority-{stamp.root[:16]}.pem"
