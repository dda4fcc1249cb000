export type Header = readonly [name: string, value: string];

/** What a web page of another site, or a stranger on this machine, can have sent. */
export interface Attack {
  readonly name: string;
  /** How it is refused. */
  readonly refused: readonly number[];
  readonly headers: readonly Header[];
  /** Sent in the place of the address's own path. */
  readonly target?: (path: string) => string;
  /** For whom it is meant: pages hold no data and want no token, only JSON routes want JSON. */
  readonly against: "all" | "token" | "json";
}

/** Every attack on one viewer; `ticket` is a good one that must not be taken for a token. */
export function attacksOn({ port, token, ticket }: Victim): Attack[] {
  const host: Header = ["Host", `127.0.0.1:${port}`];
  const bearer: Header = ["Authorization", `Bearer ${token}`];
  const make = (
    name: string,
    refused: number | readonly number[],
    headers: readonly Header[],
    more: Partial<Attack> = {},
  ): Attack => ({ name, refused: [refused].flat(), headers, against: "all", ...more });

  const cross = (dest: string, mode: string): Header[] => [
    ["Sec-Fetch-Site", "cross-site"],
    ["Sec-Fetch-Mode", mode],
    ["Sec-Fetch-Dest", dest],
  ];
  const unknown = { against: "token" } as const;
  const json = { against: "json" } as const;
  return [
    ...foreignHosts(port).map((value) =>
      make(`the Host ${JSON.stringify(value)}`, 421, [["Host", value], bearer]),
    ),
    make("no Host", 421, [bearer]),
    make("a second Host", 421, [host, ["Host", "evil.com"], bearer]),
    make("a first Host", 421, [["Host", "evil.com"], host, bearer]),
    make("the same Host twice", 421, [host, host, bearer]),
    make("an absolute address elsewhere", 421, [host, bearer], {
      target: (path) => `http://evil.com${path}`,
    }),
    make("an absolute address here", 421, [host, bearer], {
      target: (path) => `http://127.0.0.1:${port}${path}`,
    }),
    ...foreignOrigins(port).map((value) =>
      make(`the Origin ${JSON.stringify(value)}`, 403, [host, ["Origin", value], bearer]),
    ),
    ...["cross-site", "same-site", "", "same-origin, cross-site"].map((value) =>
      make(`the fetch site ${JSON.stringify(value)}`, 403, [
        host,
        ["Sec-Fetch-Site", value],
        bearer,
      ]),
    ),
    make("a frame of another site", 403, [host, ...cross("iframe", "navigate"), bearer]),
    make("an image of another site", 403, [host, ...cross("image", "no-cors"), bearer]),
    make("a script of another site", 403, [host, ...cross("script", "no-cors"), bearer]),
    make("no token", 401, [host], unknown),
    ...Object.entries(wrongTokens(token, ticket)).map(([name, header]) =>
      make(name, [401, 429], [host, header], unknown),
    ),
    make("the token in the query", 401, [host], {
      ...unknown,
      target: (path) => `${path}?token=${token}&access_token=${token}`,
    }),
    ...["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "text/json"].map(
      (type) => make(`a body of ${type}`, 415, [host, bearer, ["Content-Type", type]], json),
    ),
  ];
}

export interface Victim {
  readonly port: number;
  readonly token: string;
  readonly ticket: string;
}

function foreignHosts(port: number): string[] {
  return [
    "evil.com",
    `evil.com:${port}`,
    "127.0.0.1.evil.com",
    "localhost.evil.com",
    `10.0.0.1:${port}`,
    "127.1",
    "127.0.0.2",
    "0x7f.1",
    "0x7f000001",
    "2130706433",
    "0.0.0.0",
    "[::]",
    "[::ffff:127.0.0.1]",
    "127.0.0.1.",
    "localhost.",
    `localhost.:${port}`,
    "localhost:",
    "localhost:x",
    "localhost:123456",
    "user@localhost",
    "localhost@evil.com",
    "localhost, evil.com",
    "localhost/",
    "xlocalhost",
    "LOCALHOST.EVIL.COM",
    "",
  ];
}

function foreignOrigins(port: number): string[] {
  return [
    "null",
    "",
    "http://evil.com",
    `https://127.0.0.1:${port}`,
    "http://127.0.0.1",
    `http://127.0.0.1:${port + 1}`,
    `http://localhost:${port}`,
    `http://127.0.0.1:${port}/`,
    `http://127.0.0.1:${port}.evil.com`,
    "vscode-webview://abc",
    "file://",
  ];
}

function wrongTokens(token: string, ticket: string): Record<string, Header> {
  return {
    "a wrong token": ["Authorization", "Bearer wrong"],
    "an empty token": ["Authorization", "Bearer "],
    "a token without its scheme": ["Authorization", token],
    "a token by another scheme": ["Authorization", `Basic ${token}`],
    "a token that is cut short": ["Authorization", `Bearer ${token.slice(0, -1)}`],
    "a token with more after it": ["Authorization", `Bearer ${token}x`],
    "two tokens": ["Authorization", `Bearer x, Bearer ${token}`],
    "a ticket for a token": ["Authorization", `Bearer ${ticket}`],
    "a token in another header": ["X-Token", token],
    "a token as the cookie of another viewer": ["Cookie", `runicorn_x=${token}`],
    "a token as a cookie without a name": ["Cookie", token],
    "a ticket as a cookie": ["Cookie", `runicorn_x=${ticket}`],
  };
}
