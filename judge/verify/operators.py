"""Mistakes that people make in this field's code, each as an operator on a syntax tree: node in, wrong nodes out.

mutmut has the general operators (numbers, comparisons, arithmetic, arguments, keywords); these know tensors. A change
that makes no difference for any input is no mistake, such as a missing `.contiguous()`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

import libcst as cst
import libcst.matchers as m

Operator = Callable[[Any], Iterable[cst.CSTNode]]

_SAME_WITHOUT: Final = {"contiguous", "clone", "copy", "requires_grad_", "detach", "tolist", "item"}
"""Methods whose removal often changes nothing, or, for those that leave torch, gives a mutant that never runs."""
_SYMMETRIC: Final = {
    "max",
    "min",
    "maximum",
    "minimum",
    "isinstance",
    "zip",
    "gcd",
    "minmax",
    "equal",
    "dot",
    "logaddexp",
    "result_type",
    "promote_types",
    "transpose",
    "swapaxes",
    "mul",
    "addcmul",
}
_NO_GRADIENT: Final = (
    *("mask", "arange", "tril", "triu", "ones", "zeros", "eye", "bool", "size(", "len(", "range(", "index"),
    *(
        " < ",
        " > ",
        " == ",
        " <= ",
        " >= ",
        "argmax",
        "topk",
        "dtype",
        "device",
        "int(",
        "float(",
        "super(",
        "register_",
    ),
    *("nn.", "Parameter", "empty", "randn", "randint", "no_grad", "detach"),
)
"""Makers of values without a gradient: detaching them would change nothing."""


def dropped_method(node: cst.Call) -> Iterator[cst.CSTNode]:
    """`x.transpose(1, 2)` to `x`."""
    if m.matches(node.func, m.Attribute()) and not m.matches(node.func, m.Attribute(value=m.Name("self"))):
        attribute = cst.ensure_type(node.func, cst.Attribute)
        named_module = m.matches(attribute.value, m.Name("torch") | m.Name("np") | m.Name("math") | m.Name("F"))
        if attribute.attr.value not in _SAME_WITHOUT and not named_module:
            yield attribute.value


def dropped_function(node: cst.Call) -> Iterator[cst.CSTNode]:
    """`torch.softmax(x, -1)` to `x`, `sqrt(x)` to `x`."""
    if node.args and node.args[0].keyword is None and not node.args[0].star:
        yield _grouped(node.args[0].value)


def dropped_operand(node: cst.BinaryOperation) -> Iterator[cst.CSTNode]:
    """`scores / scale` to `scores`, `x + bias` to `x` and to `bias`."""
    if isinstance(node.operator, cst.Add | cst.Subtract | cst.Multiply | cst.Divide | cst.FloorDivide | cst.Modulo):
        yield _grouped(node.left)
    if isinstance(node.operator, cst.Add | cst.Multiply):
        yield _grouped(node.right)


def swapped_operands(node: cst.BinaryOperation) -> Iterator[cst.CSTNode]:
    """`a - b` to `b - a`, `a @ b` to `b @ a`."""
    if isinstance(node.operator, cst.Subtract | cst.Divide | cst.MatrixMultiply):
        yield node.with_changes(left=_grouped(node.right), right=_grouped(node.left))


def swapped_arguments(node: cst.Call) -> Iterator[cst.CSTNode]:
    """`attend(k, v)` to `attend(v, k)`."""
    name = node.func.attr.value if isinstance(node.func, cst.Attribute) else getattr(node.func, "value", "")
    if name in _SYMMETRIC:
        return
    for left in range(len(node.args) - 1):
        first, second = node.args[left], node.args[left + 1]
        if first.keyword or second.keyword or first.star or second.star:
            return
        pair = [first.with_changes(value=second.value), second.with_changes(value=first.value)]
        yield node.with_changes(args=[*node.args[:left], *pair, *node.args[left + 2 :]])


def no_infinity(node: cst.BaseExpression) -> Iterator[cst.CSTNode]:
    """`float("-inf")`, `-torch.inf`, `torch.finfo(x.dtype).min` to 0."""
    text = _code(node).replace("'", '"')
    if text.lower() in {'float("-inf")', 'float("inf")', "math.inf", "torch.inf", "np.inf", "inf"} or (
        text.startswith(("torch.finfo(", "np.finfo(")) and text.endswith((").min", ").max"))
    ):
        yield cst.Float("0.0")


def inverted_mask(node: cst.Call) -> Iterator[cst.CSTNode]:
    """`scores.masked_fill(mask, ...)` to `scores.masked_fill(~mask, ...)`, and `where` alike."""
    if m.matches(node.func, m.Attribute(attr=m.Name("masked_fill") | m.Name("where") | m.Name("masked_fill_"))):
        if not node.args or node.args[0].keyword or m.matches(node.args[0].value, m.UnaryOperation(m.BitInvert())):
            return
        inverted = cst.UnaryOperation(cst.BitInvert(), _grouped(node.args[0].value))
        yield node.with_changes(args=[node.args[0].with_changes(value=inverted), *node.args[1:]])


def moved_epsilon(node: cst.BaseExpression) -> Iterator[cst.CSTNode]:
    """`sqrt(var + eps)` to `sqrt(var) + eps`; the same of a method and of a power."""
    without: cst.BaseExpression
    match node:
        case cst.Call(func=cst.Attribute(value=cst.BinaryOperation() as inner) as method) if _adds_epsilon(inner):
            without = node.with_changes(func=method.with_changes(value=_grouped(inner.left)))
        case cst.Call(args=[cst.Arg(keyword=None, value=cst.BinaryOperation() as inner) as only]) if _adds_epsilon(
            inner
        ):
            without = node.with_changes(args=[only.with_changes(value=inner.left)])
        case cst.BinaryOperation(operator=cst.Power(), left=cst.BinaryOperation() as inner) if _adds_epsilon(inner):
            without = node.with_changes(left=_grouped(inner.left))
        case _:
            return
    yield _grouped(cst.BinaryOperation(without, cst.Add(), inner.right))


def _adds_epsilon(node: cst.BinaryOperation) -> bool:
    return isinstance(node.operator, cst.Add) and "eps" in _code(node.right)


def one_less(node: cst.Integer) -> Iterator[cst.CSTNode]:
    """`0` to `-1`, `2` to `1`."""
    value = node.evaluated_value - 1
    yield cst.Integer(str(value)) if value >= 0 else cst.UnaryOperation(cst.Minus(), cst.Integer(str(-value)))


def negated_condition(node: cst.If) -> Iterator[cst.CSTNode]:
    """`if mask is None` to `if not (mask is None)`."""
    yield node.with_changes(test=cst.UnaryOperation(cst.Not(), _parenthesised(node.test)))


def detached(node: cst.Assign | cst.Return) -> Iterator[cst.CSTNode]:
    """`k = self.k_proj(x)` to `k = self.k_proj(x).detach()`."""
    if node.value is None or not isinstance(node.value, cst.Call | cst.BinaryOperation | cst.Subscript):
        return
    if not any(word in _code(node) for word in _NO_GRADIENT):
        yield node.with_changes(value=cst.Call(cst.Attribute(_grouped(node.value), cst.Name("detach"))))


def deleted_statement(node: cst.SimpleStatementLine | cst.If | cst.For | cst.While) -> Iterator[cst.CSTNode]:
    """A statement to `pass`."""
    if isinstance(node, cst.SimpleStatementLine):
        kept = m.Import() | m.ImportFrom() | m.Pass() | m.Expr(m.SimpleString()) | m.Return() | m.Break() | m.Continue()
        if len(node.body) == 1 and not m.matches(node.body[0], kept | m.Expr(m.ConcatenatedString())):
            yield node.with_changes(body=[cst.Pass()])
    elif node.orelse is None:
        yield cst.SimpleStatementLine([cst.Pass()], leading_lines=node.leading_lines)


OPERATORS: Final[tuple[tuple[tuple[type[cst.CSTNode], ...], Operator], ...]] = (
    ((cst.Call,), dropped_method),
    ((cst.Call,), dropped_function),
    ((cst.BinaryOperation,), dropped_operand),
    ((cst.BinaryOperation,), swapped_operands),
    ((cst.Call,), swapped_arguments),
    ((cst.Call, cst.Attribute), no_infinity),
    ((cst.Call,), inverted_mask),
    ((cst.Call, cst.BinaryOperation), moved_epsilon),
    ((cst.Integer,), one_less),
    ((cst.If,), negated_condition),
    ((cst.SimpleStatementLine, cst.If, cst.For, cst.While), deleted_statement),
)
"""The node types, and the operator for each."""

TORCH_OPERATORS: Final[tuple[tuple[tuple[type[cst.CSTNode], ...], Operator], ...]] = (
    ((cst.Assign, cst.Return), detached),
)


def _code(node: cst.CSTNode) -> str:
    return cst.Module([]).code_for_node(node)


def _parenthesised(node: cst.BaseExpression) -> cst.BaseExpression:
    return node if node.lpar else node.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])


def _grouped(node: cst.BaseExpression) -> cst.BaseExpression:
    """With parentheses where its new place may need them."""
    atom = isinstance(node, cst.Name | cst.Call | cst.Attribute | cst.Subscript | cst.BaseNumber | cst.SimpleString)
    return node if atom else _parenthesised(node)
