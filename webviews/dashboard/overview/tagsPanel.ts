import { element, iconButton } from "#webviews/shared/element.ts";
import { showControls } from "#webviews/shared/showControls.ts";

import { t } from "../texts.ts";

/** The run's tags, and a field to change them in. */
export class TagsPanel {
  readonly root = element("section", { class: "value-section" });
  readonly #save: (tags: string[]) => Promise<void>;
  readonly #body = element("div", { class: "tags" });
  readonly #problem = element("p", { class: "problem", attributes: { role: "alert" } });
  readonly #edit: HTMLButtonElement;
  #tags: readonly string[] = [];
  #shown = "";
  #isEditing = false;

  constructor(save: (tags: string[]) => Promise<void>) {
    this.#save = save;
    this.#edit = iconButton("edit", t("Edit tags"), () => this.#startEdit());
    this.root.append(
      element("header", { class: "value-header" }, element("h2", { text: t("Tags") }), this.#edit),
      this.#body,
      this.#problem,
    );
  }

  update(tags: readonly string[]): void {
    const text = JSON.stringify(tags);
    if (text === this.#shown) return;
    this.#shown = text;
    this.#tags = tags;
    if (!this.#isEditing) this.#show();
  }

  #show(): void {
    this.#isEditing = false;
    this.#edit.hidden = false;
    this.#problem.textContent = "";
    const tags = this.#tags.map((tag) => {
      const text = showControls(tag);
      return element("span", { class: "tag", text, title: text });
    });
    this.#body.replaceChildren(
      ...(tags.length > 0 ? tags : [element("p", { class: "empty", text: t("No tags yet.") })]),
    );
  }

  #startEdit(): void {
    this.#isEditing = true;
    this.#edit.hidden = true;
    const label = t("Tags, separated by commas");
    const field = element("input", {
      class: "text-input",
      attributes: { type: "text", "aria-label": label, placeholder: label },
    });
    field.value = this.#tags.join(", ");
    const done = (): void => {
      this.#show();
      this.#edit.focus();
    };
    field.addEventListener("keydown", (event) => {
      if (event.key === "Escape") done();
      else if (event.key === "Enter")
        void this.#keep(field.value).then(done, (error: unknown) => {
          this.#problem.textContent = error instanceof Error ? error.message : String(error);
        });
    });
    this.#body.replaceChildren(field);
    field.focus();
  }

  async #keep(text: string): Promise<void> {
    const tags = [...new Set(text.split(",").map((tag) => tag.trim()))].filter(Boolean);
    await this.#save(tags);
    this.#tags = tags;
  }
}
