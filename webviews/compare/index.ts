import "./compare.css";
import { registerControls } from "#webviews/shared/controls.ts";

import { mountCompare } from "./compare.ts";
import { isToPage } from "./toPage.ts";

declare function acquireVsCodeApi(): {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
};

registerControls();
const editor = acquireVsCodeApi();
mountCompare(document.body, {
  post: (message) => editor.postMessage(message),
  listen(listener) {
    const onMessage = ({ data }: MessageEvent<unknown>): void => {
      if (isToPage(data)) listener(data);
    };
    window.addEventListener("message", onMessage);
    return { dispose: () => window.removeEventListener("message", onMessage) };
  },
  kept: () => editor.getState(),
  keep: (ui) => editor.setState(ui),
  canPick: true,
});
