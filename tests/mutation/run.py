"""Run mutation tests of a room, or of some of its files: see README.md beside this file."""

from __future__ import annotations

import argparse
import gc
import json
import os
import sys
import time
import tomllib
import warnings
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(HERE), str(ROOT / "src")]
sys.dont_write_bytecode = False
warnings.simplefilter("ignore", SyntaxWarning)  # an odd comparison is what a mutant is

# what tests import besides the library: loaded once, not in every cold fork
import dateutil.relativedelta  # noqa: E402
import dateutil.rrule  # noqa: E402, F401
import hypothesis.strategies  # noqa: E402, F401
import jsonschema  # noqa: E402, F401
import pytest  # noqa: E402
import transitions  # noqa: E402, F401
import trial  # noqa: E402
from mutants import Mutant, mutants  # noqa: E402

BAD_INPUT = [
    "tests/unit/test_bad_input_values.py",
    "tests/unit/test_bad_input_rules.py",
    "tests/unit/test_bad_input_cycle.py",
]
SECONDS = 4.0  # of tests that are tried on one mutant
PROPERTY = "tests/property"


def pool(room: str) -> list[str]:
    """Give where the tests of a room stand: its own and its examples, those of all rooms, golden numbers, laws."""
    return [
        f"tests/unit/{room}",
        f"src/salescycle/{room}",
        *BAD_INPUT,
        "tests/unit/test_errors.py",
        "tests/golden",
        trial.OF_CLASSES,
        PROPERTY,
    ]


def warm(args: argparse.Namespace, all_of_them: list[Mutant], log: Path) -> None:
    """Try what only changes functions, and write down what became of it and which tests are for the rest."""

    def work(session: pytest.Session) -> None:
        paths = sorted({each.path for each in all_of_them})
        covering = trial.cover(session, paths)
        items = {item.nodeid: item for item in session.items}
        live = {path: trial.live_functions(path) for path in paths}
        if not any(live.values()):
            raise SystemExit("no function of the room is found: all of it would be tried cold")
        gc.freeze()
        with log.open("w", encoding="utf-8") as file:
            for number, mutant in enumerate(all_of_them):
                file.write(json.dumps([number, *_warm(session, mutant, covering, items, live[mutant.path])]) + "\n")
                if number % 100 == 0:
                    file.flush()

    trial.be_quiet(str(log.with_suffix(".tests")))
    pytest.main([*trial.OPTIONS, *pool(args.room)], plugins=[trial.Collected(args.examples, work)])


def _warm(session, mutant: Mutant, covering: trial.Covering, items: dict, live: dict) -> tuple[str, list[str], float]:
    swaps = trial.swaps(mutant, live)
    if swaps is None:
        names = covering.of(mutant, None, 2 * SECONDS)
        return "cold", names, sum(covering.seconds[name] for name in names)
    touched = {line for function, _ in swaps for line in _lines(function.__code__)}
    names = covering.of(mutant, touched, SECONDS)
    seconds = sum(covering.seconds[name] for name in names)

    def test() -> int:
        for function, code in swaps:
            function.__code__ = code
        return 0 if trial.run(session, [items[name] for name in names]) else 1

    result = trial.fork(test, 1 + 5 * seconds)
    return ("cold" if result == trial.SURVIVED else result), [], seconds  # its own tests need no second trial


def _lines(code) -> set[int]:
    own = {line for _, _, line in code.co_lines() if line is not None and line > code.co_firstlineno}
    return own | {code.co_firstlineno}.union(*[_lines(each) for each in code.co_consts if hasattr(each, "co_lines")])


def cold(args: argparse.Namespace, mutant: Mutant, names: list[str], seconds: float) -> str:
    """Import the library with a mutant in it, and run its tests; what does not even import is killed."""
    room = f"tests/unit/{args.room}"
    own = [name for name in names if name.startswith((room, "src", trial.OF_CLASSES))]
    # then all of the room: a test module that builds its examples when it is imported covers no line by a test
    for some in (own, [room], [name for name in names if name not in set(own)]):
        if some:
            result = trial.fork(lambda some=some: _cold(args, mutant, some), 20 + 5 * seconds)
            if result != trial.SURVIVED:
                return result
    return trial.SURVIVED


def _cold(args: argparse.Namespace, mutant: Mutant, names: list[str]) -> int:
    failed = []

    def work(session: pytest.Session) -> None:
        failed.append(not trial.run(session, session.items))

    trial.be_quiet()
    sys.meta_path.insert(0, trial.Instead(mutant))
    files = list(dict.fromkeys(name.split("::")[0] for name in names))
    only = names if "::" in names[0] else None
    pytest.main(["-x", *trial.OPTIONS, *files], plugins=[trial.Collected(args.examples, work, only)])
    return 0 if failed == [False] else 1


def known() -> dict[tuple[str, str, str], str]:
    """Give the reasons of survivors that are known to change nothing, by file, line and change."""
    listed = tomllib.loads((HERE / "equivalent.toml").read_text("utf-8")).get("equivalent", [])
    return {(each["file"], each["was"], now): each["why"] for each in listed for now in each["now"]}


def main() -> int:
    """Try every mutant, tell the score, and fail if any survivor is not listed with its reason."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("room")
    parser.add_argument("files", nargs="*", help="such as _money.py; all of the room if none")
    parser.add_argument("--examples", type=int, default=5, help="of each property test")
    parser.add_argument("--again", type=Path, help="the log of an earlier run: what it killed is not tried again")
    parser.add_argument("--log", type=Path, default=Path("mutation.json"), help="where what became of each is written")
    args = parser.parse_args()
    os.nice(19)
    os.chdir(ROOT)
    folder, begun = ROOT / "src" / "salescycle" / args.room, time.monotonic()
    chosen = [folder / name for name in args.files] or sorted(folder.glob("_[a-z]*.py"))
    every = [mutant for path in chosen for mutant in mutants(path)]
    killed = before(args.again) if args.again else {}
    left = [each for each in every if _named(each) not in killed]
    told = f"{len(every)} mutants of {len(chosen)} files, {len(left)} to try"
    print(f"{told}, after {time.monotonic() - begun:.0f} s", flush=True)
    tried = iter(try_all(args, left, begun))
    return report(args, every, [killed.get(_named(each)) or next(tried) for each in every])


def before(log: Path) -> dict[tuple[str, ...], str]:
    """Give what was killed in an earlier run; of mutants that read alike, all of them."""
    rows = [tuple(row) for row in json.loads(log.read_text("utf-8"))]
    survived = {row[:4] for row in rows if row[4] == trial.SURVIVED}
    return {row[:4]: row[4] for row in rows if row[:4] not in survived}


def try_all(args: argparse.Namespace, every: list[Mutant], begun: float) -> list[str]:
    """Give what became of each mutant."""
    log = args.log.with_suffix(".warm")
    trial.fork(lambda: warm(args, every, log) or 0, 36_000)
    told = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    left = sum(each[1] == "cold" for each in told)
    print(f"{len(told) - left} killed warm, {left} left after {time.monotonic() - begun:.0f} s", flush=True)
    results = []
    for number, result, names, seconds in told:
        results.append(cold(args, every[number], names, seconds) if result == "cold" else result)
        if result == "cold" and results[-1] == trial.SURVIVED:
            print("survived:", *_named(every[number]), sep="\n    ", flush=True)
    print(f"done after {time.monotonic() - begun:.0f} s", flush=True)
    return results


def _named(mutant: Mutant) -> tuple[str, str, str, str]:
    was, now = mutant.change()
    return f"{mutant.path.parent.name}/{mutant.path.name}", was, now, mutant.operator


def report(args: argparse.Namespace, every: list[Mutant], results: list[str]) -> int:
    """Print the score of each file and of all, and the survivors without a reason."""
    rows = [(*_named(mutant), result) for mutant, result in zip(every, results, strict=True)]
    args.log.write_text(json.dumps(rows, indent=0), encoding="utf-8")
    reasons = known()
    for name in [*sorted({row[0] for row in rows}), ""]:
        count = Counter(row[4] for row in rows if name in ("", row[0]))
        alive, total = count[trial.SURVIVED], count.total()
        share = 100 * (total - alive) / total
        print(f"{name or args.room:32} {total:6} mutants, {alive:4} survived, {share:6.2f} %")
    unlisted = [row for row in rows if row[4] == trial.SURVIVED and row[:3] not in reasons]
    print(f"{len(unlisted)} survivors without a reason in equivalent.toml")
    for row in unlisted:
        print("", *row[:4], sep="\n    ")
    return 1 if unlisted else 0


if __name__ == "__main__":
    sys.exit(main())
