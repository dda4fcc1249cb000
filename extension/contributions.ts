/** Every id that package.json contributes, written once. A unit test compares this file with the manifest. */

/** Commands on other machines. */
const hostCommandIds = [
  "runicorn.connectRemote",
  "runicorn.changeRemoteStore",
  "runicorn.reconnectRemote",
  "runicorn.disconnectRemote",
  "runicorn.stopRemoteViewer",
  "runicorn.showRemoteLog",
  "runicorn.openRemoteInBrowser",
  "runicorn.openRemoteTerminal",
  "runicorn.openRemoteWindow",
  "runicorn.copyRemoteAddress",
  "runicorn.removeRemote",
  "runicorn.refreshHosts",
  "runicorn.openSelectedHost",
] as const;
export type HostCommandId = (typeof hostCommandIds)[number];

/** Commands of the runs table that is in front. */
const tableCommandIds = [
  "runicorn.groupTable",
  "runicorn.chooseTableColumns",
  "runicorn.openTableViews",
  "runicorn.toggleTableDifferences",
  "runicorn.clearTableFilter",
] as const;
export type TableCommandId = (typeof tableCommandIds)[number];

export const commandIds = [
  "runicorn.openRun",
  "runicorn.compareRuns",
  "runicorn.openRunsTable",
  "runicorn.refresh",
  "runicorn.copyRunId",
  "runicorn.copyRunPath",
  "runicorn.revealRunFolder",
  "runicorn.renameRun",
  "runicorn.editTags",
  "runicorn.editNotes",
  "runicorn.deleteRun",
  "runicorn.exportRun",
  "runicorn.importRuns",
  "runicorn.openRunsFolder",
  "runicorn.openInBrowser",
  "runicorn.filterRuns",
  "runicorn.showRunsOfFile",
  "runicorn.clearFilter",
  "runicorn.openSelected",
  "runicorn.startDemo",
  "runicorn.copySnippet",
  "runicorn.installSdk",
  "runicorn.addStorageRoot",
  "runicorn.restartViewer",
  "runicorn.showLogs",
  ...hostCommandIds,
  ...tableCommandIds,
] as const;
export type CommandId = (typeof commandIds)[number];

/**
 * Anybody can call a command with anything, so a handler takes `unknown` and checks it. A tree calls with the line the menu is
 * of, and all that are selected.
 */
type CommandHandler = (argument: unknown, selection?: unknown) => void | Promise<void>;

/** A handler per command: one that is missing does not compile. */
export type CommandHandlers = Record<CommandId, CommandHandler>;

export const viewContainerId = "runicorn";

export const viewIds = ["runicorn.experiments", "runicorn.details", "runicorn.hosts"] as const;
export type ViewId = (typeof viewIds)[number];

export const dashboardViewType = "runicorn.dashboard";
export const compareViewType = "runicorn.compare";
export const tableViewType = "runicorn.table";

/** Settings with what they hold when nobody has set them. */
export const settingDefaults = {
  "runicorn.storage.roots": [] as readonly string[],
  "runicorn.node.path": "",
  "runicorn.alerts.show": true,
  "runicorn.remote.reconnectOnStart": true,
  "runicorn.charts.smoothing": 0,
  "runicorn.charts.points": 1000,
} as const;
export type SettingId = keyof typeof settingDefaults;

/** Keys of `when` clauses that we set, with their types. */
export interface ContextKeys {
  /** The look for stores is over, so an empty tree means that there is none. */
  "runicorn.searched": boolean;
  "runicorn.filtered": boolean;
  /** The hosts are known, so an empty list means that there is none. */
  "runicorn.hostsListed": boolean;
  /** An extension is there that opens windows on other machines. */
  "runicorn.remoteSsh": boolean;
}
export const contextKeys = [
  "runicorn.searched",
  "runicorn.filtered",
  "runicorn.hostsListed",
  "runicorn.remoteSsh",
] as const satisfies readonly (keyof ContextKeys)[];

/** `contextValue`s of tree items; `when` clauses of the menus match them. */
export const itemKinds = [
  "source",
  "project",
  "name",
  "run",
  "more",
  "loading",
  "problem",
  "hostReason",
] as const;
export type ItemKind = (typeof itemKinds)[number];
