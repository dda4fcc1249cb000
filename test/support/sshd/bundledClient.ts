// Opens a link from within a bundle, as the shipped command does: argv is the target and the client's home, stdout what the other machine says.
import { openLink } from "#core/remote/ssh/openLink.ts";
import type { Target } from "#core/remote/target.ts";

void main(process.argv[2] ?? "", process.argv[3] ?? "");

async function main(target: string, home: string): Promise<void> {
  const link = await openLink(JSON.parse(target) as Target, {
    questions: {
      trust: () => Promise.resolve(false),
      secrets: () => Promise.resolve(undefined),
    },
    ownKnownHosts: `${home}/none`,
    env: { HOME: home },
    signal: new AbortController().signal,
  });
  const { stdout } = await link.run("echo from there");
  process.stdout.write(stdout);
  await link.dispose();
}
