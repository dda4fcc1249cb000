import { element } from "#webviews/shared/element.ts";

import { Popup } from "./popup.ts";

/** Asks for a text at a place: Enter (with notes, Ctrl+Enter) is done, Escape is not. */
export function askText(
  at: DOMRect,
  options: {
    readonly label: string;
    readonly value: string;
    readonly isLong?: boolean;
    readonly width?: number;
    onDone(text: string): void;
  },
): Popup {
  const field = element(options.isLong === true ? "textarea" : "input", {
    class: "plain-input",
    attributes: {
      "aria-label": options.label,
      placeholder: options.label,
      ...(options.isLong === true ? { rows: 6 } : { type: "text" }),
    },
  });
  field.value = options.value;
  const popup = new Popup(
    new DOMRect(at.left, at.top - 2, at.width, 0),
    {
      class: "editor",
      role: "dialog",
      label: options.label,
      width: Math.max(options.width ?? 0, at.width, 240),
    },
    field,
  );
  popup.root.addEventListener("keydown", (event) => {
    const isDone =
      event.key === "Enter" && (options.isLong !== true || event.ctrlKey || event.metaKey);
    if (!isDone) return;
    event.preventDefault();
    const { value } = field;
    popup.close();
    if (value !== options.value) options.onDone(value);
  });
  field.focus();
  field.select();
  return popup;
}

/** Words between commas. */
export function splitTags(text: string): string[] {
  const tags = text.split(",").map((tag) => tag.trim().slice(0, 200));
  return [...new Set(tags.filter(Boolean))].slice(0, 100);
}
