"""Random YAML texts for the reader, mostly small: valid, unusual and damaged ones. About two in
ten are simple enough for the line reader."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random

from support.registers import FILES

CARDS = [*FILES.values(), *(path.read_text("utf-8") for path in
         sorted(Path(__file__).parents[2].glob("cards/**/*.yaml")))]  # fmt: skip

KEYS = ("a", "b", "c", "id", "x-열쇠", "가", "'q'", '"d"', "no", "long_key", "_u", "1", "a b", "É")
VALUES = (
    *("x", "some text", "x: y", "x:y", "a#b", "a #b", "a  # c", "가 나", "a: b", "a,b", "a, b"),
    *("1", "-1", "-0", "012", "0", "1.5", "2022-01-02", "1:30", "100 companies", "-3", "9" * 18),
    *("9" * 19, "true", "null", "no", "y", "~", "=", "<<", "+1", ".x", "...", "---", "x-", "x,"),
    *("'q'", "'it''s'", '"d"', '"a \\"b\\""', '"\\\\"', '"\\n"', "''", '""', "'a' # c", "'a'#c"),
    *("'a' b", '"a": b', "'a", '"', "http://a.b/c?d=e#f", "-", "- x", "?", "? x", "x?", ":x", "x:"),
    *("[a]", "[a, b]", "[a,b]", "[ a ]", "[]", "[ ]", "[a, [b, {c: d}]]", "[a, ]", "[x#y]"),
    *("[a: b]", "{a: b}", "{}", "{a: [b], c: }", "{a: , b: 1}", "{a:1}", "{a: b c, d: 'e, f'}"),
    *("{a: 'b''c'}", "{a: b,\n     c: d}", "[a,\n  b]", "[a,\nb]", "[a # c\n]", "{a}", "{a: b:c}"),
    *("{no: 1}", "{a: no}", "{a: 1, a: 2}", "{'a b': 1}", '{"a":1}', '{"a": 1}', "{a: b}# c"),
    *("{a: b} # c", "{a: b} x", "{a: x #y}", "{a: x}}", "{a: it's, b: don't}", "{a: b , c: d}"),
    *("{a: x?, b: 1}", "[" * 8 + "x" + "]" * 8, "{a: " * 7 + "x" + "}" * 7, "&a x", "*a", "!t x"),
    *("%x", "@x", "`x", "x \xa0", "\u3000x", "{a: \xa0}", "e\u0301", "| x", "|2", ">-", "x\u200b"),
    *("a\tb", '"a\tb"'),
)  # fmt: skip
HEADS = ("|", "|-", "|+", ">", ">-", ">+", "| # c", "> # c", "|# c", "|2", "|-2", "> ")
BITS = (
    *(": ", ":", "- ", "-", "? ", "?", "#", " #", ", ", ",", "[", "]", "{", "}", "'", '"', "|"),
    *(">", "|-\n", "|2\n", "&a ", "*a", "!", "!!str ", "%", "@", "`", "\\", "<<: ", " ", "  "),
    *("\t", "\n", "\n\n", "\r\n", "\r", "\n  ", "\n \n", "---\n", "...\n", "no", "~", "012", "가"),
    *("\u1161", "\u200b", "\u2028", "\x85", "\ufeff", "\x00", "id: x\n", "=======\n", "😀"),
    *("\ufffd", "1", "''", '\\"', "x: ", "- x: y\n", "\xa0", "\u3000", "\u0301", "# c\n"),
    *("  # c\n", "a:\n", "-\n"),
)  # fmt: skip
SCRAPS = (
    *("a", "b", "c", "d: ", "e:", "- ", "-", " ", "  ", "\n", "\n", "\n  ", "\n- ", "\n  - "),
    *("\nk: ", "\nl:", "{", "}", "[", "]", ", ", ",", ": ", ":", "'", '"', "#", " #", "|\n", ">\n"),
    *("x", "1", "0", "no", "\\", "?", "&", "*", "!", "가", "\xa0", ".", "=", "<", "\n\n", "'q'"),
    *("{a: b}", "[a]"),
)  # fmt: skip
STARTS = ("", "a: ", "a:\n  ", "- ", "a:\n- ", "a: {", "a: [", "a: |\n", "a: b\n")


def text(rng: Random) -> str:
    """Return a random text: generated, from scraps, or from a card; half of them damaged."""
    kind = rng.random()
    if kind < 0.4:
        found = RandomEditor(rng).mapping(0, 1) + "\n"
        return found if rng.random() < 0.6 else damaged(found, rng)
    if kind < 0.6:
        scraps = rng.choices(SCRAPS, k=rng.randint(1, 10))
        return rng.choice(STARTS) + "".join(scraps) + "\n"
    return damaged(_piece(rng.choice(CARDS), rng), rng)


def _piece(card: str, rng: Random) -> str:
    """Return up to twelve lines of a card, starting at one with a key."""
    lines = card.splitlines(keepends=True)
    tops = [number for number, line in enumerate(lines) if line[:1] not in " -#}]"]
    first = rng.choice(tops)
    return "".join(lines[first : first + rng.randint(1, 12)])


def damaged(found: str, rng: Random) -> str:
    """Return the text with one to three insertions, removals or moves."""
    for _ in range(rng.choice([1, 1, 1, 2, 3])):
        found = rng.choice(DAMAGES)(found, rng)
    return found


def _put(found: str, rng: Random) -> str:
    at = rng.randint(0, len(found))
    return found[:at] + rng.choice(BITS) + found[at + rng.choice([0, 0, 0, 1, 2, 7]) :]


def _cut(found: str, rng: Random) -> str:
    at = rng.randint(0, len(found))
    return found[:at] + found[at + rng.choice([1, 1, 2, 3, 10, 40, 9999]) :]


def _lines(found: str, rng: Random) -> str:
    """Remove, repeat, swap, extend or reindent a random line."""
    lines = found.split("\n")
    at, other = rng.randrange(len(lines)), rng.randrange(len(lines))
    match rng.randrange(5):
        case 0:
            del lines[at]
        case 1:
            lines.insert(other, lines[at])
        case 2:
            lines[at], lines[other] = lines[other], lines[at]
        case 3:
            lines[at] += rng.choice([" # c", " ", "#", ":", " x", ","])
        case _:
            lines[at] = " " * rng.randint(0, 6) + lines[at].lstrip(" ")
    return "\n".join(lines)


DAMAGES: tuple[Callable[[str, Random], str], ...] = (_put, _put, _put, _cut, _lines, _lines)


class RandomEditor:
    """Writes random mappings and sequences, mostly valid, in all styles."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng

    def mapping(self, indent: int, depth: int) -> str:
        """Return the lines of a block mapping, without the last line end."""
        found = ""
        for number in range(self.rng.choice([1, 1, 2, 2, 3])):
            colon = self.rng.choice([":"] * 15 + [" :", "", "::"])
            found += self.begin(indent, number) + self.rng.choice(KEYS) + colon
            found += self.value(indent, depth)
        return found

    def sequence(self, indent: int, depth: int) -> str:
        """Return the lines of a block sequence."""
        found = ""
        for number in range(self.rng.choice([1, 1, 2, 2, 3])):
            found += self.begin(indent, number) + "-"
            if self.rng.random() < 0.45 and depth < 10:
                gap = self.rng.choice([1, 1, 1, 3])
                inside = self.mapping(indent + 1 + gap, depth + 1)
                found += " " * gap + inside.lstrip(" ")
            else:
                found += self.value(indent, depth)
        return found

    def begin(self, indent: int, number: int) -> str:
        """Return the text before a key or dash; rarely with wrong indentation."""
        between = ["", *[""] * 9, "\n", " " * indent + "# c\n", "# c\n", "   # c\n", " \n"]
        off = 0 if self.rng.random() < 0.97 else self.rng.choice([-2, -1, 1, 2])
        return ("\n" + self.rng.choice(between) if number else "") + " " * (indent + off)

    def value(self, indent: int, depth: int) -> str:
        """Return the text after a colon or dash."""
        kind = self.rng.random()
        if kind < 0.6 or depth > 9:
            gap = self.rng.choice([1] * 12 + [0, 2, 3])
            return " " * gap + self.rng.choice(VALUES) + self.rng.choice([""] * 8 + ["  # c", " "])
        if kind < 0.7:
            return " " + self.block(indent)
        if kind < 0.75:
            return self.rng.choice(["", " ", "  # c"])
        gap = self.rng.choice(["", "", "  # c", "\n", " ", "\n# c"])
        further = indent + self.rng.choice([2, 2, 2, 4, 1, 0])
        write = self.rng.choice([self.mapping, self.sequence])
        return f"{gap}\n{write(further, depth + 1)}"

    def block(self, indent: int) -> str:
        """Return a block scalar, in which some lines are indented more or less, or blank."""
        pad = " " * (indent + self.rng.choice([1, 2, 2, 2, 4, 0]))
        lines = [
            *[pad + "line", pad + "a: b", pad + "- c", pad + "# d", pad + "end  ", pad + "나", pad],
            *[pad + "  more", pad + "line", pad + "---", pad + "'q", pad + "\xa0", "", "", " "],
            *[pad[1:] + "less", pad + "line", pad + "line", "# c"],
        ]
        count = self.rng.choice([0, 1, 1, 2, 2, 3, 5])
        return "\n".join([self.rng.choice(HEADS), *self.rng.choices(lines, k=count)])
