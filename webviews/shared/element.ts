type Child = Node | string | null | undefined;

interface Properties {
  class?: string;
  /** Set as text, never as markup. */
  text?: string;
  title?: string;
  attributes?: Record<string, string | number | boolean | undefined>;
  on?: { [K in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[K]) => void };
}

/** Creates an element. All text goes in as text nodes, so hostile strings stay strings. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Properties = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag);
  if (properties.class !== undefined) node.className = properties.class;
  if (properties.text !== undefined) node.textContent = properties.text;
  if (properties.title !== undefined) node.title = properties.title;
  for (const [name, value] of Object.entries(properties.attributes ?? {})) {
    if (value === true) node.setAttribute(name, "");
    else if (value !== undefined && value !== false) node.setAttribute(name, String(value));
  }
  for (const [type, listener] of Object.entries(properties.on ?? {})) {
    node.addEventListener(type, listener as EventListener);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

/** A codicon; decorative unless it gets a label. */
export function icon(name: string, label?: string): HTMLSpanElement {
  return element("span", {
    class: `codicon codicon-${name}`,
    attributes:
      label === undefined ? { "aria-hidden": "true" } : { role: "img", "aria-label": label },
    ...(label !== undefined && { title: label }),
  });
}

/** A flat button that shows an icon only. */
export function iconButton(name: string, label: string, onClick: () => void): HTMLButtonElement {
  return element(
    "button",
    {
      class: "icon-button",
      title: label,
      attributes: { type: "button", "aria-label": label },
      on: { click: onClick },
    },
    icon(name),
  );
}

/** Sets a text only where it differs, so that a live page does not lay out again for nothing. */
export function setText(node: Node, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}
