const icons: Readonly<Record<string, string>> = {
  image: "file-media",
  audio: "unmute",
  video: "device-camera-video",
  text: "note",
  table: "table",
  histogram: "graph",
};

/** The codicon of a type of events. */
export function mediaIcon(type: string): string {
  return Object.hasOwn(icons, type) ? (icons[type] ?? "file") : "file";
}
