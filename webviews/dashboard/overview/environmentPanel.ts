import type { Run } from "#core/protocol/run.ts";
import { button, checkbox, textField } from "#webviews/shared/controls.ts";
import { element, iconButton } from "#webviews/shared/element.ts";
import { type Environment, environmentValues } from "#webviews/shared/environmentValues.ts";
import { RunPicker } from "#webviews/shared/runPicker.ts";
import { runTitle } from "#webviews/shared/runTitle.ts";
import { showControls } from "#webviews/shared/showControls.ts";
import { showLines } from "#webviews/shared/showLines.ts";

import type { RunCalls } from "../pageRoutes.ts";
import { t } from "../texts.ts";
import { compareEnvironments, type EnvDifference } from "./envDiff.ts";

const mostRows = 2000;

/** What a run ran in, alone or beside what another one ran in. */
export class EnvironmentPanel {
  readonly root = element("section", { class: "value-section environment" });
  readonly #client: RunCalls;
  readonly #run: string;
  readonly #pickOther: (() => void) | undefined;
  readonly #rows = element("div");
  readonly #head = element("div", { class: "environment-tools" });
  #environment: Environment | null = null;
  #other: { readonly title: string; readonly environment: Environment | null } | null = null;
  #search = "";
  #onlyDifferences = true;
  #loaded = false;

  /** `pickOther`: the host asks for the run to compare with; without it, the page does, among those of the same store. */
  constructor(client: RunCalls, run: string, pickOther: (() => void) | undefined) {
    this.#client = client;
    this.#run = run;
    this.#pickOther = pickOther;
    this.root.append(
      element("header", { class: "value-header" }, element("h2", { text: t("Environment") })),
      this.#head,
      this.#rows,
    );
  }

  /** Reads it, once; to be called when it comes into sight. */
  async load(): Promise<void> {
    if (this.#loaded) return;
    this.#loaded = true;
    try {
      this.#environment = await this.#environmentOf(this.#run);
    } catch (error) {
      this.#loaded = false;
      this.#rows.replaceChildren(
        element("p", { class: "empty", text: error instanceof Error ? error.message : "" }),
      );
      return;
    }
    if (this.#environment !== null) this.#drawTools();
    this.#draw();
  }

  async #environmentOf(id: string): Promise<Environment | null> {
    return (await this.#client.getEnvironment({ params: { id } })).environment;
  }

  async #compareWith(run: Run): Promise<void> {
    const environment = await this.#environmentOf(run.id).catch(() => null);
    this.showOther(runTitle(run), environment);
  }

  /** Compares with another run, which is called so. */
  showOther(title: string, environment: Environment | null): void {
    this.#other = { title, environment };
    this.#drawTools();
    this.#draw();
  }

  #drawTools(): void {
    const search = textField({
      label: t("Search the environment"),
      icon: "search",
      value: this.#search,
      onInput: (text) => {
        this.#search = text.trim().toLowerCase();
        this.#draw();
      },
    });
    const picker = this.#pickOther
      ? button(t("Compare with run…"), this.#pickOther)
      : new RunPicker({
          label: t("Compare with run"),
          client: this.#client,
          except: () => [this.#run],
          onPick: (run) => void this.#compareWith(run),
        }).root;
    const only = checkbox({
      label: t("Only differences"),
      title: t("Only differences"),
      checked: this.#onlyDifferences,
      onChange: (only) => {
        this.#onlyDifferences = only;
        this.#draw();
      },
    });
    const stop = iconButton("close", t("Stop comparing"), () => {
      this.#other = null;
      this.#drawTools();
      this.#draw();
    });
    this.#head.replaceChildren(search.root, ...(this.#other === null ? [picker] : [only, stop]));
  }

  #draw(): void {
    const { environment: here } = { environment: this.#environment };
    const other = this.#other;
    if (here === null) this.#say(t("This run captured no environment."));
    else if (other === null) this.#drawValues(here);
    else if (other.environment === null)
      this.#say(t("{run} captured no environment.", { run: other.title }));
    else this.#drawDifferences(compareEnvironments(here, other.environment), other.title);
  }

  #drawValues(environment: Environment): void {
    const rows = environmentValues(environment).filter(({ path, value }) =>
      this.#matches(path, value),
    );
    if (rows.length === 0) this.#say(t("No value matches."));
    else
      this.#table(
        [],
        rows.slice(0, mostRows).map(({ path, value }) => [path, value]),
      );
  }

  #drawDifferences(all: readonly EnvDifference[], title: string): void {
    const rows = all.filter(
      ({ path, here, there }) =>
        !(this.#onlyDifferences && here === there) && this.#matches(path, here ?? "", there ?? ""),
    );
    if (rows.length === 0) {
      const isSame = all.every(({ here, there }) => here === there);
      this.#say(isSame ? t("Both environments are the same.") : t("No value matches."));
      return;
    }
    const cells = rows.slice(0, mostRows).map(({ path, here, there }) => [path, here, there]);
    this.#table([t("Name"), t("This run"), title], cells);
  }

  #table(head: readonly string[], rows: readonly (readonly (string | undefined)[])[]): void {
    const titles = head.map((text) => element("th", { text, attributes: { scope: "col" } }));
    this.#rows.replaceChildren(
      element(
        "table",
        { class: `values ${head.length > 0 ? "environment-diff" : ""}` },
        head.length > 0 ? element("thead", {}, element("tr", {}, ...titles)) : null,
        element("tbody", {}, ...rows.map(rowOf)),
      ),
    );
  }

  #matches(...texts: readonly string[]): boolean {
    return texts.some((text) => text.toLowerCase().includes(this.#search));
  }

  #say(text: string): void {
    this.#rows.replaceChildren(element("p", { class: "empty", text }));
  }
}

function rowOf([path = "", ...values]: readonly (string | undefined)[]): HTMLElement {
  const differs = values.length === 2 && values[0] !== values[1];
  return element(
    "tr",
    { class: differs ? "differs" : "" },
    element("th", { text: showControls(path), attributes: { scope: "row" } }),
    ...values.map((value) =>
      element("td", { class: "number", text: value === undefined ? "–" : shown(value) }),
    ),
  );
}

function shown(value: string): string {
  return showLines(value, 4000);
}
