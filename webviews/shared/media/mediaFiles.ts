import type { Client } from "#core/client/client.ts";

const mib = 1024 * 1024;

/** What a page shows, by extension. SVG and HTML are not among it: they hold scripts. */
const shownTypes: Readonly<Record<string, { readonly type: string; readonly most: number }>> = {
  png: { type: "image/png", most: 32 * mib },
  apng: { type: "image/apng", most: 32 * mib },
  jpg: { type: "image/jpeg", most: 32 * mib },
  jpeg: { type: "image/jpeg", most: 32 * mib },
  gif: { type: "image/gif", most: 32 * mib },
  webp: { type: "image/webp", most: 32 * mib },
  avif: { type: "image/avif", most: 32 * mib },
  bmp: { type: "image/bmp", most: 32 * mib },
  wav: { type: "audio/wav", most: 128 * mib },
  mp3: { type: "audio/mpeg", most: 128 * mib },
  ogg: { type: "audio/ogg", most: 128 * mib },
  flac: { type: "audio/flac", most: 128 * mib },
  m4a: { type: "audio/mp4", most: 128 * mib },
  mp4: { type: "video/mp4", most: 128 * mib },
  webm: { type: "video/webm", most: 128 * mib },
  mov: { type: "video/quicktime", most: 128 * mib },
};

/** Files that are read as text. */
const mostText = 4 * mib;

/** An address of a file in this page. To be let go of when nothing shows it any more. */
export interface MediaUrl {
  readonly url: string;
  /** As in a media type: `image`, `audio`, `video`. */
  readonly kind: string;
  dispose(): void;
}

/** Why a file is not shown. */
export interface NotShown {
  readonly why: "format" | "size";
  readonly size: number;
}

/** The files of runs, as a page can show them. */
export class MediaFiles {
  readonly #client: Pick<Client, "readFile" | "listFiles">;
  readonly #directUrl: ((run: string, path: string) => string) | undefined;
  readonly #sizes = new Map<string, Promise<ReadonlyMap<string, number>>>();

  /** `directUrl`: the address of a file, where the page may ask for it by itself. */
  constructor(
    client: Pick<Client, "readFile" | "listFiles">,
    directUrl: ((run: string, path: string) => string) | undefined,
  ) {
    this.#client = client;
    this.#directUrl = directUrl;
  }

  async open(run: string, path: string): Promise<MediaUrl | NotShown> {
    const known = shownTypes[extensionOf(path)];
    if (!known) return { why: "format", size: 0 };
    const [kind = ""] = known.type.split("/");
    if (this.#directUrl) return { url: this.#directUrl(run, path), kind, dispose() {} };
    const size = await this.#sizeOf(run, path);
    if (size > known.most) return { why: "size", size };
    const bytes = await this.#client.readFile({ params: { id: run }, query: { path } });
    // A copy: what came over the wire may be a part of a larger buffer.
    const url = URL.createObjectURL(new Blob([Uint8Array.from(bytes)], { type: known.type }));
    return { url, kind, dispose: () => URL.revokeObjectURL(url) };
  }

  /** A file as text; bytes that are no UTF-8 become U+FFFD. */
  async text(run: string, path: string): Promise<string | NotShown> {
    const size = await this.#sizeOf(run, path);
    if (size > mostText) return { why: "size", size };
    const bytes = await this.#client.readFile({ params: { id: run }, query: { path } });
    return new TextDecoder().decode(bytes);
  }

  /** 0 for a file that is not known: it may be new. */
  async #sizeOf(run: string, path: string): Promise<number> {
    const before = await this.#sizesOf(run);
    if (before.has(path)) return before.get(path) ?? 0;
    this.#sizes.delete(run);
    return (await this.#sizesOf(run)).get(path) ?? 0;
  }

  #sizesOf(run: string): Promise<ReadonlyMap<string, number>> {
    let sizes = this.#sizes.get(run);
    if (!sizes) {
      sizes = this.#client
        .listFiles({ params: { id: run } })
        .then(({ files }) => new Map(files.map(({ path, size }) => [path, size])));
      this.#sizes.set(run, sizes);
    }
    return sizes;
  }
}

export function isShownInline(path: string): boolean {
  return Object.hasOwn(shownTypes, extensionOf(path));
}

function extensionOf(path: string): string {
  return /\.([a-z0-9]{1,8})$/iu.exec(path)?.[1]?.toLowerCase() ?? "";
}
