import path from "node:path";

import { RateLimits } from "./rateLimits.ts";
import { SavedConnectionsFile } from "./savedConnectionsFile.ts";
import { SettingsFile } from "./settingsFile.ts";
import { UiPreferences } from "./uiPreferences.ts";
import { UserConfig } from "./userConfig.ts";

/** The files of a person's settings folder. */
export class Settings {
  readonly config: SettingsFile<typeof UserConfig>;
  readonly uiPreferences: SettingsFile<typeof UiPreferences>;
  readonly rateLimits: SettingsFile<typeof RateLimits>;
  readonly savedConnections: SettingsFile<typeof SavedConnectionsFile>;
  readonly folder: string;

  /** `folder` need not exist; it is made when something is changed. */
  constructor(folder: string) {
    this.folder = folder;
    this.config = new SettingsFile(path.join(folder, "config.json"), UserConfig);
    this.uiPreferences = new SettingsFile(path.join(folder, "ui_preferences.json"), UiPreferences);
    this.rateLimits = new SettingsFile(path.join(folder, "rate_limits.json"), RateLimits);
    this.savedConnections = new SettingsFile(
      path.join(folder, "connections.json"),
      SavedConnectionsFile,
    );
  }
}
