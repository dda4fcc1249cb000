import "./noEval.ts";
import "./viewer.css";
import { registerControls } from "#webviews/shared/controls.ts";

import { comparedRuns } from "./comparedRuns.ts";
import { mountComparison } from "./comparison.ts";
import { startPage } from "./startPage.ts";
import { mountViewer } from "./viewer.ts";

registerControls();
void startPage((root, { client, transport, storeRoot }) => {
  storeRoot.then(
    (path) => {
      const compared = comparedRuns(location.search);
      if (location.pathname.endsWith("/compare") && compared.length > 0) {
        mountComparison(root, client, transport, compared);
        return;
      }
      root.classList.add("viewer");
      mountViewer(root, client, transport, path);
    },
    // There is nothing to show to a browser that is not let in.
    () => undefined,
  );
  return undefined;
});
