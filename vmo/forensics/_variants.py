"""Variants: every way of counting that a partner may mean by its own figure, as sums above and below the line.

The letters are those of domain.md 1.2: O offered, A answered, A_T answered within the threshold, B abandoned, B_T within
the threshold, B_S before the short-abandon time, F flowed out, C_T callbacks within the threshold. Of seconds, in
milliseconds: W waited by answered and X by abandoned contacts, H handled, and of that K talk, L hold, M wrap-up.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from vmo.forensics._asked import seconds

IN_PERCENT, IN_SECONDS = (100, 1), (1, 1000)
Sums = tuple[str, str]

SERVICE_LEVEL: dict[str, Sums] = {
    "sl_offered": ("A_T", "O"),
    "sl_answered": ("A_T", "A"),
    "sl_ans_plus_aband": ("A_T", "A + B"),
    "sl_excl_short": ("A_T", "A + B - B_S"),
    "sl_ignore_aband_in_T": ("A_T", "A + B - B_T"),
    "sl_aband_positive": ("A_T + B_T", "A + B"),
    "sl_with_flowouts": ("A_T", "A + B + F"),
    "sl_amazon": ("A_T + B_T + C_T", "O"),
    "sl_excl_short with flow-outs": ("A_T", "A + B + F - B_S"),
    "sl_ignore_aband_in_T with flow-outs": ("A_T", "A + B + F - B_T"),
    "sl_aband_positive with flow-outs": ("A_T + B_T", "A + B + F"),
}
ANSWER: dict[str, Sums] = {
    "answered of offered": ("A", "O"),
    "answered of answered and abandoned": ("A", "A + B"),
    "answered of offered without short abandons": ("A", "O - B_S"),
    "answered of answered and abandoned without short": ("A", "A + B - B_S"),
}
ABANDON: dict[str, Sums] = {
    "ab_all": ("B", "O"),
    "ab_excl_short": ("B - B_S", "O - B_S"),
    "ab_excl_short_num": ("B - B_S", "O"),
    "abandoned of answered and abandoned": ("B", "A + B"),
    "abandoned of answered and abandoned without short": ("B - B_S", "A + B - B_S"),
}
SPEED: dict[str, Sums] = {
    "waits of answered per answered": ("W", "A"),
    "waits of answered per offered": ("W", "O"),
    "waits of answered per answered and abandoned": ("W", "A + B"),
    "waits of answered and abandoned per answered and abandoned": ("W + X", "A + B"),
    "waits of answered and abandoned per offered": ("W + X", "O"),
    "waits of answered and abandoned per answered": ("W + X", "A"),
}
HANDLING: dict[str, Sums] = {
    "handling per answered": ("H", "A"),
    "talk per answered": ("K", "A"),
    "talk and hold per answered": ("K + L", "A"),
    "talk and wrap-up per answered": ("K + M", "A"),
    "handling per offered": ("H", "O"),
}


@dataclass(frozen=True)
class Figure:
    """A partner's own figure: its variants, the first of which is ours where no contract names one, and its unit."""

    variants: Mapping[str, Sums]
    unit: tuple[int, int]


FIGURES = {
    "service_level_percent": Figure(SERVICE_LEVEL, IN_PERCENT),
    "answer_percent": Figure(ANSWER, IN_PERCENT),
    "abandon_percent": Figure(ABANDON, IN_PERCENT),
    "asa_s": Figure(SPEED, IN_SECONDS),
    "aht_s": Figure(HANDLING, IN_SECONDS),
}


@dataclass(frozen=True)
class Way:
    """A variant under the `nth` threshold and short-abandon time of the cells, where it looks at them."""

    name: str
    sums: Sums
    within: int | None
    short: int | None

    def quotient(self, cell: Mapping[str, Any]) -> tuple[int, int] | None:
        """What is above and below the line in a cell; None where a count is not told, or nothing stands below."""
        within = {} if self.within is None else cell["within"][self.within]
        short = {} if self.short is None else cell["short"][self.short]
        counts = {**cell["counts"], **within, **short}
        over, under = (_added(sums, counts) for sums in self.sums)
        return (over, under) if over is not None and under and over >= 0 < under else None

    def threshold(self, cell: Mapping[str, Any]) -> Any:
        """The threshold that the way looks at, if any."""
        return None if self.within is None else cell["within"][self.within]["threshold_s"]

    def label(self, cell: Mapping[str, Any]) -> str:
        """The variant with the times that it looks at, as `sl_excl_short (20 s lte, short 5 s)`."""
        within = None if self.within is None else cell["within"][self.within]
        short = None if self.short is None else cell["short"][self.short]
        return named(
            self.name, within and within["threshold_s"], within and within["threshold_op"], short and short["short_s"]
        )


def named(variant: str, threshold_s: Any, threshold_op: Any, short_s: Any) -> str:
    """A variant and its times, as far as they are known.

    >>> named("sl_excl_short", 20, "lte", 5), named("sl_offered", 20, "lt", None), named("ab_all", None, None, None)
    ('sl_excl_short (20 s lte, short 5 s)', 'sl_offered (20 s lt)', 'ab_all')
    """
    times = [f"{seconds(threshold_s)} s {threshold_op}"] if threshold_s is not None else []
    times += [f"short {seconds(short_s)} s"] if short_s is not None else []
    return f"{variant} ({', '.join(times)})" if times else variant


def agreed(variant: str, terms: Mapping[str, Any]) -> str:
    """A contract's variant with the times that it looks at, as its way is named.

    >>> agreed("sl_offered", {"threshold_s": 20, "short_s": 5}), agreed("ab_excl_short", {"short_s": 5})
    ('sl_offered (20 s lte)', 'ab_excl_short (short 5 s)')
    """
    sums = next((one.variants[variant] for one in FIGURES.values() if variant in one.variants), ("", ""))
    within, short = _looks_at(sums)
    op = terms.get("threshold_op", "lte")
    return named(variant, terms.get("threshold_s") if within else None, op, terms.get("short_s") if short else None)


def ways(figure: str, cell: Mapping[str, Any]) -> Iterator[Way]:
    """Every variant of a figure under every threshold and short-abandon time that the cells tell."""
    for name, sums in FIGURES[figure].variants.items():
        within, short = _looks_at(sums)
        thresholds = range(len(cell["within"])) if within else [None]
        shorts = range(len(cell["short"])) if short else [None]
        yield from (Way(name, sums, one, other) for one in thresholds for other in shorts)


def _looks_at(sums: Sums) -> tuple[bool, bool]:
    """Whether a variant looks at a threshold, and at a short-abandon time."""
    letters = " ".join(sums).split()
    return any(one.endswith("_T") for one in letters), "B_S" in letters


def _added(sums: str, counts: Mapping[str, Any]) -> int | None:
    total, sign = 0, 1
    for one in sums.split():
        if one in "+-":
            sign = 1 if one == "+" else -1
            continue
        count = counts.get(one)
        if count is None:
            return None
        total += sign * int(count)
    return total
