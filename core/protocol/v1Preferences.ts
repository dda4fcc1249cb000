import * as z from "zod";

import type { Api } from "./route.ts";

const ok = z.literal(true);
/** `<table>@<size>`. */
const table = z.string().min(1).max(200);
const alert = z.string().min(1).max(200);
const pixels = z.number().min(0).max(100_000);

const Widths = z.object({
  widths: z
    .record(z.string().max(200), pixels)
    .refine((widths) => Object.keys(widths).length <= 200, "has more than 200 columns"),
  window_width: pixels.nullish(),
  window_height: pixels.nullish(),
  updated_at: z.number().nullish(),
});

const Preferences = z.object({
  column_widths: z.record(z.string(), Widths),
  dismissed_alerts: z.array(z.string()),
});

const Dismissed = z.object({ ok, dismissed_alerts: z.array(z.string()) });

/** How a person likes the pages, as Runicorn 0.6 keeps it. */
export const v1PreferenceApi = {
  getPreferences: {
    method: "get",
    path: "/api/ui-preferences",
    auth: "token",
    summary: "Column widths and dismissed alerts",
    response: Preferences,
  },
  putPreferences: {
    method: "put",
    path: "/api/ui-preferences",
    auth: "token",
    summary: "Replace column widths or dismissed alerts; what is absent stays",
    body: z.object({
      column_widths: z.record(table, Widths).optional(),
      dismissed_alerts: z.array(alert).max(1000).optional(),
    }),
    response: Preferences,
  },
  getColumnWidths: {
    method: "get",
    path: "/api/config/column-widths",
    auth: "token",
    summary: "Column widths by table and window size",
    response: z.object({ column_widths: z.record(z.string(), Widths) }),
  },
  setColumnWidths: {
    method: "post",
    path: "/api/config/column-widths",
    auth: "token",
    summary: "Keep the column widths of one table",
    body: Widths.extend({ key: table }),
    response: z.object({ ok }),
  },
  removeColumnWidths: {
    method: "delete",
    path: "/api/config/column-widths",
    auth: "token",
    summary: "Forget the column widths of one table",
    query: z.object({ key: table }),
    response: z.object({ ok }),
  },
  resetColumnWidths: {
    method: "post",
    path: "/api/config/column-widths/reset",
    auth: "token",
    summary: "Forget all column widths",
    response: z.object({ ok }),
  },
  getDismissedAlerts: {
    method: "get",
    path: "/api/config/dismissed-alerts",
    auth: "token",
    summary: "Alerts a person does not want to see again",
    response: z.object({ dismissed_alerts: z.array(z.string()) }),
  },
  dismissAlert: {
    method: "post",
    path: "/api/config/dismissed-alerts/dismiss",
    auth: "token",
    summary: "Do not show an alert again",
    body: z.object({ alert_id: alert }),
    response: Dismissed,
  },
  undismissAlert: {
    method: "post",
    path: "/api/config/dismissed-alerts/undismiss",
    auth: "token",
    summary: "Show an alert again",
    body: z.object({ alert_id: alert }),
    response: Dismissed,
  },
  clearDismissedAlerts: {
    method: "post",
    path: "/api/config/dismissed-alerts/clear",
    auth: "token",
    summary: "Show all alerts again",
    response: Dismissed,
  },
} as const satisfies Api;
