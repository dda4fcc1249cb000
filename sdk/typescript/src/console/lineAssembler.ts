import type { TqdmMode } from "../initOptions.ts";

/** A row of the terminal that may be written again. */
interface Row {
  text: string;
  /** What of it is in the log. */
  kept: string;
  /** It was overwritten, as progress bars are. */
  isLive: boolean;
  /** The next text replaces what it holds. */
  isLeft: boolean;
  /** The cursor went back to its start. */
  isReturned: boolean;
}

const maxLine = 65_536;
// Bars that are drawn below each other, held until they are finished.
const maxRows = 64;
/* oxlint-disable no-control-regex -- programs move the cursor by control characters */
// Line ends, steps back to the start of a line, and moves of the cursor. Colours stay in the text.
const controls = /(\r|\n|\x08+|\x1b\[[0-9;?]*[A-HJKSTfhlsu])/;
const unfinishedControl = /\x1b(?:\[[0-9;?]{0,16})?$/;
const colors = /\x1b\[[0-9;]*m/g;
/* oxlint-enable no-control-regex */
const visible = /[^ \t]/;
// tqdm and its relatives before they are done.
const inProgress = /(?<![\d.])\d{1,2}(?:\.\d+)?%|\b\d+it \[|\?it\/s/;

/**
 * Turns what is written to one stream into the lines that a log keeps. `mode` is about lines that are overwritten: "smart"
 * keeps their last state, "all" keeps every state, "none" keeps nothing of them. Empty lines are dropped.
 */
export class LineAssembler {
  readonly #mode: TqdmMode;
  #rows: Row[] = [newRow()];
  #at = 0;
  #rest = "";
  #lines: string[] = [];

  constructor(mode: TqdmMode) {
    this.#mode = mode;
  }

  /** The lines that `text` completes. */
  feed(text: string): string[] {
    const whole = this.#rest + text;
    const cut = unfinishedControl.exec(whole)?.index ?? whole.length;
    this.#rest = whole.slice(cut);
    for (const [index, part] of whole.slice(0, cut).split(controls).entries()) {
      if (part !== "") {
        if (index % 2 === 0) this.#write(part);
        else this.#control(part);
      }
    }
    return this.#lines.splice(0);
  }

  /** The lines that were begun and not completed, at the end. */
  finish(): string[] {
    for (const row of this.#rows) this.#keep(row);
    this.#rows = [newRow()];
    this.#at = 0;
    this.#rest = "";
    return this.#lines.splice(0);
  }

  get #row(): Row {
    const row = this.#rows[this.#at] ?? newRow();
    this.#rows[this.#at] = row;
    return row;
  }

  #write(text: string): void {
    const row = this.#row;
    if (row.isLeft) {
      if (this.#mode === "all" && row.isReturned) this.#keep(row);
      // What is wiped out by spaces is not overwritten: tqdm makes room for a message this way.
      const wasWiped = row.text !== "" && !visible.test(row.text);
      row.isLive = row.isReturned && !(wasWiped && !inProgress.test(text));
      row.text = "";
      row.isLeft = false;
      row.isReturned = false;
    }
    row.text += text;
    if (row.text.length > maxLine) {
      this.#keep(row);
      row.text = "";
    }
  }

  #control(control: string): void {
    const row = this.#row;
    const last = control.at(-1) ?? "";
    if (last === "\n") this.#endLine(row);
    else if ("\r\bG".includes(last)) {
      returnTo(row);
    } else if (last === "K") {
      this.#erase(row, control);
    } else if ("AF".includes(last)) {
      this.#at = Math.max(0, this.#at - distance(control));
      returnTo(this.#row);
    } else if ("BE".includes(last)) {
      for (let step = Math.min(maxRows, distance(control)); step > 0; step--) this.#down();
    }
  }

  #erase(row: Row, control: string): void {
    if (!row.isLeft && control !== "\x1b[2K") return;
    if (this.#mode === "all") this.#keep(row);
    row.text = "";
  }

  #endLine(row: Row): void {
    const isUnfinished =
      this.#mode === "none" || (this.#mode === "smart" && inProgress.test(row.text));
    if (!(row.isLive && isUnfinished)) {
      // Bars above it will not be drawn again.
      if (!row.isLive) this.#rows.slice(0, this.#at).forEach((above) => this.#keep(above));
      this.#keep(row);
    }
    this.#down();
    while (this.#at > 0 && this.#rows[0]?.kept === this.#rows[0]?.text) {
      this.#rows.shift();
      this.#at--;
    }
  }

  #down(): void {
    this.#at++;
    this.#row.isLeft = true;
    if (this.#rows.length > maxRows) {
      this.#rows.splice(0, 1).forEach((row) => this.#keep(row));
      this.#at--;
    }
  }

  #keep(row: Row): void {
    if (row.kept === row.text) return;
    row.kept = row.text;
    if (this.#mode === "none" && row.isLive) return;
    const line = row.isLive ? row.text.replace(/ +$/, "") : row.text;
    if (visible.test(line.replace(colors, ""))) this.#lines.push(line);
  }
}

function newRow(): Row {
  return { text: "", kept: "", isLive: false, isLeft: false, isReturned: false };
}

function returnTo(row: Row): void {
  row.isLeft = true;
  row.isReturned = true;
}

function distance(control: string): number {
  const digits = control.slice(2, -1);
  return /^\d{1,4}$/.test(digits) ? Number(digits) : 1;
}
