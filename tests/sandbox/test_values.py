"""The closed set of values: what crosses arrives exactly, what is not of the set stays, and bytes cannot do harm."""

from __future__ import annotations

import collections
import contextlib
import datetime
import enum
import math
import struct
import time
from typing import Any

import msgpack
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox import array_values
from sandbox.structures import ListNode, TreeNode, list_from_values, list_to_values, tree_from_rows, tree_to_rows
from sandbox.value_limits import MAX_DEPTH, MAX_INT_BYTES, MAX_ITEMS, BadValueError, Ext, ValueTravelError
from sandbox.values import Codec
from tests.support.travelling_values import PLAIN_VALUES

PLAIN = Codec()
FULL = Codec(np, torch)


def exact(value: Any) -> Any:
    """A picture of a value that tells 1 from 1.0 from True, -0.0 from 0.0, and finds NaN equal to NaN."""
    kind = type(value)
    match value:
        case float():
            return (kind, struct.pack("<d", value))
        case complex():
            return (kind, struct.pack("<dd", value.real, value.imag))
        case list() | tuple():
            return (kind, [exact(item) for item in value])
        case set() | frozenset():
            return (kind, sorted((exact(item) for item in value), key=repr))
        case dict():
            return (kind, [(exact(key), exact(item)) for key, item in value.items()])
        case ListNode():
            return (kind, [exact(item) for item in list_to_values(value)])
        case TreeNode():
            return (kind, [exact(row) for row in tree_to_rows(value)])
        case _:
            return (kind, value)


def there_and_back(value: Any, codec: Codec = PLAIN) -> Any:
    return codec.decode(codec.encode(value))


# What travels


@settings(deadline=None, max_examples=100)
@given(PLAIN_VALUES)
def test_any_nested_value_arrives_exactly(value: Any) -> None:
    assert exact(there_and_back(value)) == exact(value)


@pytest.mark.parametrize(
    "value",
    [
        *(None, True, False, 0, -1, 2**63 - 1, 2**63, 2**64 - 1, 2**64, -(2**63), -(2**63) - 1, 10**300, -(10**300)),
        *(0.0, -0.0, 5e-324, 1.7976931348623157e308, math.inf, -math.inf, math.nan, 0.1),
        *(0j, complex(-0.0, 0.0), complex(math.nan, -math.inf)),
        *("", "é", "汉字", "😀", "\x00", "\ud800", "a\udfffb", "\udc80\ud800", "\u202e"),
        *(b"", b"\x00\xff", [], (), {}, set(), frozenset(), [[]], ((),), [()], {(): []}),
        *({1: "int"}, {True: "bool"}, {1.0: "float"}, {"1": 1, b"1": 2, (1,): 3, None: 4, frozenset({1}): 5}),
        {"b": 1, "a": 2, "c": 3},
        [True, 1, 1.0, "1", b"1", (1,), [1], {1}, frozenset({1})],
    ],
    ids=ascii,
)
def test_edge_values_arrive_exactly(value: Any) -> None:
    assert exact(there_and_back(value)) == exact(value)


def test_a_dictionary_keeps_its_order() -> None:
    value = dict.fromkeys(["z", 3, "a", (1, 2), -1])
    assert list(there_and_back(value)) == list(value)


def test_what_arrives_is_a_fresh_copy_without_aliases() -> None:
    row = [0]
    arrived = there_and_back([row, row])
    assert arrived == [[0], [0]]
    assert arrived[0] is not arrived[1]
    assert arrived[0] is not row


def test_an_integer_of_a_million_bits_travels_and_one_beyond_the_cap_does_not() -> None:
    assert there_and_back(1 << 1_000_000) == 1 << 1_000_000
    with pytest.raises(ValueTravelError, match="bits"):
        PLAIN.encode(1 << (8 * MAX_INT_BYTES))


def test_a_thousand_by_a_thousand_grid_travels_in_a_blink() -> None:
    grid = [["1"] * 1000 for _ in range(1000)]
    began = time.process_time()
    assert there_and_back(grid) == grid
    assert time.process_time() - began < 1.5


def test_a_linked_list_travels_by_value() -> None:
    arrived = there_and_back(list_from_values([3, None, "x", (1, 2)]))
    assert type(arrived) is ListNode
    assert list_to_values(arrived) == [3, None, "x", (1, 2)]


def test_a_linked_list_of_a_hundred_thousand_nodes_travels() -> None:
    arrived = there_and_back(list_from_values(list(range(100_000))))
    assert list_to_values(arrived) == list(range(100_000))


def test_a_tree_keeps_its_shape() -> None:
    tree = TreeNode(1, TreeNode(2, None, TreeNode(4)), TreeNode(3))
    arrived = there_and_back(tree)
    assert arrived.left.right.val == 4
    assert arrived.left.left is None
    assert arrived.right.val == 3
    assert arrived.right.left is arrived.right.right is None


def test_a_tree_that_is_one_long_path_travels_whatever_its_depth() -> None:
    root = node = TreeNode(0)
    for number in range(1, 20_000):
        node.right = node = TreeNode(number)
    assert tree_to_rows(there_and_back(root)) == tree_to_rows(root)


@pytest.mark.parametrize("rows", [[], [[1, True, False]], [[1, False, False], [2, False, False]]])
def test_rows_that_are_no_tree_are_refused(rows: list[list[Any]]) -> None:
    with pytest.raises(ValueError, match=r"node|child|parent"):
        tree_from_rows(rows)


# numpy

NUMPY_DTYPES = [np.dtype(code).newbyteorder(order) for code in "?bhilqBHILQefdgFDG" for order in "<>"]
SHAPES = [(), (0,), (3,), (0, 4), (4, 0), (2, 3), (1, 1, 1), (2, 1, 3, 2)]


def sample_array(dtype: np.dtype[Any], shape: tuple[int, ...]) -> Any:
    return np.arange(math.prod(shape)).reshape(shape).astype(dtype)


@pytest.mark.parametrize("dtype", NUMPY_DTYPES, ids=lambda dtype: dtype.str)
def test_an_array_of_every_dtype_and_shape_arrives_exactly(dtype: np.dtype[Any]) -> None:
    for shape in SHAPES:
        array = sample_array(dtype, shape)
        arrived = there_and_back(array, FULL)
        assert type(arrived) is np.ndarray
        assert (arrived.dtype, arrived.dtype.str, arrived.shape) == (array.dtype, array.dtype.str, shape)
        assert arrived.tobytes() == array.tobytes()
        assert arrived.flags.c_contiguous
        assert arrived.flags.writeable


@pytest.mark.parametrize("code", "?bhilqBHILQefdgFDG")
def test_a_numpy_scalar_stays_a_scalar_of_its_type(code: str) -> None:
    scalar = np.dtype(code).type(1)
    arrived = there_and_back(scalar, FULL)
    assert isinstance(arrived, np.generic)
    assert arrived.dtype == scalar.dtype  # long and long long of one size are one dtype
    assert arrived.tobytes() == scalar.tobytes()


def test_special_floats_of_numpy_arrive_bit_for_bit() -> None:
    array = np.array([np.nan, -np.nan, np.inf, -np.inf, -0.0, 5e-324])
    assert there_and_back(array, FULL).tobytes() == array.tobytes()
    assert math.isnan(there_and_back(np.float32("nan"), FULL))


@pytest.mark.parametrize(
    "view",
    [
        np.arange(12).reshape(3, 4).T,
        np.arange(12)[::2],
        np.arange(12)[::-1],
        np.asfortranarray(np.ones((3, 4))),
        np.broadcast_to(np.float32(7), (3, 4)),
        np.arange(24).reshape(2, 3, 4)[:, :, 1:3],
    ],
    ids=["transposed", "every second", "backwards", "fortran", "broadcast", "window"],
)
def test_an_array_that_is_not_contiguous_arrives_so(view: Any) -> None:
    arrived = there_and_back(view, FULL)
    assert not arrived.flags.c_contiguous
    assert arrived.flags.writeable
    assert arrived.dtype == view.dtype
    np.testing.assert_array_equal(arrived, view, strict=True)


def test_arrays_and_scalars_travel_inside_containers_and_as_keys() -> None:
    value = {np.int64(3): [np.ones(2, np.float16), (np.bool_(True),)]}
    arrived = there_and_back(value, FULL)
    assert [type(key) for key in arrived] == [np.int64]
    assert arrived[3][0].dtype == np.float16
    assert type(arrived[3][1][0]) is np.bool_


@pytest.mark.parametrize(
    "array",
    [
        np.array([object()]),
        np.array(["text"]),
        np.array([b"bytes"]),
        np.zeros(2, dtype=[("a", "i4")]),
        np.array(["2020-01-01"], dtype="datetime64[D]"),
        np.array([1], dtype="timedelta64[s]"),
        np.datetime64("2020-01-01"),
        np.str_("text"),
        np.bytes_(b"bytes"),
        np.void(b"1234"),
        np.ma.array([1, 2], mask=[0, 1]),
        np.ones(2).view(np.recarray),
        np.memmap,
    ],
    ids=lambda array: f"{type(array).__name__} {getattr(array, 'dtype', '')}",
)
def test_what_numpy_has_besides_numbers_cannot_travel(array: Any) -> None:
    with pytest.raises(ValueTravelError):
        FULL.encode(array)


# torch

TORCH_DTYPES = [getattr(torch, name) for name in array_values._TORCH_TYPES]


def sample_tensor(dtype: torch.dtype, shape: tuple[int, ...]) -> torch.Tensor:
    raw = torch.arange(math.prod(shape) * dtype.itemsize, dtype=torch.uint8) % (2 if dtype == torch.bool else 61)
    return raw.view(dtype).reshape(shape) if raw.numel() else torch.empty(shape, dtype=dtype)


def raw_bytes(tensor: torch.Tensor) -> bytes:
    return tensor.detach().contiguous().flatten().view(torch.uint8).numpy().tobytes()


@pytest.mark.filterwarnings("ignore:ComplexHalf")
@pytest.mark.parametrize("dtype", TORCH_DTYPES, ids=str)
def test_a_tensor_of_every_dtype_and_shape_arrives_exactly(dtype: torch.dtype) -> None:
    for shape in SHAPES:
        tensor = sample_tensor(dtype, shape)
        arrived = there_and_back(tensor, FULL)
        assert type(arrived) is torch.Tensor
        assert (arrived.dtype, tuple(arrived.shape)) == (dtype, shape)
        assert raw_bytes(arrived) == raw_bytes(tensor)
        assert arrived.is_contiguous()
        assert not arrived.requires_grad


def test_every_dtype_that_a_cpu_tensor_of_numbers_may_have_travels() -> None:
    named = {value for value in vars(torch).values() if isinstance(value, torch.dtype)}
    missing = {str(dtype).removeprefix("torch.") for dtype in named - set(TORCH_DTYPES)}
    assert not {name for name in missing if not name.startswith(("q", "bits", "float8", "float4", "int", "uint"))}


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64, torch.bfloat16, torch.float16, torch.complex64])
@pytest.mark.parametrize("requires_grad", [True, False])
def test_requires_grad_is_kept_and_what_arrives_is_a_leaf(dtype: torch.dtype, requires_grad: bool) -> None:
    tensor = torch.ones(2, 3, dtype=dtype, requires_grad=requires_grad)
    arrived = there_and_back(tensor, FULL)
    assert arrived.requires_grad is requires_grad
    assert arrived.is_leaf


def test_a_result_with_a_graph_behind_it_arrives_as_a_leaf_that_wants_a_gradient() -> None:
    arrived = there_and_back(torch.ones(2, requires_grad=True) * 2, FULL)
    assert (arrived.requires_grad, arrived.is_leaf, arrived.grad_fn) == (True, True, None)


@pytest.mark.parametrize("requires_grad", [True, False])
def test_a_parameter_stays_a_parameter(requires_grad: bool) -> None:
    arrived = there_and_back(torch.nn.Parameter(torch.ones(2), requires_grad=requires_grad), FULL)
    assert type(arrived) is torch.nn.Parameter
    assert arrived.requires_grad is requires_grad


@pytest.mark.parametrize("whole", [True, False])
def test_a_row_arrives_in_one_piece_if_it_was_in_one_piece(whole: bool) -> None:
    """A complex view of pairs needs that."""
    tensor = torch.arange(24.0).reshape(3, 8)
    tensor = tensor[:, 2:6] if whole else tensor[:, ::2]
    assert (there_and_back(tensor, FULL).stride(-1) == 1) is whole
    array = there_and_back(tensor.numpy(), FULL)
    assert (array.strides[-1] == array.itemsize) is whole


@pytest.mark.parametrize("requires_grad", [True, False])
@pytest.mark.parametrize(
    "make", [lambda x: x.T, lambda x: x[:, ::2], lambda x: x[:, 1:2], lambda x: x[0, :1].expand(3)]
)
def test_a_tensor_that_is_not_contiguous_arrives_so(make: Any, requires_grad: bool) -> None:
    tensor = make(torch.arange(12.0).reshape(3, 4)).detach().requires_grad_(requires_grad)
    assert not tensor.is_contiguous()
    arrived = there_and_back(tensor, FULL)
    assert not arrived.is_contiguous()
    assert arrived.requires_grad is requires_grad
    assert torch.equal(arrived, tensor)


@pytest.mark.parametrize("stride", [0, 3, 12])
def test_a_tensor_of_one_element_arrives_whatever_its_stride(stride: int) -> None:
    """Such a one is contiguous all the same: a gradient that was expanded, or every twelfth of twelve numbers."""
    for shape in ((1,), (1, 1)):
        tensor = torch.arange(12.0).as_strided(shape, (stride,) * len(shape), 5)
        assert torch.equal(there_and_back(tensor, FULL), torch.full(shape, 5.0))


def test_lazy_conjugates_and_negatives_arrive_as_their_values() -> None:
    tensor = torch.tensor([1 + 2j, 3 - 4j])
    assert torch.equal(there_and_back(tensor.conj(), FULL), torch.tensor([1 - 2j, 3 + 4j]))
    assert torch.equal(there_and_back(tensor.conj().imag, FULL), torch.tensor([-2.0, 4.0]))


@pytest.mark.parametrize(
    "tensor",
    [
        torch.ones(2, 2).to_sparse(),
        torch.ones(2, device="meta"),
        torch.ones(2, 2).to_mkldnn(),
        torch.nested.nested_tensor([torch.ones(1), torch.ones(2)], layout=torch.jagged),
        torch.ones(1).storage,
        torch.float32,
        torch.Size([1]),
        torch.nn.Linear(1, 1),
    ],
    ids=["sparse", "meta", "mkldnn", "nested", "method", "dtype", "Size", "module"],
)
def test_only_a_plain_cpu_tensor_can_travel(tensor: Any) -> None:
    with pytest.raises(ValueTravelError):
        FULL.encode(tensor)


# What stays


class _Liar:
    def __eq__(self, _: object) -> bool:
        return True

    __hash__ = object.__hash__


class _Colour(enum.IntEnum):
    RED = 1


def _subclass(kind: type, *arguments: Any) -> Any:
    return type(f"My{kind.__name__}", (kind,), {"__eq__": lambda *_: True, "__hash__": None})(*arguments)


STRANGERS = {
    "object": object(),
    "equal to everything": _Liar(),
    "function": len,
    "lambda": lambda: 0,
    "class": int,
    "generator": (i for i in ()),
    "range": range(3),
    "bytearray": bytearray(b"x"),
    "memoryview": memoryview(b"x"),
    "dict keys": {}.keys(),
    "Ellipsis": ...,
    "enum": _Colour.RED,
    "date": datetime.date(2020, 1, 1),
    "defaultdict": collections.defaultdict(int),
    "OrderedDict": collections.OrderedDict(),
    "Counter": collections.Counter(),
    "deque": collections.deque(),
    "namedtuple": collections.namedtuple("P", "x y")(1, 2),  # noqa: PYI024
    "exception": ValueError("x"),
    "module": math,
    **{
        f"{kind.__name__} subclass": _subclass(kind, *arguments)
        for kind, *arguments in (
            *((int, 1), (float, 1.0), (complex, 1j), (str, "x"), (bytes, b"x"), (list, [1]), (tuple, (1,))),
            *((dict, {}), (set, {1}), (frozenset, {1}), (ListNode, 1), (TreeNode, 1)),
            *((np.float64, 1.0), (np.ndarray, 2)),
        )
    },
    "tensor subclass": torch.ones(1).as_subclass(type("MyTensor", (torch.Tensor,), {})),
    "parameter subclass": type("MyParameter", (torch.nn.Parameter,), {})(torch.ones(1)),
}


@pytest.mark.parametrize("name", STRANGERS)
def test_a_value_of_any_other_type_cannot_travel(name: str) -> None:
    for wrapped in (STRANGERS[name], [STRANGERS[name]], {"key": (1, [STRANGERS[name]])}):
        with pytest.raises(ValueTravelError):
            FULL.encode(wrapped)


@pytest.mark.parametrize("name", STRANGERS)
def test_a_value_of_any_other_type_goes_as_a_handle_where_it_can_be_held(name: str) -> None:
    held: list[object] = []
    holder = Codec(np, torch, hold=lambda value: (held.append(value), b"7")[1])
    receiver = Codec(np, torch, resolve=lambda data: ("a handle", data))
    packed = holder.encode([1, STRANGERS[name], (2,)])
    assert held[0] is STRANGERS[name]
    assert receiver.decode(packed) == [1, ("a handle", b"7"), (2,)]


def test_without_numpy_and_torch_their_values_cannot_travel_or_arrive() -> None:
    for value in (np.ones(1), np.float32(1), torch.ones(1)):
        with pytest.raises(ValueTravelError):
            PLAIN.encode(value)
        with pytest.raises(BadValueError):
            PLAIN.decode(FULL.encode(value))


def test_a_cyclic_value_cannot_travel() -> None:
    ring: list[Any] = []
    ring.append(ring)
    loop = ListNode(1)
    loop.next = loop
    tree = TreeNode(1)
    tree.left = tree
    table: dict[str, Any] = {}
    table["self"] = (table,)
    for value in (ring, loop, tree, table):
        with pytest.raises(ValueTravelError):
            PLAIN.encode(value)


def test_nodes_that_hold_something_else_in_their_links_cannot_travel() -> None:
    for node in (ListNode(1, 5), ListNode(1, TreeNode()), TreeNode(1, ListNode()), TreeNode(1, "left")):  # type: ignore[arg-type]
        with pytest.raises(ValueTravelError):
            PLAIN.encode(node)


def test_a_tree_that_shares_a_node_cannot_travel() -> None:
    shared = TreeNode(1)
    with pytest.raises(ValueTravelError):
        PLAIN.encode(TreeNode(0, shared, shared))


# Caps


def _wrapped(value: Any, times: int, wrap: Any) -> Any:
    for _ in range(times):
        value = wrap(value)
    return value


WRAPS = {
    "lists": lambda value: [value],
    "tuples": lambda value: (value,),
    "dictionaries": lambda value: {"k": value},
    "lists and tuples": lambda value: [(value,)],
    "linked lists": ListNode,
}


@pytest.mark.parametrize("wrap", WRAPS.values(), ids=WRAPS)
def test_a_value_nested_too_deep_cannot_travel(wrap: Any) -> None:
    with pytest.raises(ValueTravelError):
        PLAIN.encode(_wrapped(1, MAX_DEPTH + 1, wrap))


def test_a_value_nested_as_deep_as_may_be_travels() -> None:
    value = _wrapped(1, MAX_DEPTH, lambda inner: [inner])
    assert there_and_back(value) == value


def _nested_bytes(times: int, wrap: Any) -> bytes:
    return _wrapped(b"\x01", times, wrap)


BYTE_WRAPS = {
    "lists": lambda data: b"\x91" + data,
    "dictionaries": lambda data: b"\x81\x01" + data,
    "tuples": lambda data: msgpack.packb(msgpack.ExtType(Ext.TUPLE, b"\x91" + data)),
    "lists in tuples": lambda data: b"\x91" + msgpack.packb(msgpack.ExtType(Ext.TUPLE, b"\x91" + data)),
    "linked lists": lambda data: msgpack.packb(msgpack.ExtType(Ext.LIST_NODE, b"\x91" + data)),
}


@pytest.mark.parametrize("wrap", BYTE_WRAPS.values(), ids=BYTE_WRAPS)
@pytest.mark.parametrize("times", [MAX_DEPTH + 1, 500])
def test_bytes_nested_too_deep_are_no_value(wrap: Any, times: int) -> None:
    with pytest.raises(BadValueError):
        PLAIN.decode(_nested_bytes(times, wrap))


def test_bytes_of_very_deep_nesting_are_refused_without_harm() -> None:
    with pytest.raises(BadValueError):
        PLAIN.decode(b"\x91" * 1_000_000 + b"\x01")


@pytest.mark.parametrize(
    "data",
    [
        b"\xdd" + struct.pack(">I", MAX_ITEMS + 1) + b"\x01" * (MAX_ITEMS + 1),
        b"\xdd" + struct.pack(">I", MAX_ITEMS // 8) + b"\x90" * (MAX_ITEMS // 8),
        b"\xdd" + struct.pack(">I", MAX_ITEMS // 8) + b"\x80" * (MAX_ITEMS // 8),
        b"\xdd" + struct.pack(">I", MAX_ITEMS // 8) + b"\xd4\x04\x90" * (MAX_ITEMS // 8),
    ],
    ids=["elements", "empty lists", "empty dictionaries", "empty frozensets"],
)
def test_bytes_of_too_many_elements_are_no_value(data: bytes) -> None:
    with pytest.raises(BadValueError):
        PLAIN.decode(data)


def test_a_large_value_wrapped_many_times_is_refused_before_it_is_copied_at_each_level() -> None:
    data = b"\x91" + msgpack.packb(b"x" * (8 << 20))
    for _ in range(60):
        data = b"\x91" + msgpack.packb(msgpack.ExtType(Ext.TUPLE, data))
    began = time.process_time()
    with pytest.raises(BadValueError):
        PLAIN.decode(data)
    assert time.process_time() - began < 2


def test_the_count_starts_again_with_each_value() -> None:
    codec = Codec()
    value = [None] * (MAX_ITEMS // 2 + 1)
    data = codec.encode(value)
    codec.encode(value)
    codec.decode(data)
    codec.decode(data)


def test_the_depth_starts_again_after_bytes_that_were_refused() -> None:
    codec = Codec()
    for _ in range(MAX_DEPTH + 5):
        with pytest.raises(BadValueError):
            codec.decode(msgpack.packb(msgpack.ExtType(Ext.TUPLE, b"\x01")))
    assert codec.decode(codec.encode((1,))) == (1,)


# Hostile bytes

SEEDS = [
    FULL.encode(value)
    for value in (
        [None, True, 1, 2.5, "text", b"bytes", 10**40, 1j],
        {"a": (1, {2}, frozenset({3})), 4: [5]},
        [list_from_values([1, 2, 3]), TreeNode(1, TreeNode(2), None)],
        [np.arange(6).reshape(2, 3).T, np.float32(1), np.zeros((0, 3))],
        [torch.ones(2, 3).T, torch.nn.Parameter(torch.ones(2)), torch.zeros(0)],
    )
]


def decodes_or_is_refused(data: bytes) -> None:
    with contextlib.suppress(BadValueError):
        Codec(np, torch, resolve=lambda handle: ("handle", handle)).decode(data)


@settings(deadline=None, max_examples=200)
@given(st.binary(max_size=200))
def test_random_bytes_are_a_value_or_refused_and_nothing_else(data: bytes) -> None:
    decodes_or_is_refused(data)


@settings(deadline=None, max_examples=250)
@given(
    st.sampled_from(SEEDS), st.lists(st.tuples(st.integers(0, 1 << 16), st.integers(0, 255)), min_size=1, max_size=8)
)
def test_bytes_changed_anywhere_are_a_value_or_refused_and_nothing_else(
    data: bytes, changes: list[tuple[int, int]]
) -> None:
    changed = bytearray(data)
    for place, byte in changes:
        changed[place % len(changed)] = byte
    decodes_or_is_refused(bytes(changed))


@pytest.mark.parametrize("data", SEEDS)
def test_bytes_cut_anywhere_are_refused(data: bytes) -> None:
    for end in range(len(data)):
        with pytest.raises(BadValueError):
            FULL.decode(data[:end])


@settings(deadline=None, max_examples=250)
@given(st.sampled_from(sorted(Ext)), st.data())
def test_extension_types_of_any_content_are_a_value_or_refused_and_nothing_else(code: Ext, data: st.DataObject) -> None:
    small = st.integers(-3, 5) | st.integers(-(2**70) >> 7, 2**63) | st.none() | st.booleans()
    field = small | st.text(max_size=5) | st.binary(max_size=16) | st.lists(small, max_size=4)
    names = st.sampled_from(["<f4", ">i8", "|b1", "O", "|O8", "V8", "<U1", "float32", "bool", "qint8", "complex32"])
    header = data.draw(
        st.tuples(names, st.lists(small, max_size=4), field, field, field, st.binary(max_size=32))
        | st.tuples(names, st.lists(small, max_size=4), field, st.binary(max_size=32))
        | st.lists(field, max_size=6)
        | field
    )
    try:
        inner = msgpack.packb(header)
    except OverflowError:
        return
    decodes_or_is_refused(msgpack.packb(msgpack.ExtType(code, inner)))


@pytest.mark.parametrize(
    ("why", "data"),
    {
        "nothing": b"",
        "more behind a value": b"\x01\x01",
        "an unknown extension type": msgpack.packb(msgpack.ExtType(99, b"")),
        "a handle where none is known": msgpack.packb(msgpack.ExtType(Ext.HANDLE, b"\x01")),
        "a key twice": b"\x82\x01\x01\x01\x02",
        "a key twice in two types": b"\x82\x01\x01\xc3\x02",
        "a list as a key": b"\x81\x90\x01",
        "a list in a set": msgpack.packb(msgpack.ExtType(Ext.SET, b"\x91\x90")),
        "a tuple of no list": msgpack.packb(msgpack.ExtType(Ext.TUPLE, b"\x80")),
        "an array of objects": msgpack.packb(msgpack.ExtType(Ext.ARRAY, msgpack.packb(["|O", [1], False, bytes(8)]))),
        "an array with too few bytes": msgpack.packb(
            msgpack.ExtType(Ext.ARRAY, msgpack.packb(["<f8", [3], False, b"12345678"]))
        ),
        "an array larger than memory": msgpack.packb(
            msgpack.ExtType(Ext.ARRAY, msgpack.packb(["<f8", [1 << 40, 1 << 20], True, b""]))
        ),
        "a tensor without its bytes": msgpack.packb(
            msgpack.ExtType(Ext.TENSOR, msgpack.packb(["float32", [1 << 20], False, False, False, b""]))
        ),
        "a tensor of integers that wants a gradient": msgpack.packb(
            msgpack.ExtType(Ext.TENSOR, msgpack.packb(["int8", [1], False, True, False, b"1"]))
        ),
        "a huge integer": msgpack.packb(msgpack.ExtType(Ext.BIG_INT, bytes(MAX_INT_BYTES + 1))),
    }.items(),
)
def test_bytes_that_are_no_value_are_refused(why: str, data: bytes) -> None:
    with pytest.raises(BadValueError):
        FULL.decode(data)


def test_a_timestamp_of_msgpack_does_not_arrive_as_one() -> None:
    """Its code never reaches our hook; what arrives must be of the closed set all the same."""
    assert type(PLAIN.decode(msgpack.packb([msgpack.Timestamp(1)]))[0]) is int


@pytest.mark.parametrize("code", [Ext.SET, Ext.FROZENSET])
def test_a_set_whose_elements_hash_alike_is_refused(code: Ext) -> None:
    modulus = (1 << 61) - 1
    alike = FULL.encode([k * modulus for k in range(5_000)])
    with pytest.raises(BadValueError, match="share a hash"):
        FULL.decode(msgpack.packb(msgpack.ExtType(code, alike)))


def test_a_dictionary_whose_keys_hash_alike_is_refused() -> None:
    tuples = [(k * ((1 << 61) - 1),) for k in range(3_000)]  # a tuple's hash follows from those of its elements
    data = FULL.encode(dict.fromkeys(tuples, 0))
    with pytest.raises(BadValueError, match="share a hash"):
        FULL.decode(data)


@pytest.mark.parametrize(
    "value",
    [
        set(range(20_000)),
        {(k, -k) for k in range(5_000)},
        {str(k): k for k in range(5_000)},
        {k << 40 for k in range(5_000)},
    ],
    ids=["integers", "pairs", "words", "multiples of a power of two"],
)
def test_a_large_set_or_dictionary_of_ordinary_keys_travels(value: Any) -> None:
    assert there_and_back(value, FULL) == value
