// To be imported before anything that makes a schema: zod tries whether it may compile code, which the page's policy forbids
// and the browser would report. A module of its own, because imports run in order and before any statement.
import { config } from "zod";

config({ jitless: true });
