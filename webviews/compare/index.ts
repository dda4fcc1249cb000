import "./compare.css";
import { registerControls } from "#webviews/shared/controls.ts";
import { editorHost } from "#webviews/shared/editorHost.ts";

import { mountCompare } from "./compare.ts";
import { isToPage } from "./toPage.ts";

registerControls();
mountCompare(document.body, editorHost(isToPage));
