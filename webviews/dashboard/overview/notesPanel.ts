import { button } from "#webviews/shared/controls.ts";
import { element, iconButton } from "#webviews/shared/element.ts";

import { t } from "../texts.ts";
import { markdownView } from "./markdownView.ts";

/** What a person wrote about the run, to be read and changed. What comes from outside meanwhile does not disturb who writes. */
export class NotesPanel {
  readonly root = element("section", { class: "value-section notes" });
  readonly #save: (notes: string | null) => Promise<void>;
  readonly #body = element("div");
  readonly #problem = element("p", { class: "problem", attributes: { role: "alert" } });
  readonly #edit: HTMLButtonElement;
  #notes: string | null | undefined;
  #isEditing = false;

  constructor(save: (notes: string | null) => Promise<void>) {
    this.#save = save;
    this.#edit = iconButton("edit", t("Edit notes"), () => this.#startEdit());
    this.root.append(
      element("header", { class: "value-header" }, element("h2", { text: t("Notes") }), this.#edit),
      this.#body,
      this.#problem,
    );
  }

  update(notes: string | null): void {
    if (notes === this.#notes) return;
    this.#notes = notes;
    if (!this.#isEditing) this.#show();
  }

  #show(): void {
    this.#isEditing = false;
    this.#edit.hidden = false;
    this.#problem.textContent = "";
    const notes = this.#notes ?? "";
    this.#body.replaceChildren(
      notes.trim() === ""
        ? element("p", { class: "empty", text: t("No notes yet.") })
        : markdownView(notes),
    );
  }

  #startEdit(): void {
    this.#isEditing = true;
    this.#edit.hidden = true;
    const area = element("textarea", {
      class: "notes-editor",
      attributes: { rows: 10, "aria-label": t("Notes in Markdown"), maxlength: 100_000 },
    });
    area.value = this.#notes ?? "";
    const done = (): void => {
      this.#show();
      this.#edit.focus();
    };
    const save = async (): Promise<void> => {
      const text = area.value.trim() === "" ? null : area.value;
      try {
        await this.#save(text);
        this.#notes = text;
        done();
      } catch (error) {
        this.#problem.textContent = error instanceof Error ? error.message : String(error);
      }
    };
    area.addEventListener("keydown", (event) => {
      if (event.key === "Escape") done();
      else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void save();
    });
    this.#body.replaceChildren(
      area,
      element("p", {
        class: "hint",
        text: t("Markdown works here. Ctrl+Enter saves, Escape gives up."),
      }),
      element(
        "div",
        { class: "buttons" },
        button(t("Save"), () => void save(), "primary"),
        button(t("Cancel"), done),
      ),
    );
    area.focus();
  }
}
