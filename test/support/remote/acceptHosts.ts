// A process that accepts host keys: folder, prefix of the names, how many, key.
import { OwnKnownHosts } from "#core/remote/knownHosts/ownKnownHosts.ts";

const [folder = "", prefix = "", count = "0", key = ""] = process.argv.slice(2);
const own = new OwnKnownHosts(folder);
for (let i = 0; i < Number(count); i++) await own.accept({ host: `${prefix}${i}`, port: 22 }, key);
