// Writes core/store/scan/kernelBytes.ts from the kernel's source. A test compares the two.
import { writeFileSync } from "node:fs";
import path from "node:path";

import { compileKernel } from "./compileKernel.ts";

writeFileSync(path.join(import.meta.dirname, "../core/store/scan/kernelBytes.ts"), compileKernel());
