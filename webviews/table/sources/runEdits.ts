import { forEachAtMost } from "#core/async/forEachAtMost.ts";
import type { EachResult, RunEdit } from "#core/protocol/edit.ts";
import { RunicornError } from "#core/protocol/errors.ts";
import { sentenceOf } from "#webviews/shared/sentenceOf.ts";

import type { Done } from "../messages.ts";
import { idsBySource, runsByRef } from "./runsByRef.ts";
import type { TableStore } from "./tableSource.ts";

/** A request may name so many runs. */
const mostIds = 1000;
/** Runs of one source that are edited at a time. */
const atOnce = 8;

/** Says the same of several runs. */
export async function editRuns(
  stores: readonly TableStore[],
  refs: readonly string[],
  edit: RunEdit,
): Promise<Done> {
  return editEach(stores, refs, () => edit);
}

/** Adds tags to runs and takes others off. */
export async function tagRuns(
  stores: readonly TableStore[],
  {
    refs,
    add,
    remove,
  }: { refs: readonly string[]; add: readonly string[]; remove: readonly string[] },
): Promise<Done> {
  const rows = new Map((await runsByRef(stores, refs, [])).map((row) => [row.ref, row.run]));
  return editEach(stores, refs, (ref) => {
    const kept = (rows.get(ref)?.tags ?? []).filter((tag) => !remove.includes(tag));
    return { tags: [...new Set([...kept, ...add])] };
  });
}

async function editEach(
  stores: readonly TableStore[],
  refs: readonly string[],
  editOf: (ref: string) => RunEdit,
): Promise<Done> {
  const errors: string[] = [];
  let count = 0;
  const work = [...idsBySource(refs)].map(async ([source, ids]) => {
    const store = stores.find(({ id }) => id === source);
    await forEachAtMost(atOnce, ids, async (id) => {
      try {
        if (!store) throw gone(source);
        await store.client.editRun({ params: { id }, body: editOf(`${source}:${id}`) });
        count++;
      } catch (error) {
        errors.push(sentenceOf(error));
      }
    });
  });
  await Promise.all(work);
  return { count, errors };
}

/** Puts runs into the recycle bins of their stores. `dirs`: what `restoreRuns` takes. */
export async function deleteRuns(
  stores: readonly TableStore[],
  refs: readonly string[],
): Promise<Done & { dirs: string[] }> {
  const rows = await runsByRef(stores, refs, []);
  const dirOf = new Map(rows.map(({ ref, source, run }) => [ref, `${source}:${run.dir}`]));
  const dirs: string[] = [];
  const done = await forEachSource(stores, refs, async ({ id, client }, ids) => {
    const { results } = await client.deleteRuns({ body: { ids: [...ids] } });
    for (const [run, { success }] of Object.entries(results)) {
      const dir = dirOf.get(`${id}:${run}`);
      if (success && dir !== undefined) dirs.push(dir);
    }
    return results;
  });
  return { ...done, dirs };
}

/** Takes runs out of the recycle bins again; `dirs` are `<source>:<directory>`. */
export async function restoreRuns(
  stores: readonly TableStore[],
  dirs: readonly string[],
): Promise<Done> {
  return forEachSource(stores, dirs, async ({ client }, wanted) => {
    const { runs } = await client.listDeleted();
    const ids = runs.filter(({ dir }) => wanted.includes(dir)).map(({ id }) => id);
    if (ids.length === 0) return {};
    return (await client.restoreRuns({ body: { ids } })).results;
  });
}

async function forEachSource(
  stores: readonly TableStore[],
  refs: readonly string[],
  act: (store: TableStore, ids: readonly string[]) => Promise<EachResult>,
): Promise<Done> {
  const errors: string[] = [];
  let count = 0;
  const work = [...idsBySource(refs)].map(async ([source, ids]) => {
    const store = stores.find(({ id }) => id === source);
    for (let at = 0; at < ids.length; at += mostIds) {
      try {
        if (!store) throw gone(source);
        const results = Object.values(await act(store, ids.slice(at, at + mostIds)));
        count += results.filter(({ success }) => success).length;
        errors.push(...results.flatMap(({ error }) => error ?? []));
      } catch (error) {
        errors.push(sentenceOf(error));
      }
    }
  });
  await Promise.all(work);
  return { count, errors };
}

function gone(source: string): RunicornError {
  return new RunicornError("service_unavailable", `The store ${source} is not connected.`);
}
