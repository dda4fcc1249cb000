import type { DataFormat } from "#core/protocol/archive.ts";

import { csvFile } from "./csvFile.ts";
import { excelFile } from "./excelFile.ts";
import { jsonFile } from "./jsonFile.ts";
import { htmlFile, markdownFile } from "./reportFile.ts";
import type { FileParts, RunData } from "./runData.ts";
import { tensorboardFile } from "./tensorboardFile.ts";

interface DataFile {
  readonly extension: string;
  readonly mediaType: string;
  readonly write: (data: RunData) => FileParts;
}

/** One run's data, in the formats other programs read. */
export const dataFiles: Readonly<Record<DataFormat, DataFile>> = {
  csv: { extension: "csv", mediaType: "text/csv; charset=utf-8", write: csvFile },
  json: { extension: "json", mediaType: "application/json; charset=utf-8", write: jsonFile },
  excel: {
    extension: "xlsx",
    mediaType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    write: excelFile,
  },
  markdown: { extension: "md", mediaType: "text/markdown; charset=utf-8", write: markdownFile },
  html: { extension: "html", mediaType: "text/html; charset=utf-8", write: htmlFile },
  tensorboard: {
    // TensorBoard takes a file for its own by this word in its name.
    extension: "tfevents",
    mediaType: "application/octet-stream",
    write: tensorboardFile,
  },
};
