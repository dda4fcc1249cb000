import type Mocha from "mocha";

export interface Counts {
  readonly passed: number;
  readonly failed: number;
}

/** Runs the tests of a Mocha instance, a line for each; says how long each file's took, and closes with one line that counts them. */
export async function runMocha(mocha: Mocha, print: (line: string) => void): Promise<Counts> {
  mocha.reporter(function quiet() {} as unknown as Mocha.ReporterConstructor);
  let passed = 0;
  const failed = await new Promise<number>((resolve) => {
    const runner = mocha.run(resolve);
    let began = 0;
    runner.on("suite", (suite) => {
      if (suite.parent?.root) began = Date.now();
      if (suite.title) print(`  ${suite.title}`);
    });
    // What is set up and put away takes its time as well.
    runner.on("suite end", (suite) => {
      if (suite.parent?.root) print(`    took ${Math.round((Date.now() - began) / 1000)} s`);
    });
    runner.on("pass", (test) => {
      passed += 1;
      print(`    ✔ ${test.title} (${test.duration ?? 0} ms)`);
    });
    runner.on("fail", (test, error: Error) => {
      print(`    ✖ ${test.fullTitle()}\n${error.stack ?? error.message}`);
    });
  });
  print(`${passed} passed, ${failed} failed`);
  return { passed, failed };
}
