/** What a newcomer pastes into a training script, and how to install what it imports. */
export const snippets = [
  {
    label: "Python",
    install: "python -m pip install runicorn-sdk",
    code: `import runicorn as rn

run = rn.init(project="demo", name="first", config={"lr": 1e-3})
for step in range(100):
    run.log({"loss": 1 / (step + 1)})
run.finish()
`,
  },
  {
    label: "TypeScript",
    install: "npm install @runicorn/sdk",
    code: `import * as rn from "@runicorn/sdk";

const run = rn.init({ project: "demo", name: "first", config: { lr: 1e-3 } });
for (let step = 0; step < 100; step++) {
  run.log({ loss: 1 / (step + 1) });
}
run.finish();
`,
  },
] as const;
