"""The files of a new register, with comments for first-time users.

An example card explains the purpose of a register and gives every command something to show.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from cardctl.domain.ids import meeting_path
from cardctl.domain.schema_files import link_to
from cardctl.store.layout import AGENCIES, CONFIG
from cardctl.yaml.emit import scalar

CARD = "M01/M01-001.yaml"

BODY = {"en": "Our council", "ko": "우리 협의회"}

_CONFIG = {
    "en": """\
# The body that meets, and the settings of its register.
format: 1
body: {body}
# The languages of the register, the default first; texts may be given in each of them,
# for example  body: {{en: Council, ko: 협의회}}
languages: [en]
# The agency that keeps the register; its code is listed in agencies.yaml.
secretariat: office
# What 1 is worth in the cards' budgets: here one million won.
money: {{currency: KRW, unit: 1000000}}
""",
    "ko": """\
# 회의체와 과제대장 운영에 관한 설정
format: 1
body: {body}
# 과제대장에 쓰는 언어(첫째가 기본). 문안은 언어별로 쓸 수 있음
# 예: body: {{ko: 협의회, en: Council}}
languages: [ko]
# 과제대장을 관리하는 사무국의 기관 코드(agencies.yaml에 있는 코드)
secretariat: office
# 예산 1의 단위: 여기서는 100만 원
money: {{currency: KRW, unit: 1000000}}
""",
}

_AGENCIES = {
    "en": """\
# The agencies, in protocol order. Cards name them by their code, which never changes.
# level: central, metropolitan, basic, association or other.
agencies:
  - {code: office, name: Council Office, level: other}
  # Replace this one with your own agencies.
  - {code: planning, name: Planning Division, level: other}
""",
    "ko": """\
# 기관 목록(의전 순). 과제카드에는 코드로 적으며, 코드는 바꾸지 않음
# level: central(중앙), metropolitan(광역), basic(기초), association(협의체), other(기타)
agencies:
  - {code: office, name: 사무국, level: other}
  # 아래 기관을 실제 기관으로 바꿔 쓸 것
  - {code: planning, name: 기획부서, level: other}
""",
}

_MEETING = {
    "en": """\
# The first meeting and its agenda. Correct the date; add the place, and further items.
number: 1
date: {day}
status: held
items:
  # type: decision, report or discussion; outcome: decided, received, deferred or withdrawn
  - {{item: 1, title: Reporting on decisions, type: decision, outcome: decided}}
""",
    "ko": """\
# 첫 회의와 안건. 날짜를 고치고 장소와 다른 안건을 더할 것
number: 1
date: {day}
status: held
items:
  # type: decision(의결), report(보고), discussion(토의)
  # outcome: decided(의결), received(접수), deferred(보류), withdrawn(철회)
  - {{item: 1, title: 이행상황 보고 운영, type: decision, outcome: decided}}
""",
}

_CARD = {
    "en": """\
# One matter, one file. The next card: cardctl new "The matter in a few words" --meeting 1
id: M01-001
title: Report on every decision at the next meeting
meeting: 1
item: 1
decision: Every decision gets a card, and the next meeting hears what became of it.
lead: office
# registered -> planned -> in_progress -> submitted -> closed: see  cardctl states
state: registered
# Every change of state, outcome, lead and due date is an entry here; cardctl update writes it.
history:
  - {{date: {day}, by: office, state: registered, lead: office}}
""",
    "ko": """\
# 한 과제에 한 파일. 다음 과제카드: cardctl new "과제명" --meeting 1
id: M01-001
title: 의결사항 이행상황의 차기 회의 보고
meeting: 1
item: 1
decision: 의결사항마다 과제카드를 작성하고 이행상황을 차기 회의에 보고한다.
lead: office
# 등록 → 계획수립 → 추진중 → 확인요청 → 종결: cardctl states 참고
state: registered
# 상태·결과·주관기관·기한의 변경은 모두 이력으로 남음(cardctl update가 기록함)
history:
  - {{date: {day}, by: office, state: registered, lead: office}}
""",
}


def starter_files(root: Path, lang: str, body: str | None, day: date) -> dict[str, str]:
    """Return the files of a new register at *root*, path to text; its meeting is on *day*."""
    texts: Mapping[str, tuple[str, str]] = {
        CONFIG: ("cardctl", _CONFIG[lang].format(body=scalar(body or BODY[lang]))),
        AGENCIES: ("agencies", _AGENCIES[lang]),
        meeting_path(1): ("meeting", _MEETING[lang].format(day=day)),
        CARD: ("card", _CARD[lang].format(day=day)),
    }
    return {
        path: f"# yaml-language-server: $schema={link_to(name, root, path)}\n{text}"
        for path, (name, text) in texts.items()
    }
