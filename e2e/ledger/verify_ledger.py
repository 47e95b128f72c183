#!/usr/bin/env python3
"""Verifies an exported ledger, with nothing but Python's standard library.

Written from docs/ledger-format.md alone; it shares no code with the program.

    verify_ledger.py EXPORT [HEAD]      prints the verdict, exits 1 where there is a flaw
    verify_ledger.py --batch FOLDER     verifies every NAME.ledger (with NAME.head, where there is one), a line each
"""
import functools
import json
import pathlib
import sys

FORMAT = b"wanping-ledger-1"
HEAD_FORMAT = "wanping-head-1"
FIELDS = (
    "seq posted_at year kind subject section_no unit_no indicator clause points count modifiers mark failed satisfied "
    "basic dissatisfied rater matter reverses on_day evidence detail proposed_by confirmed_by reason_hash source prev_hash"
).split()
ORIGIN = b"0" * 64

# --- SM3 (GB/T 32905) -------------------------------------------------------------------------------------------------

MASK = 0xFFFFFFFF
IV = (0x7380166F, 0x4914B2B9, 0x172442D7, 0xDA8A0600, 0xA96F30BC, 0x163138AA, 0xE38DEE4D, 0xB0FB0E4E)


def rotate(x, n):
    n %= 32
    return ((x << n) | (x >> (32 - n))) & MASK


ROUND = [rotate(0x79CC4519 if j < 16 else 0x7A879D8A, j) for j in range(64)]


def expand(block):
    w = [int.from_bytes(block[i:i + 4], "big") for i in range(0, 64, 4)]
    for j in range(16, 68):
        x = w[j - 16] ^ w[j - 9] ^ rotate(w[j - 3], 15)
        w.append(x ^ rotate(x, 15) ^ rotate(x, 23) ^ rotate(w[j - 13], 7) ^ w[j - 6])
    return w


def compress(v, block):
    w = expand(block)
    a, b, c, d, e, f, g, h = v
    for j in range(64):
        a12 = rotate(a, 12)
        ss1 = rotate((a12 + e + ROUND[j]) & MASK, 7)
        if j < 16:
            ff, gg = a ^ b ^ c, e ^ f ^ g
        else:
            ff, gg = (a & b) | (a & c) | (b & c), (e & f) | (~e & g)
        tt1 = (ff + d + (ss1 ^ a12) + (w[j] ^ w[j + 4])) & MASK
        tt2 = (gg + h + ss1 + w[j]) & MASK
        a, b, c, d = tt1, a, rotate(b, 9), c
        e, f, g, h = tt2 ^ rotate(tt2, 9) ^ rotate(tt2, 17), e, rotate(f, 19), g
    return tuple(x ^ y for x, y in zip(v, (a, b, c, d, e, f, g, h)))


@functools.lru_cache(maxsize=None)
def sm3(data):
    padded = data + b"\x80" + b"\0" * ((55 - len(data)) % 64) + (8 * len(data)).to_bytes(8, "big")
    v = IV
    for i in range(0, len(padded), 64):
        v = compress(v, padded[i:i + 64])
    return b"".join(x.to_bytes(4, "big") for x in v)


def sm3_hex(data):
    return sm3(data).hex().encode()


# --- SM2 (GB/T 32918.2) -----------------------------------------------------------------------------------------------

P = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
A = P - 3
B = 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
N = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
G = (0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7,
     0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0)
ID = b"1234567812345678"


def add(p, q):
    if p is None or q is None:
        return p or q
    if p[0] == q[0]:
        if (p[1] + q[1]) % P == 0:
            return None
        slope = (3 * p[0] * p[0] + A) * pow(2 * p[1], -1, P)
    else:
        slope = (q[1] - p[1]) * pow(q[0] - p[0], -1, P)
    x = (slope * slope - p[0] - q[0]) % P
    return x, (slope * (p[0] - x) - p[1]) % P


def multiply(k, p):
    total = None
    while k:
        if k & 1:
            total = add(total, p)
        p, k = add(p, p), k >> 1
    return total


def point(text):
    """The public key, or None where it is no point of the curve written as 130 lower-case hexadecimal digits."""
    try:
        raw = bytes.fromhex(text.decode("ascii"))
    except ValueError:
        return None
    if len(raw) != 65 or raw[0] != 4:
        return None
    x, y = int.from_bytes(raw[1:33], "big"), int.from_bytes(raw[33:], "big")
    on_curve = x < P and y < P and (y * y - x * x * x - A * x - B) % P == 0
    return (x, y) if on_curve else None


def der_integer(data):
    if len(data) < 3 or data[0] != 2 or data[1] > 33 or data[1] == 0 or len(data) < 2 + data[1]:
        return None, b""
    body, rest = data[2:2 + data[1]], data[2 + data[1]:]
    if body[0] & 0x80 or (len(body) > 1 and body[0] == 0 and not body[1] & 0x80):
        return None, b""
    return int.from_bytes(body, "big"), rest


def signature_parts(text):
    try:
        raw = bytes.fromhex(text.decode("ascii"))
    except ValueError:
        return None
    if raw.hex().encode() != text or len(raw) < 2 or raw[0] != 0x30 or raw[1] != len(raw) - 2:
        return None
    r, rest = der_integer(raw[2:])
    s, rest = der_integer(rest)
    return (r, s) if r is not None and s is not None and not rest else None


@functools.lru_cache(maxsize=None)
def signed(key, message, signature):
    parts, q = signature_parts(signature), point(key)
    if parts is None or q is None:
        return False
    r, s = parts
    if not (1 <= r < N and 1 <= s < N):
        return False
    number = lambda n: n.to_bytes(32, "big")
    za = sm3((8 * len(ID)).to_bytes(2, "big") + ID + b"".join(map(number, (A, B, *G, *q))))
    e = int.from_bytes(sm3(za + message), "big")
    t = (r + s) % N
    if t == 0:
        return False
    at = add(multiply(s, G), multiply(t, q))
    return at is not None and (e + at[0]) % N == r


# --- The ledger -------------------------------------------------------------------------------------------------------


class Flaw(Exception):
    def __init__(self, entry, field, expected, found):
        super().__init__(field)
        self.entry, self.field, self.expected, self.found = entry, field, expected, found


def natural(text):
    if not text.isdigit() or (len(text) > 1 and text[:1] == b"0") or int(text) > 2**63 - 1:
        return None
    return int(text)


class Head:
    def __init__(self, seq, digest, at, key, signature, name):
        self.seq, self.digest, self.at, self.key, self.signature, self.name = seq, digest, at, key, signature, name

    def written(self):
        """The head as the entry of its signing holds it."""
        return b'{"seq":%d,"hash":"%s","at":"%s","key":"%s","signature":"%s"}' % (
            self.seq, self.digest, self.at, self.key, self.signature)

    def check(self, keys):
        message = HEAD_FORMAT.encode() + b"\nseq: %d\nhash: %s\nat: %s\nkey: %s\n" % (self.seq, self.digest, self.at, self.key)
        if self.key not in keys or not signed(keys[self.key], message, self.signature):
            raise Flaw(self.seq, self.name + ".signature", b"a signature of key " + self.key, self.signature)


def read_head(data):
    lines = data.rstrip(b"\n").split(b"\n")
    names = (b"seq: ", b"hash: ", b"at: ", b"key: ", b"signature: ")
    if len(lines) != 6 or lines[0] != HEAD_FORMAT.encode() or any(not l.startswith(n) for l, n in zip(lines[1:], names)):
        raise ValueError("this is no head")
    seq, digest, at, key, signature = (l[len(n):] for l, n in zip(lines[1:], names))
    return Head(int(seq), digest, at, key, signature, "outside_head")


class Verifier:
    def __init__(self, outside=None):
        self.keys, self.heads, self.outside = {}, [], outside
        self.last, self.prev, self.begun, self.ended = 0, ORIGIN, False, None
        self.signings = []  # entries of kind head: seq and detail

    def malformed(self, number, line):
        return Flaw(self.last + 1, "line", b"line %d of the form" % number, line)

    def begin(self):
        if self.begun:
            return
        self.begun = True
        for key, text in self.keys.items():
            if point(text) is None or sm3_hex(bytes.fromhex(text.decode()))[:16] != key:
                raise Flaw(0, "key", key, text)
        for head in self.heads + ([self.outside] if self.outside else []):
            head.check(self.keys)
        if self.outside:
            self.heads.append(self.outside)

    def line(self, number, line):
        cells = line.split(b"\t")
        kind = cells[0]
        if number == 1 or number == 2:
            want = FORMAT if number == 1 else b"fields\t" + "\t".join(FIELDS).encode()
            if line != want:
                raise self.malformed(number, line)
        elif self.ended is not None:
            raise self.malformed(number, line)
        elif kind == b"key" and len(cells) == 3 and not self.begun and not self.heads:
            self.keys[cells[1]] = cells[2]
        elif kind == b"head" and len(cells) == 6 and not self.begun and natural(cells[1]) is not None:
            self.heads.append(Head(natural(cells[1]), *cells[2:], "signed_head"))
        elif kind == b"entry" and len(cells) == len(FIELDS) + 3:
            self.begin()
            self.entry(cells[1:-2], cells[-2], cells[-1])
        elif kind == b"end" and len(cells) == 3:
            self.begin()
            self.end(natural(cells[1]), cells[2], number, line)
        else:
            raise self.malformed(number, line)

    def entry(self, cells, attested, digest):
        self.last += 1
        n, joined = self.last, b"\x1f".join(cells)
        first = joined.split(b"\x1f")[0]
        if first != b"%d" % n:
            raise Flaw(n, "seq", b"%d" % n, first)
        if sm3_hex(attested) != digest:
            if sm3_hex(joined) == digest:
                raise Flaw(n, "attested", joined, attested)
            raise Flaw(n, "hash", sm3_hex(attested), digest)
        words, cells = attested.split(b"\x1f"), joined.split(b"\x1f")
        if len(words) != len(FIELDS) or len(cells) != len(FIELDS):
            raise Flaw(n, "attested", joined, attested)
        for name, word, cell in zip(FIELDS, words, cells):
            if word != cell:
                raise Flaw(n, name, word, cell)
        if cells[-1] != self.prev:
            raise Flaw(n, "prev_hash", self.prev, cells[-1])
        for head in self.heads:
            if head.seq == n and head.digest != digest:
                raise Flaw(n, head.name, head.digest, digest)
        if cells[FIELDS.index("kind")] == b"head":
            self.signings.append((n, cells[FIELDS.index("detail")]))
        self.prev = digest

    def end(self, seq, digest, number, line):
        if seq is None:
            raise self.malformed(number, line)
        self.ended = seq
        if seq == self.last and digest != self.prev:
            raise Flaw(self.last, "end", digest, self.prev)

    def finish(self, lines):
        if self.ended is None:
            raise self.malformed(lines + 1, b"")
        beyond = sorted((h for h in self.heads if h.seq > self.last), key=lambda h: h.seq)
        if beyond:
            raise Flaw(self.last + 1, beyond[0].name, b"%d" % beyond[0].seq, b"%d" % self.last)
        if self.ended > self.last:
            raise Flaw(self.last + 1, "end", b"%d" % self.ended, b"%d" % self.last)
        if self.ended < self.last:
            raise Flaw(self.ended + 1, "end", b"%d" % self.ended, b"%d" % self.last)
        self.check_signings([h for h in self.heads if h.name == "signed_head"])

    def check_signings(self, heads):
        """Every head that an entry says was signed is there, in that order, and from the first of them on no other."""
        if not self.signings:
            return
        written = [h.written() for h in heads]
        first, detail = self.signings[0]
        if detail not in written:
            raise Flaw(first, "head_entry", detail, b"")
        written = written[written.index(detail):]
        for i, (entry, detail) in enumerate(self.signings):
            found = written[i] if i < len(written) else b""
            if found != detail:
                raise Flaw(entry, "head_entry", detail, found)
        if len(written) > len(self.signings):
            at = len(heads) - len(written) + len(self.signings)
            raise Flaw(heads[at].seq, "head_entry", b"", heads[at].written())


def verify(data, outside=None):
    """Returns None, or the first flaw."""
    verifier, lines = Verifier(outside), data.split(b"\n")
    if lines[-1] == b"":
        lines.pop()
    try:
        for number, line in enumerate(lines, 1):
            verifier.line(number, line)
        verifier.finish(len(lines))
    except Flaw as flaw:
        return flaw
    return None


def verdict(flaw):
    if flaw is None:
        return json.dumps(None)
    text = lambda b: b.decode("utf-8", "replace")
    return json.dumps({"entry": flaw.entry, "field": flaw.field, "expected": text(flaw.expected), "found": text(flaw.found)},
                      ensure_ascii=False)


def batch(folder):
    for path in sorted(pathlib.Path(folder).glob("*.ledger")):
        head = path.with_suffix(".head")
        outside = read_head(head.read_bytes()) if head.exists() else None
        print(path.stem, verdict(verify(path.read_bytes(), outside)), sep="\t")


def main(args):
    if len(args) == 2 and args[0] == "--batch":
        batch(args[1])
        return 0
    if len(args) not in (1, 2):
        print(__doc__, file=sys.stderr)
        return 2
    outside = read_head(pathlib.Path(args[1]).read_bytes()) if len(args) == 2 else None
    flaw = verify(pathlib.Path(args[0]).read_bytes(), outside)
    print(verdict(flaw))
    return 1 if flaw else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
