import type { TableRow } from "./messages.ts";

const lower =
  /(^|[^a-z])(loss|error|err|perplexity|ppl|mae|mse|rmse|latency|wer|cer|fid|nll|bpc)([^a-z]|$)/iu;
const higher =
  /(^|[^a-z])(acc|accuracy|f1|auc|auroc|precision|recall|reward|return|score|bleu|rouge|iou|map|psnr|ssim|r2)([^a-z]|$)/iu;

/** Whether more of a metric is better (1) or less (-1): as a run says, else as its name is usually meant; 0 for nobody knows. */
export function metricDirection(metric: string, rows: readonly TableRow[]): -1 | 0 | 1 {
  for (const { run } of rows) {
    const { metrics = {} } = run;
    const stats = Object.hasOwn(metrics, metric) ? metrics[metric] : undefined;
    const { best = null, min = null, max = null } = stats ?? {};
    if (best === null || min === max) continue;
    return best === min ? -1 : 1;
  }
  // `valAcc` and `val_acc` are said in the same way.
  const words = metric.replaceAll(/([a-z])([A-Z])/gu, "$1 $2").replaceAll("_", " ");
  if (lower.test(words)) return -1;
  return higher.test(words) ? 1 : 0;
}
