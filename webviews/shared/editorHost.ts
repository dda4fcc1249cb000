import type { SaveFile } from "./charts/save/saveFile.ts";
import type { SaveContent } from "./saveContent.ts";

declare function acquireVsCodeApi(): {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
};

/** The editor as what stands behind a page. */
export interface EditorHost<Message> {
  post(message: object): void;
  listen(listener: (message: Message) => void): { dispose(): void };
  /** What `keep` was last called with, in this page or an earlier one. */
  kept(): unknown;
  keep(ui: object): void;
  /** Has the editor save a file where the reader says. */
  readonly save: SaveFile;
}

/** To be called once in a page. Messages that `isMessage` does not know are somebody else's. */
export function editorHost<Message>(
  isMessage: (raw: unknown) => raw is Message,
): EditorHost<Message> {
  const editor = acquireVsCodeApi();
  return {
    post: (message) => editor.postMessage(message),
    listen(listener) {
      const onMessage = ({ data }: MessageEvent<unknown>): void => {
        if (isMessage(data)) listener(data);
      };
      window.addEventListener("message", onMessage);
      return { dispose: () => window.removeEventListener("message", onMessage) };
    },
    kept: () => editor.getState(),
    keep: (ui) => editor.setState(ui),
    save: async (name, content) => {
      const bytes = new Uint8Array(await content.arrayBuffer());
      editor.postMessage({ type: "saveContent", name, content: bytes } satisfies SaveContent);
    },
  };
}
