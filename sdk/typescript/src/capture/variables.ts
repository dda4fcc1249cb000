import { type PlainObject, emptyObject, plainText } from "../plain.ts";
import { redactEnvironment } from "./redaction.ts";

const maxVariables = 300;
const maxValue = 500;
// The same lists as in the Python SDK.
const names = new Set(
  (
    "GROUP_RANK LANG LC_ALL LD_LIBRARY_PATH LD_PRELOAD LOCAL_RANK LOCAL_WORLD_SIZE" +
    " MASTER_ADDR MASTER_PORT NODE_ENV NODE_OPTIONS NODE_RANK PATH RANK ROLE_RANK TZ" +
    " VIRTUAL_ENV WORLD_SIZE"
  ).split(" "),
);
const prefixes = (
  "ACCELERATE_ CONDA_ CUBLAS_ CUDA_ CUDNN_ DEEPSPEED_ DS_ FSDP_ GLOO_ GOMP_ HF_ HIP_" +
  " HSA_ HUGGINGFACE_ JAX_ KMP_ LSB_ MIOPEN_ MKL_ MLFLOW_ NCCL_ NUMEXPR_ NVIDIA_ OMP_" +
  " OMPI_COMM_WORLD_ OPENBLAS_ PBS_ PMI_ PYTHON PYTORCH_ RAY_ ROCM_ ROCR_ RUNICORN_ SGE_" +
  " SLURM_ TF_ TOKENIZERS_ TORCHELASTIC_ TORCH_ TPU_ TRANSFORMERS_ TRITON_ UV_ VLLM_" +
  " WANDB_ XLA_"
).split(" ");

/** The environment variables that matter to a training: sorted, redacted, each cut off at 500 characters. */
export function envVariables(): PlainObject {
  const isSelected = (name: string) =>
    names.has(name) || prefixes.some((prefix) => name.startsWith(prefix));
  const selected = Object.keys(process.env).filter(isSelected).sort().slice(0, maxVariables);
  const variables = Object.fromEntries(
    selected.map((name) => [name, plainText(process.env[name] ?? "")]),
  );
  const result = emptyObject();
  for (const [name, value] of Object.entries(redactEnvironment(variables))) {
    result[name] = plainText(value).slice(0, maxValue);
  }
  return result;
}
