import { type Command, type ExitCode, type Io, UsageError } from "../command.ts";
import { connect } from "../remote/connect.ts";
import { disconnect } from "../remote/disconnect.ts";
import { list } from "../remote/list.ts";
import { open } from "../remote/open.ts";

const usage = `Usage: runicorn remote list
       runicorn remote connect HOST [options]
       runicorn remote open HOST [options]
       runicorn remote disconnect HOST

Other machines by SSH, as your editor's windows share them. HOST is an alias of your ssh configuration, a name or an address;
\`user@host:port\` is understood. What has to be typed, such as a password or a code, is asked for on the terminal and never kept.

list shows the connections there are. connect makes one and keeps it until Ctrl-C. open also starts a viewer on that machine
and opens it in a browser. disconnect ends a connection and the viewer there.

  --json               print JSON
  --storage P          the store of the shared viewer, where it is not running yet

connect, open:
  --user U             who to log in as
  --port P             port of its SSH server
  --key F              private key to log in with

open:
  --root P             the store on that machine; default: what its environment says
  --env E              the environment there that says it
  --local-port N       port for the browser (8081 to 8099, or any free one)
  --node P             Node.js on that machine, where it is not found
  --install-node       bring Node.js there without asking, where there is none
  --no-open-browser    only print the link
`;

const actions: Record<string, (args: string[], io: Io) => Promise<ExitCode>> = {
  list,
  connect,
  open,
  disconnect,
};

export const remote: Command = {
  usage,
  async run([action, ...args], io) {
    const act = action !== undefined && Object.hasOwn(actions, action) && actions[action];
    if (!act) throw new UsageError(`Say one of: remote ${Object.keys(actions).join(", ")}.`);
    return act(args, io);
  },
};
