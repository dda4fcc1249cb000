import { textField } from "#webviews/shared/controls.ts";
import { setText } from "#webviews/shared/element.ts";

import { t } from "../texts.ts";
import { type JumpTarget, parseJump } from "./jumpTarget.ts";

/** Where a reader says a time, a step or a part of the log to go to. What it is not is told in `problem`. */
export function jumpField(onJump: (target: JumpTarget) => void, problem: HTMLElement): HTMLElement {
  const field = textField({
    label: t("Time, step or %"),
    icon: "target",
    onInput: () => setText(problem, ""),
  });
  field.root.title = t("14:05:30, a step such as 1200, or 50%");
  field.root.classList.add("log-jump-field");
  field.root.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || field.value.trim() === "") return;
    const target = parseJump(field.value);
    if (target) onJump(target);
    else setText(problem, t("This is no time, step or percentage."));
  });
  return field.root;
}
