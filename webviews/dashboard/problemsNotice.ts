import type { Problem } from "#core/protocol/run.ts";
import { element, icon } from "#webviews/shared/element.ts";
import { formatStep } from "#webviews/shared/format.ts";
import { showControls } from "#webviews/shared/showControls.ts";

import { t } from "./texts.ts";

/** What of a run could not be read, one sentence that opens to the details; null where all could. */
export function problemsNotice(problems: readonly Problem[]): HTMLElement | null {
  if (problems.length === 0) return null;
  return element(
    "details",
    { class: "notice warning" },
    element("summary", {}, icon("warning"), element("span", { text: summarize(problems) })),
    element(
      "ul",
      {},
      ...problems.map((p) => {
        const place =
          p.line === undefined
            ? p.file
            : t("{file}, first in line {line}", { file: p.file, line: p.line });
        return element("li", {
          text: showControls(`${place}: ${p.message} (${formatStep(p.count)}×)`),
        });
      }),
    ),
  );
}

function summarize(problems: readonly Problem[]): string {
  const lines = new Map<string, number>();
  const files = new Set<string>();
  for (const { file, kind, count } of problems) {
    if (kind.endsWith("_line")) lines.set(file, (lines.get(file) ?? 0) + count);
    else files.add(file);
  }
  const parts = [...lines].map(([file, n]) =>
    t("{n} line{n:|s} of {file}", { n, file: showControls(file) }),
  );
  const all = [...parts, ...[...files].map(showControls)];
  return t("{what} could not be read. Everything else is shown.", { what: all.join(t(" and ")) });
}
