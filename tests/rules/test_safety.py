"""801, 802: personal data and secrets must not be published."""

from __future__ import annotations

import re
import sys
from time import process_time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cardctl.rules.examples import CARD, FILES
from cardctl.rules.safety import sensitive_data
from cardctl.rules.safety.sensitive_data import (
    masked,
    may_be_personal,
    may_be_secret,
    personal_data,
    secrets,
)

# Split into parts, so that no secret scanner reports this file as a leak.
TOKENS = [
    "AKIA" + "IOSFODNN7EXAMPLE",
    "ghp_" + "abcdefghijklmnopqrstuvwxyz0123456789",
    "github_pat_" + "11ABCDEFG0abcdefghij_klmnop",
    "glpat-" + "abcdefghij0123456789",
    "xoxb-" + "123456789012-abcdefABCDEF",
    "AIza" + "SyA1234567890abcdefghijklmnopqrstuvw",
    "sk-" + "proj-abcdefghijklmnop1234",
    "sk_live_" + "abcdefghijklmnop1234",
    "eyJ" + "hbGciOiJIUzI1NiJ9.eyJ" + "zdWIiOiIxMjM0NTY3ODkwIn0.abc-DEF_123",
    "-----BEGIN " + "RSA PRIVATE KEY-----",
    "password=" + "Dyke2022",
    "API_KEY: '" + "a1b2c3d4e5'",
    "비밀번호: " + "dyke#2022",
    "postgres://dyke:" + "river1@db.example.org/x",
]


def kinds(text):
    return [str(what) for what, _ in personal_data(text)]


@pytest.mark.parametrize(
    "text",
    [
        "010-1234-5678",
        "01012345678",
        "010.1234.5678",
        "010 1234 5678",
        "010–1234–5678",
        "010‑1234‑5678",
        "02−2100−3399",
        "연락처010-123-4567로",
        "０１０-１２３４-５６７８",
        "T.02-2100-3114",
        "02)2100-3114",
        "(051) 888-1234",
        "070-1234-5678",
        "+82-10-1234-5678",
        "+821012345678",
        "+1 202 555 0100",
    ],
)
def test_telephone_number_is_detected(text):
    assert kinds(text) == ["a telephone number"]


@pytest.mark.parametrize(
    "text",
    [
        "전화 2100-3399",
        "연락처: 888-1234",
        "전화번호는 8881234",
        "담당자(☎ 2100-3399)",
        "☎)2100.3399",
        "문의처 : 2100-3399 회신 바람",
        "내선 888–1234로 문의",
        "팩스(2100-3400)",
        "Tel. 2100-3399",
        "TEL:2100-3399/3400",
        "Phone number: 555-0100",
        "call 555-0100 for details",
        "fax no. 5550100",
        "전화 0221003399",
        "Tel 0511234567",
        "전화 ２１００－３３９９",
    ],
)
def test_telephone_number_without_area_code_is_detected_after_a_cue(text):
    assert kinds(text) == ["a telephone number"]


@pytest.mark.parametrize(
    "text",
    [
        "여권 M12345678",
        "여권번호 M123A4567",
        "holder of M70689098,",
        "담당자 M123A4567로 출국",
        "여권번호: S12345678",
        "passport no. 123456789",
        "Passport GM1234567",
        "passport: m123a4567",
    ],
)
def test_passport_number_is_detected(text):
    assert kinds(text) == ["a passport number"]


@pytest.mark.parametrize("text", ["11-22-333333-44", "운전면허 28-05-123456-70(1종)"])
def test_driving_licence_number_is_detected(text):
    assert kinds(text) == ["a driver's licence number"]


@pytest.mark.parametrize(
    "text",
    [
        "계좌번호 110-123-456789",
        "농협 302-1234-5678-91",
        "계좌(국민은행) 123456-01-123456",
        "국민은행 예금주 홍길동 123456-01-123456",
        "하나은행 123-456789-12345로 입금",
        "계좌번호: 1101234567890",
        "우체국 123456-01-123456",
        "Pay to bank account 110-123-456789",
        "account number 110123456789",
        "IBAN GB82 WEST 1234 5698 7654 32",
        "DE89370400440532013000",
        "FR14 2004 1010 0505 0001 3M02 606",
    ],
)
def test_bank_account_is_detected(text):
    assert kinds(text) == ["a bank account number"]


@pytest.mark.parametrize(
    "text",
    [
        "900101-1234568", "900101 1234568", "010101-3234567", "991231-4000000", "900101–1234568",
        "900101 - 1234568", "210505-3123456"],
)  # fmt: skip
def test_resident_registration_number_is_detected(text):
    assert kinds(text) == ["a resident registration number"]


def test_unseparated_number_needs_a_valid_check_digit():
    assert kinds("9001011234568") == ["a resident registration number"]
    assert kinds("9001011234567") == []
    assert kinds("9001015234561") == ["a resident registration number"]  # foreign resident
    assert kinds("9001015234568") == []


@pytest.mark.parametrize(
    "text",
    [
        "주민등록번호 9001011234567",
        "주민번호:9001011234567",
        "외국인등록번호 9001015234567",
        "resident registration number 9001011234567",
        "2105053123456",  # no check digit since October 2020
    ],
)
def test_unseparated_number_with_a_cue_or_late_birth_is_detected(text):
    assert kinds(text) == ["a resident registration number"]


@pytest.mark.parametrize(
    "text", ["hong@korea.kr", "Kim <kim.h+x@mail.example.org>", "문의hong@a.kr"]
)
def test_mail_address_is_detected(text):
    assert kinds(text) == ["an e-mail address"]


@pytest.mark.parametrize(
    "text",
    [
        "2022-08-16",
        "2022. 8. 16.",
        "1588-1234",
        "25,100,000",
        "제2022-0123호",
        "900132-1234567",
        "901301-1234567",
        "123456-9012",
        "3.14159265358979",
        "2021-010-1234-5678",
        "10 200 300 400",
        "git@github.com:board/dykes.git",
        "https://example.org/~kim@home?tel=010-1234-5678",
        "행정안전부 고시 제2022-9호(2022. 2. 9.)",
        "ISBN 978-89-01-12345-6",
        "ISBN 9788901123456",
        "1,234,567,890,123원",
        "2105053000000",
        "2105053123456원",
        "1712051234567",
        "법인등록번호 110111-1234567",
        "사업자등록번호 123-45-67890",
        "우리은행(사업자등록번호 123-45-67890)",
        "2113053123456",
        "국가기록원 2022-123-4567",
        "청소행정과-1234",
        "청소행정과-12345(2022. 8. 16.)호",
        "법률 제18298호, 대통령령 제32161호",
        "제2022-123호",
        "M01-007, M01-0072",
        "M20220816",
        "S12345678",
        "AB12345678",
        "전화 상담 2022-2023",
        "전화 2022-2023",
        "전화 20220816",
        "전화 2500000건",
        "문의 3500000 건",
        "문의 2022-1234호",
        "전화 상담실 1588-1234",
        "대표전화 1588-1234",
        "전화 119, 내선 3399",
        "Phone lines: 2100 to 3399",
        "phone calls 2022-2023",
        "hotel 2100-3399",
        "telling 2100-3399",
        "함께 2100-3399 구간",
        "한국은행 고시 제2022-12호",
        "농협 2022-08-16",
        "은행 2022-08-16-001",
        "계좌 1234567890개",
        "accounts for 1,234,567,890",
        "on account of 2022-08-16",
        "여권 발급 1234567건",
        "여권 2500000건",
        "passports: 2500000",
        "GB83 WEST 1234 5698 7654 32",
        "KR00 ABCD 1234 5678",
        "https://example.org/passport/M12345678?account=110-123-456789",
        "좌표 127-12-123456-1",
        "25조 1,000억원, 12.345678",
    ],
)
def test_ordinary_numbers_are_not_personal_data(text):
    assert kinds(text) == []


@pytest.mark.parametrize("token", TOKENS)
def test_secret_is_detected(token):
    assert [*secrets(f"Ask with {token} please")]


@pytest.mark.parametrize(
    "text",
    [
        "Change the password every year.",
        "Password: at least eight letters",
        "비밀번호: 8자리 이상으로 한다",
        "The secretariat: 2022",
        "task-force-of-twenty-five-cities-and-counties",
        "risk-assessment",
        "AKIA is a village",
        "https://example.org/a:b@c",
    ],
)
def test_ordinary_text_is_not_a_secret(text):
    assert [*secrets(text)] == []


def test_each_kind_is_reported_once_per_text(find):
    found = find('note: "010-1234-5678, 010-9999-8888, kim@a.kr"\n')
    assert [(f.code, f.field) for f in found] == [("CC801", ("note",))] * 2
    assert "010-1234" not in "".join(str(f.message) for f in found)


def test_every_text_is_checked(find):
    files = {
        "cardctl.yaml": FILES["cardctl.yaml"].replace("Town Council", "Town Council kim@a.kr"),
        "agencies.yaml": FILES["agencies.yaml"].replace("Parks Dep", "02-123-4567 Parks Dep"),
        "M01/meeting.yaml": FILES["M01/meeting.yaml"].replace("Traffic", "Traffic 010-1234-5678"),
        CARD: FILES[CARD].replace("Report of the surveyor", "Report of kim@a.kr")
        + "tags: [kim@a.kr]\n",
    }
    assert {(f.code, f.path, f.field) for f in find(files)} == {
        ("CC801", "cardctl.yaml", ("body",)),
        ("CC801", "agencies.yaml", ("agencies", 1, "name")),
        ("CC801", "M01/meeting.yaml", ("items", 1, "title")),
        ("CC801", CARD, ("results", 0, "evidence", 0, "title")),
        ("CC801", CARD, ("tags", 0)),
    }


@pytest.mark.parametrize("token", TOKENS)
def test_secret_is_never_shown(find, token):
    quoted = token.replace("'", "''")
    (found,) = find(f"note: 'Ask with {quoted} please'\n")
    assert found.code == "CC802"
    secret = token.rpartition("=")[2].rpartition(": ")[2].strip("'")
    assert secret not in str(found.message)
    assert secret not in masked(f"note: Ask with {token} please")


def test_password_in_a_link_is_reported_once(codes):
    evidence = 'sources: [{kind: report, url: "https://kim:pw12345@example.org/"}]\n'
    assert codes(evidence) == ["CC804"]


@given(
    st.text(max_size=60)
    | st.lists(st.sampled_from([*TOKENS, "010-1234-5678", "제방 "])).map("".join)
)
def test_mask_keeps_positions_and_hides_every_match(text):
    hidden = masked(text)
    assert len(hidden) == len(text)
    assert all(new in (old, "*") for old, new in zip(text, hidden, strict=True))
    for _, (start, end) in (*personal_data(text), *secrets(text)):
        assert hidden[start:end] == "*" * (end - start)


@pytest.mark.parametrize(
    "text",
    ["a" * 20_000, "a." * 10_000, "a@" * 10_000, "eyJ-" * 5_000, "eyJaaaaaaaa." * 1_500,
     "1-" * 10_000,
     "전화" * 8_000, "계좌(" * 5_000, "12-" * 8_000, "AB12" * 5_000, "여권번호 " * 4_000,
     "a://" * 5_000, "a://b:" * 3_000, "010" * 6_000, "password=" * 2_000, "@" + "a." * 10_000],
    ids=range(16),
)  # fmt: skip
def test_detection_is_fast_on_long_texts(text):
    begin = process_time()
    list(personal_data(text))
    list(secrets(text))
    assert process_time() - begin < 1


PATTERNS = [
    getattr(sensitive_data, f"_{name}")
    for name in (
        *("TELEPHONE", "RESIDENT", "MAIL", "TOKEN", "PRIVATE_KEY", "PASSWORD", "IN_ADDRESS"),
        *("CUED_TELEPHONE", "PASSPORT", "LICENCE"),
        *("ACCOUNT", "UNSEPARATED_ACCOUNT", "IBAN"),
    )
]
MARKS = "0123456789０１９+＋-‑–—−() .@＠:=_aAkKſpsSwdİıK제\n"


@example(["+82 10 123 45"])
@example(["０１０１２３４５６７８"])
@example(["sk-1 paſſword=abc1234"])
@example(["sk-1 apı_key=abc1234"])
@example(["apı \u212aey=abc1234", "auth to\u212aen: abc1234"])
@given(
    st.lists(
        st.sampled_from(PATTERNS).flatmap(st.from_regex)
        | st.text(MARKS)
        | st.sampled_from([*TOKENS, "010-1234-5678", "01012345678", "9001011234568", "제방"]),
        max_size=3,
    )
)
def test_prefilter_misses_nothing(texts):
    prose = "\n".join(texts).encode("utf-8", "surrogatepass")
    plain = map(sensitive_data._without_addresses, texts)
    if any(has_one(sensitive_data._personal_kinds(), text) for text in plain):
        assert may_be_personal(prose)
    if any(has_one(sensitive_data._secret_kinds(), text) for text in texts):
        assert may_be_secret(prose)


def has_one(kinds, text):
    """Whether a text matches one of the patterns in *kinds*, without any pre-check."""
    matches = ((is_one, pattern.finditer(text)) for _, pattern, is_one in kinds)
    return any(is_one(match) for is_one, found in matches for match in found)


def test_prefilter_knows_all_letters_that_match_case_insensitively():
    every = "".join(map(chr, range(128, sys.maxunicode + 1)))
    alike = {char.encode() for char in re.findall("(?i)[a-z]", every)}
    assert alike
    assert alike <= set(sensitive_data._PASSWORD_SIGNS)


def test_prefilter_rejects_ordinary_text():
    ordinary = "제2022호, 2022. 8. 16.: 12 km of dykes; see the plan (No. 3) = 25,100,000".encode()
    assert not may_be_personal(ordinary)
    assert not may_be_secret(ordinary)


@pytest.mark.parametrize("key", ["amends", "corrects"])
@pytest.mark.parametrize("old", ["Ask 010-1234-5678", "{ko: Ask 010-1234-5678}"])
def test_old_values_hold_no_personal_data_either(find, key, old):
    entry = f"  - {{date: 2022-08-23, by: office, note: x, {key}: {{title: {old}}}}}\n"
    start, key_after, rest = FILES[CARD].partition("relations:")
    (found,) = find({CARD: start + entry + key_after + rest}, select=["CC801"])
    assert found.field[:4] == ("history", 3, key, "title")
