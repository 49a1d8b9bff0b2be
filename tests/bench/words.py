"""The texts of generated registers: pairs of English and Korean, with placeholders."""

from __future__ import annotations

TextPair = tuple[str, str]
"""The same text in English and in Korean."""

AGENCIES: tuple[tuple[str, str, str, str], ...] = (
    ("mois", "Ministry of the Interior and Safety", "행정안전부", "central"),
    ("moef", "Ministry of Economy and Finance", "기획재정부", "central"),
    ("moe", "Ministry of Education", "교육부", "central"),
    ("mohw", "Ministry of Health and Welfare", "보건복지부", "central"),
    ("molit", "Ministry of Land and Transport", "국토교통부", "central"),
    ("motie", "Ministry of Trade and Industry", "산업통상자원부", "central"),
    ("me", "Ministry of Environment", "환경부", "central"),
    ("mafra", "Ministry of Agriculture and Food", "농림축산식품부", "central"),
    ("seoul", "Seoul", "서울특별시", "metropolitan"),
    ("busan", "Busan", "부산광역시", "metropolitan"),
    ("daegu", "Daegu", "대구광역시", "metropolitan"),
    ("incheon", "Incheon", "인천광역시", "metropolitan"),
    ("gwangju", "Gwangju", "광주광역시", "metropolitan"),
    ("ulsan", "Ulsan", "울산광역시", "metropolitan"),
    ("gangwon", "Gangwon", "강원도", "metropolitan"),
    ("gyeongnam", "South Gyeongsang", "경상남도", "metropolitan"),
    ("jeju", "Jeju", "제주특별자치도", "metropolitan"),
    ("gaok", "Governors Association", "시도지사협의회", "association"),
    ("ncmb", "Mayors Association", "시장군수구청장협의회", "association"),
)
"""Code, English name, Korean name, level; the first is the secretariat."""

REGIONS: tuple[TextPair, ...] = (
    ("the capital area", "수도권"), ("the east coast", "동해안권"), ("the south coast", "남해안권"),
    ("the west coast", "서해안권"), ("the inland counties", "내륙권"), ("the islands", "도서지역"),
    ("border counties", "접경지역"), ("mining towns", "폐광지역"), ("harbour towns", "항만도시"),
    ("innovation cities", "혁신도시"), ("old town centres", "원도심"), ("new towns", "신도시"),
    ("farming villages", "농촌"), ("fishing villages", "어촌"), ("mountain villages", "산촌"),
    ("the central region", "중부권"), ("the honam region", "호남권"),
)  # fmt: skip
TOPICS: tuple[TextPair, ...] = (
    ("local extinction fund", "지방소멸대응기금"), ("fire stations", "소방서"),
    ("night buses", "심야버스"), ("public libraries", "공공도서관"),
    ("water quality", "수질 개선"), ("school meals", "학교급식"),
    ("river dykes", "하천 제방"), ("child care", "보육 서비스"),
    ("special zones", "특구"), ("rural clinics", "농어촌 보건소"),
    ("ferry piers", "여객선 부두"), ("waste sorting", "폐기물 선별"),
    ("local taxes", "지방세제"), ("tourist trails", "관광 탐방로"),
    ("youth housing", "청년주택"), ("metropolitan railways", "광역철도"),
    ("flood alarms", "홍수 경보"), ("small firms", "소상공인 지원"),
    ("senior centres", "경로당"), ("open data", "공공데이터 개방"),
    ("traffic signals", "교통신호 체계"), ("forest roads", "임도"),
    ("solar farms", "태양광 발전"), ("heritage sites", "문화유산"),
    ("emergency rooms", "응급의료"), ("bicycle lanes", "자전거도로"),
    ("street lights", "가로등"), ("food markets", "전통시장"),
    ("vocational training", "직업훈련"), ("air quality", "대기질 관리"),
)  # fmt: skip
"""30 of them."""

TITLES: tuple[TextPair, ...] = (
    ("Plan {topic} in {region}", "{region} {topic} 계획 수립"),
    ("More {topic} for {region}", "{region} {topic} 확충"),
    ("Standards for {topic} in {region}", "{region} {topic} 기준 마련"),
    ("Common funding of {topic} in {region}", "{region} {topic} 공동재원 조성"),
    ("Review of {topic} in {region}", "{region} {topic} 제도 점검"),
    ("Shared operation of {topic} in {region}", "{region} {topic} 공동운영"),
    ("Step-free access: {topic} in {region}", "{region} {topic} 이용편의 개선"),
    ("Transfer of tasks on {topic} to {region}", "{region} {topic} 사무 이양"),
    ("Pilot projects, {topic} in {region}", "{region} {topic} 시범사업"),
    ("Statistics on {topic} in {region}", "{region} {topic} 통계 정비"),
    ("Safety of {topic} in {region}", "{region} {topic} 안전관리 강화"),
    ("Rules for {topic} in {region}", "{region} {topic} 규제 개선"),
)
"""12 of them: with topics and regions 6,120 titles."""

DECISIONS: tuple[TextPair, ...] = (
    ("What is needed for {topic} in {region} is put in place, and the cost is shared.",
     "{region}의 {topic}에 필요한 사항을 마련하고 비용을 분담한다."),
    ("Central and local governments settle the rules for {topic} in {region} together.",
     "중앙과 지방이 {region} {topic} 기준을 함께 정한다."),
    ("The state of {topic} in {region} is surveyed every year and told to the meeting.",
     "{region} {topic} 실태를 매년 조사하여 회의에 보고한다."),
    ("By the date named, {topic} in {region} reach the level of other regions.",
     "정한 기한까지 {region} {topic} 수준을 다른 지역과 같게 한다."),
)  # fmt: skip

SUMMARIES: tuple[TextPair, ...] = (
    ("Survey first, agree on the order of works, then build in two rounds.",
     "실태를 먼저 조사하고 사업 순서를 합의한 뒤 두 차례로 나누어 추진한다."),
    ("Draft the standard, hear the local governments, publish it, and watch the first year.",
     "기준안을 마련하고 지방자치단체 의견을 들어 공포한 뒤 첫해 운영을 점검한다."),
    ("Secure the budget, sign an agreement with all parties, and start with one site.",
     "예산을 확보하고 관계기관과 협약을 맺은 뒤 한 곳부터 착수한다."),
    ("Set up a joint team; it reports each quarter and ends with the last site.",
     "합동 추진단을 구성하여 분기마다 점검하고 마지막 대상지까지 완료한다."),
)  # fmt: skip

STEPS: tuple[TextPair, ...] = (
    ("Survey the present state", "실태조사"),
    ("Hear the local governments", "지방자치단체 의견수렴"),
    ("Draft the standard", "기준안 마련"),
    ("Secure the budget", "예산 확보"),
    ("Sign the agreement", "업무협약 체결"),
    ("Revise the ordinance", "조례 개정"),
    ("Choose the sites", "대상지 선정"),
    ("Carry out the first round", "1차 사업 시행"),
    ("Carry out the second round", "2차 사업 시행"),
    ("Publish the figures", "실적 공표"),
)

DONE: tuple[TextPair, ...] = (
    ("The survey is complete and its figures were sent to all parties.",
     "실태조사를 마치고 결과를 관계기관에 통보함."),
    ("An agreement was signed; the shares of the cost are fixed in it.",
     "업무협약을 체결하고 비용 분담비율을 정함."),
    ("The ordinance was revised and came into force.", "조례를 개정하여 시행함."),
    ("Works began at the first sites and keep to the schedule.",
     "1차 대상지에서 공사에 착수하여 일정대로 진행 중임."),
    ("A joint team has met four times and settled the open questions.",
     "합동 추진단 회의를 네 차례 열어 쟁점을 정리함."),
    ("The budget for the year was granted by the council.", "당해 연도 예산이 의회에서 확정됨."),
    ("Residents were heard at two meetings, and their wishes went into the design.",
     "주민설명회를 두 차례 열어 의견을 설계에 반영함."),
    ("The second round was put out to tender.", "2차 사업을 발주함."),
    ("Operation was taken over by the local government.", "지방자치단체가 운영을 인수함."),
    ("Half of the sites have been opened to the public.", "대상지의 절반을 주민에게 개방함."),
)  # fmt: skip

NEXT: tuple[TextPair, ...] = (
    ("The second round begins after the rainy season.", "우기 이후 2차 사업에 착수 예정."),
    ("The figures of the year are published in spring.", "연간 실적을 봄에 공표 예정."),
    ("The agreement is extended to two more counties.", "협약을 2개 군으로 확대 예정."),
    ("The draft goes to the council.", "개정안을 의회에 제출 예정."),
)
BLOCKERS: tuple[TextPair, ...] = (
    ("The land of one site is not yet acquired.", "대상지 한 곳의 토지보상이 지연됨."),
    ("Two parties have not agreed on their share.", "두 기관의 분담비율 협의가 지연됨."),
    ("There was no bidder for the first tender.", "1차 입찰이 유찰됨."),
)
NOTES: tuple[TextPair, ...] = (
    ("The figures follow the annual survey of the agency.", "수치는 기관의 연간 조사에 따름."),
    ("The minutes name no single site; the list was settled afterwards.",
     "회의록에 대상지가 없어 목록은 사후에 확정함."),
    ("The share of the cost was settled in a letter of the ministry.",
     "분담비율은 부처 공문으로 정함."),
    ("Earlier works of the same kind are not counted here.", "이전의 같은 사업은 포함하지 않음."),
    ("The works are inspected twice a year together with the residents.",
     "주민과 함께 연 2회 현장을 점검함."),
    ("Costs of operation are borne by the local government.", "운영비는 지방자치단체가 부담함."),
    ("What is left over of the money goes back to the fund.", "집행 잔액은 기금에 반납함."),
    ("The next round depends on the result of the review.", "다음 사업은 점검 결과에 따름."),
)  # fmt: skip
REASONS: dict[str, TextPair] = {
    "planned": ("The plan was filed.", "조치계획 제출"),
    "in_progress": ("Work has begun.", "사업 착수"),
    "on_hold": ("The court has to decide first.", "관련 소송의 판결을 기다림"),
    "completed": ("All that was decided is in place.", "의결사항을 모두 이행함"),
    "sustained": ("In place; it goes on every year.", "이행을 마치고 매년 계속함"),
    "infeasible": ("The ground does not bear the works.", "지반 여건상 시행이 어려움"),
    "withdrawn": ("A new law settles the matter.", "법률 제정으로 추진할 필요가 없어짐"),
    "noted": ("The meeting took note.", "보고를 접수함"),
    "merged": ("The matter goes on in another card.", "다른 과제와 통합함"),
    "split": ("Two agencies take a part each.", "기관별로 나누어 추진함"),
    "superseded": ("A newer decision takes its place.", "새로운 의결로 대체함"),
    "returned": ("The figures do not cover all sites.", "일부 대상지의 실적이 빠짐"),
    "confirmed": ("Confirmed by the meeting.", "회의에서 확인함"),
    "slipped": ("Two more sites were found in the survey.", "조사 결과 대상지 두 곳이 추가됨"),
    "handed": ("The task went over to this agency.", "소관 사무가 이관됨"),
    "substitute": ("A shared service is used instead.", "공동 서비스로 대체함"),
    "dropped": ("Covered by the agreement.", "협약으로 갈음함"),
}
COMMENTS: tuple[str, ...] = (
    "# checked against the minutes",
    "# 회의록과 대조함",
    "# the source gives a month only",
    "# 금액은 백만원 단위",
    "# agreed by telephone, letter follows",
)
TAGS: tuple[str, ...] = (
    "balanced-development", "budget", "safety", "transport", "welfare", "industry", "environment",
    "예산", "안전", "지역경제", "자치분권", "규제개선",
)  # fmt: skip
UNITS: tuple[tuple[TextPair, TextPair], ...] = (
    (("Sites opened", "개방한 대상지"), ("sites", "개소")),
    (("Local governments taking part", "참여 지방자치단체"), ("governments", "개")),
    (("Residents served", "이용 주민"), ("thousand", "천명")),
    (("Kilometres built", "설치 연장"), ("km", "km")),
)
FIRM: tuple[tuple[str, TextPair], ...] = (
    ("report", ("Report on the works", "사업 결과보고서")),
    ("official_letter", ("Letter on the results", "이행결과 제출 공문")),
    ("agreement", ("Agreement on the cost", "비용분담 협약서")),
    ("promulgation", ("Revised ordinance", "개정 조례 공포문")),
    ("statistics", ("Annual figures", "연간 실적 통계")),
    ("minutes", ("Minutes of the joint team", "합동 추진단 회의록")),
    ("budget", ("Budget of the year", "당해 연도 예산서")),
)
"""Kinds of evidence that complete a card."""

PLACES: tuple[TextPair, ...] = (
    ("Government Complex, Sejong", "정부세종청사"),
    ("City Hall, Busan", "부산시청"),
    ("State Guest House, Seoul", "서울 영빈관"),
    ("Provincial Office, Changwon", "경남도청"),
)
