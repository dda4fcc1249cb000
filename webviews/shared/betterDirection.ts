const lower =
  /(^|[^a-z])(loss|error|err|perplexity|ppl|mae|mse|rmse|latency|wer|cer|fid|nll|bpc)([^a-z]|$)/iu;
const higher =
  /(^|[^a-z])(acc|accuracy|f1|auc|auroc|precision|recall|reward|return|score|bleu|rouge|iou|map|psnr|ssim|r2)([^a-z]|$)/iu;

/** Values of a metric in one run; `best` where the run says which are better. */
interface MetricRange {
  readonly min: number | null;
  readonly max: number | null;
  readonly best?: number | null | undefined;
}

/** Whether more of a metric is better (1) or less (-1): as a run says, else as its name is usually meant; 0 for nobody knows. */
export function betterDirection(
  metric: string,
  ranges: Iterable<MetricRange | undefined>,
): -1 | 0 | 1 {
  for (const { best = null, min, max } of definedOf(ranges)) {
    if (best === null || min === max) continue;
    return best === min ? -1 : 1;
  }
  // `valAcc` and `val_acc` are said in the same way.
  const words = metric.replaceAll(/([a-z])([A-Z])/gu, "$1 $2").replaceAll("_", " ");
  if (lower.test(words)) return -1;
  return higher.test(words) ? 1 : 0;
}

function* definedOf(ranges: Iterable<MetricRange | undefined>): Iterable<MetricRange> {
  for (const range of ranges) if (range) yield range;
}
