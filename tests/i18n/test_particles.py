from __future__ import annotations

import pytest

from cardctl.i18n import _, either
from cardctl.i18n.particles import with_particles


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("목록이(가) 아님", "목록이 아님"),
        ("전화번호이(가) 있음", "전화번호가 있음"),
        ("'제방'을(를)", "'제방'을"),
        ("접근 키(으)로 보임", "접근 키로 보임"),
        ("서울(으)로", "서울로"),
        ("부산(으)로", "부산으로"),
        ("제1회(으)로", "제1회로"),
        ("M01-007와(과)", "M01-007과"),
        ("M01-002은(는)", "M01-002는"),
        ("3(으)로", "3으로"),
        ("1(으)로", "1로"),
        ("mois을(를)", "mois을(를)"),
        ("메모(note)은(는)", "메모(note)은(는)"),
    ],
)
def test_particle_depends_on_the_preceding_sound(written: str, read: str) -> None:
    assert with_particles(written, "ko") == read


def test_korean_phrase_has_the_right_particles() -> None:
    phrase = _("{value} is not {wanted}", value="'x'", wanted=_("a list"))
    assert phrase.render("ko") == "'x': 목록이 아님"


def test_list_of_choices() -> None:
    assert [str(either(names)) for names in (["a"], ["a", "b"], ["a", "b", "c"])] == [
        "a", "a or b", "a, b or c"
    ]  # fmt: skip
    phrase = _("did you mean {near}?", near=either(["서울", "부산"]))
    assert phrase.render("ko") == "서울 또는 부산을 뜻한 것인지 확인할 것"
