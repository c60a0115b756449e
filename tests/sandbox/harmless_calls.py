"""One harmless call of each public member of torch's modules that an honest solution may use, as source text.

A name of the module is in scope, `x` is a 4 x 4 float tensor, `i` a 4 x 4 tensor of integers below 4, `image` one of
1 x 4 x 8 x 8, `series` of 1 x 4 x 8, `volume` of 1 x 2 x 8 x 8 x 8, `m` a linear module and `loss()` a scalar with
gradients. A call that raises is harmless too: what counts is that nobody is accused.
"""

from __future__ import annotations

from typing import Final

HEADER: Final = """
import torch
import torch.nn.functional as F
import torch.nn.utils.parametrize, torch.nn.utils.prune, torch.nn.utils.stateless
import torch.nn.utils.parametrizations
from torch import nn, linalg, func, optim
from torch.nn import utils
from torch.nn.utils import parametrizations, parametrize, prune, rnn, stateless
from torch.optim import lr_scheduler, swa_utils
from torch.utils import checkpoint

x = torch.arange(16.0).reshape(4, 4) / 16 + torch.eye(4)
i = torch.arange(16).reshape(4, 4) % 4
image, series, volume = torch.ones(1, 4, 8, 8), torch.ones(1, 4, 8), torch.ones(1, 2, 8, 8, 8)
m = nn.Linear(4, 4)
bilinear = nn.Linear(4, 4)
conv, batch = nn.Conv2d(4, 4, 3).eval(), nn.BatchNorm2d

def loss():
    return m(x).sum()

def step(kind, *args, **kwargs):
    model = nn.Linear(4, 4)
    optimizer = kind(model.parameters(), *args, **kwargs)
    optimizer.zero_grad()
    model(x).sum().backward()
    optimizer.step(lambda: model(x).sum())
    optimizer.load_state_dict(optimizer.state_dict())

def sgd():
    return optim.SGD(m.parameters(), lr=0.1, momentum=0.9)

def schedule(kind, *args, **kwargs):
    optimizer = sgd()
    scheduler = kind(optimizer, *args, **kwargs)
    optimizer.step()
    scheduler.step()

def square(t):
    return (t * t).sum()
"""

ARGUMENTS: Final[dict[str, dict[str, str]]] = {
    "F": {
        "adaptive_avg_pool1d": "series, 2",
        "adaptive_avg_pool2d": "image, 2",
        "adaptive_avg_pool3d": "volume, 2",
        "adaptive_max_pool1d": "series, 2",
        "adaptive_max_pool1d_with_indices": "series, 2",
        "adaptive_max_pool2d": "image, 2",
        "adaptive_max_pool2d_with_indices": "image, 2",
        "adaptive_max_pool3d": "volume, 2",
        "adaptive_max_pool3d_with_indices": "volume, 2",
        "affine_grid": "torch.ones(1, 2, 3), (1, 1, 4, 4)",
        "alpha_dropout": "x",
        "assert_int_or_pair": "1, 'a', 'b'",
        "avg_pool1d": "series, 2",
        "avg_pool2d": "image, 2",
        "avg_pool3d": "volume, 2",
        "batch_norm": "x, torch.zeros(4), torch.ones(4)",
        "bilinear": "x, x, torch.ones(2, 4, 4)",
        "binary_cross_entropy": "x.sigmoid(), x.sigmoid()",
        "binary_cross_entropy_with_logits": "x, x.sigmoid()",
        "boolean_dispatch": "'a', 0, False, abs, abs, 'm', 'f'",
        "celu": "x",
        "celu_": "x.clone()",
        "channel_shuffle": "image, 2",
        "conv1d": "series, torch.ones(2, 4, 3)",
        "conv2d": "image, torch.ones(2, 4, 3, 3)",
        "conv3d": "volume, torch.ones(2, 2, 3, 3, 3)",
        "conv_tbc": "series, torch.ones(3, 8, 2), torch.ones(2)",
        "conv_transpose1d": "series, torch.ones(4, 2, 3)",
        "conv_transpose2d": "image, torch.ones(4, 2, 3, 3)",
        "conv_transpose3d": "volume, torch.ones(2, 2, 3, 3, 3)",
        "cosine_embedding_loss": "x, x, torch.ones(4)",
        "cosine_similarity": "x, x",
        "cross_entropy": "x, i[0]",
        "ctc_loss": "torch.ones(8, 1, 4).log_softmax(-1), i[:1, 1:3], torch.tensor([8]), torch.tensor([2])",
        "dropout": "x",
        "dropout1d": "series",
        "dropout2d": "image",
        "dropout3d": "volume",
        "elu": "x",
        "elu_": "x.clone()",
        "embedding": "i, x",
        "embedding_bag": "i, x",
        "feature_alpha_dropout": "volume",
        "fold": "torch.ones(1, 4, 4), 4, 2, stride=2",
        "fractional_max_pool2d": "image, 2, 3",
        "fractional_max_pool2d_with_indices": "image, 2, 3",
        "fractional_max_pool3d": "volume, 2, 3",
        "fractional_max_pool3d_with_indices": "volume, 2, 3",
        "gaussian_nll_loss": "x, x, x",
        "gelu": "x",
        "glu": "x",
        "grid_sample": "image, torch.zeros(1, 2, 2, 2)",
        "group_norm": "image, 2",
        "grouped_mm": "torch.ones(2, 4, 8).bfloat16(), torch.ones(2, 8, 8).bfloat16()",
        "gumbel_softmax": "x",
        "handle_torch_function": "F.relu, (x,), x",
        "hardshrink": "x",
        "hardsigmoid": "x",
        "hardswish": "x",
        "hardtanh": "x",
        "hardtanh_": "x.clone()",
        "has_torch_function": "(x,)",
        "has_torch_function_unary": "x",
        "has_torch_function_variadic": "x, x",
        "hinge_embedding_loss": "x, x",
        "huber_loss": "x, x",
        "instance_norm": "image",
        "interpolate": "image, 4, mode='bilinear'",
        "kl_div": "x, x",
        "l1_loss": "x, x",
        "layer_norm": "x, (4,)",
        "leaky_relu": "x",
        "leaky_relu_": "x.clone()",
        "linear": "x, x",
        "linear_cross_entropy": "x, x, i[0]",
        "local_response_norm": "image, 2",
        "log_softmax": "x, -1",
        "logsigmoid": "x",
        "lp_pool1d": "series, 2.0, 2",
        "lp_pool2d": "image, 2.0, 2",
        "lp_pool3d": "volume, 2.0, 2",
        "margin_ranking_loss": "x[0], x[1], x[2]",
        "max_pool1d": "series, 2",
        "max_pool1d_with_indices": "series, 2",
        "max_pool2d": "image, 2",
        "max_pool2d_with_indices": "image, 2",
        "max_pool3d": "volume, 2",
        "max_pool3d_with_indices": "volume, 2",
        "max_unpool1d": "*F.max_pool1d_with_indices(series, 2), 2",
        "max_unpool2d": "*F.max_pool2d_with_indices(image, 2), 2",
        "max_unpool3d": "*F.max_pool3d_with_indices(volume, 2), 2",
        "mish": "x",
        "mse_loss": "x, x",
        "multi_head_attention_forward": (
            "x, x, x, 4, 1, torch.ones(12, 4), torch.ones(12), None, None, False, 0.0, torch.ones(4, 4), torch.ones(4)"
        ),
        "multi_margin_loss": "x, i[0]",
        "multilabel_margin_loss": "x, i",
        "multilabel_soft_margin_loss": "x, x",
        "native_channel_shuffle": "image, 2",
        "nll_loss": "x, i[0]",
        "normalize": "x, dim=-1",
        "one_hot": "i",
        "pad": "x, (1, 1)",
        "pairwise_distance": "x, x",
        "pdist": "x",
        "pixel_shuffle": "image, 2",
        "pixel_unshuffle": "image, 2",
        "poisson_nll_loss": "x, x",
        "prelu": "x, torch.ones(1)",
        "relu": "x",
        "relu6": "x",
        "relu_": "x.clone()",
        "rms_norm": "x, (4,)",
        "rrelu": "x",
        "rrelu_": "x.clone()",
        "scaled_dot_product_attention": "x[None], x[None], x[None]",
        "scaled_grouped_mm": "x, x, x, 0, x, 0",
        "scaled_mm": "x, x, x, 0, x, 0",
        "selu": "x",
        "selu_": "x.clone()",
        "sigmoid": "x",
        "silu": "x",
        "smooth_l1_loss": "x, x",
        "soft_margin_loss": "x, x",
        "softmax": "x, -1",
        "softmin": "x, -1",
        "softplus": "x",
        "softshrink": "x",
        "softsign": "x",
        "tanh": "x",
        "tanhshrink": "x",
        "threshold": "x, 0.1, 0.2",
        "threshold_": "x.clone(), 0.1, 0.2",
        "triplet_margin_loss": "x, x, x",
        "triplet_margin_with_distance_loss": "x, x, x",
        "unfold": "image, 2",
        "upsample": "image, 4",
        "upsample_bilinear": "image, 4",
        "upsample_nearest": "image, 4",
    },
    "linalg": {
        "LinAlgError": "",
        "cholesky": "x @ x.T + torch.eye(4)",
        "cholesky_ex": "x @ x.T + torch.eye(4)",
        "cond": "x",
        "cross": "x[:3], x[1:], dim=0",
        "det": "x",
        "diagonal": "x",
        "eig": "x",
        "eigh": "x + x.T",
        "eigvals": "x",
        "eigvalsh": "x + x.T",
        "householder_product": "x, x[0]",
        "inv": "x",
        "inv_ex": "x",
        "ldl_factor": "x + x.T",
        "ldl_factor_ex": "x + x.T",
        "ldl_solve": "*linalg.ldl_factor(x + x.T), x",
        "lstsq": "x, x",
        "lu": "x",
        "lu_factor": "x",
        "lu_factor_ex": "x",
        "lu_solve": "*linalg.lu_factor(x), x",
        "matmul": "x, x",
        "matrix_exp": "x",
        "matrix_norm": "x",
        "matrix_power": "x, 3",
        "matrix_rank": "x",
        "multi_dot": "[x, x, x]",
        "norm": "x, dim=-1",
        "pinv": "x",
        "qr": "x",
        "slogdet": "x",
        "solve": "x, x",
        "solve_ex": "x, x",
        "solve_triangular": "x.triu(), x, upper=True",
        "svd": "x",
        "svdvals": "x",
        "tensorinv": "x, ind=1",
        "tensorsolve": "x, x[0]",
        "vander": "x[0]",
        "vecdot": "x, x",
        "vector_norm": "x, dim=-1, keepdim=True",
    },
}

STEPPING: Final = (
    *("Adafactor", "Adadelta", "Adagrad", "Adam", "Adamax", "AdamW", "ASGD"),
    *("LBFGS", "NAdam", "RAdam", "RMSprop", "Rprop", "SGD"),
)
DERIVING: Final = ("grad", "grad_and_value", "hessian", "jacfwd", "jacrev")

CALLS: Final[dict[str, str]] = {
    **{
        f"{module}.{name}": f"{module}.{name}({given})"
        for module, of in ARGUMENTS.items()
        for name, given in of.items()
    },
    # optimisers
    **{f"optim.{name}": f"step(optim.{name})" for name in STEPPING},
    "optim.Muon": "o = optim.Muon([m.weight]); loss().backward(); o.step()",
    "optim.Optimizer": "optim.Optimizer(m.parameters(), {})",
    "optim.SparseAdam": (
        "e = nn.Embedding(4, 4, sparse=True); o = optim.SparseAdam(e.parameters()); e(i).sum().backward(); o.step()"
    ),
    "optim.swap_in_optimizer_params_and_state": "optim.swap_in_optimizer_params_and_state(sgd(), {}, {})",
    "lr_scheduler.LRScheduler": "schedule(lr_scheduler.LRScheduler)",
    "lr_scheduler.LambdaLR": "schedule(lr_scheduler.LambdaLR, lambda n: 1 / (n + 1))",
    "lr_scheduler.MultiplicativeLR": "schedule(lr_scheduler.MultiplicativeLR, lambda n: 0.9)",
    "lr_scheduler.StepLR": "schedule(lr_scheduler.StepLR, 2)",
    "lr_scheduler.MultiStepLR": "schedule(lr_scheduler.MultiStepLR, [2])",
    "lr_scheduler.ConstantLR": "schedule(lr_scheduler.ConstantLR)",
    "lr_scheduler.LinearLR": "schedule(lr_scheduler.LinearLR)",
    "lr_scheduler.ExponentialLR": "schedule(lr_scheduler.ExponentialLR, 0.9)",
    "lr_scheduler.SequentialLR": (
        "o = sgd(); lr_scheduler.SequentialLR(o, [lr_scheduler.LinearLR(o), lr_scheduler.StepLR(o, 2)], [2]).step()"
    ),
    "lr_scheduler.CosineAnnealingLR": "schedule(lr_scheduler.CosineAnnealingLR, 4)",
    "lr_scheduler.ChainedScheduler": "o = sgd(); lr_scheduler.ChainedScheduler([lr_scheduler.LinearLR(o)]).step()",
    "lr_scheduler.ReduceLROnPlateau": "lr_scheduler.ReduceLROnPlateau(sgd()).step(1.0)",
    "lr_scheduler.CyclicLR": "schedule(lr_scheduler.CyclicLR, 0.1, 0.2)",
    "lr_scheduler.CosineAnnealingWarmRestarts": "schedule(lr_scheduler.CosineAnnealingWarmRestarts, 4)",
    "lr_scheduler.OneCycleLR": "schedule(lr_scheduler.OneCycleLR, 0.1, 10)",
    "lr_scheduler.PolynomialLR": "schedule(lr_scheduler.PolynomialLR)",
    "swa_utils.AveragedModel": "swa_utils.AveragedModel(m).update_parameters(m)",
    "swa_utils.update_bn": "swa_utils.update_bn([x], m)",
    "swa_utils.SWALR": "schedule(swa_utils.SWALR, 0.1)",
    **{f"swa_utils.get_{name}_fn": f"swa_utils.get_{name}_fn()" for name in ("ema_avg", "swa_avg")},
    **{
        f"swa_utils.get_{name}_multi_avg_fn": f"swa_utils.AveragedModel(m, multi_avg_fn=swa_utils.get_{name}_multi_avg_fn())"
        for name in ("ema", "swa")
    },
    # functions of functions
    **{f"func.{name}": f"func.{name}(square)(x)" for name in DERIVING},
    "func.vmap": "func.vmap(square)(x)",
    "func.replace_all_batch_norm_modules_": "func.replace_all_batch_norm_modules_(m)",
    "func.functionalize": "func.functionalize(lambda t: t.clone().add_(1))(x)",
    "func.jvp": "func.jvp(square, (x,), (x,))",
    "func.linearize": "func.linearize(square, x)[1](x)",
    "func.rearrange": "func.rearrange(x, '(a b) c -> a b c', a=2)",
    "func.vjp": "func.vjp(square, x)[1](torch.tensor(1.0))",
    "func.functional_call": "func.functional_call(m, dict(m.named_parameters()), (x,))",
    "func.stack_module_state": "func.stack_module_state([nn.Linear(4, 4), nn.Linear(4, 4)])",
    "func.debug_unwrap": "func.debug_unwrap(x)",
    # checkpoints
    "checkpoint.checkpoint": (
        "checkpoint.checkpoint(m, x, use_reentrant=False).sum().backward(); checkpoint.checkpoint(m, x, use_reentrant=True)"
    ),
    "checkpoint.checkpoint_sequential": (
        "checkpoint.checkpoint_sequential(nn.Sequential(m, nn.ReLU()), 2, x, use_reentrant=False)"
    ),
    "checkpoint.CheckpointError": "checkpoint.CheckpointError()",
    "checkpoint.CheckpointFunction": "checkpoint.CheckpointFunction.apply(m, False, x.clone().requires_grad_())",
    "checkpoint.check_backward_validity": "checkpoint.check_backward_validity([x])",
    "checkpoint.detach_variable": "checkpoint.detach_variable((x,))",
    "checkpoint.get_device_states": "checkpoint.get_device_states(x)",
    "checkpoint.set_device_states": "checkpoint.set_device_states([], [])",
    "checkpoint.noop_context_fn": "checkpoint.noop_context_fn()",
    "checkpoint.set_checkpoint_early_stop": "checkpoint.set_checkpoint_early_stop(False)",
    "checkpoint.DefaultDeviceType": "checkpoint.DefaultDeviceType.get_device_type()",
    "checkpoint.set_checkpoint_debug_enabled": "checkpoint.set_checkpoint_debug_enabled(False)",
    "checkpoint.CheckpointPolicy": "checkpoint.CheckpointPolicy.MUST_SAVE",
    "checkpoint.SelectiveCheckpointContext": "checkpoint.SelectiveCheckpointContext(is_recompute=False)",
    "checkpoint.create_selective_checkpoint_contexts": (
        "checkpoint.checkpoint(m, x, use_reentrant=False, context_fn=lambda: "
        "checkpoint.create_selective_checkpoint_contexts([torch.ops.aten.mm.default])).sum().backward()"
    ),
    "checkpoint.GraphExecGroup": "checkpoint.GraphExecGroup()",
    # utilities of modules
    "utils.clip_grad_norm": "loss().backward(); utils.clip_grad_norm(m.parameters(), 1.0)",
    "utils.clip_grad_norm_": "loss().backward(); utils.clip_grad_norm_(m.parameters(), 1.0)",
    "utils.clip_grads_with_norm_": "loss().backward(); utils.clip_grads_with_norm_(m.parameters(), 1.0, torch.tensor(2.0))",
    "utils.clip_grad_value_": "loss().backward(); utils.clip_grad_value_(m.parameters(), 1.0)",
    "utils.convert_conv2d_weight_memory_format": "utils.convert_conv2d_weight_memory_format(conv, torch.channels_last)",
    "utils.convert_conv3d_weight_memory_format": (
        "utils.convert_conv3d_weight_memory_format(nn.Conv3d(2, 2, 2), torch.channels_last_3d)"
    ),
    "utils.fuse_conv_bn_eval": "utils.fuse_conv_bn_eval(conv, batch(4).eval())",
    "utils.fuse_conv_bn_weights": "utils.fuse_conv_bn_weights(x, None, x[0], x[0], 1e-5, None, None)",
    "utils.fuse_linear_bn_eval": "utils.fuse_linear_bn_eval(m.eval(), nn.BatchNorm1d(4).eval())",
    "utils.fuse_linear_bn_weights": "utils.fuse_linear_bn_weights(x, None, x[0], x[0], 1e-5, x[0], x[0])",
    "utils.get_total_norm": "utils.get_total_norm([x, x])",
    "utils.parameters_to_vector": "utils.parameters_to_vector(m.parameters())",
    "utils.remove_spectral_norm": "utils.remove_spectral_norm(utils.spectral_norm(nn.Linear(4, 4)))",
    "utils.remove_weight_norm": "utils.remove_weight_norm(utils.weight_norm(nn.Linear(4, 4)))",
    "utils.skip_init": "utils.skip_init(nn.Linear, 4, 4)",
    "utils.spectral_norm": "utils.spectral_norm(nn.Linear(4, 4))(x)",
    "utils.vector_to_parameters": "utils.vector_to_parameters(torch.ones(20), m.parameters())",
    "utils.weight_norm": "utils.weight_norm(nn.Linear(4, 4))(x)",
    **{
        f"parametrizations.{name}": f"parametrizations.{name}(nn.Linear(4, 4))(x)"
        for name in ("orthogonal", "spectral_norm", "weight_norm")
    },
    "parametrize.cached": "parametrize.cached()",
    "parametrize.ParametrizationList": "parametrize.ParametrizationList([nn.Identity()], x)",
    "parametrize.register_parametrization": (
        "parametrize.register_parametrization(nn.Linear(4, 4), 'weight', nn.Identity())(x)"
    ),
    "parametrize.is_parametrized": "parametrize.is_parametrized(m)",
    "parametrize.remove_parametrizations": (
        "parametrize.remove_parametrizations(parametrizations.weight_norm(nn.Linear(4, 4)), 'weight')"
    ),
    "parametrize.type_before_parametrizations": "parametrize.type_before_parametrizations(m)",
    "parametrize.transfer_parametrizations_and_params": "parametrize.transfer_parametrizations_and_params(m, m)",
    "prune.BasePruningMethod": "prune.BasePruningMethod",
    "prune.CustomFromMask": "prune.CustomFromMask.apply(nn.Linear(4, 4), 'weight', torch.ones(4, 4))",
    "prune.Identity": "prune.Identity.apply(nn.Linear(4, 4), 'weight')",
    "prune.L1Unstructured": "prune.L1Unstructured.apply(nn.Linear(4, 4), 'weight', 0.5)",
    "prune.LnStructured": "prune.LnStructured.apply(nn.Linear(4, 4), 'weight', 0.5, 2, 0)",
    "prune.PruningContainer": "prune.PruningContainer()",
    "prune.RandomStructured": "prune.RandomStructured.apply(nn.Linear(4, 4), 'weight', 0.5, 0)",
    "prune.RandomUnstructured": "prune.RandomUnstructured.apply(nn.Linear(4, 4), 'weight', 0.5)",
    "prune.custom_from_mask": "prune.custom_from_mask(nn.Linear(4, 4), 'weight', torch.ones(4, 4))",
    "prune.global_unstructured": (
        "prune.global_unstructured([(nn.Linear(4, 4), 'weight')], pruning_method=prune.L1Unstructured, amount=0.5)"
    ),
    "prune.identity": "prune.identity(nn.Linear(4, 4), 'weight')",
    "prune.is_pruned": "prune.is_pruned(m)",
    "prune.l1_unstructured": "prune.l1_unstructured(nn.Linear(4, 4), 'weight', 0.5)",
    "prune.ln_structured": "prune.ln_structured(nn.Linear(4, 4), 'weight', 0.5, 2, 0)",
    "prune.random_structured": "prune.random_structured(nn.Linear(4, 4), 'weight', 0.5, 0)",
    "prune.random_unstructured": "prune.random_unstructured(nn.Linear(4, 4), 'weight', 0.5)",
    "prune.remove": "prune.remove(prune.identity(nn.Linear(4, 4), 'weight'), 'weight')",
    "rnn.PackedSequence": "rnn.PackedSequence(x, torch.tensor([1, 1, 1, 1]))",
    "rnn.invert_permutation": "rnn.invert_permutation(i[0])",
    "rnn.pack_padded_sequence": "nn.LSTM(4, 4)(rnn.pack_padded_sequence(x[:, None], [4]))",
    "rnn.pad_packed_sequence": "rnn.pad_packed_sequence(rnn.pack_sequence([x]))",
    "rnn.pad_sequence": "rnn.pad_sequence([x, x[:2]])",
    "rnn.unpad_sequence": "rnn.unpad_sequence(x[:, None], torch.tensor([2]))",
    "rnn.pack_sequence": "nn.GRU(4, 4)(rnn.pack_sequence([x, x[:2]]))",
    "rnn.unpack_sequence": "rnn.unpack_sequence(rnn.pack_sequence([x]))",
    "stateless.functional_call": "stateless.functional_call(m, dict(m.named_parameters()), x)",
}

ELSEWHERE: Final[dict[str, str]] = {
    "Tensor.norm": "x.norm(dim=-1, keepdim=True)",
    "torch.norm": "torch.norm(x)",
    "torch.use_deterministic_algorithms": "torch.use_deterministic_algorithms(True)",
    "torch.profiler": "torch.profiler.profile().__enter__()",
    "torch.autograd.profiler": "torch.autograd.profiler.profile().__enter__()",
    "torch.library.custom_op": (
        "o = torch.library.custom_op('mine::twice', lambda t: t * 2, mutates_args=(), schema='(Tensor t) -> Tensor'); o(x)"
    ),
    "torch.autograd.functional.jacobian": "torch.autograd.functional.jacobian(square, x)",
    "torch.autograd.gradcheck": "torch.autograd.gradcheck(square, x.double().requires_grad_())",
    "torch.jit.script": "torch.jit.script(m)(x)",
    "torch.jit.trace": "torch.jit.trace(m, x)(x)",
    "torch.fx.symbolic_trace": "torch.fx.symbolic_trace(m)(x)",
    "torch.compile, eager": "torch.compile(m, backend='eager')(x)",
    "torch.compile": "torch.compile(m)(x)",
    "torch.compiler.disable": "torch.compiler.disable(m)(x)",
    "torch.onnx.is_in_onnx_export": "torch.onnx.is_in_onnx_export()",
    "torch.export": "torch.export.export(m, (x,))",
    "torch.distributions": "torch.distributions.Normal(0.0, 1.0).log_prob(x)",
    "torch.testing": "torch.testing.assert_close(x, x)",
    "torch.manual_seed": "torch.manual_seed(0)",
    "torch.einsum": "torch.einsum('ij,jk->ik', x, x)",
    "torch.stft": "torch.stft(torch.ones(64), 16, return_complex=True)",
    "torch.cdist": "torch.cdist(x, x)",
    "torch.nn.init": "nn.init.orthogonal_(x.clone())",
    "copy.deepcopy": "import copy; copy.deepcopy(m)",
    "torch.save": "import io; b = io.BytesIO(); torch.save(m.state_dict(), b); b.seek(0); torch.load(b)",
    "torch.utils.data": "list(torch.utils.data.DataLoader([1, 2, 3], batch_size=2))",
}
