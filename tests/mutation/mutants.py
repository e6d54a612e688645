"""What is put wrong: every mutant of a source file that two tools can think of and that can matter.

Cosmic Ray gives comparisons, numbers, negations, and/or, loops, exceptions and decorators; mutmut gives arguments,
assignments, operators, ternaries, memberships and the names of string methods. Only their lists of changes are used,
each at every place of a file.
"""

from __future__ import annotations

import ast
import itertools
import pickle
import re
from collections.abc import Iterator
from pathlib import Path

import attrs
import cosmic_ray.plugins
import libcst
from cosmic_ray.ast import ast_nodes, get_ast
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation.mutators import mutation_operators

# Other texts: most are the wording of messages. Eleven other operators for each one: nearly all fail at once, and would
# only raise the score; mutmut gives one for each. Order or equality for `is`: mutmut gives `is not`.
LEFT_OUT = re.compile(r"operator_string|.*ReplaceBinaryOperator.*|.*ReplaceComparisonOperator.*_Is(Not)?(_.*)?")
FOR_TYPES = re.compile(r"^(\w+) = (?:TypeVar\(|(?:tuple|dict|Callable)\[|str \|)", re.MULTILINE)


@attrs.frozen(kw_only=True)
class Mutant:
    """A source file with one thing changed: which file, on which line, by which operator, and the whole new text."""

    path: Path
    line: int
    operator: str
    source: str

    def change(self) -> tuple[str, str]:
        """Give the first lines that differ, as they were and as they became."""
        was, now = self.path.read_text("utf-8").splitlines(), self.source.splitlines()
        for before, after in itertools.zip_longest(was, now, fillvalue=""):
            if before != after:
                return before.strip(), after.strip()
        return "", ""


def mutants(path: Path) -> list[Mutant]:
    """Give all mutants of a file that differ from it, and from each other, in more than annotations and docstrings."""
    source = path.read_text("utf-8")
    without = frozenset({"__all__", *FOR_TYPES.findall(source)})
    seen, found = {meaning(source, without)}, []
    for line, operator, text in itertools.chain(_by_cosmic_ray(source), _by_mutmut(source)):
        try:
            meant = meaning(text, without)
        except (SyntaxError, ValueError):
            continue  # not a program
        if meant not in seen:
            seen.add(meant)
            found.append(Mutant(path=path, line=line, operator=operator, source=text))
    return found


def meaning(source: str, without: frozenset[str] = frozenset()) -> str:
    """Give a program as text without what cannot matter: docstrings, annotations, imports for type checkers only.

    >>> meaning("def f(x: int | str) -> int: 'Double.'; return 2 * x") == meaning("def f(x): return 2 * x")
    True
    """
    compile(source, "mutant", "exec", dont_inherit=True)
    return ast.dump(_Bare(without).visit(ast.parse(source)))


class _Bare(ast.NodeTransformer):
    """Takes docstrings, annotations, some names, and what stands under ``if TYPE_CHECKING`` out of a tree."""

    def __init__(self, without: frozenset[str]) -> None:
        self.without = without

    def visit_arg(self, node: ast.arg) -> ast.AST:
        node.annotation = None
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        node.annotation = ast.Constant(None)
        return self.generic_visit(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.returns = None
        return self.generic_visit(node)

    def visit_If(self, node: ast.If) -> ast.AST | None:
        return None if ast.unparse(node.test) == "TYPE_CHECKING" else self.generic_visit(node)

    def visit_Assign(self, node: ast.Assign) -> ast.AST | None:
        names = {ast.unparse(each) for each in node.targets}
        return None if names & self.without else self.generic_visit(node)

    def visit_Expr(self, node: ast.Expr) -> ast.AST | None:
        return None if isinstance(node.value, ast.Constant) else self.generic_visit(node)


def _by_cosmic_ray(source: str) -> Iterator[tuple[int, str, str]]:
    tree = get_ast(source)
    frozen = pickle.dumps(tree)
    nodes = list(ast_nodes(tree))
    for name in cosmic_ray.plugins.operator_names():
        if LEFT_OUT.fullmatch(name):
            continue
        try:
            operator = cosmic_ray.plugins.get_operator(name)()
        except TypeError:
            continue  # the two that need to be told which variables
        for place, node in enumerate(nodes):
            for index, (start, _) in enumerate(operator.mutation_positions(node)):
                yield start[0], name.removeprefix("core/"), _changed(frozen, operator, place, index)


def _changed(frozen: bytes, operator, place: int, index: int) -> str:
    tree = pickle.loads(frozen)
    node = next(itertools.islice(ast_nodes(tree), place, None))
    parent = node.parent
    new = operator.mutate(node, index)
    if parent is not None:
        siblings = [new if each is node else each for each in parent.children]
        parent.children = [each for each in siblings if each is not None]
    return tree.get_code()


def _by_mutmut(source: str) -> Iterator[tuple[int, str, str]]:
    wrapper = MetadataWrapper(libcst.parse_module(source))
    places, lines = wrapper.resolve(PositionProvider), source.splitlines(keepends=True)
    for node in _walked(wrapper.module):
        if node not in places:
            continue
        for kind, operator in mutation_operators:
            if isinstance(node, kind) and not LEFT_OUT.fullmatch(operator.__name__):
                for new in operator(node):
                    where = places[node]
                    text = wrapper.module.code_for_node(new)
                    yield where.start.line, operator.__name__, _spliced(lines, where, text)


def _walked(node: libcst.CSTNode) -> Iterator[libcst.CSTNode]:
    yield node
    for child in node.children:
        if not isinstance(child, libcst.Annotation):
            yield from _walked(child)


def _spliced(lines: list[str], where, text: str) -> str:
    start, end = where.start, where.end
    before = [*lines[: start.line - 1], lines[start.line - 1][: start.column]]
    after = [lines[end.line - 1][end.column :], *lines[end.line :]]
    return "".join([*before, text, *after])
