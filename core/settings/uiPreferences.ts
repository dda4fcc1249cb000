import * as z from "zod";

/** Column widths of one table at one window size. */
const ColumnWidths = z.looseObject({
  widths: z.record(z.string(), z.number().min(0).max(100_000)),
  window_width: z.number().nullish(),
  window_height: z.number().nullish(),
  updated_at: z.number().nullish(),
});

/** `ui_preferences.json`: how a person likes the pages. Keys of `column_widths` are `<table>@<size>`. */
export const UiPreferences = z.looseObject({
  column_widths: z.record(z.string(), ColumnWidths).default({}).catch({}),
  dismissed_alerts: z.array(z.string()).default([]).catch([]),
});
export type UiPreferences = z.infer<typeof UiPreferences>;
