import "./dashboard.css";
import { registerControls } from "#webviews/shared/controls.ts";
import { editorHost } from "#webviews/shared/editorHost.ts";
import { keepWithBoard } from "#webviews/shared/keepWithBoard.ts";

import { mountDashboard } from "./dashboard.ts";
import { isToPage } from "./toPage.ts";

registerControls();
const host = editorHost(isToPage);
mountDashboard(document.body, { ...host, keep: keepWithBoard(host), isEditor: true });
