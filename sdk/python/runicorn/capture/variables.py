"""The environment variables that matter to a training."""

from __future__ import annotations

import os

from .redaction import redact_environment

MAX_VARIABLES = 300
MAX_VALUE = 500
# The same lists as in the TypeScript SDK.
NAMES = frozenset(
    "LANG LC_ALL LD_LIBRARY_PATH LD_PRELOAD LOCAL_RANK LOCAL_WORLD_SIZE MASTER_ADDR MASTER_PORT NODE_ENV"
    " NODE_OPTIONS NODE_RANK PATH RANK GROUP_RANK ROLE_RANK TZ VIRTUAL_ENV WORLD_SIZE".split()
)
PREFIXES = tuple(
    "ACCELERATE_ CONDA_ CUBLAS_ CUDA_ CUDNN_ DEEPSPEED_ DS_ FSDP_ GLOO_ GOMP_ HF_ HIP_ HSA_ HUGGINGFACE_ JAX_"
    " KMP_ LSB_ MIOPEN_ MKL_ MLFLOW_ NCCL_ NUMEXPR_ NVIDIA_ OMP_ OMPI_COMM_WORLD_ OPENBLAS_ PBS_ PMI_ PYTHON"
    " PYTORCH_ RAY_ ROCM_ ROCR_ RUNICORN_ SGE_ SLURM_ TF_ TOKENIZERS_ TORCHELASTIC_ TORCH_ TPU_ TRANSFORMERS_"
    " TRITON_ UV_ VLLM_ WANDB_ XLA_".split()
)


def env_variables() -> dict[str, str]:
    """The selected variables, sorted, redacted, each cut off at 500 characters."""
    names = sorted(name for name in os.environ if name in NAMES or name.startswith(PREFIXES))
    selected = {name: os.environ[name] for name in names[:MAX_VARIABLES]}
    return {name: _text(value)[:MAX_VALUE] for name, value in redact_environment(selected).items()}


def _text(value: str) -> str:
    return value.encode("utf-8", "replace").decode("utf-8")
