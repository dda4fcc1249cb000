import { plainText } from "../plain.ts";

const magics: readonly (readonly [string, string])[] = [
  ["\x89PNG\r\n\x1a\n", "png"],
  ["\xff\xd8\xff", "jpg"],
  ["GIF8", "gif"],
  ["BM", "bmp"],
  ["II*\0", "tiff"],
  ["MM\0*", "tiff"],
  ["%PDF-", "pdf"],
  ["OggS", "ogg"],
  ["fLaC", "flac"],
  ["ID3", "mp3"],
  ["\x1aE\xdf\xa3", "webm"],
];
const riffs: Readonly<Record<string, string>> = { WEBP: "webp", WAVE: "wav", "AVI ": "avi" };
const brands: ReadonlyMap<string, string> = new Map([
  ["avif", "avif"],
  ["avis", "avif"],
  ["heic", "heic"],
  ["M4A ", "m4a"],
  ["qt  ", "mov"],
]);
const shorter: Readonly<Record<string, string>> = { jpeg: "jpg", apng: "png" };

/** The format of a picture, sound or video that begins with `head`; undefined where it is not known. */
export function formatOf(head: Buffer): string | undefined {
  const text = head.toString("latin1", 0, 1024);
  const known = magics.find(([magic]) => text.startsWith(magic))?.[1];
  if (known !== undefined) {
    return known === "png" && text.slice(0, 64).includes("acTL") ? "apng" : known;
  }
  if (text.startsWith("RIFF")) return riffs[text.slice(8, 12)];
  if (text.startsWith("ftyp", 4)) return brands.get(text.slice(8, 12)) ?? "mp4";
  const [first = 0, second = 0] = head;
  if (first === 0xff && (second & 0xe0) === 0xe0 && (second & 0x06) !== 0) return "mp3";
  return text.includes("<svg") ? "svg" : undefined;
}

/** A format as the end of a file's name; undefined for what would make a strange one. */
export function extensionOf(name: unknown): string | undefined {
  const text = plainText(name ?? "")
    .toLowerCase()
    .replace(/^\.+/, "");
  return /^[a-z0-9]{1,8}$/.test(text) ? (shorter[text] ?? text) : undefined;
}
