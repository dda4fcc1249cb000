import { serverText } from "../ssh/serverText.ts";

/** The sentence for a program that is not run because others could have changed it. Undefined where it is just not there any more. */
export function refusal(reason: string, place: string): string | undefined {
  const what = serverText(place, 300);
  switch (reason) {
    case "owner":
      return `Not run: ${what} belongs to somebody else than you or root.`;
    case "everybody":
      return `Not run: everybody on that machine may change ${what}.`;
    case "group":
      return `Not run: others of your group there may change ${what}.`;
    default:
      return undefined;
  }
}
