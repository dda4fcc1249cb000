import * as vscode from "vscode";

import { localError } from "#webviews/shared/i18n/errors/localError.ts";
import { languageOf } from "#webviews/shared/i18n/pageLanguage.ts";

import { sentenceTag } from "./sentence.ts";

/** A notification's text in the language of the editor; so is the sentence of an error in it. */
export const sentence = sentenceTag((text, ...values) =>
  vscode.l10n.t(text, ...values.map(shownError)),
);

/** The sentence of an error in the language of the editor. */
export function shownError(text: string): string {
  return localError(text, languageOf(vscode.env.language));
}
