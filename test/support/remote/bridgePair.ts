import { type Duplex, PassThrough, Transform } from "node:stream";

import { Bridge } from "#core/remote/viewer/bridge.ts";

interface PairOptions {
  /** What goes over arrives in single bytes. */
  readonly dribble?: boolean;
  readonly onStream: (stream: Duplex) => void;
}

/** Two bridges that talk to each other. */
export function bridgePair({ dribble = false, onStream }: PairOptions) {
  const [here, there] = [pipe(dribble), pipe(dribble)];
  const opener = new Bridge({ input: there, output: here });
  const accepter = new Bridge({ input: here, output: there, onStream });
  const dispose = () => {
    opener.dispose();
    accepter.dispose();
  };
  return { opener, here, there, dispose };
}

function pipe(dribble: boolean): Transform {
  if (!dribble) return new PassThrough();
  return new Transform({
    transform(bytes: Buffer, _encoding, done) {
      for (const byte of bytes) this.push(Buffer.of(byte));
      done();
    },
  });
}

export function echo(stream: Duplex): void {
  stream.pipe(stream);
}
