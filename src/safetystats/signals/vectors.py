"""Sixteen series at once: a vector of floats that compiled code handles as if it were one number.

`Vector` and `Mask` exist in compiled code only. They take + - * / with each other and with
numbers, comparisons give a mask, and `&` joins masks. On a processor with narrower instructions
LLVM splits them up. The compiler is told what to do side by side instead of having to find out:
that keeps sums in registers, and compiling quick.
"""

# Numba and LLVM have no type annotations.
# mypy: disable-error-code="attr-defined, import-untyped, no-untyped-call, untyped-decorator"

import operator
from collections.abc import Callable
from typing import Any

import numpy as np
from llvmlite import ir
from numba.core import cgutils, types
from numba.core.datamodel import models, register_default
from numba.core.imputils import lower_builtin, lower_cast
from numba.core.typing.templates import AbstractTemplate, infer_global, signature
from numba.extending import intrinsic
from numpy.typing import NDArray

from safetystats.signals.compiled import compiled

LANES = 16
Floats = NDArray[np.float64]
Vector = Any
Mask = Any

_DOUBLE, _LONG, _BIT = ir.DoubleType(), ir.IntType(64), ir.IntType(1)
_DOUBLES = ir.VectorType(_DOUBLE, LANES)
_LONGS = ir.VectorType(_LONG, LANES)
_BITS = ir.VectorType(_BIT, LANES)


class _VectorType(types.Type):
    def __init__(self) -> None:
        super().__init__(name=f"vector{LANES}")


class _MaskType(types.Type):
    def __init__(self) -> None:
        super().__init__(name=f"mask{LANES}")


_VECTOR, _MASK = _VectorType(), _MaskType()


@register_default(_VectorType)
class _VectorModel(models.PrimitiveModel):
    def __init__(self, manager: Any, kind: Any) -> None:
        super().__init__(manager, kind, _DOUBLES)


@register_default(_MaskType)
class _MaskModel(models.PrimitiveModel):
    def __init__(self, manager: Any, kind: Any) -> None:
        super().__init__(manager, kind, _BITS)


def _filled(builder: Any, value: Any) -> Any:
    """Give a vector with the value in every lane."""
    one = builder.insert_element(ir.Constant(_DOUBLES, ir.Undefined), value, _LONG(0))
    lanes = ir.Constant(ir.VectorType(ir.IntType(32), LANES), [0] * LANES)
    return builder.shuffle_vector(one, ir.Constant(_DOUBLES, ir.Undefined), lanes)


@lower_cast(types.Number, _VectorType)
def _number_to_vector(context: Any, builder: Any, origin: Any, target: Any, value: Any) -> Any:
    return _filled(builder, context.cast(builder, value, origin, types.float64))


def _operator(function: Any, result: Any, build: Callable[[Any, Any, Any], Any]) -> None:
    class Template(AbstractTemplate):
        def generic(self, args: Any, kws: Any) -> Any:
            fits = all(isinstance(kind, _VectorType | types.Number) for kind in args)
            if fits and any(isinstance(kind, _VectorType) for kind in args):
                return signature(result, _VECTOR, _VECTOR)
            return None

    infer_global(function)(Template)
    lower_builtin(function, _VECTOR, _VECTOR)(
        lambda context, builder, sig, args: build(builder, *args)
    )


_operator(operator.add, _VECTOR, lambda builder, one, other: builder.fadd(one, other))
_operator(operator.iadd, _VECTOR, lambda builder, one, other: builder.fadd(one, other))
_operator(operator.sub, _VECTOR, lambda builder, one, other: builder.fsub(one, other))
_operator(operator.isub, _VECTOR, lambda builder, one, other: builder.fsub(one, other))
_operator(operator.mul, _VECTOR, lambda builder, one, other: builder.fmul(one, other))
_operator(operator.imul, _VECTOR, lambda builder, one, other: builder.fmul(one, other))
_operator(operator.truediv, _VECTOR, lambda builder, one, other: builder.fdiv(one, other))
_operator(operator.lt, _MASK, lambda builder, one, other: builder.fcmp_ordered("<", one, other))
_operator(operator.gt, _MASK, lambda builder, one, other: builder.fcmp_ordered(">", one, other))
_operator(operator.eq, _MASK, lambda builder, one, other: builder.fcmp_ordered("==", one, other))


@infer_global(operator.and_)
class _And(AbstractTemplate):
    def generic(self, args: Any, kws: Any) -> Any:
        return signature(_MASK, *args) if args == (_MASK, _MASK) else None


@lower_builtin(operator.and_, _MASK, _MASK)
def _and(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    return builder.and_(*args)


def _inline(build: Callable[..., Any]) -> Any:
    """Make what `build` writes out part of the code that calls it; for mypy it can be anything."""
    return intrinsic(build)


def _unary(name: str) -> Any:
    def build(typing: Any, value: Any) -> Any:
        def code(context: Any, builder: Any, sig: Any, args: Any) -> Any:
            kind = ir.FunctionType(_DOUBLES, [_DOUBLES])
            full = f"llvm.{name}.v{LANES}f64"
            function = cgutils.get_or_insert_function(builder.module, kind, full)
            return builder.call(function, args)

        return _VECTOR(_VECTOR), code

    return _inline(build)


floor, root, size = _unary("floor"), _unary("sqrt"), _unary("fabs")


@_inline
def fill(typing: Any, value: Any) -> Any:
    """Give a vector with this number in every lane."""

    def code(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return _filled(builder, args[0])

    return _VECTOR(types.float64), code


@_inline
def where(typing: Any, mask: Any, one: Any, other: Any) -> Any:
    """Take each lane from `one` where the mask is set, and from `other` elsewhere."""

    def code(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return builder.select(*args)

    return _VECTOR(_MASK, _VECTOR, _VECTOR), code


@_inline
def unless(typing: Any, mask: Any) -> Any:
    """Give the mask of the other lanes."""

    def code(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return builder.not_(args[0])

    return _MASK(_MASK), code


@_inline
def some(typing: Any, mask: Any) -> Any:
    """Say whether any lane of the mask is set."""

    def code(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        bits = builder.bitcast(args[0], ir.IntType(LANES))
        return builder.icmp_unsigned("!=", bits, ir.Constant(bits.type, 0))

    return types.boolean(_MASK), code


def _place(context: Any, builder: Any, kind: Any, array: Any, row: Any, column: Any) -> Any:
    held = context.make_array(kind)(context, builder, array)
    width = cgutils.unpack_tuple(builder, held.shape)[1]
    start = builder.add(builder.mul(row, width), column)
    return builder.bitcast(builder.gep(held.data, [start]), _DOUBLES.as_pointer())


@_inline
def load_at(typing: Any, array: Any, row: Any, column: Any) -> Any:
    """Read a vector from an array [row, column]."""

    def code(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return builder.load(_place(context, builder, sig.args[0], *args), align=8)

    return _VECTOR(array, types.int64, types.int64), code


@_inline
def store_at(typing: Any, array: Any, row: Any, column: Any, value: Any) -> Any:
    """Write a vector into an array [row, column]."""

    def code(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        builder.store(args[3], _place(context, builder, sig.args[0], *args[:3]), align=8)
        return context.get_dummy_value()

    return types.void(array, types.int64, types.int64, _VECTOR), code


@_inline
def load(typing: Any, array: Any, row: Any) -> Any:
    """Read one row of an array [row, lane]."""

    def code(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return builder.load(_row(context, builder, sig.args[0], *args), align=8)

    return _VECTOR(array, types.int64), code


@_inline
def store(typing: Any, array: Any, row: Any, value: Any) -> Any:
    """Write one row of an array [row, lane]."""

    def code(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        builder.store(args[2], _row(context, builder, sig.args[0], *args[:2]), align=8)
        return context.get_dummy_value()

    return types.void(array, types.int64, _VECTOR), code


def _row(context: Any, builder: Any, kind: Any, array: Any, row: Any) -> Any:
    data = context.make_array(kind)(context, builder, array).data
    return builder.bitcast(
        builder.gep(data, [builder.mul(row, _LONG(LANES))]), _DOUBLES.as_pointer()
    )


_ROUND = float(2**52 + 2**51)


@_inline
def _two_to_the(typing: Any, value: Any) -> Any:
    """Give 2 to the power of whole numbers of at most 1,023, by writing the exponent."""

    def code(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        shifted = builder.bitcast(builder.fadd(args[0], _DOUBLES([_ROUND] * LANES)), _LONGS)
        bits = builder.shl(builder.add(shifted, _LONGS([1023] * LANES)), _LONGS([52] * LANES))
        return builder.bitcast(bits, _DOUBLES)

    return _VECTOR(_VECTOR), code


@_inline
def _exponent(typing: Any, value: Any) -> Any:
    """Give the whole part of the binary logarithm of normal numbers above zero."""

    def code(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        bits = builder.lshr(builder.bitcast(args[0], _LONGS), _LONGS([52] * LANES))
        whole = builder.or_(bits, _LONGS([0x4330000000000000] * LANES))
        return builder.fsub(
            builder.bitcast(whole, _DOUBLES), _DOUBLES([float(2**52 + 1023)] * LANES)
        )

    return _VECTOR(_VECTOR), code


@compiled
def greater(one: Vector, other: Vector) -> Vector:
    """Give the greater of two in each lane."""
    return where(one > other, one, other)


@compiled
def exp(value: Vector) -> Vector:
    """Give the exponential, of at least -700 and at most 700."""
    bounded = where(value < 700.0, where(value > -700.0, value, fill(-700.0)), fill(700.0))
    whole = floor(bounded * 1.4426950408889634 + 0.5)
    # The two parts of log 2 leave the rest without loss of digits.
    rest = bounded - whole * 0.6931471803691238 - whole * 1.9082149292705877e-10
    square = rest * rest
    fourth = square * square
    low = (rest * (1 / 6) + 0.5) * square + (rest + 1.0)
    middle = (rest * (1 / 5040) + 1 / 720) * square + (rest * (1 / 120) + 1 / 24)
    high = (rest * (1 / 39916800) + 1 / 3628800) * square + (rest * (1 / 362880) + 1 / 40320)
    high += fourth * (1 / 479001600)
    return ((high * fourth + middle) * fourth + low) * _two_to_the(whole)


@compiled
def log(value: Vector) -> Vector:
    """Give the natural logarithm of normal numbers above zero."""
    whole = _exponent(value)
    part = value * _two_to_the(whole * -1.0)
    high = part > 1.4142135623730951
    part, whole = where(high, part * 0.5, part), where(high, whole + 1.0, whole)
    ratio = (part - 1.0) / (part + 1.0)
    square = ratio * ratio
    total = square * (1 / 21) + 1 / 19
    total = (total * square + 1 / 17) * square + 1 / 15
    total = (total * square + 1 / 13) * square + 1 / 11
    total = (total * square + 1 / 9) * square + 1 / 7
    total = (total * square + 1 / 5) * square + 1 / 3
    return whole * 0.6931471805599453 + (total * square * ratio + ratio) * 2.0
