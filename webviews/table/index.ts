import "./table.css";
import { registerControls } from "#webviews/shared/controls.ts";
import { editorHost } from "#webviews/shared/editorHost.ts";

import { mountTable } from "./table.ts";
import { isToPage } from "./toPage.ts";

registerControls();
mountTable(document.body, editorHost(isToPage));
