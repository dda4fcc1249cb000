import "./noEval.ts";
import "./viewer.css";
import { comparedRuns } from "./comparedRuns.ts";
import { mountComparison } from "./comparison.ts";
import { startPage } from "./startPage.ts";
import { mountViewer } from "./viewer.ts";

void startPage((root, { client, transport, storeRoot }) => {
  const compared = comparedRuns(location.search);
  if (location.pathname.endsWith("/compare") && compared.length > 0) {
    mountComparison(root, client, transport, compared);
    return;
  }
  root.classList.add("viewer");
  mountViewer(root, client, transport, storeRoot);
});
