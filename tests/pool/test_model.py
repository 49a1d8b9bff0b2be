"""`pool.yaml` and `pool.lock`: what they may contain, and where they are wrong."""

import json

import pytest

from cardctl.errors import Refused
from cardctl.pool.lock import FAILURES, read_lock
from cardctl.pool.model import is_local
from cardctl.pool.state import BadPool, NoPool, find_pool, load_pool
from cardctl.store.finding_spans import located

HEAD = "format: 1\ntitle: {ko: 전국, en: All bodies}\n"


def pool_of(folder, sources, head=HEAD):
    text = head + "sources:\n" + "".join(f"  - {each}\n" for each in sources)
    (folder / "pool.yaml").write_text(text, "utf-8")
    return folder


def places(folder):
    with pytest.raises(BadPool) as raised:
        load_pool(folder)
    return [
        (each.span.line, each.span.column, each.code)
        for each in located(raised.value.findings, raised.value.files)
    ]


GOOD = [
    "https://git.example.org/kr/clcm.git",
    "https://git.example.org:8443/kr/clcm",
    "ssh://git@git.example.org/kr/clcm.git",
    "git@git.example.org:kr/clcm.git",
    "git.example.org:/srv/git/clcm.git",
    "../clcm.git",
    "/srv/git/clcm.git",
    "C:/git/clcm.git",
]

BAD = [
    "ext::sh -c touch% x",
    "file:///srv/git/clcm.git",
    "http://git.example.org/clcm.git",
    "git://git.example.org/clcm.git",
    "fd::17",
    "--upload-pack=touch",
    "-x:y",
    "https://user:secret@git.example.org/clcm.git",
    "https://token@git.example.org/clcm.git",
    "ssh://git:secret@git.example.org/clcm.git",
    "https://git.example.org/clcm.git?token=secret",
    "ssh://-oProxyCommand=touch/x",
]


@pytest.mark.parametrize("address", GOOD)
def test_an_address_of_a_repository_or_a_folder_is_read(tmp_path, address):
    pool = load_pool(pool_of(tmp_path, [f'{{id: kr.a, git: "{address}"}}']))
    assert pool.config.sources[0].git == address


@pytest.mark.parametrize("address", BAD)
def test_any_other_address_is_refused_with_its_place(tmp_path, address):
    pool_of(tmp_path, [f'{{id: kr.a, git: "{address}"}}'])
    assert places(tmp_path) == [(4, 21, "CC804")]


def test_a_secret_in_an_address_is_not_repeated(tmp_path):
    pool_of(tmp_path, ['{id: kr.a, git: "https://user:secret@git.example.org/clcm.git"}'])
    with pytest.raises(BadPool) as raised:
        load_pool(tmp_path)
    assert "secret" not in str([str(each.message) for each in raised.value.findings])


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("{id: kr.a}", "CC201"),
        ("{git: ../a}", "CC201"),
        ("{id: kr.a, git: ../a, folder: ../a}", "CC202"),
        ("{id: kr.a, folder: ../a, ref: main}", "CC202"),
        ("{id: kr.a, folder: ../a, commit: 1}", "CC202"),
        ("{id: KR, folder: ../a}", "CC205"),
        ("{id: kr.a, git: ../a, ref: --force}", "CC205"),
        ("{id: kr.a, git: ../a, ref: 'a..b'}", "CC205"),
        ("{id: kr.a, git: ../a, path: ../..}", "CC803"),
        ("{id: kr.a, git: ../a, path: /etc}", "CC803"),
        ("{id: kr.a, git: ../a, path: 'c:\\x'}", "CC803"),
        ("{id: kr.a, folder: 7}", "CC204"),
    ],
)
def test_a_wrong_source_has_its_line(tmp_path, source, code):
    pool_of(tmp_path, ["{id: kr.z, folder: ../z}", source])
    assert [(line, found) for line, _column, found in places(tmp_path)] == [(5, code)]


@pytest.mark.parametrize(
    ("head", "code"),
    [
        ("format: 2\ntitle: x\n", "CC204"),
        ("format: 1\n", "CC201"),
        ("format: 1\ntitle: x\naudience: everybody\n", "CC203"),
        ("format: 1\ntitle: x\nsettings: {overdue_days: -1}\n", "CC206"),
        ("format: 1\ntitle: x\ntitle: z\n", "CC104"),
    ],
)
def test_a_wrong_setting_is_found(tmp_path, head, code):
    pool_of(tmp_path, ["{id: kr.a, folder: ../a}"], head)
    assert [found for _line, _column, found in places(tmp_path)] == [code]


def test_two_sources_with_one_name_do_not_stop_the_others(tmp_path):
    names = ["kr.a", "kr.b", "kr.a"]
    pool = load_pool(pool_of(tmp_path, [f"{{id: {name}, folder: ../x}}" for name in names]))
    assert [each.code for each in pool.problems] == ["CC301"]
    assert pool.config.repeated == {"kr.a"}
    assert [each.name for each in pool.taken] == ["kr.a", "kr.b"]


def test_defaults(tmp_path):
    pool = load_pool(pool_of(tmp_path, ["{id: kr.a, folder: ../a}"]))
    assert (pool.config.audience, pool.config.settings.overdue_days) == ("public", 30)
    assert pool.taken[0].package is None
    assert str(pool.taken[0].problem) == "not taken yet"


def test_the_pool_is_found_from_a_folder_inside(tmp_path):
    pool_of(tmp_path, [])
    (tmp_path / "tables").mkdir()
    assert find_pool(tmp_path / "tables") == tmp_path
    with pytest.raises(NoPool):
        find_pool(tmp_path, str(tmp_path / "tables"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<<<<<<< HEAD",
        '{"format": 2}',
        '{"registers": {"kr.a": {"failure": {"code": "new", "since": "2026-01-01"}}}}',
        '{"registers": {"kr.a": {"failure": {"code": "name", "since": "2026-01-01"}}}}',
        "[" * 100_000,
    ],
)
def test_a_damaged_lock_is_refused(text):
    with pytest.raises(Refused):
        read_lock(text)


@pytest.mark.parametrize("code", FAILURES)
def test_a_reason_is_read_back_from_the_lock(code):
    import string

    names = [name for _, name, _, _ in string.Formatter().parse(FAILURES[code].template) if name]
    failure = {"code": code, "values": dict.fromkeys(names, "seen"), "since": "2026-01-01"}
    lock = read_lock(json.dumps({"format": 1, "registers": {"kr.a": {"failure": failure}}}))
    found = lock.registers["kr.a"].failure
    assert str(found.message) == FAILURES[code].template.format(**failure["values"])


def test_a_folder_has_no_scheme():
    assert is_local("../a")
    assert not is_local("host:a")
