"""Words: what pictures say, in the languages that the library speaks."""

from __future__ import annotations

from collections.abc import Iterable

from salescycle.cycle import Cycle
from salescycle.values import Undefined, Wording

from ._picture import names_apart

__all__ = ["in_order", "labels_of", "left_out", "of_how_many", "reason_of", "say"]

_WORDS = {
    "age": ("Age in days", "경과 일수"),
    "ageing": ("Open deals against the history of their stage", "단계 이력과 비교한 진행 중 거래"),
    "as_often": ("Dashed: as often as said. Numbers: how many were said so", "점선: 예측한 만큼 실현. 숫자: 예측 건수"),
    "at_end": ("Open at end", "기말 진행 금액"),
    "at_risk": ("at risk", "관찰 중"),
    "at_start": ("Open at start", "기초 진행 금액"),
    "band": ("Bands: {level} limits, age by age", "띠: 시점별 {level} 한계"),
    "bands": ("Line: the middle. Bands: half, and eight in ten, of what may come", "선: 중앙값. 띠: 50%와 80% 구간"),
    "by": ("By", "기준일"),
    "calibration": ("What was said, and what came", "예측과 실제"),
    "came": ("Came true", "실제 비율"),
    "cannot": ("not placed", "표시하지 못함"),
    "chance": ("Chance to be won", "수주 확률"),
    "cohort": ("Cohort", "코호트"),
    "cohorts": ("Share {cause} by age, cohort by cohort", "코호트별, 경과 일수별 {cause} 비율"),
    "created": ("Created", "신규"),
    "days": ("Days", "일"),
    "days_in": ("Days in stage", "단계 체류 일수"),
    "deal": ("Deal", "거래"),
    "deals": ("Deals", "거래 수"),
    "decreased": ("Decreased", "감액"),
    "dwell": ("How long visits to each stage lasted", "단계별 체류 시간"),
    "dwell_how": (
        "Line: 10% to 90%. Box: the middle half. White: the median",
        "선: 10~90%. 상자: 가운데 절반. 흰 줄: 중앙값",
    ),
    "ended": ("Share ended so", "종료된 비율"),
    "entries": ("Visits", "방문 수"),
    "fan": ("How many of the open deals will be won", "진행 중 거래의 수주 전망"),
    "from": ("From", "이전 단계"),
    "funnel": ("Entries by stage, and how many went on", "단계별 진입과 다음 단계 진행"),
    "group": ("Group", "그룹"),
    "held": ("On hold", "보류"),
    "high": ("Upper limit", "상한"),
    "incidence": ("How deals end, by age", "경과 일수별 거래 결과"),
    "increased": ("Increased", "증액"),
    "left_out": ("Left out", "제외"),
    "line": ("What moved it", "변동 항목"),
    "lost": ("Lost", "실주"),
    "low": ("Lower limit", "하한"),
    "median": ("Median", "중앙값"),
    "moved_in": ("Moved in", "기간 내로 이동"),
    "moved_out": ("Moved out", "기간 밖으로 이동"),
    "moves": ("Moves", "이동 수"),
    "moves_title": ("Where deals went next", "거래의 단계 이동"),
    "none": ("nothing to show", "표시할 것이 없음"),
    "on": ("Went on", "다음으로 진행"),
    "open": ("Still open", "진행 중"),
    "open_share": ("Share still open", "진행 중인 비율"),
    "p10": ("10%", "10%"),
    "p25": ("25%", "25%"),
    "p75": ("75%", "75%"),
    "p90": ("90%", "90%"),
    "percentile": ("Longer here than this share of visits", "해당 단계의 방문 중 더 짧았던 비율"),
    "rate": ("Likely rate", "추정 비율"),
    "rates": ("Rates of groups, and how sure they are", "그룹별 비율과 그 확실성"),
    "rates_how": (
        "Dot and line: the likely rate and its limits. Ring: as it was seen. Dashed: all together",
        "점과 선: 추정 비율과 한계. 고리: 관찰된 비율. 점선: 전체",
    ),
    "raw": ("Seen", "관찰된 비율"),
    "reopened": ("Reopened", "재개"),
    "resumed": ("Resumed", "보류 해제"),
    "said": ("Said", "예측한 확률"),
    "share": ("Share", "비율"),
    "stage": ("Stage", "단계"),
    "survival": ("How long deals stay open", "거래가 진행되는 기간"),
    "to": ("To", "다음 단계"),
    "value": ("Open value", "진행 금액"),
    "walk": ("What became of the open value", "진행 금액의 변동"),
    "wins": ("Open deals won", "수주 건수"),
    "won": ("Won", "수주"),
}


def say(word: str, locale: str) -> str:
    """Give a word in a language, or in English where it has none.

    >>> say("stage", "ko-KR"), say("stage", "fr")
    ('단계', 'Stage')
    """
    english, korean = _WORDS[word]
    return Wording({"en": english, "ko": korean}).text(locale)


def of_how_many(n: int) -> str:
    """Give how many a picture rests on."""
    return f"n = {n}"


def left_out(reasons: Iterable[tuple[str, int]], locale: str) -> list[str]:
    """Give a line about what a picture leaves out, if it leaves out anything."""
    told = "; ".join(f"{count} {reason}" for reason, count in reasons)
    return [f"{say('left_out', locale)}: {told}"] if told else []


def reason_of(value: object) -> str:
    """Give why a number is not defined, or nothing where it is."""
    return value.reason if isinstance(value, Undefined) else ""


def labels_of(cycle: Cycle | None, locale: str, keys: Iterable[str]) -> dict[str, str]:
    """Give what people read of each stage, none like another; the key where there is no label."""
    known = {} if cycle is None else {stage.key: stage.label.text(locale) for stage in cycle.stages}
    return names_apart({key: known.get(key, key) for key in keys})


def in_order(cycle: Cycle | None, keys: Iterable[str]) -> list[str]:
    """Give stages once each, in the order of a cycle, the others as they come.

    >>> in_order(None, ["offer", "talk", "offer"])
    ['offer', 'talk']
    """
    met = list(dict.fromkeys(keys))
    own = [] if cycle is None else [stage.key for stage in cycle.stages if stage.key in met]
    return own + [key for key in met if key not in own]
