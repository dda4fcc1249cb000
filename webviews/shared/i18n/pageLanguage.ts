/** Languages there are texts in. */
export type Language = "en" | "zh";

/** The language of the page, as its root element names it: the editor's, or the browser's. English outside of a page. */
export function pageLanguage(): Language {
  return typeof document === "undefined" ? "en" : languageOf(document.documentElement.lang);
}

/** `tag`: a language as editors and browsers name it, such as `zh-cn`. */
export function languageOf(tag: string): Language {
  return /^zh\b/iu.test(tag) ? "zh" : "en";
}
