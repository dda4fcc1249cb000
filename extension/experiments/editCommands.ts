import type { RunDetail } from "#core/protocol/run.ts";
import { runTitle } from "#core/protocol/runTitle.ts";

import type { CommandHandlers } from "../contributions.ts";
import type { RunRef } from "../sources/runRef.ts";
import type { Source } from "../sources/source.ts";
import { sentence } from "../ui/localSentence.ts";
import { buttons, notify } from "../ui/notify.ts";
import { prompts } from "../ui/prompts.ts";

/** Stands for one in an input box, which has one line only and would take it out. */
const newLine = "⏎";

type WithRun = (
  argument: unknown,
  act: (ref: RunRef, source: Source) => Promise<void>,
) => Promise<void>;

/** Commands that change what a person says of a run. The tree follows by itself. */
export function editCommands(
  withRun: WithRun,
): Pick<
  CommandHandlers,
  "runicorn.deleteRun" | "runicorn.renameRun" | "runicorn.editTags" | "runicorn.editNotes"
> {
  return {
    "runicorn.deleteRun": (argument) => withRun(argument, deleteRun),
    "runicorn.renameRun": (argument) =>
      withRun(argument, (ref, source) =>
        ask(ref, source, "Alias of the run", "Empty for none", {
          shown: ({ alias }) => alias ?? "",
          edit: (text) => ({ alias: text.trim() || null }),
        }),
      ),
    "runicorn.editTags": (argument) =>
      withRun(argument, (ref, source) =>
        ask(ref, source, "Tags of the run", "Separated by commas", {
          shown: ({ tags }) => tags.join(", "),
          edit: (text) => ({
            tags: text
              .split(",")
              .map((tag) => tag.trim())
              .filter(Boolean),
          }),
        }),
      ),
    "runicorn.editNotes": (argument) =>
      withRun(argument, (ref, source) =>
        ask(
          ref,
          source,
          "Notes on the run",
          `What is worth remembering; ${newLine} is a new line`,
          {
            shown: ({ notes }) => (notes ?? "").replaceAll(/\r?\n/g, newLine),
            edit: (text) => ({ notes: text.replaceAll(newLine, "\n").trim() || null }),
          },
        ),
      ),
  };
}

type Edit = Parameters<Source["client"]["editRun"]>[0]["body"];

async function ask(
  { run: id }: RunRef,
  { client }: Source,
  title: string,
  placeHolder: string,
  field: { shown(run: RunDetail): string; edit(text: string): Edit },
): Promise<void> {
  const before = field.shown(await client.getRun({ params: { id } }));
  const text = await prompts.text(title, before, placeHolder);
  if (text === undefined || text === before) return;
  await client.editRun({ params: { id }, body: field.edit(text) });
}

/** Nothing is lost by it, so nobody is asked before; a button brings the run back. */
async function deleteRun({ run: id }: RunRef, { client }: Source): Promise<void> {
  const run = await client.getRun({ params: { id } });
  const { results } = await client.deleteRuns({ body: { ids: [id] } });
  const failure = results[id]?.error;
  if (failure !== undefined) {
    void notify.error(sentence`${runTitle(run)} was not deleted: ${failure}`);
    return;
  }
  const choice = await notify.info(
    sentence`${runTitle(run)} is in the recycle bin of its store.`,
    buttons.undo,
  );
  if (choice !== buttons.undo) return;
  const { runs } = await client.listDeleted();
  const binned = runs.find(({ dir }) => dir === run.dir);
  const ids = binned === undefined ? [] : [binned.id];
  const restored = ids.length > 0 ? (await client.restoreRuns({ body: { ids } })).results : {};
  if (!Object.values(restored).some(({ success }) => success)) {
    void notify.error(sentence`${runTitle(run)} is no longer in the recycle bin.`);
  }
}
