"""Forbidden functions end the process that uses them, by whatever name they are reached; all else works as ever."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from judge.problem import Runtime
from sandbox.frames import Status

LAYER_NORM = ("torch.nn.LayerNorm", "torch.nn.functional.layer_norm", "torch.native_layer_norm")
ATTENTION = ("torch.nn.functional.scaled_dot_product_attention", "torch.nn.MultiheadAttention")
X = torch.arange(12.0).reshape(3, 4)


@pytest.fixture(scope="module")
def torch_worker(start_worker: Callable[..., Any]) -> Any:
    return start_worker(Runtime.TORCH, numpy=np, torch=torch)


@pytest.fixture(scope="module")
def python_worker(start_worker: Callable[..., Any]) -> Any:
    return start_worker(Runtime.PYTHON)


def refused(worker: Any, source: str, forbidden: tuple[str, ...], *args: object) -> str:
    """The forbidden name that the worker says was used."""
    reply = worker.run(source, *args, forbidden=forbidden)
    assert reply.status is Status.FORBIDDEN, (reply.status.name, reply.payload[:500])
    return reply.payload.decode()


HEADER = "import torch, importlib, types\nfrom torch import nn\nimport torch.nn.functional as F\n"
ROUTES = {
    "the module": "def f(x): return nn.LayerNorm(4)(x)",
    "the module where it is defined": "def f(x): return nn.modules.normalization.LayerNorm(4)(x)",
    "a subclass of the module": "class L(nn.LayerNorm):\n    pass\ndef f(x): return L(4)(x)",
    "its forward on another object": (
        "def f(x):\n    me = types.SimpleNamespace(normalized_shape=(4,), weight=None, bias=None, eps=1e-5)\n"
        "    return nn.LayerNorm.forward(me, x)"
    ),
    "made without its constructor": (
        "def f(x):\n    m = nn.LayerNorm.__new__(nn.LayerNorm)\n    nn.Module.__init__(m)\n"
        "    m.normalized_shape, m.weight, m.bias, m.eps = (4,), None, None, 1e-5\n    return m(x)"
    ),
    "the function": "def f(x): return F.layer_norm(x, (4,))",
    "the function by getattr": "def f(x): return getattr(F, 'layer_' + 'norm')(x, (4,))",
    "the function by vars": "def f(x): return vars(F)['layer_norm'](x, (4,))",
    "an alias taken at import": "from torch.nn.functional import layer_norm as g\ndef f(x): return g(x, (4,))",
    "an imported module": "def f(x): return importlib.import_module('torch.nn.functional').layer_norm(x, (4,))",
    "a copy of the function": (
        "def f(x):\n    g = types.FunctionType(F.layer_norm.__code__, F.__dict__, 'g', F.layer_norm.__defaults__)\n"
        "    return g(x, (4,))"
    ),
    "vmap": "def f(x): return torch.vmap(lambda row: F.layer_norm(row, (4,)))(x)",
    "torch.layer_norm": "def f(x): return torch.layer_norm(x, (4,))",
    "torch.native_layer_norm": "def f(x): return torch.native_layer_norm(x, (4,), None, None, 1e-5)[0]",
    "torch._C": "def f(x): return torch._C._VariableFunctions.layer_norm(x, (4,))",
    "native in torch._C": "def f(x): return torch._C._VariableFunctions.native_layer_norm(x, (4,), None, None, 1e-5)[0]",
    "torch.ops": "def f(x): return torch.ops.aten.layer_norm(x, [4])",
    "native in torch.ops": "def f(x): return torch.ops.aten.native_layer_norm(x, [4], None, None, 1e-5)[0]",
    "an overload": "def f(x): return torch.ops.aten.native_layer_norm.default(x, [4], None, None, 1e-5)[0]",
    "an out variant": (
        "def f(x):\n    a, b, c = torch.empty(3, 4), torch.empty(3, 1), torch.empty(3, 1)\n"
        "    torch.ops.aten.native_layer_norm.out(x, [4], None, None, 1e-5, out0=a, out1=b, out2=c)\n    return a"
    ),
    "an operator found by name": (
        "def f(x):\n    op, _ = torch._C._jit_get_operation('aten::native_layer_norm')\n"
        "    return op(x, [4], None, None, 1e-5)[0]"
    ),
    "torch.jit.trace": "def f(x): return torch.jit.trace(lambda y: torch.layer_norm(y, (4,)), x)(x)",
    "torch._refs": "import torch._refs\ndef f(x): return torch._refs.native_layer_norm(x, (4,), None, None, 1e-5)[0]",
    "torch._refs of the function": (
        "import torch._refs.nn.functional\ndef f(x): return torch._refs.nn.functional.layer_norm(x, (4,))"
    ),
    "a decomposition": (
        "from torch._decomp import decomposition_table\n"
        "def f(x): return decomposition_table[torch.ops.aten.native_layer_norm.default](x, [4], None, None, 1e-5)[0]"
    ),
    "to_mkldnn": "def f(x): return torch.layer_norm(x.to_mkldnn(), (4,)).to_dense()",
    "no_grad": "def f(x):\n    with torch.no_grad():\n        return torch.layer_norm(x, (4,))",
    "inference_mode": "def f(x):\n    with torch.inference_mode():\n        return torch.layer_norm(x, (4,))",
    "below autograd": (
        "def f(x):\n    with torch._C._AutoDispatchBelowAutograd():\n"
        "        return torch.native_layer_norm(x, (4,), None, None, 1e-5)[0]"
    ),
    "autograd": "def f(x): return torch.native_layer_norm(x.clone().requires_grad_(), (4,), None, None, 1e-5)[0]",
    "other dtypes": "def f(x): return torch.layer_norm(x.bfloat16(), (4,))",
    "a transformer layer, which holds one": "def f(x): return nn.TransformerEncoderLayer(4, 1, 4)(x)",
    "at import": "y = F.layer_norm(torch.ones(1, 4), (4,))\ndef f(x): return x",
    "swallowed": "def f(x):\n    try:\n        return F.layer_norm(x, (4,))\n    except BaseException:\n        return x",
    "in a thread": (
        "import threading\ndef f(x):\n    t = threading.Thread(target=lambda: torch.layer_norm(x, (4,)))\n"
        "    t.start()\n    t.join()\n    return x"
    ),
}


GRAPH = """
GRAPH = '''
graph(%x : Tensor, %w : Tensor, %b : Tensor):
  %d : int = prim::Constant[value=4]()
  %l : int[] = prim::ListConstruct(%d)
  %eps : float = prim::Constant[value=1e-05]()
  %no : bool = prim::Constant[value=0]()
  %r : Tensor = KIND::NAME(%x, %l, %w, %b, %eps, %no)
  return (%r)
'''
w, b = torch.ones(4), torch.zeros(4)
"""
OUTSIDE = {
    "the static runtime": (
        "GRAPH = GRAPH.replace('KIND::NAME', 'aten::layer_norm')\n"
        "def f(x): return torch._C._jit_to_static_module(torch._C.parse_ir(GRAPH))(x, w, b)"
    ),
    "the static runtime of a script": (
        "@torch.jit.script\ndef s(x): return torch.layer_norm(x, [4])\n"
        "def f(x): return torch._C._jit_to_static_module(s.graph)(x)"
    ),
    "an operator of TorchScript alone": (
        "GRAPH = GRAPH.replace('KIND::NAME', 'prim::MKLDNNLayerNorm')\n"
        "def f(x): return torch._C._create_function_from_graph('f', torch._C.parse_ir(GRAPH))(x, w, b)"
    ),
    "an operator of TorchScript by name": (
        "def f(x): return torch._C._jit_get_operation('prim::MKLDNNLayerNorm')[0](x, [4], w, b, 1e-5, False)"
    ),
    "an operator of TorchScript in torch.ops": (
        "def f(x): return torch.ops.prim.MKLDNNLayerNorm(x, [4], w, b, 1e-5, False)"
    ),
    "the tensors that it takes": "def f(x): return x.to_mkldnn()",
    "a script that torch optimises": (
        "class M(nn.Module):\n    def forward(self, x): return torch.layer_norm(x, [4])\n"
        "m = torch.jit.optimize_for_inference(torch.jit.script(M().eval()))\ndef f(x): return m(x)"
    ),
    "its quantized version": (
        "def f(x):\n    q = torch.quantize_per_tensor(x, 0.1, 0, torch.quint8)\n"
        "    return torch.ops.quantized.layer_norm(q, [4], w, b, 1e-5, 0.1, 0).dequantize()"
    ),
    "a callback of torch.func": "def f(x): return torch.func.jacrev(lambda t: t.sum() + F.layer_norm(t, (4,)).sum())(x)",
    "handed to torch.func": "import functools\ndef f(x): return torch.func.jacrev(functools.partial(F.layer_norm, normalized_shape=(4,)))(x)",
    "handed to checkpoint": (
        "from torch.utils.checkpoint import checkpoint\ndef f(x): return checkpoint(F.layer_norm, x, (4,), use_reentrant=False)"
    ),
    "handed to map": "def f(x): return list(map(F.layer_norm, [x], [(4,)]))[0]",
    "handed to torch.compile": "def f(x): return torch.compile(lambda t: F.layer_norm(t, (4,)), backend='eager')(x)",
}


@pytest.mark.parametrize("route", OUTSIDE)
def test_layer_norm_is_forbidden_where_no_dispatcher_or_another_caller_runs_it(torch_worker: Any, route: str) -> None:
    assert refused(torch_worker, HEADER + GRAPH + OUTSIDE[route], (*LAYER_NORM, "torch.layer_norm"), X)


@pytest.mark.parametrize("route", ROUTES)
def test_layer_norm_is_forbidden_by_every_route(torch_worker: Any, route: str) -> None:
    assert refused(torch_worker, HEADER + ROUTES[route], LAYER_NORM, X) in LAYER_NORM


def test_scripted_layer_norm_is_forbidden(torch_worker: Any) -> None:
    """Scripting may fail with the function's code gone; it must not give a result."""
    body = "@torch.jit.script\ndef g(x: torch.Tensor) -> torch.Tensor:\n    return {}\ndef f(x): return g(x)"
    assert refused(torch_worker, HEADER + body.format("torch.layer_norm(x, [4])"), LAYER_NORM, X) in LAYER_NORM
    reply = torch_worker.run(HEADER + body.format("F.layer_norm(x, [4])"), X, forbidden=LAYER_NORM)
    assert reply.status in {Status.FORBIDDEN, Status.LOAD_ERROR}


@pytest.mark.parametrize(
    "expression",
    [
        "F.scaled_dot_product_attention(x, x, x)",
        "torch._C._nn.scaled_dot_product_attention(x, x, x)",
        "torch.ops.aten.scaled_dot_product_attention(x, x, x)",
        "torch.ops.aten.scaled_dot_product_attention.default(x, x, x)",
        "nn.MultiheadAttention(4, 1)(x, x, x)[0]",
        "type('M', (nn.MultiheadAttention,), {})(4, 1)(x, x, x)[0]",
        "F.scaled_dot_product_attention(x.clone().requires_grad_(), x, x)",
    ],
)
def test_attention_is_forbidden_by_every_route(torch_worker: Any, expression: str) -> None:
    name = refused(torch_worker, f"{HEADER}def f(x): return {expression}", ATTENTION, X[None])
    assert name == ATTENTION["MultiheadAttention" in expression]


@pytest.mark.parametrize(
    "body",
    [
        "def f(x): return (x - x.mean(-1, keepdim=True)) / (x.var(-1, keepdim=True, unbiased=False) + 1e-5).sqrt()",
        "def f(x): return nn.Linear(4, 4)(x).softmax(-1).detach()",
        "def f(x): return F.group_norm(x[None], 3)",
        "def f(x): return torch.einsum('ij,kj->ik', x, x)",
        "def f(x): return isinstance(nn.Linear(1, 1), nn.LayerNorm)",
        "def f(x): return hasattr(F, 'layer_norm') and callable(nn.LayerNorm)",
        "def f(x):\n    class layer_norm(nn.Module):\n        def forward(self, x): return x * 1\n    return layer_norm()(x)",
        "def f(x): return torch.autograd.grad((x.clone().requires_grad_() * 2).sum(), [], allow_unused=True)",
    ],
)
def test_what_is_not_forbidden_works(torch_worker: Any, body: str) -> None:
    reply = torch_worker.run(HEADER + body, X, forbidden=LAYER_NORM)
    assert reply.status in {Status.VALUE, Status.RAISED}, reply


def test_a_forbidden_function_of_one_submission_is_not_forbidden_to_the_next(torch_worker: Any) -> None:
    source = HEADER + "def f(x): return nn.LayerNorm(4)(x)"
    assert refused(torch_worker, source, LAYER_NORM, X) == "torch.nn.LayerNorm"
    assert torch_worker.run(source, X).status is Status.VALUE


@pytest.mark.parametrize(
    ("name", "expression"),
    [
        ("numpy.dot", "np.dot(x, x)"),
        ("numpy.dot", "getattr(np, 'dot')(x, x)"),
        ("numpy.matmul", "np.matmul(x, x)"),
        ("numpy.einsum", "np.einsum('i,i', x, x)"),
        ("numpy.linalg.norm", "np.linalg.norm(x)"),
        ("numpy.linalg", "np.linalg.norm(x)"),
        ("numpy.linalg", "np.linalg.svd(x[None])[1]"),
        ("numpy.sort", "np.sort(x)"),
        ("numpy.convolve", "np.convolve(x, x)"),
        ("numpy.random.default_rng", "np.random.default_rng(0).random()"),
    ],
)
def test_functions_of_numpy_are_forbidden_with_their_name(torch_worker: Any, name: str, expression: str) -> None:
    assert refused(torch_worker, f"import numpy as np\ndef f(x): return {expression}", (name,), np.ones(3)) == name


def test_a_numpy_function_imported_by_name_is_forbidden(torch_worker: Any) -> None:
    source = "from numpy import dot as g\ndef f(x): return g(x, x)"
    assert refused(torch_worker, source, ("numpy.dot",), np.ones(3)) == "numpy.dot"


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("textwrap.dedent", "import textwrap\ndef f(): return textwrap.dedent('x')"),
        ("textwrap.dedent", "from textwrap import dedent as g\ndef f(): return g('x')"),
        ("functools.lru_cache", "import functools\n@functools.lru_cache\ndef f(): return 1"),
        ("functools.cache", "from functools import cache\n@cache\ndef f(): return 1"),
        ("functools.reduce", "import functools\ndef f(): return functools.reduce(max, [1, 2])"),
        ("collections.Counter", "from collections import Counter\ndef f(): return len(Counter('aab'))"),
        ("collections.Counter", "import collections\nclass C(collections.Counter): pass\ndef f(): return len(C('a'))"),
        ("re", "import re\ndef f(): return bool(re.match('a', 'a'))"),
        ("re.match", "from re import match\ndef f(): return bool(match('a', 'a'))"),
        ("heapq.heappush", "import heapq\ndef f(): return heapq.heappush([], 1)"),
        ("heapq", "import heapq\ndef f(): return heapq.nsmallest(1, [1])"),
        ("bisect.bisect_left", "import bisect\ndef f(): return bisect.bisect_left([1], 1)"),
        ("bisect", "from bisect import insort\ndef f(): return insort([1], 1)"),
        ("statistics.median", "import statistics\ndef f(): return statistics.median([1])"),
        ("fractions", "from fractions import Fraction\ndef f(): return int(Fraction(1))"),
        ("fractions", "def f(): return int(__import__('fractions').Fraction(1))"),
        ("fractions", "import importlib\ndef f(): return int(importlib.import_module('fractions').Fraction(1))"),
        ("builtins.sorted", "def f(): return sorted([1])"),
        ("builtins.eval", "def f(): return eval('1')"),
    ],
)
def test_python_functions_classes_and_modules_are_forbidden_with_their_name(
    python_worker: Any, name: str, source: str
) -> None:
    assert refused(python_worker, source, (name,)) == name


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("collections.OrderedDict", "from collections import OrderedDict\ndef f(): return len(OrderedDict(a=1))"),
        (
            "collections.OrderedDict",
            "import collections\nclass L(collections.OrderedDict): pass\ndef f(): return len(L())",
        ),
        ("collections.deque", "from collections import deque\ndef f(): return len(deque([1]))"),
        ("itertools.permutations", "import itertools\ndef f(): return list(itertools.permutations([1, 2]))"),
        ("itertools", "from itertools import combinations\ndef f(): return list(combinations([1, 2], 1))"),
    ],
)
def test_classes_written_in_c_are_forbidden_too(python_worker: Any, name: str, source: str) -> None:
    """What "by hand" means for an LRU cache or for permutations."""
    assert refused(python_worker, source, (name,)) == name


@pytest.mark.parametrize(
    "forbidden", ["bisect", "bisect.bisect_left", "fractions", "statistics", "heapq", "itertools.permutations"]
)
@pytest.mark.parametrize(
    "source",
    [
        "def f(): return 1",
        "import random\ndef f(): return random.randrange(1)",
        "import asyncio, typing\ndef f(): return 1",
    ],
)
def test_what_the_standard_library_uses_itself_is_not_blamed_on_the_solution(
    python_worker: Any, forbidden: str, source: str
) -> None:
    reply = python_worker.run(source, forbidden=(forbidden,))
    assert reply.status is Status.VALUE, reply


@pytest.mark.parametrize(
    ("name", "expression"),
    [
        ("heapq", "heapq.heappush([], 1)"),
        ("heapq", "heapq.nsmallest(1, [1])"),
        ("bisect", "bisect.bisect_left([1], 1)"),
        ("itertools.permutations", "list(itertools.permutations([1]))"),
        ("fractions.Fraction", "int(fractions.Fraction(1))"),
    ],
)
def test_a_library_that_the_runtime_has_loaded_itself_is_forbidden_too(
    torch_worker: Any, name: str, expression: str
) -> None:
    source = f"import heapq, bisect, itertools, fractions\ndef f(): return {expression}"
    assert refused(torch_worker, source, (name,)) == name


@pytest.mark.parametrize(
    "imports",
    ["import not_there", "from not_there import x", "__import__('not_there')", "importlib.import_module('not_there')"],
)
def test_what_is_not_installed_is_forbidden_by_its_import(python_worker: Any, imports: str) -> None:
    source = f"import importlib\n{imports}\ndef f(): return 1"
    assert refused(python_worker, source, ("not_there.attention",)) == "not_there.attention"


def test_an_unknown_forbidden_name_does_no_harm(python_worker: Any) -> None:
    reply = python_worker.run("def f(): return 1", forbidden=("no_such.thing.at_all", "math.no_such", "x"))
    assert reply.status is Status.VALUE


@pytest.mark.parametrize("forbidden", [("builtins.sorted", "statistics"), ("statistics", "builtins.sorted")])
def test_what_a_forbidden_module_imports_may_use_what_another_name_forbids(
    python_worker: Any, forbidden: tuple[str, ...]
) -> None:
    reply = python_worker.run("def f(x): return x", 1, forbidden=forbidden)
    assert reply.status is Status.VALUE, reply.payload


HEAPQ, ORDERED, SORTED = ("heapq",), ("collections.OrderedDict", "typing.OrderedDict"), ("builtins.sorted",)
GRAPHLIB, EVAL, LITERAL = ("graphlib",), ("builtins.eval",), ("ast.literal_eval",)
TOPOLOGICAL = "list(m.TopologicalSorter({1: [2]}).static_order())"
DETOURS = {
    # the same object under another name
    "_heapq": (HEAPQ, "import _heapq\ndef f(): return _heapq.heapify([2, 1])"),
    "_heapq by name": (HEAPQ, "import importlib\ndef f(): return importlib.import_module('_heapq').heapify([2, 1])"),
    "_heapq loaded anew": (
        HEAPQ,
        "import sys\nsys.modules.pop('_heapq')\nsys.modules.pop('heapq')\nimport _heapq\ndef f(): return _heapq.heapify([1])",
    ),
    "_heapq made from its spec": (
        HEAPQ,
        (
            "import importlib.util as u\ns = u.find_spec('_heapq')\nm = u.module_from_spec(s)\ns.loader.exec_module(m)\n"
            "def f(): return m.heapify([1])"
        ),
    ),
    "_heapq made from a spec of another name": (
        HEAPQ,
        (
            "import _heapq, importlib.machinery as m, _imp\n"
            "s = m.ModuleSpec('x._heapq', m.ExtensionFileLoader('x._heapq', _heapq.__file__), origin=_heapq.__file__)\n"
            "def f():\n    h = _imp.create_dynamic(s)\n    _imp.exec_dynamic(h)\n    return h.heapify([1])"
        ),
    ),
    "builtins made anew": (
        SORTED,
        "import sys\nold = sys.modules.pop('builtins')\nimport builtins\ndef f(): return builtins.sorted([1])",
    ),
    "builtins from its spec": (
        SORTED,
        (
            "import _imp, importlib.util\nm = _imp.create_builtin(importlib.util.find_spec('builtins'))\n"
            "def f(): return m.sorted([2, 1])"
        ),
    ),
    "builtins from what looks like a spec": (
        SORTED,
        (
            "import _imp\nclass S(str):\n    def __eq__(s, o): return False\n    def __hash__(s): return 1\n"
            "class P:\n    name, origin = S('builtins'), None\nm = _imp.create_builtin(P())\ndef f(): return m.sorted([2, 1])"
        ),
    ),
    # a class in C
    "_collections": (ORDERED, "import _collections\ndef f(): return len(_collections.OrderedDict())"),
    "subclasses of dict": (
        ORDERED,
        "def f(): return len([c for c in dict.__subclasses__() if c.__name__ == 'OrderedDict'][0]())",
    ),
    "typing.OrderedDict": (ORDERED, "import typing\ndef f(): return len(typing.OrderedDict())"),
    "its __new__": (ORDERED, "import collections as c\ndef f(): return len(c.OrderedDict.__new__(c.OrderedDict))"),
    "dict's __new__": (
        ORDERED,
        "import collections as c\ndef f():\n    d = dict.__new__(c.OrderedDict)\n    d[1] = 2\n    d.move_to_end(1)",
    ),
    "dict's __new__ of a subclass": (
        ORDERED,
        (
            "import collections as c\nclass L(c.OrderedDict): pass\ndef f():\n    d = dict.__new__(L)\n    d[1] = 2\n"
            "    d.popitem(last=False)"
        ),
    ),
    "one that a library made": (
        ORDERED,
        "import inspect\ndef f():\n    d = inspect.signature(f).parameters.copy()\n    d[1] = 2\n    d.move_to_end(1)",
    ),
    "fromkeys": (ORDERED, "import collections\ndef f(): return len(collections.OrderedDict.fromkeys('ab'))"),
    "unpickled": (ORDERED, "import pickle\ndef f(): return len(pickle.loads(b'ccollections\\nOrderedDict\\n(tR.'))"),
    "unpickled in Python": (
        ORDERED,
        "import pickle, io\ndef f(): return len(pickle._Unpickler(io.BytesIO(b'ccollections\\nOrderedDict\\n(tR.')).load())",
    ),
    "a metaclass": (ORDERED, "import collections\ndef f(): return len(type.__call__(collections.OrderedDict))"),
    # a module that is run again
    "run by runpy": (
        GRAPHLIB,
        f"import runpy, types\nm = types.SimpleNamespace(**runpy.run_module('graphlib'))\ndef f(): return {TOPOLOGICAL}",
    ),
    "reloaded": (GRAPHLIB, f"import graphlib as m, importlib\nimportlib.reload(m)\ndef f(): return {TOPOLOGICAL}"),
    "imported anew": (
        GRAPHLIB,
        f"import sys\nsys.modules.pop('graphlib', 0)\nimport graphlib as m\ndef f(): return {TOPOLOGICAL}",
    ),
    "imported anew by name": (
        GRAPHLIB,
        (
            "import sys, importlib\nsys.modules.pop('graphlib', 0)\nsys.meta_path.pop(0)\nm = importlib.import_module('graphlib')\n"
            f"def f(): return {TOPOLOGICAL}"
        ),
    ),
    "its code executed": (
        GRAPHLIB,
        (
            "import types, importlib.util as u\nm = types.ModuleType('m')\n"
            f"exec(u.find_spec('graphlib').loader.get_code('graphlib'), vars(m))\ndef f(): return {TOPOLOGICAL}"
        ),
    ),
    "its code called": (
        GRAPHLIB,
        (
            "import types, importlib.util as u\nm = types.ModuleType('m')\n"
            "types.FunctionType(u.find_spec('graphlib').loader.get_code('graphlib'), vars(m))()\n"
            f"def f(): return {TOPOLOGICAL}"
        ),
    ),
    "its text": (GRAPHLIB, "import graphlib\nwith open(graphlib.__file__) as t: s = t.read()\ndef f(): return s"),
    "its class made without a constructor": (
        GRAPHLIB,
        (
            "import graphlib\ndef f():\n    t = object.__new__(graphlib.TopologicalSorter)\n    t._node2info = {}\n"
            "    t._ready_nodes, t._npassedout, t._nfinished = None, 0, 0\n    t.add(1, 2)\n    return list(t.static_order())"
        ),
    ),
    # what a library does in the solution's stead
    "queue.PriorityQueue": (HEAPQ, "import queue\ndef f(): return queue.PriorityQueue().put(1)"),
    "sched": (HEAPQ, "import sched\ndef f(): return len(sched.scheduler().enterabs(1, 1, print))"),
    "asyncio.PriorityQueue": (HEAPQ, "import asyncio\ndef f(): return asyncio.PriorityQueue().put_nowait(1)"),
    "Counter.most_common": (HEAPQ, "import collections\ndef f(): return collections.Counter('aab').most_common(2)"),
    "a callback": (HEAPQ, "import heapq\ndef f(): return list(map(heapq.heapify, [[2, 1]]))"),
    "a callback of a library": (
        HEAPQ,
        (
            "import heapq, functools\nclass A:\n    x = functools.cached_property(lambda s: 0)\n    x.func = lambda s: 0\n"
            "def f():\n    p = functools.partialmethod(heapq.heapify)\n    type('B', (list,), {'go': p})([2, 1]).go()"
        ),
    ),
    "a partial function": (HEAPQ, "import heapq, functools\ndef f(): return functools.partial(heapq.heapify, [1])()"),
    "a thread": (
        HEAPQ,
        "import heapq, threading\ndef f():\n    t = threading.Thread(target=heapq.heapify, args=([1],))\n    t.start()\n    t.join()",
    ),
    "code with a library's file name": (
        HEAPQ,
        (
            "import asyncio.base_events as b, heapq\nn = {'heapq': heapq}\n"
            "exec(compile('def g(x): heapq.heapify(x)', b.__file__, 'exec'), n)\ndef f(): return n['g']([1])"
        ),
    ),
    "code given a library's file name": (
        HEAPQ,
        (
            "import asyncio.base_events as b, heapq\ndef g(x): heapq.heapify(x)\n"
            "g.__code__ = g.__code__.replace(co_filename=b.__file__)\ndef f(): return g([1])"
        ),
    ),
    # text that is run
    "exec": (EVAL, "def f():\n    n = {}\n    exec('x = 1', n)\n    return n['x']"),
    "compile": (EVAL, "import types\ndef f(): return types.FunctionType(compile('1', '', 'eval'), {})()"),
    "timeit": (EVAL, "import timeit\ndef f(): return timeit.timeit('1', number=1)"),
    "typing": (EVAL, "import typing\ndef f(): return typing.ForwardRef('1')._evaluate({}, {}, frozenset())"),
    "annotations": (
        EVAL,
        "import inspect\ndef g(x: '[1]'): pass\ndef f(): return inspect.get_annotations(g, eval_str=True)",
    ),
    "code.InteractiveInterpreter": (
        EVAL,
        "import code\ndef f(): return code.InteractiveInterpreter({}).runsource('x = 1')",
    ),
    "codeop": (EVAL, "import codeop\ndef f(): return bool(codeop.compile_command('1', symbol='eval'))"),
    "dis": (EVAL, "import dis\ndef f(): return bool(dis.Bytecode('1').codeobj)"),
    "bdb": (EVAL, "import bdb\ndef f(): return bdb.Bdb().runeval('1')"),
    "judge's own executor": (
        EVAL,
        "import sandbox.executor as e\ndef f():\n    x = e.Executor()\n    x.load(b'y = 1', ['y'])",
    ),
    "importlib": (EVAL, "import importlib.abc as a\ndef f(): return bool(a.InspectLoader.source_to_code('1'))"),
    "literal_eval of a signature": (
        LITERAL,
        "import inspect\ndef f(): return str(inspect._signature_fromstr(inspect.Signature, f, '(x=[1])'))",
    ),
    "literal_eval": (LITERAL, "from ast import literal_eval as g\ndef f(): return g('1')"),
    # judge's own modules
    "the judge's idea of who calls": (
        HEAPQ,
        (
            "import heapq, sys\nfor name, module in list(sys.modules.items()):\n    if name in {'sandbox.callers', 'sandbox.carriers', 'sandbox.hidden', 'sandbox.forbidden'}:\n"
            "        for key, value in list(vars(module).items()):\n            if callable(value):\n"
            "                setattr(module, key, lambda *a, **k: 'queue.x')\ndef f(): return heapq.heapify([1])"
        ),
    ),
}


@pytest.mark.parametrize("detour", DETOURS)
def test_what_carries_a_forbidden_thing_is_forbidden_too(python_worker: Any, detour: str) -> None:
    forbidden, source = DETOURS[detour]
    assert refused(python_worker, source, forbidden) in forbidden


@pytest.mark.parametrize(
    ("forbidden", "source"),
    [
        (EVAL, "from collections import namedtuple\nP = namedtuple('P', 'x y')\ndef f(): return P(1, 2).x"),
        (EVAL, "import dataclasses\n@dataclasses.dataclass\nclass P:\n    x: int\ndef f(): return P(1).x"),
        (EVAL, "import enum, typing\nclass P(typing.NamedTuple):\n    x: int\ndef f(): return P(1).x"),
        (EVAL, "import json, decimal, fractions, difflib, string\ndef f(): return json.loads('[1]')"),
        (EVAL, "import ast\ndef f(): return ast.parse('1').body[0].value.value"),
        (LITERAL, "import inspect\ndef f(): return len(inspect.signature(f).parameters)"),
        (
            ORDERED,
            "import inspect\ndef f(x=1): return str(inspect.signature(f)) + str(inspect.signature(f).bind(1).args)",
        ),
        (ORDERED, "import collections\ndef f(): return isinstance({}, collections.OrderedDict)"),
        (ORDERED, "import pprint, configparser, json\ndef f(): return pprint.pformat({1: 2})"),
        (HEAPQ, "import difflib\ndef f(): return difflib.get_close_matches('ab', ['abc', 'xyz'])"),
        (
            HEAPQ,
            "import asyncio\nasync def g():\n    await asyncio.sleep(0.001)\n    return 1\ndef f(): return asyncio.run(g())",
        ),
        (("bisect",), "import random\ndef f(): return len(random.choices([1, 2], weights=[1, 1], k=3))"),
        (SORTED, "import inspect, dataclasses, re, glob\ndef f(): return str(inspect.getmembers(f))[:1]"),
        (
            ("re",),
            "import textwrap, string\ndef f(): return textwrap.dedent('  x') + string.Template('$a').substitute(a=1)",
        ),
        (("functools.reduce",), "import functools\ndef f(): return functools.lru_cache(lambda: 1)()"),
        (("collections.deque",), "import queue\ndef f():\n    q = queue.Queue()\n    q.put(1)\n    return q.get()"),
        (
            ("itertools",),
            "import random\ndef f(): return len(random.choices([1, 2], weights=[1, 1], k=3))",
        ),
        (GRAPHLIB, "import gc, sys, importlib\ngc.collect()\nimport graphlib\ndef f(): return 1"),
    ],
)
def test_what_a_library_does_of_its_own_accord_is_not_forbidden(
    python_worker: Any, forbidden: tuple[str, ...], source: str
) -> None:
    reply = python_worker.run(source, forbidden=forbidden)
    assert reply.status is Status.VALUE, (reply.status.name, reply.payload)


def test_what_is_replaced_does_not_show_among_the_objects_of_the_collector(python_worker: Any) -> None:
    source = (
        "import gc, types\ngc.unfreeze()\n"
        "found = [o for o in gc.get_objects() if type(o) is types.BuiltinFunctionType and o.__name__ == 'heapify']\n"
        "def f(): return len(found)"
    )
    assert python_worker.value(python_worker.run(source, forbidden=HEAPQ)) == 0
