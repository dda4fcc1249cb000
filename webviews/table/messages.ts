import * as z from "zod";

import { RunEdit } from "#core/protocol/edit.ts";
import type { Completion } from "#core/protocol/filter/completion.ts";
import type { Indexing, Run } from "#core/protocol/run.ts";
import type { RunColumnList, RunFacets, RunGroups } from "#core/protocol/runTable.ts";

import { isViewName } from "./viewName.ts";

/** A run among those of all sources. */
export interface TableRow {
  /** `<source>:<id>`. */
  readonly ref: string;
  readonly source: string;
  readonly run: Run;
}

/** A place runs come from. Its label and host are untrusted texts. */
interface TableSource {
  readonly id: string;
  readonly label: string;
  readonly host: string | null;
  readonly connection: "connecting" | "live" | "lost";
  /** A sentence for the reader, where its runs cannot be shown or are not the newest. */
  readonly error: string | null;
}

/** A view that was saved under a name. */
export interface NamedView {
  readonly name: string;
  /** In a file of the project, for everybody who works on it. */
  readonly isShared: boolean;
  /** Of the project's folders the one whose file it is in, where there are several; untrusted text. */
  readonly folder?: string;
  /** To be parsed. */
  readonly view: unknown;
}

export interface TableState {
  readonly sources: readonly TableSource[];
  /** Whether all sources there are at the start are known. */
  readonly searched: boolean;
  readonly views: readonly NamedView[];
  /** Whether views can be put into a file of the project. */
  readonly canShare: boolean;
}

const name = z.string().min(1).max(1000);
const filter = z.string().max(10_000);
const order = z.enum(["asc", "desc"]);
const refs = z.array(z.string().max(2000)).min(1).max(10_000);

/** Which runs, in which order. */
export const ListQuery = z.object({
  q: filter,
  sort: z.array(z.object({ field: name, order })).max(9),
  /** Fields of which the runs' values are wanted. */
  columns: z.array(name).max(300),
  /** Only those of this source. */
  source: name.optional(),
});
export type ListQuery = z.infer<typeof ListQuery>;

/** What the page can ask the host for. */
const Ask = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("list"),
    query: ListQuery,
    from: z.int().min(0),
    count: z.int().min(1).max(5000),
  }),
  z.object({
    kind: z.literal("groups"),
    q: filter,
    by: z.array(name).min(1).max(5),
    values: z.array(name).max(50),
    /** By one of the keys, or by the mean of one of the values; the largest first where nothing is said. */
    sort: z.array(z.object({ of: z.enum(["key", "mean"]), field: name, order })).max(9),
  }),
  z.object({ kind: z.literal("columns"), search: z.string().max(1000) }),
  z.object({ kind: z.literal("complete"), q: filter, cursor: z.int().min(0).max(10_000) }),
  z.object({
    kind: z.literal("facets"),
    q: filter,
    fields: z.array(name).min(1).max(300),
    limit: z.int().min(1).max(1000),
  }),
  z.object({
    kind: z.literal("sparks"),
    series: z.array(z.object({ ref: z.string().max(2000), key: name })).max(500),
  }),
  z.object({ kind: z.literal("runs"), refs, columns: z.array(name).max(300) }),
  z.object({ kind: z.literal("edit"), refs, edit: RunEdit }),
  z.object({
    kind: z.literal("tag"),
    refs,
    add: z.array(z.string().min(1).max(200)).max(100),
    remove: z.array(z.string().min(1).max(200)).max(100),
  }),
  z.object({ kind: z.literal("delete"), refs }),
  /** Takes back what `delete` answered. */
  z.object({ kind: z.literal("restore"), dirs: refs }),
  z.object({ kind: z.literal("open"), ref: z.string().max(2000) }),
  z.object({ kind: z.literal("compare"), refs }),
  z.object({ kind: z.literal("export"), refs }),
  z.object({ kind: z.literal("copy"), text: z.string().max(50_000_000) }),
  z.object({
    kind: z.literal("saveView"),
    name: z.string().trim().refine(isViewName),
    isShared: z.boolean(),
    view: z.unknown(),
  }),
  z.object({
    kind: z.literal("deleteView"),
    name: z.string().max(100),
    isShared: z.boolean(),
    folder: z.string().max(1000).optional(),
  }),
]);
export type Ask = z.infer<typeof Ask>;
/** What groups are sorted by, as `SortKey` is of runs. */
export type GroupSortKey = Extract<Ask, { kind: "groups" }>["sort"][number];

/** What was done to several runs. */
export interface Done {
  /** Runs it succeeded for. */
  readonly count: number;
  /** Why it failed for others; untrusted text. */
  readonly errors: readonly string[];
}

/** The answer to each kind of question. */
export interface Answers {
  readonly list: {
    readonly rows: readonly TableRow[];
    readonly total: number;
    readonly indexing: Indexing | null;
  };
  readonly groups: RunGroups;
  readonly columns: RunColumnList;
  readonly complete: Completion;
  readonly facets: RunFacets;
  /** A value per bucket, null where there is none; in the order asked for. */
  readonly sparks: readonly (readonly (number | null)[])[];
  readonly runs: readonly TableRow[];
  readonly edit: Done;
  readonly tag: Done;
  readonly delete: Done & { readonly dirs: readonly string[] };
  readonly restore: Done;
  readonly open: null;
  readonly compare: null;
  readonly export: null;
  readonly copy: null;
  readonly saveView: null;
  readonly deleteView: null;
}

/** What a person asks of the table from outside of it. */
export type TableCommand = "group" | "columns" | "views" | "differences" | "clearFilter";

/** Host to page. */
export type ToPage =
  | { readonly type: "state"; readonly state: TableState }
  /** Runs have come, gone or changed: what is shown is to be asked for again. */
  | { readonly type: "changed" }
  | { readonly type: "command"; readonly command: TableCommand }
  | {
      readonly type: "answer";
      readonly request: number;
      readonly answer: unknown;
      /** A sentence for the reader, in place of an answer. */
      readonly error: string | null;
    };

/** Page to host. The host parses it: a page is not trusted more than any other sender. */
export const FromPage = z.discriminatedUnion("type", [
  z.object({ type: z.literal("ready") }),
  z.object({ type: z.literal("ask"), request: z.int(), ask: Ask }),
]);
export type FromPage = z.infer<typeof FromPage>;
