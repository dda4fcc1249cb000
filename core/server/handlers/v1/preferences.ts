import { RunicornError } from "#core/protocol/errors.ts";
import type { v1PreferenceApi } from "#core/protocol/v1Preferences.ts";
import type { Handlers } from "#core/server/http/mount.ts";
import type { Services } from "#core/server/services.ts";
import type { UiPreferences } from "#core/settings/uiPreferences.ts";

/** More of either than any person has; who sends more is no page of ours. */
const maxTables = 500;
const maxDismissed = 1000;

export function v1PreferenceHandlers({
  settings: { uiPreferences },
}: Pick<Services, "settings">): Handlers<typeof v1PreferenceApi> {
  const change = (edit: (before: UiPreferences) => Partial<UiPreferences>) =>
    uiPreferences.change((before) => bounded({ ...before, ...edit(before) }));
  const dismissed = async (edit: (before: string[]) => string[]) => {
    const { dismissed_alerts } = await change((before) => ({
      dismissed_alerts: edit(before.dismissed_alerts),
    }));
    return { ok: true as const, dismissed_alerts };
  };
  return {
    getPreferences: async () => pick(await uiPreferences.read()),
    putPreferences: async ({ body: { column_widths, dismissed_alerts } }) =>
      pick(
        await change(() => ({
          ...(column_widths && { column_widths }),
          ...(dismissed_alerts && { dismissed_alerts }),
        })),
      ),
    getColumnWidths: async () => ({ column_widths: (await uiPreferences.read()).column_widths }),
    async setColumnWidths({ body: { key, ...widths } }) {
      const entry = { ...widths, updated_at: widths.updated_at ?? Date.now() / 1000 };
      await change(({ column_widths }) => ({ column_widths: { ...column_widths, [key]: entry } }));
      return { ok: true };
    },
    async removeColumnWidths({ query }) {
      await change(({ column_widths }) => ({
        column_widths: Object.fromEntries(
          Object.entries(column_widths).filter(([key]) => key !== query.key),
        ),
      }));
      return { ok: true };
    },
    async resetColumnWidths() {
      await change(() => ({ column_widths: {} }));
      return { ok: true };
    },
    getDismissedAlerts: async () => ({
      dismissed_alerts: (await uiPreferences.read()).dismissed_alerts,
    }),
    dismissAlert: ({ body }) => dismissed((before) => [...new Set([...before, body.alert_id])]),
    undismissAlert: ({ body }) =>
      dismissed((before) => before.filter((id) => id !== body.alert_id)),
    clearDismissedAlerts: () => dismissed(() => []),
  };
}

function bounded(preferences: UiPreferences): UiPreferences {
  const tables = Object.keys(preferences.column_widths).length;
  if (tables > maxTables || preferences.dismissed_alerts.length > maxDismissed) {
    throw new RunicornError("conflict", "There are too many preferences; reset some first.");
  }
  return preferences;
}

function pick({ column_widths, dismissed_alerts }: UiPreferences) {
  return { column_widths, dismissed_alerts };
}
