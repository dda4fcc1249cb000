import "./table.css";
import { editorHost } from "#webviews/shared/editorHost.ts";

import { mountTable } from "./table.ts";
import { isToPage } from "./toPage.ts";

mountTable(document.body, editorHost(isToPage));
