import * as vscode from "vscode";

import { sentenceTag } from "./sentence.ts";

/** A notification's text in the language of the editor. */
export const sentence = sentenceTag((text, ...values) => vscode.l10n.t(text, ...values));
