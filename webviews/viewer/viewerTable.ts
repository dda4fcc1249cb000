// The runs table alone: the other pages' charts take longer to load than its first rows.
import "./noEval.ts";
import "./viewerTable.css";
import { startPage } from "./startPage.ts";
import { mountTablePage } from "./tablePage.ts";

void startPage((root, { client, transport, storeRoot }) =>
  mountTablePage(root, client, transport, storeRoot),
);
