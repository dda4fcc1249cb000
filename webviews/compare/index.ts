import "./compare.css";
import { registerControls } from "#webviews/shared/controls.ts";
import { editorHost } from "#webviews/shared/editorHost.ts";
import { keepWithBoard } from "#webviews/shared/keepWithBoard.ts";

import { mountCompare } from "./compare.ts";
import { isToPage } from "./toPage.ts";

registerControls();
const host = editorHost(isToPage);
mountCompare(document.body, { ...host, keep: keepWithBoard(host) });
