/** Where runs are unpacked before they are shown; no run is looked for in it. */
export const draftsFolder = ".import";
