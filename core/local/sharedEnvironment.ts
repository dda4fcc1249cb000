/** Belongs to the window, the project or the shell that happened to start the server, not to the person. */
const passing =
  /^(VSCODE_|ELECTRON_|CHROME_|RUNICORN_|CONDA_|npm_(package|lifecycle|command|execpath|node))/i;
const passingNames = new Set([
  "NODE_OPTIONS",
  "NODE_PATH",
  "NODE_ENV",
  "VIRTUAL_ENV",
  "PYTHONPATH",
  "PYTHONHOME",
  "PWD",
  "OLDPWD",
  "INIT_CWD",
  "SHLVL",
  "_",
]);

/** The environment of a server that outlives whoever starts it, and serves others: the same, whoever that is. */
export function sharedEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(
    ([name]) => !passing.test(name) && !passingNames.has(name),
  );
  return Object.fromEntries(kept);
}
