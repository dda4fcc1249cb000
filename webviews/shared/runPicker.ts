import type { Client } from "#core/client/client.ts";
import { wordsFilter } from "#core/protocol/filter/wordsFilter.ts";
import type { Run } from "#core/protocol/run.ts";
import { textField } from "#webviews/shared/controls.ts";
import { element } from "#webviews/shared/element.ts";
import { runTitle } from "#webviews/shared/runTitle.ts";
import { showControls } from "#webviews/shared/showControls.ts";

import { t } from "./texts.ts";

const mostShown = 12;
/** Milliseconds without a key after which the store is asked. */
const typingPause = 150;

export interface RunPickerOptions {
  readonly label: string;
  readonly client: Pick<Client, "listRuns">;
  /** Ids that are not offered. */
  readonly except: () => readonly string[];
  readonly onPick: (run: Run) => void;
}

/** Asks for another run of the store: a field whose list gets shorter as one writes. Arrow keys move, Enter takes. */
export class RunPicker {
  readonly root: HTMLElement;
  readonly #client: Pick<Client, "listRuns">;
  readonly #except: () => readonly string[];
  readonly #onPick: (run: Run) => void;
  readonly #list: HTMLElement;
  readonly #input: HTMLElement;
  #shown: readonly Run[] = [];
  #at = -1;
  #text = "";
  /** Counts the questions, so that a late answer to an earlier one is not taken for the last one's. */
  #asked = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: RunPickerOptions) {
    this.#client = options.client;
    this.#except = options.except;
    this.#onPick = options.onPick;
    // Several may be on a page. A page that came over plain HTTP from elsewhere has no crypto.randomUUID.
    const id = `runs-${Math.random().toString(36).slice(2)}`;
    this.#list = element("div", {
      class: "run-choices",
      attributes: { role: "listbox", id, "aria-label": options.label, hidden: true },
    });
    const field = textField({
      label: options.label,
      icon: "search",
      onInput: (text) => {
        this.#text = text;
        clearTimeout(this.#timer);
        this.#timer = setTimeout(() => void this.#load(), typingPause);
      },
    });
    this.#input = field.root;
    this.#input.setAttribute("aria-haspopup", "listbox");
    this.#input.addEventListener("focusin", () => void this.#load());
    this.#input.addEventListener("keydown", (event) => this.#onKey(event));
    this.root = element("div", { class: "run-picker" }, this.#input, this.#list);
    this.root.addEventListener("focusout", ({ relatedTarget }) => {
      if (!(relatedTarget instanceof Node && this.root.contains(relatedTarget))) this.#close();
    });
  }

  /** Asks for the newest runs that hold every word, whatever there are besides; what was typed last counts. */
  async #load(): Promise<void> {
    const asked = ++this.#asked;
    const except = new Set(this.#except());
    const q = wordsFilter(this.#text);
    const query = { limit: mostShown + except.size, ...(q !== "" && { q }) };
    const page = await this.#client.listRuns({ query }).catch(() => null);
    if (asked !== this.#asked) return;
    this.#shown = (page?.runs ?? []).filter((run) => !except.has(run.id)).slice(0, mostShown);
    this.#at = this.#shown.length > 0 ? 0 : -1;
    this.#draw();
  }

  #draw(): void {
    const nothing = element("div", { class: "empty", text: t("No run matches.") });
    const options = this.#shown.map((run, i) => this.#option(run, i));
    this.#list.replaceChildren(...(options.length > 0 ? options : [nothing]));
    this.#list.hidden = false;
  }

  #option(run: Run, i: number): HTMLElement {
    const path = run.name === "" ? run.project : `${run.project}/${run.name}`;
    return element(
      "div",
      {
        class: "run-choice",
        attributes: { role: "option", tabindex: -1, "aria-selected": String(i === this.#at) },
        on: {
          // Before the field loses the focus, which would take the list away.
          mousedown: (event) => {
            event.preventDefault();
            this.#take(run);
          },
        },
      },
      element("span", { text: runTitle(run) }),
      element("span", { class: "run-choice-path", text: showControls(path) }),
    );
  }

  #onKey(event: KeyboardEvent): void {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    const run = this.#shown[this.#at];
    if (event.key === "Escape") this.#close();
    else if (event.key === "Enter" && run && !this.#list.hidden) this.#take(run);
    else if (step !== 0 && this.#shown.length > 0) {
      this.#at = (this.#at + step + this.#shown.length) % this.#shown.length;
      this.#draw();
      event.preventDefault();
    }
  }

  #take(run: Run): void {
    this.#close();
    this.#onPick(run);
  }

  #close(): void {
    clearTimeout(this.#timer);
    this.#asked++;
    this.#list.hidden = true;
  }
}
