from __future__ import annotations

import gzip

import pytest

from sheets_runner.sandbox import packing
from sheets_runner.sandbox.replies import Reply

LONG = b"0123456789" * 100


@pytest.mark.parametrize(
    "accepted",
    ["gzip", "deflate, gzip", "GZIP;q=0.5", "br;q=1.0, gzip; q=0.01 , *;q=0", "gzip,deflate"],
)
def test_a_client_that_accepts_gzip_gets_gzip(accepted: str) -> None:
    reply = packing.fit(Reply(200, LONG), accepted)

    assert reply.gzipped
    assert gzip.decompress(reply.body) == LONG


@pytest.mark.parametrize("accepted", ["", "identity", "deflate, br", "gzip;q=0", "gzip; q=0.000"])
def test_a_client_that_does_not_gets_the_body_as_it_is(accepted: str) -> None:
    assert packing.fit(Reply(200, LONG), accepted) == Reply(200, LONG)
    assert packing.fit(Reply(200, packing.pack(LONG), gzipped=True), accepted) == Reply(200, LONG)


def test_less_than_a_thousand_bytes_are_not_packed() -> None:
    assert packing.fit(Reply(200, LONG[:999]), "gzip") == Reply(200, LONG[:999])
    assert packing.fit(Reply(200, LONG[:1000]), "gzip").gzipped


def test_what_is_packed_is_not_packed_again() -> None:
    packed = Reply(200, packing.pack(LONG), gzipped=True)

    assert packing.fit(packed, "gzip") is packed
    assert packing.unpack(packed) == Reply(200, LONG)


def test_packed_pieces_can_be_put_together() -> None:
    assert gzip.decompress(packing.pack(b"one, ") + packing.pack(b"two")) == b"one, two"
    assert packing.pack(LONG) == packing.pack(LONG)
