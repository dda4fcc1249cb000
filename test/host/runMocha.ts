import type Mocha from "mocha";

export interface Counts {
  readonly passed: number;
  readonly failed: number;
}

/** Runs the tests of a Mocha instance, a line for each, and closes with one line that counts them. */
export async function runMocha(mocha: Mocha, print: (line: string) => void): Promise<Counts> {
  mocha.reporter(function quiet() {} as unknown as Mocha.ReporterConstructor);
  let passed = 0;
  const failed = await new Promise<number>((resolve) => {
    const runner = mocha.run(resolve);
    runner.on("suite", (suite) => suite.title && print(`  ${suite.title}`));
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
