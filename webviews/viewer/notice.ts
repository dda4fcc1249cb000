import { element, icon } from "#webviews/shared/element.ts";

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
  return notice(
    "key",
    "This link has expired",
    element("p", {
      text: "A link to the viewer works once and for 30 seconds, and ends when the viewer does.",
    }),
    element(
      "p",
      {},
      "Press ",
      element("kbd", { text: "Enter" }),
      " in the terminal where ",
      element("code", { text: "runicorn viewer" }),
      " runs, and open the new link it prints.",
    ),
  );
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
    "No runs yet",
    element("p", { text: "Record one, and it appears here while it runs:" }),
    element("pre", {}, element("code", { text: snippet })),
    element("p", { class: "muted", text: `Showing ${root}` }),
  );
}
