/** Another process has committed more of what is being read, or it is nobody's any more. */
export class OvertakenError extends Error {}
