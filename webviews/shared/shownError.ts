import { localError } from "./i18n/errors/localError.ts";
import { pageLanguage } from "./i18n/pageLanguage.ts";

/** The sentence of an error as this page shows it: in its language. */
export function shownError(sentence: string): string {
  return localError(sentence, pageLanguage());
}
