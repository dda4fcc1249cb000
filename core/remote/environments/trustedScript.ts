import path from "node:path";

/** Functions for other scripts that run nothing somebody else could have changed. */
export const trustedScript = path.join(import.meta.dirname, "trusted.sh");
