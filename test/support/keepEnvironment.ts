/**
 * Remembers the environment; what it returns puts it back. Assigning `process.env` itself would put a plain object in its
 * place, of which the system learns nothing any more.
 */
export function keepEnvironment(): () => void {
  const before = { ...process.env };
  return () => {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
  };
}
