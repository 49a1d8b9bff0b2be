"""Rules CC801 and CC802: personal data (numbers, addresses) and secrets (keys, passwords)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from itertools import islice
from operator import itemgetter

from cardctl.domain.agency import Agency
from cardctl.domain.card import Card
from cardctl.domain.meeting import Meeting
from cardctl.domain.register import FactRegister
from cardctl.domain.text import LINKS
from cardctl.finding import Field, Severity
from cardctl.i18n import Message, _
from cardctl.rules.rule import Context, Problem, SubjectKind, extends, rule
from cardctl.rules.text_fields import strings, written

# Patterns ---------------------------------------------------------------------------------------
#
# The patterns are compiled on first use: most registers contain nothing that needs them.

_LOOK_ALIKES = str.maketrans("０１２３４５６７８９＋－＠．（）‐‑‒–—−", "0123456789+-@.()------")
"""Look-alike digits and marks, mapped to the plain ones."""

_SCHEME = r"[A-Za-z][A-Za-z0-9+.-]{0,20}://"
_BEFORE = r"(?<![0-9A-Za-z])(?<![0-9][-.])"
_AFTER = r"(?![0-9]|[-.][0-9])"

_TELEPHONE = (
    rf"{_BEFORE}(?:"
    r"01[016789][-. )]{0,2}[0-9]{3,4}[-. ]{0,2}[0-9]{4}"  # mobile
    r"|\(?0(?:2|[3-6][1-5]|505|70|80)(?:\) ?|[-. ])[0-9]{3,4}[-. ][0-9]{4}"  # with area code
    r"|\+[0-9]{1,3}[-. ]\(?[0-9]{1,4}\)?(?:[-. ][0-9]{2,4}){2,3}|\+82[0-9]{8,10}"  # international
    rf"){_AFTER}"
)
_NO_QUANTITY = (
    r"(?![원건명회대개호㎡]| (?:[원건명회대개호㎡]|만원)(?![가-힣])| ?(?:won|KRW|calls|people)\b)"
)
_NUMBER_WORD = r"(?: ?(?:번호|numbers?\b|no\b\.?))"
_GAP = r"[\s:：=.()\[\]#은는이가]{0,5}"
_CUED_TELEPHONE = (
    r"(?:전화|연락처|팩스|휴대폰|핸드폰|내선|문의처?|[☎☏]"
    r"|(?i:\b(?:telephone|phone|tel|mobile|cell|fax|call)))"
    rf"{_NUMBER_WORD}?{_GAP}(?P<value>"
    # neither two years nor a date
    r"(?!(?:19|20)[0-9]{2}[-.](?:19|20)[0-9]{2}|(?:19|20)[0-9]{2}[01][0-9][0-3][0-9])"
    rf"[2-9][0-9]{{2,3}}[-.]?[0-9]{{4}}|0(?:2|[3-6][1-5]|70)[0-9]{{7,8}}){_AFTER}{_NO_QUANTITY}"
)
"""A number without area code or separators is a telephone number only after a cue word."""

_RESIDENT = (
    rf"{_BEFORE}(?P<born>[0-9]{{6}})(?P<mark> ?- ?| ?)(?P<rest>[1-8][0-9]{{6}})"
    rf"{_AFTER}{_NO_QUANTITY}"
)
_PASSPORT = (
    rf"(?i:여권|\bpassport)(?P<word>{_NUMBER_WORD})?{_GAP}"
    r"(?P<value>(?i:[A-Z]{0,2})[0-9]{6,9}|(?i:[A-Z])[0-9]{3}(?i:[A-Z])[0-9]{4})(?![0-9A-Za-z])"
    rf"{_NO_QUANTITY}"
    r"|(?<![0-9A-Za-z])M(?:(?!(?:19|20)[0-9]{2}[01][0-9][0-3][0-9])[0-9]{8}|[0-9]{3}[A-Z][0-9]{4})"
    r"(?![0-9A-Za-z])"
)
"""A number after a cue word (also a foreign one), or an ordinary Korean one without it."""
_LICENCE = rf"{_BEFORE}(?:1[1-9]|2[0-8])-[0-9]{{2}}-[0-9]{{6}}-[0-9]{{2}}{_AFTER}"
_ACCOUNT = (
    r"(?:계좌|예금|은행|뱅크|농협|수협|신협|새마을금고|우체국|(?i:\b(?:account|a/c)))"
    rf"(?P<gap>[^0-9\n]{{0,12}})(?P<value>[0-9]{{2,6}}(?:-[0-9]{{2,8}}){{1,3}}){_AFTER}"
)
_UNSEPARATED_ACCOUNT = (
    rf"(?:계좌|(?i:\baccount)){_NUMBER_WORD}{_GAP}(?P<value>[0-9]{{10,14}}){_AFTER}{_NO_QUANTITY}"
)
_IBAN = r"(?<![0-9A-Za-z])[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?![0-9A-Za-z])"
_MAIL = r"(?<![A-Za-z0-9._%+-])(?!git@)[A-Za-z0-9._%+-]+@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}"

_TOKEN = (
    r"(?<![A-Za-z0-9])(?:"
    r"(?:AKIA|ASIA|AIDA|AROA|AGPA)[0-9A-Z]{16}"  # Amazon
    r"|gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,}|glpat-[A-Za-z0-9_-]{16,}"
    r"|xox[abeoprs]-[A-Za-z0-9-]{10,}|AIza[0-9A-Za-z_-]{35}"  # Slack, Google
    r"|[sr]k[_-](?:live|test|proj|ant)[_-][A-Za-z0-9_-]{16,}|sk-[A-Za-z0-9]{20,}"
    r"|npm_[A-Za-z0-9]{30,}|hf_[A-Za-z0-9]{30,}|SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}"
    r"|eyJ[A-Za-z0-9_-]{8,2000}\.eyJ[A-Za-z0-9_-]{8,2000}\.[A-Za-z0-9_-]*"  # JSON Web Token
    r")"
)
_PRIVATE_KEY = r"-----BEGIN [A-Z ]*PRIVATE KEY(?: BLOCK)?-----"
_PASSWORD = (
    r"(?i)(?:pass(?:word|wd|phrase)|\bpwd|secret[_-]key|(?:client|app)[_-]secret|api[_ -]?key|"
    r"(?:access|auth)[_-]?token|비밀번호|패스워드)[\"']?\s*[:=]\s*[\"']?"
    r"(?P<value>(?=[^\s가-힣,;\"']{0,200}[0-9])[^\s가-힣,;\"']{6,})"
)
_IN_ADDRESS = _SCHEME + r"[^\s/?#@:]{0,200}:(?P<value>[^\s/?#@]{1,200})@"


_RANDOM = (date(2020, 10, 5), date(2040, 1, 1))
"""Numbers of people born since the first day have no check digit; the second day is a bound."""


def _is_resident(found: re.Match[str]) -> bool:
    """Whether 13 digits are a resident registration number, of a citizen or a foreigner.

    The first six are the date of birth, and the seventh gives the century. Without a separator or
    a cue word, the last one must also be the check digit, and the number must not be round.
    """
    birth_digits, mark, rest = found["born"], found["mark"], found["rest"]
    before = found.string[max(0, found.start() - 24) : found.start()]
    century = 1900 + 100 * ((int(rest[0]) - 1) % 4 // 2)
    try:
        day = date(
            century + int(birth_digits[:2]),
            int(birth_digits[2:4]),
            int(birth_digits[4:]),
        )
    except ValueError:
        return False
    if "법인" in before:  # a corporate registration number has the same form
        return False
    if mark or re.search(r"주민|외국인|(?i:resident|registration|RRN)", before):
        return True
    is_random = _RANDOM[0] <= day < _RANDOM[1]
    return not rest.endswith("0000") and (is_random or _has_check_digit(birth_digits + rest))


def _has_check_digit(number: str) -> bool:
    digits = [int(digit) for digit in number]
    weighed = sum(a * b for a, b in zip(digits, (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5), strict=False))
    start = 11 if digits[6] <= 4 else 13  # for foreigners
    return (start - weighed % 11) % 10 == digits[-1]


def _is_passport(found: re.Match[str]) -> bool:
    """Whether it is a passport number: digits alone after "passports" may be a count."""
    return bool(found["word"]) or not (found["value"] or "M").isdigit()


def _is_account(found: re.Match[str]) -> bool:
    """Whether grouped digits are a bank account, not a similar number such as a telephone's."""
    groups = found["value"].split("-")
    is_long = 10 <= sum(map(len, groups)) <= 16 and max(map(len, groups[1:])) >= 4
    is_other = re.search("사업자|법인|고유|전화|(?i:tel|phone)", found["gap"]) is not None
    return is_long and not is_other and not re.fullmatch(_TELEPHONE, found["value"])


def _is_iban(found: re.Match[str]) -> bool:
    """Whether it is an IBAN: the remainder is 1 (ISO 13616, ISO 7064 MOD 97-10)."""
    number = found[0].replace(" ", "")
    moved = number[4:] + number[:4]
    return (
        _number().search(found[0]) is not None
        and int("".join(str(int(c, 36)) for c in moved)) % 97 == 1
    )


def _always(_: re.Match[str]) -> bool:
    return True


_Kind = tuple[Message, re.Pattern[str], Callable[[re.Match[str]], bool]]


@cache
def _personal_kinds() -> tuple[_Kind, ...]:
    return (
        (_("a resident registration number"), re.compile(_RESIDENT), _is_resident),
        (_("a telephone number"), re.compile(_TELEPHONE), _always),
        (_("a telephone number"), re.compile(_CUED_TELEPHONE), _always),
        (_("a passport number"), re.compile(_PASSPORT), _is_passport),
        (_("a driver's licence number"), re.compile(_LICENCE), _always),
        (_("a bank account number"), re.compile(_ACCOUNT), _is_account),
        (_("a bank account number"), re.compile(_UNSEPARATED_ACCOUNT), _always),
        (_("a bank account number"), re.compile(_IBAN), _is_iban),
        (_("an e-mail address"), re.compile(_MAIL), _always),
    )


@cache
def _secret_kinds() -> tuple[_Kind, ...]:
    return (
        (_("an access key"), re.compile(_TOKEN), _always),
        (_("a private key"), re.compile(_PRIVATE_KEY), _always),
        (_("a password"), re.compile(_PASSWORD), _always),
        (_("a password"), re.compile(_IN_ADDRESS), _always),
    )


@cache
def _address() -> re.Pattern[str]:
    return re.compile(_SCHEME + r"[^\s<>\"']+")


@cache
def _number() -> re.Pattern[str]:
    """Return a pattern that occurs in every text with personal data: a fast pre-check."""
    between = r"[. )‐-—−-]"
    return re.compile(
        rf"[0-9]{between}{{1,2}}[0-9]{{4}}|[0-9]{{6}}|[0-9]{{3}}[A-Za-z][0-9]{{4}}|[+@０-９＠]"
    )


def personal_data(text: str) -> Iterator[tuple[Message, tuple[int, int]]]:
    """Yield the personal data in a text, with (start, end); not inside web addresses."""
    if not may_be_personal(text.encode("utf-8", "surrogatepass")):
        return
    plain = _without_addresses(text)
    for what, pattern, is_one in _personal_kinds() if _number().search(plain) else ():
        for found in pattern.finditer(plain):
            if is_one(found):
                yield what, _place(found)


def _without_addresses(text: str) -> str:
    """Return *text* with plain digits and marks, and spaces in place of web addresses."""
    return _address().sub(lambda found: " " * len(found[0]), text.translate(_LOOK_ALIKES))


def secrets(text: str) -> Iterator[tuple[Message, tuple[int, int]]]:
    """Yield what looks like a key or a password in a text, with (start, end)."""
    if not may_be_secret(text.encode("utf-8", "surrogatepass")):
        return
    for what, pattern, _unused in _secret_kinds():
        for found in pattern.finditer(text):
            yield what, _place(found)


def _place(found: re.Match[str]) -> tuple[int, int]:
    """Return (start, end) of the value itself, without the cue word before it."""
    return found.span("value" if found.groupdict().get("value") else 0)


# Pre-check of many texts at once ----------------------------------------------------------------


_DIGITS = b"0123456789"
_LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_AS_NUMBERS = bytes.maketrans(
    _DIGITS + _LETTERS + b"-. )+\xef", b"0" * 10 + b"A" * 52 + b"-" * 4 + b"@" * 2
)
"""Maps all digits to one, all letters to one, and all separators of digit groups to one.

The byte EF, which begins characters such as the digit ０ in UTF-8, becomes a sign of its own.
"""

_NUMBER_SIGNS = (b"0-0000", b"0--0000", b"000000", b"000A0000")
"""Every text with a number of a person contains one of these signs, once mapped."""

_DASHES_IN_PROSE = rb"\xe2(?:\x80[\x90-\x94]|\x88\x92)"
"""Characters that `_LOOK_ALIKES` maps to a hyphen, in UTF-8."""

_TOKEN_SIGNS = {
    b"_": (
        b"ghp_", b"gho_", b"ghu_", b"ghs_", b"ghr_", b"github_pat_", b"sk_", b"rk_", b"npm_",
        b"hf_",
    ),
    b"-": (b"glpat-", b"sk-", b"rk-"),
    b"x": (b"xox",),
    b"K": (b"AKIA",),
    b"S": (b"ASIA",),
    b"D": (b"AIDA",),
    b"R": (b"AROA",),
    b"P": (b"AGPA",),
    b"z": (b"AIza",),
    b"G": (b"SG.",),
    b"J": (b"eyJ",),
    b"V": (b"PRIVATE KEY",),
    b"@": (b"@",),
}  # fmt: skip
"""Every text with a key contains one of these signs.

They are grouped by their rarest character, because a single byte is quick to search for.
"""

_PASSWORD_SIGNS = tuple(
    sign.encode()
    for sign in (
        "password", "passwd", "passphrase", "pwd", "token", "secret_", "secret-", "_secret",
        "-secret", "api_key", "api-key", "api key", "apikey", "비밀번호", "패스워드",
        *"ıİſ\u212a",
    )
)  # fmt: skip
"""Every text with a password contains one of these signs, in lower case.

The last ones are letters that case-insensitive patterns match as ASCII letters.
"""


def may_be_personal(prose: bytes) -> bool:
    """Whether texts (in UTF-8) may contain personal data; if not, `personal_data` finds none."""
    if b"\xe2" in prose:
        prose = re.sub(_DASHES_IN_PROSE, b"-", prose)
    numbers = prose.translate(_AS_NUMBERS)
    if b"@" in numbers:
        return True
    return b"0000" in numbers and any(sign in numbers for sign in _NUMBER_SIGNS)


def may_be_secret(prose: bytes) -> bool:
    """Whether texts (in UTF-8) may contain a secret; if not, `secrets` finds none."""
    for byte, signs in _TOKEN_SIGNS.items():
        if byte in prose:
            for sign in signs:
                if sign in prose:
                    return True
    if b":" not in prose and b"=" not in prose:  # a password follows one of them
        return False
    small = prose.lower()
    return any(sign in small for sign in _PASSWORD_SIGNS)


def masked(text: str) -> str:
    """Return the text with a star for every character of personal data or a secret."""
    for _unused, (start, end) in (*personal_data(text), *secrets(text)):
        text = text[:start] + "*" * (end - start) + text[end:]
    return text


Fault = tuple[Message, Message, tuple[int, int]]
"""The message, the hint, and (start, end) in the text."""


def personal_faults(text: str) -> list[Fault]:
    """Return one fault for each kind of personal data in a text, at its first occurrence."""
    first = {what.template: (what, place) for what, place in reversed([*personal_data(text)])}
    return [
        (
            _("text contains {what} ({shown})", what=what, shown=_begin(text, place)),
            _("remove it; for an office, cite its web page as a source (url)"),
            place,
        )
        for what, place in sorted(first.values(), key=itemgetter(1))
    ]


def secret_faults(text: str) -> list[Fault]:
    """Return a fault for the first secret in a text, if there is one."""
    return [
        (
            _("this looks like {what} ({shown})", what=what, shown=_begin(text, place)),
            _("revoke it, then remove it: git keeps old versions"),
            place,
        )
        for what, place in islice(secrets(text), 1)
    ]


def _begin(text: str, place: tuple[int, int]) -> str:
    """Return the beginning of a hidden value, enough to help find it."""
    start, end = place
    return text[start : start + min(3, (end - start) // 4)] + "…"


# The rules --------------------------------------------------------------------------------------


def _personal(record: object, context: Context, place: Field = ()) -> Iterator[Problem]:
    """Yield one problem for each kind of personal data in each text."""
    if not may_be_personal(context.of(record, written).prose):
        return
    for at, text in strings(record, place):
        for message, hint, _unused in personal_faults(text) if at[-1] not in LINKS else ():
            yield Problem(at, message, hint)


@rule(
    "CC801",
    "personal-data",
    Severity.ERROR,
    why="Anyone can read cards, and git keeps old content permanently.",
    hint="Remove it from the text. For an office, cite its web page as a source.",
    bad="note: Ask Kim, 010-1234-5678.\n",
    good="note: Ask the office of the surveyor.\n",
)
def personal_data_in_card(card: Card, context: Context) -> Iterator[Problem]:
    """A text contains a telephone, identity or bank account number, or an e-mail address.

    Official ones too: whose they are no program can tell. Addresses of evidence are not looked at.
    """
    yield from _personal(card, context)


@extends("CC801", SubjectKind.MEETING)
def personal_data_in_meeting(meeting: Meeting, context: Context) -> Iterator[Problem]:
    """A text of a meeting holds personal data."""
    yield from _personal(meeting, context)


@extends("CC801", SubjectKind.AGENCIES)
def personal_data_of_agency(agencies: tuple[Agency, ...], context: Context) -> Iterator[Problem]:
    """A text of an agency holds personal data."""
    yield from _personal(agencies, context, ("agencies",))


@extends("CC801", SubjectKind.REGISTER)
def personal_data_of_body(register: FactRegister, context: Context) -> Iterator[Problem]:
    """The name of the body holds personal data."""
    yield from _personal(register.config, context)


def _secrets(record: object, context: Context, place: Field = ()) -> Iterator[Problem]:
    """Yield one problem for each text with a secret; CC804 reports passwords in links."""
    said = context.of(record, written)
    if not may_be_secret(said.prose) and not any(secrets("\n".join(said.links))):
        return
    with_password = re.compile(_IN_ADDRESS)
    for at, text in strings(record, place):
        if not (at[-1] in LINKS and with_password.match(text)):
            for message, hint, _unused in secret_faults(text):
                yield Problem(at, message, hint)


@rule(
    "CC802",
    "secret-like",
    Severity.ERROR,
    why="Anyone who reads the card or an old copy of it can use the key.",
    hint="Revoke the key, then remove it from the text and from the git history.",
    bad="note: The gauges answer to password=Dyke2022.\n",
    good="note: The gauges ask for a password.\n",
)
def secret_in_card(card: Card, context: Context) -> Iterator[Problem]:
    """A text contains what looks like a key, a token or a password; it is shown masked."""
    yield from _secrets(card, context)


@extends("CC802", SubjectKind.MEETING)
def secret_in_meeting(meeting: Meeting, context: Context) -> Iterator[Problem]:
    """A text of a meeting holds what looks like a secret."""
    yield from _secrets(meeting, context)


@extends("CC802", SubjectKind.AGENCIES)
def secret_of_agency(agencies: tuple[Agency, ...], context: Context) -> Iterator[Problem]:
    """A text of an agency holds what looks like a secret."""
    yield from _secrets(agencies, context, ("agencies",))


@extends("CC802", SubjectKind.REGISTER)
def secret_of_body(register: FactRegister, context: Context) -> Iterator[Problem]:
    """The settings hold what looks like a secret."""
    yield from _secrets(register.config, context)
