/** What a step answers when the person wants the one before again. */
export const goBack = Symbol("back");

/** The answer of a step; undefined: the person has left. */
export type StepAnswer<T> = T | typeof goBack | undefined;
