/** Hears what is odd about a value: a subject, of which only the first sentence is told, and the sentence. */
export type Tell = (subject: string, sentence: string) => void;
