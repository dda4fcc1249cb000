import "./dashboard.css";
import { registerControls } from "#webviews/shared/controls.ts";
import { editorHost } from "#webviews/shared/editorHost.ts";

import { mountDashboard } from "./dashboard.ts";
import { isToPage } from "./toPage.ts";

registerControls();
mountDashboard(document.body, { ...editorHost(isToPage), isEditor: true });
