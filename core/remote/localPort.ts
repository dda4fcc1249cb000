import type { ViewerProxy } from "./tunnel/viewerProxy.ts";

/** A port of this machine that leads a browser to a viewer on another one. */
export interface LocalPort {
  readonly port: number;
  /** As `http://127.0.0.1:8081`. */
  readonly url: string;
  /** A link that opens a page of it, once, and until when, in Unix seconds. `path` begins with `/`. */
  link(path: string): { url: string; expires_at: number };
  /** Settles when it has closed by itself, as nobody has used it for a while. */
  readonly left: Promise<void>;
  /** Whether it is still ours, and can be connected to. */
  isReachable(): Promise<boolean>;
  /** Listens on the same port again. */
  rebuild(): Promise<void>;
  dispose(): Promise<void>;
}

/** `wanted`: the port somebody asked for; another one where that is taken. */
export type OpenLocalPort = (proxy: ViewerProxy, wanted: number | undefined) => Promise<LocalPort>;
