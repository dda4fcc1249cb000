/** A named, versioned set of files. */
export class Artifact {
  readonly name: string;
  readonly type: string;

  constructor(name: string, options: { readonly type?: string } = {}) {
    this.name = name;
    this.type = options.type ?? "model";
  }
}
