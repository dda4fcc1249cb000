import type { EventKey } from "#core/protocol/event.ts";
import { textField } from "#webviews/shared/controls.ts";
import { t } from "#webviews/shared/texts.ts";

/** A field that leaves out the keys that have not, in their name or type, what is typed in it. */
export class KeyFilter {
  readonly root: HTMLElement;
  #typed = "";

  constructor(onChange: () => void) {
    const field = textField({
      label: t("Filter by key"),
      icon: "filter",
      onInput: (text) => {
        this.#typed = text.trim().toLowerCase();
        onChange();
      },
    });
    this.root = field.root;
  }

  takes({ type, key }: Pick<EventKey, "type" | "key">): boolean {
    return `${key ?? ""}\n${type}`.toLowerCase().includes(this.#typed);
  }
}
