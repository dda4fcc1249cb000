/** What people ask of a table of generated runs, as its page does; `turn` makes the values others each time. */
export function questions(turn: number): URLSearchParams[] {
  const filters = [
    `metrics.acc.min > 0.${9 - turn} and config.lr <= 1e-${3 + (turn % 2)}`,
    `metrics.loss.max < 1.${8 - turn} and status = finished`,
    `config.optimizer = adam and config.batch_size >= ${16 << turn}`,
    `config.model.name contains resnet${turn} and not archived`,
    `branch = main and gpu contains a100 and gpu_count >= ${1 << (turn % 4)}`,
    `commit matches "^[0-${turn}]" and dirty`,
    `tag = v${turn} or host = gpu${turn}`,
    `created_at > "2023-12-0${turn + 1}" and duration > ${turn}00`,
    `summary.final_acc > 0.${turn}`,
    `(alias matches "^alias ${turn}1" or id matches "^alias ${turn}1" or project matches "t${turn}")`,
    `exp17${turn}`,
  ];
  const sorts = [
    "created_at",
    "metrics.metric_7.min",
    "metrics.acc.last",
    "config.lr",
    "duration",
    "python",
    "commit",
    "title",
    "summary.final_acc",
  ];
  const columns = "metrics.acc.last,metrics.loss.last,config.lr,config.optimizer,config.seed";
  const common = { columns, limit: "100" };
  const order = turn % 2 === 0 ? "desc" : "asc";
  return [
    ...filters.map((q) => new URLSearchParams({ ...common, q: `(${q}) and not archived` })),
    ...sorts.map((sort) => new URLSearchParams({ ...common, q: "not archived", sort, order })),
    new URLSearchParams({ ...common, sort: "config.optimizer", then_by: "metrics.loss.min:asc" }),
  ];
}
