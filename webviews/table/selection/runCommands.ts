import type { RunEdit } from "#core/protocol/edit.ts";
import { showControls } from "#webviews/shared/showControls.ts";

import type { Column } from "../columns/column.ts";
import type { HostQuestions } from "../hostQuestions.ts";
import type { Done, TableRow } from "../messages.ts";
import { askText, splitTags } from "../popups/cellEditor.ts";
import type { Toast } from "../popups/toast.ts";
import { t } from "../texts.ts";
import { csvOf, markdownOf } from "./runsText.ts";
import type { RunActions } from "./selectionBar.ts";

interface CommandPlace {
  readonly ask: HostQuestions["ask"];
  /** As they are shown, for what is copied. */
  columns(): readonly Column[];
  /** Fields of which runs must tell their values. */
  asked(): readonly string[];
  readonly toast: Toast;
  /** Runs were changed. */
  onDone(): void;
  onClear(): void;
}

/** What a person does with runs of the table. */
export class RunCommands {
  readonly #place: CommandPlace;

  constructor(place: CommandPlace) {
    this.#place = place;
  }

  /** The same for the runs that are meant at the time. */
  of(refs: () => readonly string[]): RunActions {
    return {
      compare: () => void this.#try(this.#place.ask({ kind: "compare", refs: [...refs()] })),
      tag: (at) => this.#tag(refs(), at),
      archive: (archived) => void this.#try(this.#archive(refs(), archived)),
      pin: (pinned) => void this.#try(this.#change(refs(), { pinned })),
      remove: () => this.remove(refs()),
      export: () => void this.#try(this.#place.ask({ kind: "export", refs: [...refs()] })),
      copy: (format) => this.copy(refs(), format),
      clear: () => this.#place.onClear(),
    };
  }

  open(ref: string): void {
    void this.#try(this.#place.ask({ kind: "open", ref }));
  }

  /** Runs that are still to come. */
  compareFirst(found: Promise<{ readonly rows: readonly TableRow[] }>): void {
    const compare = async (): Promise<void> => {
      const refs = (await found).rows.map(({ ref }) => ref);
      if (refs.length > 0) await this.#place.ask({ kind: "compare", refs });
    };
    void this.#try(compare());
  }

  remove(refs: readonly string[]): void {
    void this.#try(this.#delete(refs));
  }

  copy(refs: readonly string[], format: "markdown" | "csv"): void {
    void this.#try(this.#copy(refs, format));
  }

  copyText(text: string): void {
    const copied = this.#place.ask({ kind: "copy", text });
    void this.#try(copied.then(() => this.#place.toast.show(t("Copied."))));
  }

  /** Asks for another text in a cell. */
  edit({ ref, run }: TableRow, column: Column, at: DOMRect): void {
    const values: Record<string, string> = {
      title: run.alias ?? "",
      tag: run.tags.join(", "),
      notes: run.notes ?? "",
    };
    askText(at, {
      label: t("Edit {column}", { column: column.label }),
      value: values[column.field] ?? "",
      isLong: column.field === "notes",
      onDone: (text) => void this.#try(this.#change([ref], editOf(column.field, text))),
    });
  }

  #tag(refs: readonly string[], at: DOMRect): void {
    askText(at, {
      label: t("Tags to add, and to take off with a minus, separated by commas"),
      value: "",
      width: 420,
      onDone: (text) => {
        const words = splitTags(text);
        const remove = words.filter((word) => /^-./u.test(word)).map((word) => word.slice(1));
        const add = words.filter((word) => !/^-./u.test(word));
        const ask = { kind: "tag" as const, refs: [...refs], add, remove };
        void this.#try(this.#place.ask(ask).then((done) => this.#end(done)));
      },
    });
  }

  async #change(refs: readonly string[], edit: RunEdit): Promise<void> {
    this.#end(await this.#place.ask({ kind: "edit", refs: [...refs], edit }));
  }

  async #archive(refs: readonly string[], archived: boolean): Promise<void> {
    const done = await this.#place.ask({ kind: "edit", refs: [...refs], edit: { archived } });
    this.#place.onClear();
    const { count: n } = done;
    this.#end(
      done,
      archived ? t("Archived {n} run{n:|s}.", { n }) : t("Unarchived {n} run{n:|s}.", { n }),
      () => void this.#try(this.#archive(refs, !archived)),
    );
  }

  /** Nothing is lost by it, so nobody is asked before; a button brings the runs back. */
  async #delete(refs: readonly string[]): Promise<void> {
    const done = await this.#place.ask({ kind: "delete", refs: [...refs] });
    this.#place.onClear();
    const { dirs } = done;
    const undo = async (): Promise<void> => {
      const back = await this.#place.ask({ kind: "restore", dirs: [...dirs] });
      this.#end(back, t("Brought back {n} run{n:|s}.", { n: back.count }));
    };
    this.#end(
      done,
      t("Deleted {n} run{n:|s}.", { n: done.count }),
      dirs.length > 0 ? () => void this.#try(undo()) : undefined,
    );
  }

  async #copy(refs: readonly string[], format: "markdown" | "csv"): Promise<void> {
    const { ask, toast } = this.#place;
    const columns = [...this.#place.asked()];
    const rows = await ask({ kind: "runs", refs: [...refs], columns });
    const write = format === "csv" ? csvOf : markdownOf;
    await ask({ kind: "copy", text: write(rows, this.#place.columns(), Date.now() / 1000) });
    toast.show(t("Copied {n} run{n:|s}.", { n: rows.length }));
  }

  #end({ count, errors }: Done, text?: string, undo?: () => void): void {
    const [reason] = errors;
    if (reason !== undefined) {
      const failed = { n: errors.length, reason: showControls(reason.slice(0, 500)) };
      this.#place.toast.show(t("{n} run{n:|s} could not be changed: {reason}", failed), undo);
    } else if (text !== undefined && count > 0) this.#place.toast.show(text, undo);
    this.#place.onDone();
  }

  async #try(work: Promise<unknown>): Promise<void> {
    try {
      await work;
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      this.#place.toast.show(showControls(text));
    }
  }
}

function editOf(field: string, text: string): RunEdit {
  if (field === "tag") return { tags: splitTags(text) };
  if (field === "notes") return { notes: text.trim() || null };
  return { alias: text.trim() || null };
}
