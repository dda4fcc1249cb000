import { RunicornError } from "#core/protocol/errors.ts";

/** What stands for `%h` and the like, by the letter. */
export type Tokens = Readonly<Record<string, string>>;

/** Puts values in the place of tokens; `%%` is a percent sign. Throws `invalid_parameters` for one that is not known. */
export function expandTokens(text: string, tokens: Tokens, keyword: string): string {
  return text.replace(/%(.?)/gs, (token, letter: string) => {
    if (letter === "%") return "%";
    if (Object.hasOwn(tokens, letter)) return tokens[letter] ?? "";
    throw new RunicornError(
      "invalid_parameters",
      `${token} in ${keyword} of your SSH configuration is not understood here; write what it stands for.`,
    );
  });
}

/** Puts variables of the environment in the place of `${NAME}`. Throws `invalid_parameters` for one that is not set. */
export function expandVariables(text: string, env: NodeJS.ProcessEnv, keyword: string): string {
  return text.replace(/\$\{([^}]*)\}/g, (_, name: string) => {
    const value = env[name];
    if (value !== undefined) return value;
    throw new RunicornError(
      "invalid_parameters",
      `${name} in ${keyword} of your SSH configuration is not set in the environment.`,
    );
  });
}
