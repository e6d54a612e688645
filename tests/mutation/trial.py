"""How a mutant is tried: in a forked process, in which its tests run until the first of them fails.

Warm, where only the code of functions differs: everything is imported and collected once, and the fork puts the new
code into the functions. Cold, where a module or a class is built differently, and for whatever survived the warm trial:
the fork imports and collects for itself.
"""

from __future__ import annotations

import gc
import importlib.abc
import importlib.machinery
import json
import os
import resource
import sys
import tempfile
import time
import traceback
import types
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import attrs
import coverage
import pytest
from hypothesis import HealthCheck, Phase, settings
from mutants import Mutant

OF_CLASSES = "tests/house/test_fields_by_name.py"  # looks at classes, and runs no line of theirs
MEMORY = 4 * 2**30
OPTIMIZED = 1  # inspect.CO_OPTIMIZED: a function's code, not a module's or a class's
OPTIONS = [
    "-o",
    "addopts=",
    "--doctest-modules",
    "--import-mode=importlib",
    "-p",
    "no:cacheprovider",
    "-m",
    "not full",
    "--assert=plain",
    "--tb=no",
    # of edges, and of libraries that this environment does not have
    "--ignore=tests/property/test_every_engine_counts_alike.py",
    "--ignore=tests/property/test_a_name_in_a_picture_is_only_text.py",
]
KILLED, SURVIVED, TIMED_OUT = "killed", "survived", "timed out"


@attrs.frozen(kw_only=True)
class Covering:
    """Which tests run which line of which file, and how long each test takes, in seconds of processor time."""

    tests: dict[str, dict[int, list[str]]]
    seconds: dict[str, float]

    def of(self, mutant: Mutant, lines: Iterable[int] | None, longest: float) -> list[str]:
        """Give the tests of some lines, or of the whole file, quick ones first, no more than take so many seconds."""
        by_line = self.tests.get(str(mutant.path), {})
        names = {name for line in (by_line if lines is None else lines) for name in by_line.get(line, ())}
        if lines is None:  # a constructor that attrs writes has no lines of its own: what it refuses runs none here
            files = {OF_CLASSES, *(name.split("::")[0] for name in names)}
            names = {name for name in self.seconds if name.split("::")[0] in files}
        chosen, spent = [], 0.0
        for name in sorted(names, key=lambda name: (self.seconds[name], name)):
            spent += self.seconds[name]
            if spent > longest and chosen:
                break
            chosen.append(name)
        return chosen


def fork(work: Callable[[], int], seconds: float) -> str:
    """Run something in a process of its own, bounded in time and memory, and say what became of it."""
    child = os.fork()
    if not child:
        gc.disable()
        code = 3
        try:
            resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 2))
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
            code = work()
        except BaseException:  # noqa: BLE001  a mutant may raise anything, and the fork must end here
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return TIMED_OUT
    return KILLED if os.WEXITSTATUS(status) else SURVIVED


def be_quiet(name: str = os.devnull) -> None:
    """Send what the tests print to a file, or nowhere."""
    nowhere = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    for stream in (1, 2):
        os.dup2(nowhere, stream)


class Collected:
    """A plug-in that draws few examples, hands the collected tests to some work, and runs none itself."""

    def __init__(self, examples: int, work: Callable[[pytest.Session], None], only: list[str] | None = None) -> None:
        self.examples, self.work, self.only = examples, work, only

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Make property tests short, the same each time, and without a search for the smallest failure."""
        for item in items:
            test = getattr(item, "obj", None)
            if hasattr(test, "_hypothesis_internal_use_settings"):
                test = getattr(test, "__func__", test)
                test._hypothesis_internal_use_settings = settings(
                    max_examples=self.examples,
                    derandomize=True,
                    database=None,
                    deadline=None,
                    phases=[Phase.explicit, Phase.generate],
                    suppress_health_check=list(HealthCheck),
                )
        if self.only is not None:
            order = {name: place for place, name in enumerate(self.only)}
            items[:] = sorted((each for each in items if each.nodeid in order), key=lambda each: order[each.nodeid])

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Do the work instead of running the tests."""
        if session.testsfailed:
            raise session.Interrupted("not collected")
        self.work(session)
        return True


def run(session: pytest.Session, items: list[pytest.Item]) -> bool:
    """Run some tests until one fails, and say whether none did."""
    for item, following in zip(items, [*items[1:], None], strict=True):
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if session.testsfailed:
            return False
    return True


def cover(session: pytest.Session, paths: list[Path]) -> Covering:
    """Run all collected tests once, in a fork, and see what they touch; one that fails is an error of the set-up."""
    with tempfile.NamedTemporaryFile("r+") as file:
        if fork(lambda: _cover(session, paths, file.name), 3_600) != SURVIVED:
            raise SystemExit("a test fails without any mutant: run them by themselves first")
        return Covering(**json.load(file, object_hook=_with_numbers))


def _with_numbers(pairs: dict) -> dict:
    return {int(key) if key.isdigit() else key: value for key, value in pairs.items()}


def _cover(session: pytest.Session, paths: list[Path], name: str) -> int:
    watch = coverage.Coverage(data_file=None, config_file=False, include=[str(path) for path in paths])
    seconds, names = {}, [item.nodeid for item in session.items]
    watch.start()
    for place, (item, following) in enumerate(zip(session.items, [*session.items[1:], None], strict=True)):
        watch.switch_context(str(place))
        begun = time.process_time()
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        seconds[item.nodeid] = time.process_time() - begun
        if session.testsfailed:
            print(item.nodeid, file=sys.__stderr__)
            return 1
    watch.stop()
    lines = {str(path): watch.get_data().contexts_by_lineno(str(path)) for path in paths}
    tests = {
        path: {line: [names[int(each)] for each in found if each] for line, found in by_line.items()}
        for path, by_line in lines.items()
    }
    Path(name).write_text(json.dumps({"tests": tests, "seconds": seconds}))
    return 0


def swaps(mutant: Mutant, functions: dict) -> list[tuple[types.FunctionType, types.CodeType]] | None:
    """Give which functions get which new code, or None where that is not all that differs."""
    name = str(mutant.path)
    old = compile(mutant.path.read_text("utf-8"), name, "exec", dont_inherit=True)
    new = compile(mutant.source, name, "exec", dont_inherit=True)
    if _built(old) != _built(new):
        return None
    pairs = []
    for before, after in zip(_functions(old), _functions(new), strict=True):
        if before == after:
            continue
        found = functions.get((before.co_qualname, before.co_firstlineno), [])
        if len(found) != 1 or before.co_freevars != after.co_freevars:
            return None
        pairs.append((found[0], after))
    return pairs or None


def live_functions(path: Path) -> dict[tuple[str, int], list[types.FunctionType]]:
    """Give the functions of a file that exist, by name and first line."""
    gc.unfreeze()  # what a conftest has frozen is not told
    found: dict[tuple[str, int], list[types.FunctionType]] = {}
    for each in gc.get_objects():
        if type(each) is types.FunctionType and each.__code__.co_filename == str(path):
            found.setdefault((each.__code__.co_qualname, each.__code__.co_firstlineno), []).append(each)
    return found


def _is_function(code: types.CodeType) -> bool:
    return (bool(code.co_flags & OPTIMIZED) and not code.co_name.startswith("<")) or code.co_name == "<lambda>"


def _built(code: types.CodeType) -> tuple:
    """Give what a module or a class does when it is built, without the bodies of its functions."""
    parts = tuple(
        (each.co_name, _is_function(each) or _built(each)) if isinstance(each, types.CodeType) else (type(each), each)
        for each in code.co_consts
    )
    return code.co_code, code.co_names, code.co_varnames, repr(parts)


def _functions(code: types.CodeType) -> Iterator[types.CodeType]:
    for each in code.co_consts:
        if isinstance(each, types.CodeType):
            if _is_function(each):
                yield each
            else:
                yield from _functions(each)


class Instead(importlib.abc.MetaPathFinder):
    """Gives one module the text of its mutant when it is imported."""

    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant

    def find_spec(self, fullname, path=None, target=None):
        """Find the one module, by its path."""
        spec = importlib.machinery.PathFinder.find_spec(fullname, path, target)
        if spec is None or spec.origin != str(self.mutant.path):
            return None
        spec.loader = _Loader(fullname, spec.origin, self.mutant.source)
        return spec


class _Loader(importlib.machinery.SourceFileLoader):
    def __init__(self, fullname: str, path: str, source: str) -> None:
        super().__init__(fullname, path)
        self.text = source

    def get_code(self, fullname: str) -> types.CodeType:
        return compile(self.text, self.path, "exec", dont_inherit=True)
