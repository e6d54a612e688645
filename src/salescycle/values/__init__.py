"""Values: what is a well-formed amount, share, duration, period, instant or name?"""

from __future__ import annotations

from ._beta import beta_quantile
from ._chain import chain_solution
from ._currency import MINOR_UNITS, currency_code
from ._dice import Dice, dice
from ._durations import Durations, days
from ._gamma import chi_square_tail
from ._instant import calendar_date, clock_zone, optional_date, optional_utc, utc
from ._member import member
from ._money import Money, RateProvider, exact_decimal, money_from_0, unit_rate
from ._period import Period
from ._plain import plain_data
from ._quantile import quantile_of
from ._reader import DataReader
from ._repeats import Repeats
from ._row import Cell, Row
from ._several import SEVERAL_LIMIT, a_mapping, must_be, pairs_of, required, several
from ._share import Interval, MoneyShare, Share, confidence_level, share_number, wilson
from ._text import (
    harmless,
    id_text,
    key_text,
    key_texts,
    look,
    name_text,
    name_texts,
    note_text,
    optional_key,
    optional_name,
)
from ._undefined import Undefined
from ._whole import count_number, schema_version, version_number, whole_number
from ._wording import NO_WORDING, Wording, wording
from ._work_calendar import WEEKDAYS, WorkCalendar
from ._work_span import WorkSpan

__all__ = [
    "MINOR_UNITS",
    "NO_WORDING",
    "SEVERAL_LIMIT",
    "WEEKDAYS",
    "Cell",
    "DataReader",
    "Dice",
    "Durations",
    "Interval",
    "Money",
    "MoneyShare",
    "Period",
    "RateProvider",
    "Repeats",
    "Row",
    "Share",
    "Undefined",
    "Wording",
    "WorkCalendar",
    "WorkSpan",
    "a_mapping",
    "beta_quantile",
    "calendar_date",
    "chain_solution",
    "chi_square_tail",
    "clock_zone",
    "confidence_level",
    "count_number",
    "currency_code",
    "days",
    "dice",
    "exact_decimal",
    "harmless",
    "id_text",
    "key_text",
    "key_texts",
    "look",
    "member",
    "money_from_0",
    "must_be",
    "name_text",
    "name_texts",
    "note_text",
    "optional_date",
    "optional_key",
    "optional_name",
    "optional_utc",
    "pairs_of",
    "plain_data",
    "quantile_of",
    "required",
    "schema_version",
    "several",
    "share_number",
    "unit_rate",
    "utc",
    "version_number",
    "whole_number",
    "wilson",
    "wording",
]
