import { element, icon } from "#webviews/shared/element.ts";

import { t } from "./texts.ts";

/** What says one thing and what to do next, in place of a page. */
export function notice(
  name: string,
  title: string,
  ...content: readonly HTMLElement[]
): HTMLElement {
  return element(
    "section",
    { class: "notice-page" },
    icon(name),
    element("h1", { text: title }),
    ...content,
  );
}

export function linkExpired(): HTMLElement {
  const lines = [
    t("A link to the viewer works once and for 30 seconds, and ends when the viewer does."),
    t("In the terminal where `runicorn viewer` runs, press Enter and open the new link it prints."),
  ];
  return notice(
    "key",
    t("This link has expired"),
    ...lines.map((text) => element("p", {}, ...withCode(text))),
  );
}

/** What stands between two backticks is code. */
function withCode(text: string): (HTMLElement | string)[] {
  return text.split("`").map((part, i) => (i % 2 === 0 ? part : element("code", { text: part })));
}

const snippet = `import runicorn as rn

rn.init(project="demo", name="first")
for step in range(100):
    rn.log({"loss": 1 / (step + 1)})
rn.finish()
`;

export function emptyStore(root: string): HTMLElement {
  return notice(
    "graph-line",
    t("No runs yet"),
    element("p", { text: t("Record one, and it appears here while it runs:") }),
    element("pre", {}, element("code", { text: snippet })),
    element("p", { class: "muted", text: t("Showing {root}", { root }) }),
  );
}
