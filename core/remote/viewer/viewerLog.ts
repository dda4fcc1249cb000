import type { Readable } from "node:stream";

/** What is kept. */
const maxLines = 5000;
const maxCharacters = 5 * 1024 * 1024;
/** Of one line. */
const maxLineCharacters = 16 * 1024;

/** The newest lines of what a viewer on another machine says about itself, as they may be shown. */
export class ViewerLog {
  #lines: string[] = [];
  #characters = 0;

  /** Newest last. */
  last(count: number): string[] {
    return count > 0 ? this.#lines.slice(-count) : [];
  }

  add(line: string): void {
    const shown = line.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (c) => (c === "\t" ? c : "\uFFFD"));
    this.#lines.push(shown);
    this.#characters += shown.length;
    // Seldom, so that it costs nothing by the line.
    if (this.#lines.length > 2 * maxLines || this.#characters > 2 * maxCharacters) this.#shorten();
  }

  /** Takes lines from a stream until it ends. */
  follow(stream: Readable): void {
    const decoder = new TextDecoder();
    let rest = "";
    const take = (text: string) => {
      const lines = (rest + text).split(/\r?\n/);
      rest = lines.pop() ?? "";
      for (const line of lines) this.add(line.slice(0, maxLineCharacters));
      // What comes without a line break must not grow without end.
      if (rest.length > maxLineCharacters) take("\n");
    };
    stream.on("data", (bytes: Buffer) => take(decoder.decode(bytes, { stream: true })));
    stream.on("end", () => rest !== "" && take("\n"));
    stream.on("error", () => {});
  }

  #shorten(): void {
    this.#lines = this.#lines.slice(-maxLines);
    this.#characters = this.#lines.reduce((sum, line) => sum + line.length, 0);
    while (this.#characters > maxCharacters) {
      this.#characters -= this.#lines.shift()?.length ?? 0;
    }
  }
}
