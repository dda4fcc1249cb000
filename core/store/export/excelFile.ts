import { Readable } from "node:stream";

import { ZipFile } from "yazl";

import type { FileParts, RunData } from "./runData.ts";

/** Rows a sheet may have; Excel refuses a file with more. */
const maxRows = 1_048_576;
const maxColumns = 16_384;

const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const packages = "http://schemas.openxmlformats.org/package/2006";

/** A workbook (ECMA-376) with a sheet of what the run is and one with a row per `log()`, up to what Excel can open. */
export function excelFile(data: RunData): FileParts {
  const zip = new ZipFile();
  const add = (name: string, xml: string) => zip.addBuffer(Buffer.from(head + xml), name);
  add(
    "[Content_Types].xml",
    `<Types xmlns="${packages}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>`,
  );
  add(
    "_rels/.rels",
    `<Relationships xmlns="${packages}/relationships"><Relationship Id="r1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  );
  add(
    "xl/workbook.xml",
    `<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="Run" sheetId="1" r:id="r1"/><sheet name="Metrics" sheetId="2" r:id="r2"/></sheets></workbook>`,
  );
  add(
    "xl/_rels/workbook.xml.rels",
    `<Relationships xmlns="${packages}/relationships"><Relationship Id="r1" Type="${office}/worksheet" Target="worksheets/run.xml"/><Relationship Id="r2" Type="${office}/worksheet" Target="worksheets/metrics.xml"/></Relationships>`,
  );
  const { run } = data;
  const facts: [string, string | number | null][] = [
    ["run", run.id],
    ["project", run.project],
    ["name", run.name],
    ["alias", run.alias],
    ["status", run.status],
    ...flat("config", run.config),
    ...flat("summary", run.summary),
  ];
  add("xl/worksheets/run.xml", `${sheetHead}${facts.map(toRow).join("")}${sheetTail}`);
  const metrics = Readable.from(metricSheet(data));
  // yazl says of a stream's error nothing to who reads the archive.
  metrics.on("error", (error) => (zip.outputStream as Readable).destroy(error));
  // Whoever reads the archive may stop before it has come to its end.
  (zip.outputStream as Readable).once("close", () => metrics.destroy());
  zip.addReadStream(metrics, "xl/worksheets/metrics.xml");
  zip.end();
  return zip.outputStream as Readable as AsyncIterable<Uint8Array>;
}

const sheetHead = `<worksheet xmlns="${main}"><sheetData>`;
const sheetTail = "</sheetData></worksheet>";

async function* metricSheet({ metrics, records }: RunData): AsyncGenerator<string> {
  const keys = metrics.map(({ key }) => key).slice(0, maxColumns - 3);
  yield head + sheetHead + toRow(["step", "time", "stage", ...keys]);
  let rows = 1;
  for await (const { step, time, stage, values } of records()) {
    if (++rows === maxRows) {
      yield toRow(["There are more rows than a sheet can have; all of them are in the CSV file."]);
      break;
    }
    yield toRow([step, time, stage, ...keys.map((key) => values.get(key) ?? null)]);
  }
  yield sheetTail;
}

function toRow(cells: readonly (string | number | null)[]): string {
  return `<row>${cells.map(toCell).join("")}</row>`;
}

function toCell(value: string | number | null): string {
  if (value === null || value === "") return "<c/>";
  if (typeof value === "number" && Number.isFinite(value)) return `<c><v>${value}</v></c>`;
  // Inline text is never a formula.
  return `<c t="inlineStr"><is><t xml:space="preserve">${toXml(String(value))}</t></is></c>`;
}

function toXml(text: string): string {
  return (
    text
      .slice(0, 32_767)
      .toWellFormed()
      // XML has no way to say these.
      .replace(/(?![\t\n\r])[\p{Cc}\ufffe\uffff]/gu, "\ufffd")
      .replaceAll("&", "&amp;")
      .replaceAll("<", "&lt;")
      .replaceAll(">", "&gt;")
  );
}

function flat(
  prefix: string,
  values: Readonly<Record<string, unknown>>,
): [string, string | number][] {
  return Object.entries(values).map(([key, value]) => [
    `${prefix}.${key}`,
    typeof value === "number" ? value : typeof value === "string" ? value : JSON.stringify(value),
  ]);
}
