// Run as a process of its own: opens the store of argv[2] and keeps it indexed until it is killed.
import { Store } from "#core/store/store.ts";

const [, , root = ""] = process.argv;
const store = await Store.open({ root });
process.stdout.write("open\n");
store.onEvent((event) => process.stdout.write(`${event.type}\n`));
setInterval(() => undefined, 1000);
