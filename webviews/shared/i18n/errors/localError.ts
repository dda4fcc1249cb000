import type { Language } from "#webviews/shared/i18n/pageLanguage.ts";

import { filterErrors } from "./filterErrors.ts";
import { remoteErrors } from "./remoteErrors.ts";
import { storeErrors } from "./storeErrors.ts";

const catalogue: Readonly<Record<string, string>> = {
  ...storeErrors,
  ...remoteErrors,
  ...filterErrors,
};

/**
 * The sentence of an error in the reader's language. Viewers, of this machine or of others, say what is wrong in English; what is not
 * known here, as of a newer one, stays as it is.
 */
export function localError(sentence: string, language: Language): string {
  if (language !== "zh") return sentence;
  const known = Object.hasOwn(catalogue, sentence) ? catalogue[sentence] : undefined;
  if (known !== undefined) return known;
  for (const [english, chinese] of withPlaces) {
    const places = placesIn(sentence, english);
    if (places) return chinese.replaceAll(place, (_, i: string) => places[Number(i)] ?? "");
  }
  return sentence;
}

const place = /\{(\d)\}/gu;
/** Those that say most first, so that none is taken for another that is vaguer. */
const withPlaces = Object.entries(catalogue)
  .filter(([english]) => english.includes("{0}"))
  .toSorted(([a], [b]) => b.length - a.length);

/** What stands in the places of a sentence; undefined where it is another one. */
function placesIn(sentence: string, english: string): string[] | undefined {
  const places: string[] = [];
  const parts = english.split(/\{\d\}/u);
  const [first = "", ...others] = parts;
  if (!sentence.startsWith(first)) return undefined;
  let at = first.length;
  for (const [i, part] of others.entries()) {
    const isLast = i === others.length - 1;
    const end = isLast ? sentence.length - part.length : sentence.indexOf(part, at + 1);
    if (end <= at || !sentence.startsWith(part, end)) return undefined;
    places.push(sentence.slice(at, end));
    at = end + part.length;
  }
  return places;
}
