/**
 * A pattern of characters that no surface may hold as they are: they act on a terminal, reorder texts or cannot be seen.
 * Joiners can stay: scripts and emoji need them.
 */
export const actingCharacters = String.raw`(?![\u200C\u200D])[\p{Cc}\p{Cf}\u2028\u2029\u115F\u1160\u3164\uFFA0]`;
