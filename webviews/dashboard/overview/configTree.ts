import { textField } from "#webviews/shared/controls.ts";
import { copyText } from "#webviews/shared/copyText.ts";
import { element, iconButton } from "#webviews/shared/element.ts";
import { flatten } from "#webviews/shared/flatten.ts";
import { showControls } from "#webviews/shared/showControls.ts";
import { showLines } from "#webviews/shared/showLines.ts";

import { t } from "../texts.ts";
import { nestConfig } from "./nestConfig.ts";

const mostRows = 2000;
const mostText = 4000;
const mostDepth = 32;

/** Hyper-parameters as they are nested. A search opens what it finds and leaves the rest out. */
export class ConfigTree {
  readonly root: HTMLElement;
  readonly #body = element("div", { class: "config-tree" });
  #config: Readonly<Record<string, unknown>> = {};
  #shown = "";
  #search = "";
  #isOpen = true;

  constructor() {
    const search = textField({
      label: t("Search the config"),
      icon: "search",
      onInput: (text) => {
        this.#search = text.trim().toLowerCase();
        this.#draw();
      },
    });
    this.root = element(
      "section",
      { class: "value-section" },
      element(
        "header",
        { class: "value-header" },
        element("h2", { text: t("Config") }),
        iconButton("copy", t("Copy {title}", { title: t("Config") }), () => {
          const rows = flatten(this.#config).map(({ path, value }) => `${path}\t${value}`);
          void copyText(rows.join("\n"));
        }),
        iconButton("expand-all", t("Expand all"), () => this.#setOpen(true)),
        iconButton("collapse-all", t("Collapse all"), () => this.#setOpen(false)),
      ),
      search.root,
      this.#body,
    );
  }

  update(config: Readonly<Record<string, unknown>>): void {
    const text = JSON.stringify(config);
    if (text === this.#shown) return;
    this.#shown = text;
    this.#config = config;
    this.#draw();
  }

  #setOpen(open: boolean): void {
    this.#isOpen = open;
    for (const part of this.#body.querySelectorAll("details")) part.open = open;
  }

  #draw(): void {
    const budget = { rows: mostRows };
    const rows = this.#level(nestConfig(this.#config), "", 0, budget);
    const isEmpty = Object.keys(this.#config).length === 0;
    const none = isEmpty ? t("This run recorded no config.") : t("No value matches.");
    const left = flatten(this.#config).length - mostRows;
    this.#body.replaceChildren(
      ...(rows.length > 0 ? rows : [element("p", { class: "empty", text: none })]),
      ...(budget.rows <= 0 && left > 0
        ? [
            element("p", {
              class: "empty",
              text: t("{n} more value{n:|s}: copy the table to see them all.", { n: left }),
            }),
          ]
        : []),
    );
  }

  #level(
    values: Readonly<Record<string, unknown>>,
    path: string,
    depth: number,
    budget: { rows: number },
  ): HTMLElement[] {
    const { compare } = new Intl.Collator("en", { numeric: true });
    const keys = Object.keys(values).sort(compare);
    return keys.flatMap((key) => {
      if (budget.rows <= 0) return [];
      const value = values[key];
      const name = path === "" ? key : `${path}.${key}`;
      if (!isGroup(value) || depth >= mostDepth) {
        const row = this.#leaf(key, name, value, budget);
        row?.style.setProperty("--depth", String(depth));
        return row ?? [];
      }
      const inside = this.#level(value, name, depth + 1, budget);
      if (inside.length === 0) return [];
      const group = element(
        "details",
        { class: "config-group" },
        element("summary", { text: showControls(key) }),
        ...inside,
      );
      group.open = this.#isOpen || this.#search !== "";
      return [group];
    });
  }

  #leaf(key: string, name: string, value: unknown, budget: { rows: number }): HTMLElement | null {
    const text = typeof value === "string" ? value : JSON.stringify(value);
    if (!`${name}\n${text}`.toLowerCase().includes(this.#search)) return null;
    budget.rows -= 1;
    const cut = text.length - mostText;
    const short = showLines(text, mostText);
    return element(
      "div",
      { class: "config-row" },
      element("span", { class: "config-key", text: showControls(key) }),
      element("span", {
        class: "config-value number",
        text: cut > 0 ? t("{text}… {n} more character{n:|s}", { text: short, n: cut }) : short,
      }),
      iconButton("copy", t("Copy value of {name}", { name: showControls(name) }), () => {
        void copyText(text);
      }),
    );
  }
}

function isGroup(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    Object.keys(value).length > 0
  );
}
